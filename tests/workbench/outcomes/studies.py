"""The studies that reference.R analyses too, and studies made up for a test: nobody's."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from workbench.outcomes import mixed
from workbench.outcomes.likelihood import Design
from workbench.outcomes.mixed import Fit
from workbench.outcomes.study import Study, analysed

HERE = Path(__file__).parent
Rows = list[dict[str, str]]
STUDIES = ("whole", "gaps", "no_slopes")
MODELS = ("slope", "intercept", "interaction", "dose")


def rows_of(name: str) -> Rows:
    with (HERE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def study_of(name: str, *, dose: bool = False, site: str | None = None) -> Study:
    rows = rows_of(f"reference_{name}.csv")
    return Study(
        person=[row["person"] for row in rows],
        time=[float(row["time"]) for row in rows],
        phase=[row["phase"] == "1" for row in rows],
        value=[float(row["value"]) if row["value"] else None for row in rows],
        covariates={"dose": [float(row["dose"]) for row in rows]} if dose else {},
        site=[row[site] for row in rows] if site else None,
    )


@cache
def fitted(study: str, model: str, errors: mixed.Errors = "satterthwaite") -> Fit:
    if study == "sleepstudy":
        return mixed.fit(sleepstudy(slope=model == "slope"), errors=errors)
    site = {"nested": "site", "crossed": "therapist"}.get(model)
    made = study_of(study, dose=model == "dose", site=site)
    slope = model in {"slope", "dose", "nested"}
    return analysed(made, slope=slope, interaction=model == "interaction", errors=errors)


def sleepstudy(*, slope: bool) -> Design:
    rows = rows_of("sleepstudy.csv")
    y = np.array([float(row["Reaction"]) for row in rows])
    x = np.column_stack([np.ones(len(y)), [float(row["Days"]) for row in rows]])
    person = np.unique([row["Subject"] for row in rows], return_inverse=True)[1]
    return Design(y, x, ("intercept", "time"), x[:, : 2 if slope else 1], person, 0)


EVERY = [("sleepstudy", "slope"), ("sleepstudy", "intercept")]
EVERY += [("edge", "slope"), ("sites", "nested"), ("sites", "crossed")]
EVERY += [(study, model) for study in STUDIES for model in MODELS]


def made(people: int, sittings: int, value: Callable[[int, int], float | None]) -> Study:
    pairs = [(k, t) for k in range(people) for t in range(sittings)]
    return Study(
        [f"p{k}" for k, _ in pairs],
        [float(t) for _, t in pairs],
        [2 * t >= sittings for _, t in pairs],
        [value(k, t) for k, t in pairs],
    )
