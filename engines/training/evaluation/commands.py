"""`evaluate` and `blind` of `python -m engines.training`."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from engines.errors import SettingsError
from engines.painters.house import WEIGHTS
from engines.training import checkpoint
from engines.training.evaluation import blind
from engines.training.evaluation.cases import ASKED, Amounts, Case, cases_of
from engines.training.evaluation.course import Course, evaluate
from engines.training.evaluation.hedging import hedge
from engines.training.evaluation.lineup import Contest

# Of the blind questions, this share also asks for something in words.
ASKING = 1 / 3
BLIND_SEED = 20_26


def run_evaluate(chosen: argparse.Namespace) -> None:
    """Measures the painters; prints the table."""
    if chosen.hedge:
        print(hedge(chosen.cache, weights=chosen.weights or WEIGHTS))
        return
    course = Course(contest_of(chosen), drawings=chosen.drawings)
    evaluate(course.quick() if chosen.quick else course, chosen.out)
    print((chosen.out / "table.md").read_text())
    print(chosen.out / "page.html")


def run_blind(chosen: argparse.Namespace) -> None:
    """Asks, or counts what was answered."""
    if chosen.count is not None:
        (a, b), counts = blind.count(*chosen.count)
        for one in counts:
            print(
                f"{one.group}: {b} preferred to {a} in {one.share_b:.0%} of {one.for_a + one.for_b}"
                f" (95 %: {one.low:.0%} to {one.high:.0%}); neither in {one.neither}"
            )
        return
    cases = asking(cases_of(chosen.cache, Amounts(), chosen.drawings))
    names = (chosen.a, chosen.b)
    contest = contest_of(chosen)
    if "regression" in names and contest.regression is None:
        raise SettingsError("There is no regression to compare with: name its run, --regression.")
    with replace(contest, threads=None).opened(names) as lineup:
        pairs = blind.pairs_of(cases, lineup, names, count=chosen.pairs, seed=BLIND_SEED)
    blind.write(pairs, names, chosen.out, sheets=chosen.sheets)
    print(chosen.out)


def asking(cases: list[Case]) -> list[Case]:
    """The same drawings; some of them also ask for a thing that is not on them, others for none."""
    rng = np.random.default_rng(BLIND_SEED)
    found = []
    for case in cases:
        words = [word for word in ASKED if word not in case.holds]
        told = str(rng.choice(words)) if rng.random() < ASKING else ""
        found.append(replace(case, words=told))
    return found


def contest_of(chosen: argparse.Namespace) -> Contest:
    """Who takes part: the given weights, else those of the run in `--out`, else what ships."""
    weights = chosen.weights
    if weights is None:
        weights = _weights_in(chosen.out, chosen.cache) or WEIGHTS
    regression = chosen.regression
    if regression is not None:
        regression = _weights_in(regression, chosen.cache) or regression
    return Contest(chosen.cache, weights, regression)


def _weights_in(folder: Path, cache: Path) -> Path | None:
    """Exports the run in a folder beside it, where there is a run."""
    if not (folder / checkpoint.STORY).exists():
        return None
    from engines.training.export import export

    export(folder, cache, into=folder / "weights")
    return folder / "weights"
