"""A mode's folder: `mode.toml` says how it is built, `en.toml` and others say it in words.

`README.md` describes the format. A therapist edits these files, in the workbench or by hand, so
every refusal names the file, the place and the value met.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from engines.dialogue.cards import SLOT, Card, Mode, Sheet, SheetKind, Texts
from engines.errors import SettingsError
from engines.fields import Check
from engines.languages import ENGLISH

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HOME = Path(__file__).resolve().parent / "modes"
IDS = (
    "free_expression",
    "storytelling",
    "inspiration",
    "reframing",
    "role_play",
    "mindfulness",
    "education",
)
FORMAT = 1
MODE = "mode.toml"
MOST_BYTES = 256 * 1024
MOST_LETTERS, MOST_HEARD, MOST_TOLD = 220, 120, 900
MOST_CARDS, MOST_LINES, MOST_SECONDS = 80, 12, 240
KINDS: tuple[SheetKind, ...] = ("exercise", "lesson", "role")
SLOTS = ("word", "role")

_ID = re.compile(r"[a-z][a-z0-9_]{1,40}")
_TOLD = ("name", "purpose", "not_for", "opening", "closing")
_NEEDED = ("format", "version", "author", "reviewed_by", "reviewed_on", "neutral", "first", "card")


def read(folder: Path) -> Mode:
    """Reads a mode from its folder.

    Raises:
        SettingsError: a file is missing, no TOML, of a newer format or holds what it may not; the
            message names the file and the place.
    """
    stamp = tuple(
        (path.name, path.stat().st_mtime_ns, path.stat().st_size)
        for path in sorted(folder.glob("*.toml"))
    )
    return _read(folder, stamp)


@lru_cache(maxsize=64)
def _read(folder: Path, _stamp: tuple[tuple[str, int, int], ...]) -> Mode:
    check = Check(SettingsError, "mode")
    built = _loaded(folder / MODE)
    check.fields(built, MODE, needed=_NEEDED, allowed=("sources", "sheet"))
    if built["format"] != FORMAT:
        raise SettingsError(f"{MODE}: its format is {built['format']!r}; this reads {FORMAT}")
    told = {path.stem: _loaded(path) for path in sorted(folder.glob("??.toml"))}
    if ENGLISH not in told:
        raise SettingsError(f"{folder.name}: there is no {ENGLISH}.toml; a mode needs its texts")
    for language, words in told.items():
        place = f"{language}.toml"
        check.fields(words, place, needed=(*_TOLD, "card"), allowed=("sheet",))
    cards = _cards(check, built, told)
    texts = {name: _texts(check, told, name) for name in _TOLD}
    return Mode(
        id=check.matched(folder.name, "the folder's name", _ID, "use a-z, 0-9 and _"),
        version=check.whole(built["version"], f"{MODE} version", 1, 1_000_000),
        author=_line(check, built["author"], f"{MODE} author", MOST_HEARD),
        reviewed_by=_line(check, built["reviewed_by"], f"{MODE} reviewed_by", MOST_HEARD),
        reviewed_on=_day(check, built["reviewed_on"]),
        neutral=_known(check, built["neutral"], f"{MODE} neutral", cards),
        first=_ids(check, built["first"], f"{MODE} first", cards),
        sources=_lines(check, built.get("sources", []), f"{MODE} sources", 40, MOST_TOLD),
        cards=cards,
        sheets=_sheets(check, built, told),
        **texts,
    )


@cache
def shipped() -> Mapping[str, Mode]:
    """The seven modes that ship, by id."""
    return {name: read(HOME / name) for name in IDS}


def _loaded(path: Path) -> Mapping[str, Any]:
    try:
        data = path.read_bytes()
        if len(data) > MOST_BYTES:
            raise SettingsError(f"{path}: it has {len(data)} bytes, at most {MOST_BYTES}")
        return tomllib.loads(data.decode("utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: it cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{path}: it is not TOML: {error}") from error


def _cards(check: Check, built: Mapping[str, Any], told: Mapping[str, Any]) -> Mapping[str, Card]:
    rows = check.mapping(built["card"], f"{MODE} card")
    if not 1 <= len(rows) <= MOST_CARDS:
        raise SettingsError(f"{MODE}: {len(rows)} cards; a mode has 1 to {MOST_CARDS}")
    _same(rows, told, "card")
    return {name: _card(check, name, row, rows, told) for name, row in rows.items()}


def _card(
    check: Check, name: str, row: Any, rows: Mapping[str, Any], told: Mapping[str, Any]
) -> Card:
    place = f"{MODE} card.{check.matched(name, 'a card', _ID, 'use a-z, 0-9 and _')}"
    check.fields(row, place, needed=(), allowed=("then",))
    says, heard = {}, {}
    for language, words in told.items():
        where = f"{language}.toml card.{name}"
        texts = check.fields(words["card"][name], where, needed=("heard", "says"))
        says[language] = _lines(check, texts["says"], f"{where}.says", 4, MOST_LETTERS, least=1)
        heard[language] = _lines(check, texts["heard"], f"{where}.heard", 12, MOST_HEARD)
        for slot in SLOT.findall(" ".join(says[language])):
            check.choice(slot, f"{where}: a slot", SLOTS)
    then = _ids(check, row.get("then", []), f"{place}.then", rows)
    return Card(name, then, says, heard)


def _sheets(check: Check, built: Mapping[str, Any], told: Mapping[str, Any]) -> Mapping[str, Sheet]:
    rows = check.mapping(built.get("sheet", {}), f"{MODE} sheet")
    _same(rows, told, "sheet")
    return {name: _sheet(check, name, row, told) for name, row in rows.items()}


def _sheet(check: Check, name: str, row: Any, told: Mapping[str, Any]) -> Sheet:
    place = f"{MODE} sheet.{check.matched(name, 'a sheet', _ID, 'use a-z, 0-9 and _')}"
    check.fields(row, place, needed=("kind",), allowed=("seconds",))
    kind: SheetKind = check.choice(row["kind"], f"{place}.kind", KINDS)
    given = check.sequence(row.get("seconds", []), f"{place}.seconds")
    seconds = tuple(check.whole(each, f"{place}.seconds", 1, MOST_SECONDS) for each in given)
    title: dict[str, str] = {}
    lines: dict[str, tuple[str, ...]] = {}
    for language, words in told.items():
        where = f"{language}.toml sheet.{name}"
        texts = check.fields(words["sheet"][name], where, needed=("title", "lines"))
        title[language] = _line(check, texts["title"], f"{where}.title", MOST_HEARD, least=1)
        lines[language] = _lines(
            check, texts["lines"], f"{where}.lines", MOST_LINES, MOST_LETTERS, least=1
        )
        if kind == "exercise" and len(lines[language]) != len(seconds):
            raise SettingsError(
                f"{where} has {len(lines[language])} lines and {place} {len(seconds)} times: "
                "an exercise has a time for each line"
            )
    return Sheet(name, kind, seconds, title, lines)


def _same(rows: Mapping[str, Any], told: Mapping[str, Any], kind: str) -> None:
    for language, words in told.items():
        there = words.get(kind, {})
        if not isinstance(there, Mapping):
            raise SettingsError(f"{language}.toml: {kind} must be [{kind}.NAME] blocks")
        for name in rows.keys() ^ there.keys():
            holder = f"{language}.toml" if name in rows else MODE
            raise SettingsError(f"{holder} lacks {kind}.{name}: every file names the same {kind}s")


def _texts(check: Check, told: Mapping[str, Any], name: str) -> Texts:
    most = {"name": 60, "purpose": MOST_TOLD, "not_for": MOST_TOLD}.get(name, MOST_LETTERS)
    return {
        language: _line(check, words[name], f"{language}.toml {name}", most, least=1)
        for language, words in told.items()
    }


def _line(check: Check, value: Any, where: str, most: int, *, least: int = 0) -> str:
    if not isinstance(value, str) or not value.isprintable():
        check.refuse(where, value, "must be one line of text")
    text = value.strip()
    if not least <= len(text) <= most:
        raise SettingsError(f"{where} has {len(text)} letters, {least} to {most} are allowed")
    return text


def _lines(
    check: Check, value: Any, where: str, most: int, letters: int, *, least: int = 0
) -> tuple[str, ...]:
    rows = check.sequence(value, where)
    if not least <= len(rows) <= most:
        raise SettingsError(f"{where} has {len(rows)} texts, {least} to {most} are allowed")
    return tuple(_line(check, row, where, letters, least=1) for row in rows)


def _ids(check: Check, value: Any, where: str, known: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(_known(check, each, where, known) for each in check.sequence(value, where))


def _known(check: Check, value: Any, where: str, known: Mapping[str, Any]) -> str:
    if not isinstance(value, str) or value not in known:
        check.refuse(where, value, "is no card of this mode")
    return value


def _day(check: Check, value: Any) -> date | None:
    if value == "":
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        check.refuse(f"{MODE} reviewed_on", value, "write a day such as 2026-01-31, or nothing")
    return value
