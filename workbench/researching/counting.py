"""Who is counted on the way from the plan to the data, and how few share what tells of somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.archive.studies import Study
from workbench.researching import columns
from workbench.researching.form import Missing, Row, Value

FEWEST = 5
"""Fewer people than this who share something: whoever knows the practice may know them. Our own
choice; the literature on k-anonymity (L. Sweeney, 2002, doi 10.1142/S0218488502001648) leaves k to
whoever gives data away."""
TOLD = tuple(each.name for each in columns.PEOPLE.columns if each.telling)
STANDINGS = {"left": "left", "going_on": "in", "finished": "done"}


@dataclass(frozen=True, slots=True)
class Cell:
    """So many people share these values, by column."""

    values: Mapping[str, Value]
    people: int


@dataclass(frozen=True, slots=True)
class Small:
    """What few people share.

    Attributes:
        people: how many are in the data.
        alone: one value that fewer than `FEWEST` people have.
        together: all values that could tell, together, of fewer than `FEWEST` people.
    """

    people: int
    alone: tuple[Cell, ...]
    together: tuple[Cell, ...]

    @property
    def exposed(self) -> int:
        """How many people stand in a small combination."""
        return sum(each.people for each in self.together)


def small(people: Sequence[Row]) -> Small:
    """What few people share in the table of people; whoever is missing a value shares that."""
    alone = [cell for name in TOLD for cell in _cells(people, (name,))]
    return Small(len(people), tuple(alone), tuple(_cells(people, TOLD)))


def _cells(people: Sequence[Row], names: Sequence[str]) -> list[Cell]:
    found = Counter(tuple(row[name] for name in names) for row in people)
    few = [(values, count) for values, count in found.items() if count < FEWEST]
    few.sort(key=lambda each: (each[1], str(each[0])))
    return [Cell(dict(zip(names, values, strict=True)), count) for values, count in few]


def flow(study: Study, rows: Mapping[str, Sequence[Row]]) -> list[Row]:
    """The steps for all together, and for each arm once the data are locked.

    Source: K. F. Schulz, D. G. Altman and D. Moher, 2010, CONSORT 2010 statement, BMJ 340:c332,
    figure 1; its steps of screening are not kept here.
    """
    people = rows["people"]
    told: list[Row] = [
        _step("approached", Missing("not_recorded")),
        _step("planned", study.plan.people),
        _step("enrolled", study.given),
        _step("not_in_data", study.given - len(people)),
        *_counts(study, people, rows),
    ]
    for arm in range(1, study.arms + 1) if study.locked and study.arms > 1 else ():
        told += _counts(study, [row for row in people if row["arm"] == arm], rows, arm)
    return told


def _counts(
    study: Study, people: Sequence[Row], rows: Mapping[str, Sequence[Row]], arm: int | None = None
) -> list[Row]:
    standing = Counter(row["standing"] for row in people)
    whole = {
        row["pseudonym"]
        for row in rows["totals"]
        if row["instrument"] == study.plan.primary
        and row["scale"] == "total"
        and not isinstance(row["total"], Missing)
    }
    measured = sum(row["pseudonym"] in whole for row in people)
    told = [_step("in_data", len(people), arm)]
    told += [_step(step, standing[name], arm) for step, name in STANDINGS.items()]
    return [*told, _step("measured", measured, arm)]


def _step(step: str, people: Value, arm: int | None = None) -> Row:
    of = Missing("not_applicable") if arm is None else arm
    return {"step": step, "arm": of, "people": people}
