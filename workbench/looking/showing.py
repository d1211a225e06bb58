"""What the components for looking back show: records as plain values. No page, no pixels."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from engines import languages
from engines.languages import sources
from engines.picture import INFLUENCES, STYLES
from engines.record import Feeling, Turn
from engines.strokes import TOOLS
from workbench import naming, parts
from workbench.archive.sittings import SittingRow, picture_id
from workbench.archive.store import Person
from workbench.modules import text_of
from workbench.pictures import address
from workbench.saying import _, later, ngettext, pad_texts
from workbench.tailored import MAX_COLORS, Tailored

KINDS = ("picture", "drawing", "painted", "file")
_REACH = {
    "hint": later("A touch of color under the lines"),
    "together": later("The lines lead, the painter fills in"),
    "transform": later("The painter goes further; the lines stay on top"),
}
_COLOR = re.compile(r'\["(\w+)", "(#[0-9a-f]{6})"\]')


def turn(person: str, shown: Turn) -> dict[str, Any]:
    """A turn as lists and views show it: addresses, plain words, marks."""
    picture = picture_id(shown)
    asked = shown.answer.request if shown.answer else None
    return {
        "id": picture,
        "small": address(person, picture, "small"),
        "urls": {kind: address(person, picture, kind) for kind in KINDS},
        "aspect": shown.drawing.paper.aspect,
        "answered": shown.answer is not None,
        "alt": described(shown),
        "decision": shown.decision or ("kept" if shown.answer is None else None),
        "decided": naming.decided(shown),
        "words": asked.words if asked else "",
        "style": asked.style if asked else None,
        "asked": naming.asked(asked) if asked else "",
        "feeling": felt(shown.feeling),
        "marks": [{"points": mark.points, "words": mark.words} for mark in shown.marks],
    }


def file_of(person: str, sitting: str, turns: Sequence[Turn]) -> str | None:
    """Where a sitting's kept pictures can be taken out; None where nothing was kept."""
    kept = any(each.decision == "kept" or each.answer is None for each in turns)
    return f"/api/people/{person}/sittings/{sitting}/pictures.zip" if kept else None


def described(shown: Turn) -> str:
    """A picture in words, for a screen reader."""
    if shown.answer is None:
        return _("A drawing")
    words = shown.answer.request.words
    return _("A picture: {words}", words=words) if words else _("A picture without words")


def felt(feeling: Feeling) -> list[float | None]:
    """A feeling as the components take it."""
    return [feeling.pleasure, feeling.arousal]


def wall(
    person: Person,
    rows: Sequence[SittingRow],
    turns: dict[str, list[Turn]],
    notes: dict[str, str],
) -> dict[str, Any]:
    """Every sitting of a person, newest first, with what a search looks in."""
    return {
        "person": person.id,
        "styles": [[style, _(naming.STYLES[style])] for style in STYLES],
        "phases": [[phase, _(name)] for phase, name in parts.PHASES.items()],
        "sittings": [
            _sitting(person.id, row, turns.get(row.id, []), notes.get(row.id, ""))
            for row in reversed(rows)
        ],
    }


def _sitting(person: str, row: SittingRow, turns: list[Turn], note: str) -> dict[str, Any]:
    short = ("id", "small", "alt", "decision", "words", "style")
    listed = [turn(person, each) for each in turns]
    return {
        "id": row.id,
        "number": row.number,
        "at": row.started,
        "day": parts.day(row.started),
        "phase": row.phase,
        "kind": _(parts.PHASES[row.phase]),
        "going": row.ended is None,
        "before": felt(row.before),
        "after": felt(row.after),
        "note": note,
        "turns": [
            {name: each[name] for name in short}
            | {"marks": [mark["words"] for mark in each["marks"]]}
            for each in listed
        ],
    }


def people(
    everyone: Sequence[Person],
    drawing: set[str],
    trends: dict[str, list[Any]],
    *,
    coming: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """Everybody, who was here last first, with their newest picture.

    `coming` are those of a demo whose past is still being painted.
    """
    found: dict[str, tuple[int, str, str | None]] = {}
    columns = ("person", "number", "started", "pictures")
    for who, number, started, pictures in zip(*(trends[name] for name in columns), strict=True):
        before = found.get(who, (0, "", None))
        newest = pictures[-1] if pictures else before[2]
        found[who] = (max(number, before[0]), max(started, before[1]), newest)
    ordered = sorted(everyone, key=lambda each: found.get(each.id, (0, "", None))[1], reverse=True)
    rows = [_person(each, drawing, found.get(each.id, (0, "", None))) for each in ordered]
    for row in rows:
        if row["id"] in coming and not row["picture"]:
            row["about"] = _("The past is still being painted.")
    return {"people": rows}


def _person(person: Person, drawing: set[str], past: tuple[int, str, str | None]) -> dict[str, Any]:
    count, last, picture = past
    sittings = ngettext("{count} sitting", "{count} sittings", count)
    about = _("{sittings}, last on {day}", sittings=sittings, day=parts.day(last)) if last else ""
    return {
        "id": person.id,
        "name": person.name,
        "about": about or _("No sitting yet"),
        "picture": address(person.id, picture, "small") if picture else None,
        "going": person.id in drawing,
        "made_up": person.synthetic,
        "away": person.archived is not None,
    }


def table(person: Person) -> dict[str, Any]:
    """A person's table, and everything it could be."""
    steps = {step: (naming.INFLUENCES[step][0], _REACH[step]) for step in INFLUENCES}
    said = sources.pad_texts() | pad_texts()
    own = languages.available("workbench")
    return {
        "address": f"/api/people/{person.id}/table",
        "table": _plain(person.tailored),
        # Who has to agree is no matter of the table: "as everybody" leaves it.
        "usual": _plain(_usual(person.tailored)),
        "tools": [[tool, said[f"tool.{tool}"]] for tool in TOOLS],
        "colors": [[said[f"color.{name}"], color] for name, color in pad_colors()],
        "most_colors": MAX_COLORS,
        "styles": [
            [style, _(naming.STYLES[style]), f"/app/static/styles/{style}.jpg"] for style in STYLES
        ],
        "influences": [[step, _(name), _(about)] for step, (name, about) in steps.items()],
        "languages": [["", _("As in the workbench")]]
        + [[each, languages.name_of(each)] for each in own],
    }


@lru_cache(maxsize=1)
def pad_colors() -> tuple[tuple[str, str], ...]:
    """The pad's own colors by name, as they stand in its source."""
    source = text_of("kiosk", "static", "pad.js").partition("PAD_COLORS = Object.freeze([")[2]
    return tuple(_COLOR.findall(source.partition("]);")[0]))


def _usual(tailored: Tailored) -> Tailored:
    """The table as nobody had set it; what is no part of a table stays."""
    return Tailored(guardian=tailored.guardian, hidden=tailored.hidden)


def _plain(tailored: Tailored) -> dict[str, Any]:
    return json.loads(json.dumps(tailored.to_wire()))
