"""A study's rows made ready for the mixed model: time and phase, missing values left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engines.errors import AnalysisError
from workbench.outcomes.likelihood import Design, Floats
from workbench.outcomes.mixed import Errors, Fit, fit

FEWEST_PEOPLE = 6
FEWEST_SITES = 3


@dataclass(frozen=True, slots=True)
class Study:
    """One outcome of many people, a row for each sitting at which it was due.

    Attributes:
        person: whose row it is, by any name.
        time: when, from 0 at a person's first sitting; the unit is the estimate's.
        phase: True in the second phase (with the painter).
        value: the outcome; None where it is missing.
        covariates: by name further columns, such as the dose (`dose`); None where missing.
        site: at which site, or with which therapist, where that is a level of its own. People may
            keep to one (nested) or not (crossed).
    """

    person: Sequence[str]
    time: Sequence[float]
    phase: Sequence[bool]
    value: Sequence[float | None]
    covariates: Mapping[str, Sequence[float | None]] = field(default_factory=dict)
    site: Sequence[str] | None = None


def analysed(
    study: Study,
    *,
    slope: bool = True,
    interaction: bool = False,
    errors: Errors = "satterthwaite",
) -> Fit:
    """The headline: `value ~ time + phase`, a random intercept and slope for each person.

    In a study where everybody goes from one phase to the other at the same time, what else changed
    then, and the order itself, stay inside the phase's estimate. Time waiting improves scores too.

    Args:
        study: the rows.
        slope: whether people may differ in how they change with time.
        interaction: whether the change with time may differ between phases.
        errors: how standard errors and degrees of freedom are found; see `mixed.fit`.

    Raises:
        AnalysisError: too little data, terms that cannot be told apart, or a fit that did not
            converge.
    """
    return fit(design(study, slope=slope, interaction=interaction), errors=errors)


def design(study: Study, *, slope: bool = True, interaction: bool = False) -> Design:
    """The columns of the model; see `analysed`."""
    value, time = _numbers("value", study, study.value), _numbers("time", study, study.time)
    phase = np.array(study.phase, dtype=np.float64)
    more = {name: _numbers(name, study, column) for name, column in study.covariates.items()}
    columns = {"intercept": np.ones(len(value)), "time": time, "phase": phase}
    columns |= {"time:phase": time * phase} if interaction else {}
    columns |= more
    known = np.isfinite(np.column_stack([value, *columns.values()])).min(axis=1)
    people, person = np.unique(np.array(study.person)[known], return_inverse=True)
    order = np.lexsort((time[known], person))
    x = np.column_stack(list(columns.values()))[known][order]
    z = x[:, : 2 if slope else 1]
    _check_enough(len(people), len(x), z.shape[1])
    gone = int((~known).sum())
    site = None if study.site is None else _sites(study, known)[order]
    return Design(value[known][order], x, tuple(columns), z, person[order], gone, site)


def _sites(study: Study, known: NDArray[np.bool_]) -> NDArray[np.intp]:
    if len(study.site or ()) != len(study.person):
        raise AnalysisError(
            f"site has {len(study.site or ())} rows, the study {len(study.person)}."
        )
    names, site = np.unique(np.array(study.site)[known], return_inverse=True)
    if len(names) < FEWEST_SITES:
        raise AnalysisError(
            f"There are {len(names)} sites. How much sites differ can be told from {FEWEST_SITES} "
            "on; leave the level out, or make a column of the difference between two."
        )
    return site


def _check_enough(people: int, rows: int, random: int) -> None:
    if people < FEWEST_PEOPLE:
        raise AnalysisError(
            f"There are values of {people} people. A model between people needs {FEWEST_PEOPLE}."
        )
    if rows <= people * random:
        raise AnalysisError(
            f"{rows} values of {people} people do not carry {random} random terms a person. "
            "Leave out the random slope, or wait for more sittings."
        )


def _numbers(name: str, study: Study, column: Sequence[float | None]) -> Floats:
    if not len(column) == len(study.person) == len(study.phase):
        raise AnalysisError(f"{name} has {len(column)} rows, the study {len(study.person)}.")
    missing: NDArray[np.bool_] = np.array([each is None for each in column], dtype=bool)
    made = np.array([np.nan if each is None else each for each in column], dtype=np.float64)
    if not np.isfinite(made[~missing]).all():
        raise AnalysisError(
            f"{name} has a value that is not finite. Write None where it is missing."
        )
    return made
