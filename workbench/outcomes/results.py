"""A study's table of values read and analysed: who counts, the model, and paired means beside it.

What cannot be fitted is no result: its reason stands in its place.
"""

from __future__ import annotations

import csv
import io
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from engines.errors import AnalysisError
from workbench.outcomes.mixed import Errors, Fit
from workbench.outcomes.paired import Paired, compared
from workbench.outcomes.study import Study, analysed

PERSON = ("person", "pseudonym")
PHASES = {"traditional": False, "painter": True}


@dataclass(frozen=True, slots=True)
class Row:
    """One sitting's value; None where it is missing."""

    person: str
    sitting: int
    phase: bool
    value: float | None


@dataclass(frozen=True, slots=True)
class Flow:
    """Who is in the table, and who counts.

    Attributes:
        people: who have a row.
        with_values: who have a value at all: they are in the model.
        with_both: who have a value in both phases: they are in the paired means.
        sittings: rows.
        missing: rows without a value.
    """

    people: int
    with_values: int
    with_both: int
    sittings: int
    missing: int


@dataclass(frozen=True, slots=True)
class Results:
    """What a study says of one outcome.

    Attributes:
        flow: who counts.
        model: the headline; None where it was refused.
        model_refused: why, or nothing.
        paired: means of both phases, not adjusted for time; None where they were refused.
        paired_refused: why, or nothing.
    """

    flow: Flow
    model: Fit | None
    model_refused: str
    paired: Paired | None
    paired_refused: str


def read(text: str, outcome: str) -> list[Row]:
    """The rows of a table, a line a sitting, such as the one that Research takes out.

    Args:
        text: CSV with the columns `person` (or `pseudonym`), `sitting`, `phase` (`traditional` or
            `painter`) and the outcome's; an empty cell is missing.
        outcome: the name of the outcome's column.

    Raises:
        AnalysisError: a column or a cell that does not fit, with its line; a sitting told twice.
    """
    lines = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restval="")
    names = lines.fieldnames or ()
    person = next((name for name in PERSON if name in names), PERSON[0])
    for name in (person, "sitting", "phase", outcome):
        if name not in names:
            raise AnalysisError(f"The table has no column {name!r}. It has {', '.join(names)}.")
    rows, told = [], set()
    for number, line in enumerate(lines, 2):
        row = _row(number, line, person, outcome)
        if (row.person, row.sitting) in told:
            raise AnalysisError(f"Line {number} tells sitting {row.sitting} of a person again.")
        told.add((row.person, row.sitting))
        rows.append(row)
    return rows


def results(
    rows: Sequence[Row], *, slope: bool = True, errors: Errors = "satterthwaite"
) -> Results:
    """What the rows say; time is counted in sittings from a person's first one."""
    model, model_refused = None, ""
    try:
        model = analysed(_study(rows), slope=slope, errors=errors)
    except AnalysisError as error:
        model_refused = str(error)
    means = _means(rows)
    paired, paired_refused = None, ""
    try:
        paired = compared([one for one, _ in means], [other for _, other in means])
    except AnalysisError as error:
        paired_refused = str(error)
    return Results(_flow(rows, means), model, model_refused, paired, paired_refused)


def _row(number: int, line: dict[str, str], person: str, outcome: str) -> Row:
    phase, sitting, value = line["phase"], line["sitting"], line[outcome].strip()
    if phase not in PHASES:
        known = " or ".join(PHASES)
        raise AnalysisError(f"Line {number}: phase is {phase!r}. It has to be {known}.")
    if not (sitting.isascii() and sitting.isdigit()) or not line[person]:
        raise AnalysisError(
            f"Line {number}: a person and a sitting's number are needed; it has {sitting!r}."
        )
    return Row(line[person], int(sitting), PHASES[phase], _value(number, value))


def _value(number: int, value: str) -> float | None:
    if not value:
        return None
    try:
        made = float(value)
    except ValueError:
        made = math.nan
    if not math.isfinite(made):
        raise AnalysisError(
            f"Line {number}: {value!r} is no number. Leave the cell empty where it is missing."
        )
    return made


def _study(rows: Sequence[Row]) -> Study:
    first: dict[str, int] = {}
    for row in rows:
        first[row.person] = min(row.sitting, first.get(row.person, row.sitting))
    return Study(
        [row.person for row in rows],
        [float(row.sitting - first[row.person]) for row in rows],
        [row.phase for row in rows],
        [row.value for row in rows],
    )


def _means(rows: Sequence[Row]) -> list[tuple[float | None, float | None]]:
    """Of everybody in the table, the means of both phases."""
    own: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for row in rows:
        values = own[row.person]
        if row.value is not None:
            values[row.phase].append(row.value)
    return [(_mean(one), _mean(other)) for one, other in own.values()]


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None


def _flow(rows: Sequence[Row], means: Sequence[tuple[float | None, float | None]]) -> Flow:
    return Flow(
        people=len(means),
        with_values=sum(one is not None or other is not None for one, other in means),
        with_both=sum(one is not None and other is not None for one, other in means),
        sittings=len(rows),
        missing=sum(row.value is None for row in rows),
    )
