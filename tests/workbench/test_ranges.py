"""Statistics of a person's own answers, each against a published worked example."""

from __future__ import annotations

import pytest

from workbench.trends import ranges

# M. Hollander and D. A. Wolfe, 1973, Nonparametric Statistical Methods, table 4.1: permeability of
# the human chorioamnion at term, and between 12 and 26 weeks.
AT_TERM = (0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46)
EARLY = (1.15, 0.88, 0.90, 0.74, 1.21)


@pytest.mark.parametrize(("share", "found"), [(0.4, 29.0), (0.0, 15.0), (1.0, 50.0), (0.5, 35.0)])
def test_quantiles_are_hyndman_and_fans_type_7(share: float, found: float):
    # Wikipedia, Percentile, "second variant, C = 1": the 40th percentile of this list is 29.
    assert ranges.quantile((15, 20, 35, 40, 50), share) == pytest.approx(found)


def test_the_middle_half_is_tukeys_hinges_where_they_agree():
    # Wikipedia, Quartile, example 1: by the inclusive method 25.5, 40, 42.5.
    found = ranges.middle((6, 7, 15, 36, 39, 40, 41, 42, 43, 47, 49))
    assert found == ranges.Middle(25.5, 40, 42.5, 11)


def test_the_difference_and_its_interval_are_those_of_hollander_and_wolfe():
    # As coin's wilcox_test(pd ~ age, water_transfer, exact) prints them: -0.305, -0.76 to 0.15.
    found = ranges.difference(AT_TERM, EARLY)
    assert found.estimate == pytest.approx(-0.305)
    assert (found.low, found.high) == (pytest.approx(-0.76), pytest.approx(0.15))


def test_few_answers_have_no_middle_and_no_difference():
    assert ranges.middle((0.1, None, 0.2, 0.3)) is None
    assert ranges.shift((0.1,) * 5, (0.2,) * 9) is None


def test_what_is_missing_is_not_counted_as_zero():
    assert ranges.middle((None, 2, 2, None, 2, 2)) == ranges.Middle(2, 2, 2, 4)


def test_a_sitting_is_never_in_its_own_band():
    found = ranges.earlier((1, 2, 3, 4, 100))
    assert found[:4] == [None] * 4
    assert found[4] == ranges.Middle(1.75, 2.5, 3.25, 4)
