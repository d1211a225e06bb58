"""Change between two scores: reliable, published, in per cent, and what recovery means."""

from __future__ import annotations

import math

import pytest

from engines.errors import AnalysisError
from workbench.outcomes.change import (
    between,
    cutoff_between,
    measurement_error,
    recovery_england,
    reliable,
)
from workbench.outcomes.instruments import shipped

PHQ9, GAD7 = shipped()["phq9"], shipped()["gad7"]


def test_jacobson_and_truax_s_own_example():
    """Jacobson and Truax, 1991, Table 1 and p. 14: from 32.5 to 47.5, s 7.5, r .80: RC = 3.16.

    M1 = 40, M0 = 60, s = 7.5: c = 50. Quoted from memory of the paper; the arithmetic follows.
    """
    found = reliable(32.5, 47.5, error=measurement_error(deviation=7.5, reliability=0.80))
    assert found.difference_error == pytest.approx(4.74, abs=0.005)
    assert found.index == pytest.approx(3.16, abs=0.005)
    assert found.reached
    assert cutoff_between(40, 7.5, 60, 7.5) == 50


def test_the_least_reliable_change_is_where_the_index_passes_1_96():
    error = measurement_error(deviation=6, reliability=0.85)
    found = reliable(20, 20, error=error)
    assert found.index == 0
    assert not found.reached
    assert reliable(20, 20 + found.least + 1e-9, error=error).reached
    assert not reliable(20, 20 - found.least + 1e-9, error=error).reached


@pytest.mark.parametrize(
    "wrong",
    [
        {"deviation": 0},
        {"deviation": math.nan},
        {"reliability": 1},
        {"reliability": -0.1},
        {"reliability": math.nan},
    ],
)
def test_what_no_index_can_be_made_of_is_refused(wrong: dict[str, float]):
    with pytest.raises(AnalysisError):
        measurement_error(**{"deviation": 5.0, "reliability": 0.8, **wrong})


def judged(before: float, after: float, instrument=PHQ9) -> dict[str, bool | None]:
    change = between(instrument, before, after)
    assert change is not None
    return {each.threshold.kind: each.reached for each in change.judged}


def test_phq9_s_index_is_made_of_its_published_error():
    """Löwe et al., 2004: 5 points are two standard errors; 1.96 sqrt(2) 2.5 = 6.93."""
    for after, reached in ((14, False), (13, True)):
        change = between(PHQ9, 20, after)
        assert change is not None
        (row,) = [each for each in change.judged if each.index is not None]
        assert row.threshold.points == pytest.approx(6.93, abs=0.005)
        assert row.index == pytest.approx((after - 20) / (math.sqrt(2) * 2.5))
        assert row.reached is reached
        assert "Jacobson and Truax" in row.threshold.source


def test_nothing_is_computed_where_no_error_was_published():
    assert "reliable_change_index" not in judged(20, 10, GAD7)


def test_thresholds_stand_side_by_side_and_may_disagree():
    names = ("minimal_important_difference", "reliable_change", "noticed_change")
    assert [judged(20, 15)[name] for name in names] == [True, False, True]
    assert [judged(20, 14)[name] for name in names] == [True, True, True]
    assert [judged(24, 20)[name] for name in names] == [False, False, False]
    assert [judged(8, 6)[name] for name in names] == [False, False, True]
    assert [judged(14, 20)[name] for name in names] == [True, True, True]


def test_thresholds_are_those_that_were_published():
    found = {
        (name, each.kind): each.points or each.percent
        for name in ("phq9", "gad7", "phq4")
        for each in shipped()[name].thresholds
    }
    assert found == {
        ("phq9", "minimal_important_difference"): 5,
        ("phq9", "reliable_change"): 6,
        ("phq9", "noticed_change"): 21,
        ("gad7", "minimal_important_difference"): 4,
        ("gad7", "reliable_change"): 4,
        ("gad7", "noticed_change"): 27,
    }
    assert all(each.source for one in shipped().values() for each in one.thresholds)


def test_change_is_better_by_the_scale_s_own_direction():
    down, up = between(PHQ9, 20, 15), between(PHQ9, 15, 20)
    assert down is not None
    assert up is not None
    assert (down.points, down.percent, down.better) == (-5, -25, True)
    assert up.better is False
    feedback = between(shipped()["sitting_feedback"], 20, 30)
    assert feedback is not None
    assert feedback.better is True
    still = between(PHQ9, 7, 7)
    assert still is not None
    assert still.better is None
    arousal = between(shipped()["affective_slider"], 0.2, 0.8, scale="arousal")
    assert arousal is not None
    assert arousal.better is None


def test_there_is_no_per_cent_of_zero_and_no_change_of_what_is_incomplete():
    change = between(PHQ9, 0, 4)
    assert change is not None
    assert change.percent is None
    assert judged(0, 4)["noticed_change"] is None
    assert between(PHQ9, None, 4) is None
    assert between(PHQ9, 4, None) is None


def test_scores_that_cannot_be_are_refused():
    for wrong in (-1, 28, math.nan):
        with pytest.raises(AnalysisError, match="from 0 to 27"):
            between(PHQ9, 5, wrong)


RECOVERED = [
    ((12, 5), (9, 7), True, True),
    ((12, 9), (9, 8), True, False),
    ((9, 8), (9, 7), True, True),
    ((9, 7), (3, 2), False, None),
]


@pytest.mark.parametrize(("before", "after", "case", "met"), RECOVERED)
def test_recovery_is_from_a_case_on_either_to_a_case_on_neither(before, after, case, met):
    first: dict[str, float | None] = dict(zip(("phq9", "gad7"), before, strict=True))
    last: dict[str, float | None] = dict(zip(("phq9", "gad7"), after, strict=True))
    found = recovery_england(shipped(), first, last)
    assert found is not None
    assert (found.definition, found.case_before, found.met) == ("england", case, met)
    assert [each.at_least for each in found.cases] == [10, 8]


def test_recovery_of_an_incomplete_score_is_unknown():
    whole = {"phq9": 12.0, "gad7": 9.0}
    assert recovery_england(shipped(), whole, {"phq9": 3.0}) is None
    assert recovery_england(shipped(), {**whole, "gad7": None}, whole) is None
