"""Paired means, several outcomes and raters, against published tables and R."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engines.errors import AnalysisError
from workbench.outcomes.agreement import agreement
from workbench.outcomes.paired import _noncentral, compared, holm

# Student, 1908, Biometrika 6(1): hours of sleep gained; as R's `sleep`.
DRUG_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
DRUG_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]


def test_student_s_sleep():
    """R: t.test(extra ~ group, paired), d_z by pt's noncentrality; d_av by the root mean square."""
    found = compared(DRUG_2, DRUG_1)
    assert (found.t, found.df, found.p) == pytest.approx((-4.062128, 9, 0.002833), abs=1e-6)
    assert (found.difference, found.low, found.high) == pytest.approx((-1.58, -2.459886, -0.700114))
    assert found.d_z.value == pytest.approx(-1.284558, abs=1e-6)
    assert (found.d_z.low, found.d_z.high) == pytest.approx((-2.1180166, -0.4146278), abs=1e-6)
    assert found.d_av.value == pytest.approx(-0.832181, abs=1e-6)
    assert found.d_av.low < found.d_av.value < found.d_av.high < 0
    assert found.adjusted_for_time is False


def test_d_av_s_interval_holds_what_it_promises():
    """Algina and Keselman's interval in 150 studies of 20 people with a true d_av of 0.5."""
    rng = np.random.default_rng(6)
    held = 0
    for _ in range(150):
        base = rng.normal(0, math.sqrt(0.6), 20)
        one, other = (base + rng.normal(at, math.sqrt(0.4), 20) for at in (0, 0.5))
        found = compared(list(one), list(other)).d_av
        held += found.low <= 0.5 <= found.high
    assert 0.9 <= held / 150 <= 0.99


def test_noncentrality_is_found_for_every_t():
    for df in (2, 3, 4, 5, 7, 9, 29, 499):
        for t in (0.0, 0.1, 1.0, 2.0, 4.0, 8.0, 15.0, 60.0):
            low, high = _noncentral(t, df)
            assert low <= t <= high
            assert _noncentral(-t, df) == pytest.approx((-high, -low), abs=1e-6)


def test_people_without_both_means_are_left_out():
    found = compared([*DRUG_2, None, 3.0], [*DRUG_1, 2.0, None])
    assert (found.people, found.left_out) == (10, 2)
    assert found.t == compared(DRUG_2, DRUG_1).t


@pytest.mark.parametrize("pairs", [([1, 2], [2, 3]), ([1, 2, 3], [2, 3, 4]), ([1, 2, 3], [1, 2])])
def test_what_cannot_be_compared_is_refused(pairs):
    with pytest.raises(AnalysisError):
        compared(*pairs)


# Benjamini and Hochberg, 1995, J. R. Statist. Soc. B 57(1), section 3.3: 15 tests.
P_VALUES = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324]
P_VALUES += [0.4262, 0.5719, 0.6528, 0.759, 1.0]


def test_holm_keeps_three_of_benjamini_and_hochberg_s_fifteen():
    """The adjusted ones as R's p.adjust(p, "holm")."""
    names = [f"outcome {n}" for n in range(15)]
    shuffled = dict(zip(names[::-1], P_VALUES[::-1], strict=True))
    found = holm(shuffled)
    assert list(found) == list(shuffled)
    told = [0.0015, 0.0056, 0.0247, 0.1140, 0.2211, 0.278, 0.278, 0.278, 0.3213, *[1.0] * 6]
    assert [found[name] for name in names] == pytest.approx(told)
    assert sum(p < 0.05 for p in found.values()) == 3


@pytest.mark.parametrize("wrong", [-0.1, 1.1, math.nan])
def test_holm_refuses_what_is_no_p_value(wrong: float):
    with pytest.raises(AnalysisError, match="of mood"):
        holm({"mood": wrong, "sleep": 0.2})


# Shrout and Fleiss, 1979, Psychological Bulletin 86(2), table 2: six targets, four judges.
TARGETS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
# Their table 4 (.17 .29 .71 .44 .62 .91); digits and intervals as psych::ICC 2.2.9.
CORRELATIONS = {
    "icc_1_1": (0.1657417684, -0.13293232487, 0.7225600623),
    "icc_2_1": (0.2897637795, 0.01878651337, 0.7610843696),
    "icc_3_1": (0.7148407148, 0.34246476503, 0.9458582600),
    "icc_1_k": (0.4427971337, -0.88444215524, 0.9124154203),
    "icc_2_k": (0.6200505476, 0.07113681530, 0.9272320402),
    "icc_3_k": (0.9093155424, 0.67567471382, 0.9858916782),
}


def test_shrout_and_fleiss_s_own_table():
    found = {each.form: (each.value, each.low, each.high) for each in agreement(TARGETS)}
    assert set(found) == set(CORRELATIONS)
    for form, told in CORRELATIONS.items():
        assert found[form] == pytest.approx(told, abs=1e-8)


def test_pictures_that_somebody_left_out_are_left_out_whole():
    for each in agreement([*TARGETS, [3, None, 4, 5]]):
        assert (each.targets, each.raters, each.left_out) == (6, 4, 1)
        assert each.value == pytest.approx(CORRELATIONS[each.form][0])


def test_raters_who_agree_but_for_a_constant_agree_in_the_third_form_alone():
    found = {each.form: each for each in agreement([[1, 3], [2, 4], [5, 7], [6, 8]])}
    assert found["icc_3_1"].value == found["icc_3_1"].low == 1
    assert found["icc_2_1"].value < 1
    assert -1 <= found["icc_2_1"].low <= found["icc_2_1"].high <= 1


@pytest.mark.parametrize("ratings", [[[1, 2]], [[1], [2]], [[4, 4], [4, 4]], [[1, 2], [3]]])
def test_ratings_that_say_nothing_are_refused(ratings):
    with pytest.raises(AnalysisError):
        agreement(ratings)
