"""One person's phases, against published examples and two R packages' numbers.

The packages (both GPL, neither here): SingleCaseES at 8de5a3a, with its own tests of Parker,
Vannest and Davis (2011) and Tarlow (2017), and scan at 7e80cb9. Their uniroot ends intervals at
about four digits.
"""

from __future__ import annotations

import numpy as np
import pytest

from engines.errors import AnalysisError
from workbench.outcomes.detrended import Over, corrected_tau, tau_u
from workbench.outcomes.overlap import nap, tau

REVIEW = ([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29])
SECOND = ([3, 3, 4, 5], [4, 5, 6, 7, 7])
BOB = ([2, 3, 5, 3], [4, 5, 5, 7, 6])
LINE = ([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])
TARLOW = ([33, 25, 17, 25, 14, 13, 15], [15, 16, 16, 5, 7, 9, 6, 5, 3, 3, 8, 11, 7])


def test_nap_of_parker_vannest_and_davis():
    """Parker, Vannest and Davis, 2011, Behavior Modification 35(4): NAP 38.5 of 42, Tau 35 of 42.

    Interval: SingleCaseES::NAP, whose own example this is (.5973, .9860).
    """
    found = nap(*REVIEW, better="higher")
    assert found.value == pytest.approx(38.5 / 42)
    assert (found.low, found.high) == pytest.approx((0.597340610527, 0.98601758459), abs=1e-4)
    assert tau(*REVIEW, better="higher").value == pytest.approx(35 / 42)


def test_tau_and_tau_u_of_their_second_example():
    """The same article: Tau 16 of 20, Tau-U 11 of 20. Interval: SingleCaseES::Tau."""
    found = tau(*SECOND, better="higher")
    assert found.value == pytest.approx(16 / 20)
    assert (found.low, found.high) == pytest.approx((-0.000150261, 0.971926226), abs=2e-4)
    assert tau_u(*SECOND, better="higher").value == pytest.approx(11 / 20)


# Of Parker, Vannest, Davis and Sauber, 2011, Behavior Therapy 42(2), as scan::tau_u replicates it:
# scores 16, 13, 23 and 20; 20 pairs between the phases, 26, 30 and 36 counted.
VARIANTS = {
    "a_vs_b_less_trend_a": (13, 20, 26),
    "a_vs_b_plus_trend_b": (23, 20, 30),
    "a_vs_b_plus_trend_b_less_trend_a": (20, 20, 36),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_tau_u_has_several_definitions_and_names_its_own(variant):
    score, between, counted = VARIANTS[variant]
    pairs_of: dict[Over, int] = {"pairs_between": between, "pairs_counted": counted}
    for over, pairs in pairs_of.items():
        found = tau_u(*BOB, better="higher", variant=variant, over=over)
        assert found.value == pytest.approx(score / pairs)
        assert found.measure == f"tau_u_{variant}_over_{over}"


def test_tau_u_s_interval_rests_on_kendall_s_deviation():
    """scan's kendall_tau: S -74, its standard deviation 25.18186482 with the ties of both."""
    from workbench.outcomes.detrended import _null_deviation

    first, second = TARLOW
    values = np.array([*first, *second], dtype=float)
    phase = np.array([0.0] * 7 + [1.0] * 13)
    assert _null_deviation(values, phase) == pytest.approx(25.18186481953776)
    found = tau_u(first, second, better="lower")
    assert (found.low + found.high) / 2 == pytest.approx(found.value)
    assert found.value == pytest.approx(0.659340659341)  # SingleCaseES::Tau_U


def test_a_straight_line_is_no_effect_once_corrected():
    """Tarlow, 2017, Behavior Modification 41(4): Tau 1, Tau-U .6, baseline-corrected Tau 0."""
    assert tau(*LINE, better="higher").value == 1
    assert tau_u(*LINE, better="higher").value == pytest.approx(0.6)
    found = corrected_tau(*LINE, better="higher")
    assert found.trend_taken_out
    assert (found.slope, found.estimate.value) == (1, 0)


def test_baseline_corrected_tau_turns_tarlow_s_data_round():
    """scan::corrected_tau's own example: tau-b -.5719 plain, .6995 once a slope of -3 is out."""
    found = corrected_tau(*TARLOW, better="higher")
    assert found.slope == -3
    assert found.plain.value == pytest.approx(-0.57187631765505)
    assert found.corrected.value == pytest.approx(0.699462158968)
    assert found.trend_taken_out
    assert found.estimate == found.corrected
    # sqrt(2 (1 - tau^2) / N), Tarlow, 2017, cut off at 1.
    assert found.corrected.low == pytest.approx(0.699462158968 - 1.959964 * 0.2259984, abs=1e-4)


def test_a_baseline_without_a_trend_stays_as_it_is():
    found = corrected_tau([5, 7, 4, 6, 5, 6], [8, 9, 8, 10, 9, 9], better="higher")
    assert not found.trend_taken_out
    assert found.estimate == found.plain
    still = corrected_tau([5, 5, 5], [8, 9, 8], better="higher")
    assert (still.trend_p, still.slope) == (None, 0)


def test_complete_separation_still_has_an_interval():
    """SingleCaseES gives none here (1 to 1): at 1 its equation has the estimate as another root."""
    found = nap([9, 8, 9, 8, 9, 9], [1, 2, 1, 2, 1, 1], better="lower")
    assert (found.value, found.high) == (1, 1)
    assert 0.6 < found.low < 0.75
    worse = nap([9, 8, 9, 8, 9, 9], [1, 2, 1, 2, 1, 1], better="higher")
    assert (worse.value, worse.low) == (0, 0)
    assert worse.high == pytest.approx(1 - found.low)


def test_intervals_hold_what_they_promise():
    """Six and six independent sittings whose true NAP is .76: about 95 % of intervals hold it."""
    rng = np.random.default_rng(4)
    held = 0
    for _ in range(400):
        first, second = rng.normal(0, 1, 6), rng.normal(1, 1, 6)
        found = nap(list(first), list(second), better="higher")
        held += found.low <= 0.7602 <= found.high
    assert 0.92 <= held / 400 <= 1


@pytest.mark.parametrize("measure", [nap, tau, tau_u])
def test_better_turns_every_measure_round(measure):
    up, down = measure(*REVIEW, better="higher"), measure(*REVIEW, better="lower")
    middle = 0.5 if measure is nap else 0
    assert up.value - middle == pytest.approx(middle - down.value)
    assert up.low - middle == pytest.approx(middle - down.high)


def test_missing_values_are_left_out_and_keep_their_place():
    found = nap([*REVIEW[0], None], [None, *REVIEW[1]], better="higher")
    assert found.value == pytest.approx(38.5 / 42)
    assert (found.first, found.second, found.left_out) == (6, 7, 2)
    # A line with a hole in it is still a line.
    hole = corrected_tau([1, 2, None, 4, 5, 6], [None, 8, 9, 10], better="higher")
    assert (hole.slope, hole.corrected.value) == (1, 0)


@pytest.mark.parametrize("measure", [nap, tau, tau_u, corrected_tau])
def test_short_phases_and_what_is_no_number_are_refused(measure):
    with pytest.raises(AnalysisError, match="have 2 and 3 values"):
        measure([1, 2], [3, 4, 5], better="higher")
    with pytest.raises(AnalysisError, match="not finite"):
        measure([1, 2, float("nan")], [3, 4, 5], better="higher")
