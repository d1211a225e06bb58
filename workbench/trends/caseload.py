"""Many people as small charts on the same scales, in an order of day or name, never of worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from streamlit.components.v2 import component

from workbench import state
from workbench.archive.store import Person
from workbench.charts import words
from workbench.charts.looks import Look
from workbench.modules import bundled, text_of
from workbench.saying import _, ngettext

SLOTS = 12
PER_PAGE = 24
Pairs = list[tuple[float | None, float | None]]

_GRID = component(
    "sketchwell_caseload",
    html='<div class="caseload"></div>',
    css=text_of("workbench", "trends", "caseload.css"),
    js=bundled(
        text_of("workbench", "trends", "caseload_adapter.js"),
        Caseload=text_of("workbench", "trends", "caseload.js"),
    ),
)


@dataclass(frozen=True, slots=True)
class Small:
    """One person's newest sittings, oldest first, at most SLOTS of them."""

    person: Person
    count: int
    newest: str
    pleasure: Pairs
    arousal: Pairs


def everyone(people: Sequence[Person], rows: Mapping[str, Sequence[Any]]) -> list[Small]:
    """Each person with what they said; `rows` are the sittings of everybody, by person."""
    places: dict[str, list[int]] = {}
    for place, person in enumerate(rows["person"]):
        places.setdefault(person, []).append(place)
    return [_small(person, rows, places.get(person.id, [])) for person in people]


def ordered(found: Sequence[Small], *, by_name: bool) -> list[Small]:
    """By name, or those first who were here last; who was never here comes at the end."""
    by_names = sorted(found, key=lambda each: each.person.name.casefold())
    return by_names if by_name else sorted(by_names, key=lambda each: each.newest, reverse=True)


def told(small: Small) -> str:
    """One panel in words."""
    if not small.count:
        return _("{name}: no sitting yet", name=small.person.name)
    return _(
        "{name}: {count}, the newest on {day}. Pleasure after it: {pleasure}. Arousal: {arousal}.",
        name=small.person.name,
        count=ngettext("{count} sitting", "{count} sittings", small.count),
        day=words.day(small.newest),
        pleasure=words.zone("pleasure", small.pleasure[-1][1]),
        arousal=words.zone("arousal", small.arousal[-1][1]),
    )


def grid(shown: Sequence[Small], *, look: Look) -> None:
    """The panels; a tap opens the person's own trends."""
    wire = [_to_wire(each) for each in shown]
    names = [words.axis(name) for name in words.AXES]
    _GRID(
        key="caseload",
        data={"people": wire, "slots": SLOTS, "names": names, "colors": dict(look.said)},
        on_opened_change=_open,
    )


def _open() -> None:
    person = state.component_value("caseload", "opened")
    if isinstance(person, str):
        state.choose_person(person)
        state.set_address("show", None)


def _small(person: Person, rows: Mapping[str, Sequence[Any]], places: list[int]) -> Small:
    newest = [*places[-SLOTS:]]
    felt: dict[str, Pairs] = {
        axis: [(rows[f"{axis}_before"][p], rows[f"{axis}_after"][p]) for p in newest]
        for axis in words.AXES
    }
    started = rows["started"][places[-1]] if places else ""
    return Small(person, len(places), started, felt["pleasure"], felt["arousal"])


def _none(small: Small) -> str:
    """Why there is nothing to draw; empty where there is something."""
    if not small.count:
        return _("No sitting yet")
    answers = [each for pair in (*small.pleasure, *small.arousal) for each in pair]
    return _("All sliders were left out") if all(each is None for each in answers) else ""


def _to_wire(small: Small) -> dict[str, Any]:
    return {
        "id": small.person.id,
        "name": small.person.name,
        "when": words.day(small.newest) if small.count else "",
        "said": told(small),
        "none": _none(small),
        "pleasure": [list(pair) for pair in small.pleasure],
        "arousal": [list(pair) for pair in small.arousal],
    }
