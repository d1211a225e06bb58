"""What changed over sittings, by column. Reads plain columns only; nothing is opened."""

from __future__ import annotations

from typing import Any

from workbench.archive.database import Database
from workbench.archive.schema import MEASURES

# An answer that was put back, or that nobody decided about, is no picture that the person chose.
_CHOSEN = "decision = 'kept'"


def by_sitting(database: Database, person: str | None = None) -> dict[str, list[Any]]:
    """One row a sitting; measures are means over the turns chosen in it, None without any."""
    means = ", ".join(f"avg({name}) AS {name}" for name in MEASURES)
    where, values = _whose("sitting.person", person)
    return database.read_columns(
        "SELECT sitting.id AS sitting, person, sitting.number AS number, phase, started, ended, "
        "pleasure_before, arousal_before, pleasure_after, arousal_after, "
        "coalesce(turns, 0) AS turns, coalesce(pictures, []) AS pictures, "
        f"{', '.join(MEASURES)} "
        "FROM sitting LEFT JOIN (SELECT sitting, count(*) AS turns, "
        f"list(picture ORDER BY number) AS pictures, {means} "
        f"FROM turn WHERE {_CHOSEN} GROUP BY sitting) AS chosen ON chosen.sitting = sitting.id "
        f"{where} ORDER BY person, sitting.number",
        values,
    )


def by_turn(database: Database, person: str | None = None) -> dict[str, list[Any]]:
    """One row a chosen turn."""
    where, values = _whose("turn.person", person, _CHOSEN)
    return database.read_columns(
        "SELECT turn.id AS turn, picture, sitting, turn.person AS person, "
        'sitting.number AS number, phase, kept_at AS "at", pleasure, arousal, '
        f"{', '.join(MEASURES)} FROM turn JOIN sitting ON sitting.id = turn.sitting "
        f"{where} ORDER BY turn.person, sitting.number, turn.number",
        values,
    )


def _whose(column: str, person: str | None, *rules: str) -> tuple[str, list[str]]:
    every = [*rules, *([f"{column} = ?"] if person else [])]
    return ("WHERE " + " AND ".join(every) if every else ""), [person] if person else []
