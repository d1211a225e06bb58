"""A help card as a value, and its file: what may stand there. `help_card.toml` is the original."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engines.errors import SettingsError
from engines.languages import ENGLISH
from engines.languages.dates import weekday

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FORMAT = 1
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_LINES, MOST_LETTERS, MOST_BYTES = 12, 240, 64 * 1024
_KEYS = {"format", "site", "checked_by", "checked_on", "emergency", "ask_staff", "line"}
_LINE_KEYS = {"name", "number", "languages", "hours", "note", "source"}
_NUMBER = re.compile(r"\+?[0-9][0-9 ()/\-]{1,24}", re.A)
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SPAN = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? ([0-2]\d):([0-5]\d)-([0-2]\d):([0-5]\d)", re.A)
_MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """When a line answers on some days of the week.

    Attributes:
        first: first day, 0 is Monday.
        last: last day; before `first` where the span goes over Sunday.
        opens: minutes after midnight.
        closes: minutes after midnight, up to 1,440; not after `opens` where it is the next day's.
    """

    first: int
    last: int
    opens: int
    closes: int

    def hold(self, at: datetime) -> bool:
        """Whether they hold at a time on the wall."""
        minute, day = at.hour * 60 + at.minute, at.weekday()
        if self.opens < self.closes:
            return self._on(day) and self.opens <= minute < self.closes
        late = self._on(day) and minute >= self.opens
        return late or (self._on((day - 1) % 7) and minute < self.closes)

    def said(self, language: str) -> str:
        """As that language writes the days: "Mon–Fri 09:00–17:00"."""
        days = weekday(self.first, language)
        if self.last != self.first:
            days = f"{days}–{weekday(self.last, language)}"
        return f"{days} {_clock(self.opens)}–{_clock(self.closes)}"

    def _on(self, day: int) -> bool:
        return (day - self.first) % 7 <= (self.last - self.first) % 7


@dataclass(frozen=True, slots=True)
class Line:
    """One help line.

    Attributes:
        name: as people know it.
        number: as it is dialed and written.
        languages: codes of the languages spoken there.
        hours: when it answers; empty is day and night.
        note: what else to know, by language.
        source: where the number was read.
    """

    name: str
    number: str
    languages: tuple[str, ...]
    hours: tuple[Hours, ...]
    note: Mapping[str, str]
    source: str

    def is_open(self, at: datetime) -> bool:
        """Whether it answers at a time on the wall; holidays are not known here."""
        return not self.hours or any(each.hold(at) for each in self.hours)


@dataclass(frozen=True, slots=True)
class HelpCard:
    """What is shown to somebody who needs a person.

    Attributes:
        emergency: the number to call when somebody is in danger.
        where: where that number works, by language; empty where the site wrote its own.
        ask_staff: what to do here and now, by language.
        lines: the help lines; none where the card cannot be trusted.
        site: the house that answers for it.
        checked_by: who called every number.
        checked_on: when that was; None where nobody did.
    """

    emergency: str
    where: Mapping[str, str]
    ask_staff: Mapping[str, str]
    lines: tuple[Line, ...]
    site: str
    checked_by: str
    checked_on: date | None

    def staff_words(self, language: str) -> str:
        """What to do here and now, in a language or in English."""
        return said_in(self.ask_staff, language)

    def lines_for(self, language: str, at: datetime) -> tuple[Line, ...]:
        """Every line, those that speak the language first, then those that are open.

        Args:
            language: a code such as "de".
            at: the time on the wall.
        """
        order = sorted(self.lines, key=lambda e: (language not in e.languages, not e.is_open(at)))
        return tuple(order)


def said_in(words: Mapping[str, str], language: str) -> str:
    """A text of a card in a language, else in English, else as it is; "" where there is none."""
    return words.get(language) or words.get(ENGLISH) or next(iter(words.values()), "")


def parse(data: bytes) -> HelpCard:
    """Reads a card's file.

    Raises:
        SettingsError: it is no TOML, of a newer format, or holds what it may not; names the place.
    """
    if len(data) > MOST_BYTES:
        raise SettingsError(f"it has {len(data)} bytes, at most {MOST_BYTES} make a help card")
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"it is not TOML: {error}") from error
    _refuse_unknown(table, _KEYS, "the card")
    if table.get("format") != FORMAT:
        raise SettingsError(f"its format is {table.get('format')!r}; Sketchwell reads {FORMAT}")
    emergency = _table(table.get("emergency"), "emergency")
    _refuse_unknown(emergency, {"number", "where"}, "emergency")
    rows = table.get("line", [])
    if not isinstance(rows, list) or len(rows) > MOST_LINES:
        raise SettingsError(f"line must be [[line]] blocks, at most {MOST_LINES}")
    staff = _words(table.get("ask_staff"), "ask_staff")
    if not staff:
        raise SettingsError("ask_staff is empty: say in at least one language whom to ask")
    return HelpCard(
        _number(emergency.get("number"), "emergency"),
        _words(emergency.get("where", {}), "emergency.where"),
        staff,
        tuple(_line(_table(row, "line")) for row in rows),
        _text(table.get("site", ""), "site"),
        _text(table.get("checked_by", ""), "checked_by"),
        _day(table.get("checked_on")),
    )


def _line(row: Mapping[str, Any]) -> Line:
    name = _text(row.get("name", ""), "name")
    if not name:
        raise SettingsError("a line has no name")
    _refuse_unknown(row, _LINE_KEYS, name)
    languages = row.get("languages")
    if not isinstance(languages, list) or not languages or not all(map(_is_language, languages)):
        raise SettingsError(f"{name}: languages is a list of codes such as en, not {languages!r}")
    return Line(
        name,
        _number(row.get("number"), name),
        tuple(languages),
        _hours(row.get("hours"), name),
        _words(row.get("note", {}), f"{name}: note"),
        _text(row.get("source", ""), f"{name}: source"),
    )


def _hours(value: object, name: str) -> tuple[Hours, ...]:
    if value == "always":
        return ()
    if not isinstance(value, list) or not value:
        raise SettingsError(f'{name}: hours must be "always" or a list, not {value!r}')
    return tuple(_span(each, name) for each in value)


def _span(value: object, name: str) -> Hours:
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    days = [day for day in found.group(1, 2) if day] if found else []
    opens, closes = _minutes(found, 3), _minutes(found, 5)
    if not days or not set(days) <= set(DAYS) or opens >= _MIDNIGHT or closes > _MIDNIGHT:
        raise SettingsError(f'{name}: hours are written "mon-fri 09:00-17:00", not {value!r}')
    return Hours(DAYS.index(days[0]), DAYS.index(days[-1]), opens, closes)


def _minutes(found: re.Match[str] | None, group: int) -> int:
    return int(found[group]) * 60 + int(found[group + 1]) if found else 0


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _number(value: object, place: str) -> str:
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise SettingsError(f'{place}: the number must be written as "0800 123", not {value!r}')
    return value


def _words(value: object, place: str) -> Mapping[str, str]:
    table = _table(value, place)
    if not all(map(_is_language, table)):
        raise SettingsError(f"{place} takes texts by language, such as en, not {', '.join(table)}")
    return {language: _text(text, f"{place}.{language}") for language, text in table.items()}


def _text(value: object, place: str) -> str:
    if not isinstance(value, str) or len(value) > MOST_LETTERS or not value.isprintable():
        raise SettingsError(f"{place} must be one line of at most {MOST_LETTERS} letters")
    return value.strip()


def _day(value: object) -> date | None:
    if value is None:
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise SettingsError(f"checked_on must be a day such as 2026-01-31, not {value!r}")
    return value


def _table(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise SettingsError(f"{place} is missing or no table")
    return value


def _is_language(value: object) -> bool:
    return isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None


def _refuse_unknown(table: Mapping[str, Any], known: set[str], place: str) -> None:
    unknown = sorted(table.keys() - known)
    if unknown:
        raise SettingsError(f"{place} holds {unknown[0]!r}; there are {', '.join(sorted(known))}")
