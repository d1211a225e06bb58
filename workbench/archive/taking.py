"""What everybody in a study has lived through there so far. Reads plain columns; nothing is opened.

Four questions for the whole practice, however many people it has: a page to begin with asks this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.archive.database import Database

_IN = "FROM enrolment JOIN {table} ON {on} WHERE enrolment.ended IS NULL{more} ORDER BY {order}"
_HERE = "happening.enrolment = enrolment.id AND happening.struck IS NULL"
_ASKED = {
    "sittings": (
        "enrolment.id, sitting.started, sitting.phase",
        {"table": "sitting", "on": "sitting.person = enrolment.person", "order": "started"},
        " AND sitting.started >= enrolment.enrolled AND sitting.phase <> 'between'",
    ),
    "happened": (
        "enrolment.id, happening.kind, happening.day, happening.closed",
        {"table": "happening", "on": _HERE, "order": "day"},
        "",
    ),
    "answered": (
        "enrolment.id, questionnaire.instrument, questionnaire.dated",
        {
            "table": "questionnaire",
            "on": "questionnaire.person = enrolment.person",
            "order": "dated",
        },
        " AND questionnaire.done IS NOT NULL",
    ),
}
_WHO = "SELECT id, person, study, arm, enrolled FROM enrolment WHERE ended IS NULL{more}"


@dataclass(frozen=True, slots=True)
class Taking:
    """One person's part in a study that goes on.

    Attributes:
        enrolment: its id.
        person: who.
        study: which.
        arm: from 0.
        enrolled: when, ISO 8601.
        sittings: since then, open ones too, but nothing made between them: when each began, and its
            phase.
        missed: days of missed sittings, YYYY-MM-DD.
        answered: ended questionnaires, from before too: which, and when.
        adverse: how many adverse events wait for somebody.
        waiting: how many events wait for somebody, distress too.
    """

    enrolment: str
    person: str
    study: str
    arm: int
    enrolled: str
    sittings: tuple[tuple[str, str], ...]
    missed: tuple[str, ...]
    answered: tuple[tuple[str, str], ...]
    adverse: int
    waiting: int


class Takings:
    """What was asked once is told again at once, until the next thing is written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: tuple[int, dict[str | None, tuple[Taking, ...]]] = (-1, {})

    def of(self, person: str | None = None) -> tuple[Taking, ...]:
        """Everybody who takes part now, or one person, the first who came first."""
        newest = self._database.newest  # before it is read: what comes meanwhile counts next time
        number, held = self._held
        if number != newest:
            held = {}
            self._held = (newest, held)
        if person not in held:
            held[person] = _takings(self._database, person)
        return held[person]


def _takings(database: Database, person: str | None) -> tuple[Taking, ...]:
    more, values = ("", []) if person is None else (" AND enrolment.person = ?", [person])
    who = database.read(f"{_WHO.format(more=more)} ORDER BY enrolled, id", values)
    if not who:
        return ()
    found = {name: _told(database, name, more, values) for name in _ASKED}
    return tuple(_taking(row, *(found[name][row[0]] for name in _ASKED)) for row in who)


def _told(
    database: Database, name: str, more: str, values: list[str]
) -> dict[str, list[Sequence[Any]]]:
    columns, parts, only = _ASKED[name]
    sql = f"SELECT {columns} {_IN.format(**parts, more=only + more)}"
    rows: dict[str, list[Sequence[Any]]] = defaultdict(list)
    for enrolment, *rest in database.read(sql, values):
        rows[enrolment].append(tuple(rest))
    return rows


def _taking(
    row: Sequence[Any],
    sittings: Sequence[Any],
    happened: Sequence[Any],
    answered: Sequence[Any],
) -> Taking:
    waiting = [kind for kind, _, closed in happened if closed is None]
    return Taking(
        *row,
        sittings=tuple(sittings),
        missed=tuple(day for kind, day, _ in happened if kind == "missed"),
        answered=tuple(answered),
        adverse=waiting.count("adverse"),
        waiting=waiting.count("adverse") + waiting.count("distress"),
    )
