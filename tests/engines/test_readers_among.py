"""A value among the person's own earlier ones."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.reading import MIN_EARLIER, among

VALUES = st.lists(st.integers(-1000, 1000).map(float), min_size=MIN_EARLIER, max_size=30)


def test_among_places_a_value():
    place = among(4.0, [1, None, 2, 3, 4, 5, 6])
    assert place is not None
    assert (place.count, place.median, place.low, place.high) == (6, 3.5, 1, 6)
    assert place.below == pytest.approx(3.5 / 6)
    assert place.outside_by_chance == pytest.approx(2 / 7)


def test_among_says_nothing_of_few_pictures():
    # The smallest count whose range holds the median with 95 %.
    assert 1 - 2.0 ** (1 - MIN_EARLIER) >= 0.95 > 1 - 2.0 ** (2 - MIN_EARLIER)
    assert among(1.0, [1.0] * (MIN_EARLIER - 1) + [None]) is None
    assert among(None, [1.0] * MIN_EARLIER) is None
    assert among(1.0, []) is None


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_among_refuses_what_is_no_number(wrong):
    with pytest.raises(ValueError, match="finite"):
        among(wrong, [1.0] * MIN_EARLIER)
    with pytest.raises(ValueError, match="finite"):
        among(1.0, [wrong])


@given(st.integers(-1000, 1000).map(float), VALUES, st.integers(-50, 50))
def test_among_does_not_depend_on_order_or_zero_point(value, earlier, by):
    here = among(value, earlier)
    there = among(value + by, [one + by for one in reversed(earlier)])
    assert here is not None
    assert there is not None
    assert there.below == here.below
    assert there.median == here.median + by
    assert here.low <= here.median <= here.high
