"""Crossover and dose: a published analysis, a mixed model of the same data, planted truths."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engines.errors import AnalysisError
from workbench.outcomes.crossover import Course, crossed
from workbench.outcomes.dose import Held, kept_columns, painted_columns
from workbench.outcomes.study import Study, analysed

# J. E. Grizzle, 1965, The two-period change-over design and its use in clinical trials, Biometrics
# 21(2), 467-480, as analysed in G. A. Milliken and D. E. Johnson, 2009, Analysis of messy data, 2nd
# ed., example 29.1: six people in order A B, eight in order B A.
A_FIRST = [(0.2, 1.0), (0.0, -0.7), (-0.8, 0.2), (0.6, 1.1), (0.3, 0.4), (1.5, 1.2)]
B_FIRST = [(1.3, 0.9), (-2.3, 1.0), (0.0, 0.6), (-0.8, -0.3), (-0.4, -1.0), (-2.9, 1.7)]
B_FIRST += [(-1.9, -0.3), (-2.9, 0.9)]
GRIZZLE = [Course(False, *each) for each in A_FIRST] + [Course(True, *each) for each in B_FIRST]


def test_grizzle_s_data_are_analysed_as_published():
    """Milliken and Johnson's tables 29.5 to 29.7: errors 1.245 within, 1.001 between; p .1165."""
    found = crossed(GRIZZLE)
    assert found.people == (6, 8)
    assert found.phase.p == pytest.approx(0.1165, abs=5e-5)
    within = found.phase.error**2 / ((1 / 6 + 1 / 8) / 4) / 2
    assert within == pytest.approx(1.245, abs=5e-4)
    between = found.carry_over.error**2 / (1 / 6 + 1 / 8) / 2
    assert between == pytest.approx(1.001, abs=5e-4)
    assert found.phase.df == found.carry_over.df == 12


def test_the_means_say_what_the_contrasts_are():
    """B - A is -.708 as if from the four cells' means: .3, .5333, -1.2375, .4375."""
    found = crossed(GRIZZLE)
    cells = 0.3, 3.2 / 6, -9.9 / 8, 3.5 / 8
    assert found.phase.value == pytest.approx((cells[1] - cells[0] - cells[3] + cells[2]) / 2)
    assert found.period.value == pytest.approx((cells[1] - cells[0] + cells[3] - cells[2]) / 2)
    assert found.carry_over.value == pytest.approx(cells[2] + cells[3] - cells[0] - cells[1])
    assert found.first_period.value == pytest.approx(cells[2] - cells[0])


def test_a_mixed_model_of_the_same_values_agrees():
    """Balanced: the phase of `value ~ period + phase`, a random intercept, is the crossover's."""
    rng = np.random.default_rng(3)
    courses = [
        Course(k % 2 == 1, *(rng.normal(12, 3) + rng.normal(0, 1, 2)).tolist()) for k in range(12)
    ]
    rows = [(f"p{k:02d}", t, courses[k]) for k in range(12) for t in (0, 1)]
    study = Study(
        [name for name, _, _ in rows],
        [float(t) for _, t, _ in rows],
        [(t == 1) != each.began_with_second for _, t, each in rows],
        [each.second if t else each.first for _, t, each in rows],
    )
    fit, found = analysed(study, slope=False), crossed(courses)
    for contrast, term in ((found.phase, "phase"), (found.period, "time")):
        assert fit.term(term).estimate == pytest.approx(contrast.value, abs=1e-6)


def test_planted_effects_are_told_apart():
    rng = np.random.default_rng(9)
    courses = []
    for k in range(4000):
        late = k % 2 == 1
        base = rng.normal(15, 2)
        first = base + (-2.0 if late else 0.0)
        second = base - 1.0 + (0.0 if late else -2.0) + (-0.6 if late else 0.0)
        courses.append(Course(late, first + rng.normal(0, 1), second + rng.normal(0, 1)))
    found = crossed(courses)
    # The carry-over of the second phase, -.6, takes half of itself from the phase's estimate.
    assert found.phase.value == pytest.approx(-2.0 + 0.3, abs=0.08)
    assert found.period.value == pytest.approx(-1.0 - 0.3, abs=0.08)
    assert found.carry_over.value == pytest.approx(-0.6, abs=0.4)
    assert found.first_period.value == pytest.approx(-2.0, abs=0.25)


def test_people_without_a_period_are_left_out_and_counted():
    more = [*GRIZZLE, Course(True, None, 1.0), Course(False, 2.0, None)]
    found = crossed(more)
    assert (found.people, found.left_out) == ((6, 8), 2)
    assert replace(found, left_out=0) == crossed(GRIZZLE)


def test_what_is_no_crossover_is_refused():
    with pytest.raises(AnalysisError, match="0 and 8 people"):
        crossed(GRIZZLE[6:])
    with pytest.raises(AnalysisError, match="not finite"):
        crossed([*GRIZZLE, Course(True, float("nan"), 1.0)])
    with pytest.raises(AnalysisError, match="no scatter"):
        crossed([Course(k > 2, 1.0 * k, 2.0 * k) for k in (1, 1, 3, 3)])


def held(person: str, phase: bool, painted: float | None, shown: int = 0, kept: int = 0) -> Held:
    return Held(person, phase, painted, shown, kept)


def test_a_dose_is_split_into_the_person_and_the_sitting():
    rows = [held("a", False, None), held("a", True, 0.2), held("a", True, 0.6)]
    rows += [held("b", True, None), held("b", True, 0.5), held("c", False, 0.0)]
    found = painted_columns(rows)
    assert found["painted"] == pytest.approx([0.0, -0.2, 0.2, None, 0.0, 0.0])
    assert found["painted_mean"] == pytest.approx([0.4, 0.4, 0.4, 0.5, 0.5, None])


def test_answers_kept_are_missing_where_none_was_shown():
    rows = [held("a", True, None, 4, 1), held("a", True, None, 4, 3), held("a", True, None, 0, 0)]
    assert kept_columns(rows)["kept"] == pytest.approx([-0.25, 0.25, None])


@pytest.mark.parametrize(
    "row", [held("a", True, 1.2), held("a", False, 0.3), held("a", True, float("nan"))]
)
def test_shares_that_cannot_be_are_refused(row: Held):
    with pytest.raises(AnalysisError):
        painted_columns([row])


def test_counts_that_cannot_be_are_refused():
    with pytest.raises(AnalysisError, match="3 answers kept of 2"):
        kept_columns([held("a", True, None, 2, 3)])
    with pytest.raises(AnalysisError, match="without the painter holds its paint"):
        kept_columns([held("a", False, None, 2, 1)])


def test_a_planted_dose_is_found_within_persons():
    """Those who keep more are better anyhow (-3), and a sitting's own share does nothing."""
    rng = np.random.default_rng(14)
    rows, value, time = [], [], []
    for k in range(40):
        usual = rng.uniform(0.2, 0.8)
        for t in range(12):
            share = float(np.clip(usual + rng.normal(0, 0.1), 0, 1)) if t >= 6 else None
            rows.append(held(f"p{k:02d}", t >= 6, share))
            value.append(15 - 3 * usual + rng.normal(0, 1))
            time.append(float(t))
    study = Study([r.person for r in rows], time, [r.phase for r in rows], value)
    fit = analysed(replace(study, covariates=painted_columns(rows)), slope=False)
    assert fit.term("painted").p > 0.05
    assert fit.term("painted_mean").low < -3 < fit.term("painted_mean").high < 0
