"""What a draw allows beside the headline: published values through a study, arms with a truth."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.workbench.outcomes.test_crossover import GRIZZLE
from tests.workbench.test_study_pages import page, written
from workbench.archive.studies import Study
from workbench.outcomes.crossover import crossed
from workbench.outcomes.protocols import plans
from workbench.practice import Practice
from workbench.studying.drawn import courses, drawn
from workbench.studying.whole import Part, Sat, Whole

ALONE, PAINTED, ASKED = "traditional", "painter", "sitting_feedback"


def study(practice: Practice, protocol: str) -> Study:
    form = practice.archive.protocols()[protocol]
    told = plans.plan("A study", form, primary=ASKED, people=60, analysis="As drawn.")
    return Study("s" * 20, "2026-01-01", told, plans.sha256(told), len(form.arms()), "", 0)


def part(number: int, arm: int, sat: list[tuple[str, float | None]]) -> Part:
    sittings = tuple(
        Sat(place, phase, 7 * place, {} if value is None else {ASKED: value})
        for place, (phase, value) in enumerate(sat, 1)
    )
    name = f"P{number:03d}"
    return Part(name, number, arm, False, sittings, 0, 0, 0, 0, 0, ())


@pytest.fixture
def two_orders(alone: Practice) -> Whole:
    """Grizzle's people, each period in two sittings around its value, and one without a period."""
    parts = []
    for number, each in enumerate(GRIZZLE):
        first, second = (PAINTED, ALONE) if each.began_with_second else (ALONE, PAINTED)
        assert each.first is not None
        assert each.second is not None
        sat = [(first, each.first - 0.5), (first, each.first + 0.5), (first, None)]
        sat += [(second, each.second + 0.25), (second, each.second - 0.25)]
        parts.append(part(number, int(each.began_with_second), sat))
    parts.append(part(99, 0, [(ALONE, 3.0), (PAINTED, None)]))
    return Whole(study(alone, "six_and_six_crossover"), tuple(parts), 0)


def test_grizzle_s_data_come_out_of_a_study_as_published(two_orders: Whole):
    """p .1165 for the phase, by Milliken and Johnson's tables 29.5 to 29.7 (`test_crossover`)."""
    found = drawn(two_orders, ASKED)
    assert found is not None
    assert found.effects[0].p == pytest.approx(0.1165, abs=5e-5)
    expected = crossed([*GRIZZLE, courses(two_orders, ASKED)[-1]])
    made = [(each.value, each.low, each.df) for each in found.effects]
    told = (expected.phase, expected.period, expected.carry_over, expected.first_period)
    assert made == [(pytest.approx(e.value), pytest.approx(e.low), e.df) for e in told]
    assert "1 person without a value in both periods is left out." in found.lines


def test_arms_are_compared_each_with_each_and_holm_counts_them(alone: Practice):
    rng = np.random.default_rng(5)
    lifted = {0: 0.0, 1: 0.0, 2: 6.0}
    parts = []
    for number in range(36):
        arm = number % 3
        own, phase = rng.normal(20, 1.5) + lifted[arm], PAINTED if arm == 2 else ALONE
        parts.append(part(number, arm, [(phase, own + rng.normal()) for _ in range(6)]))
    found = drawn(Whole(study(alone, "three_arms"), tuple(parts), 0), ASKED)
    assert found is not None
    names = [each.name for each in found.effects]
    assert names == [
        "“With the painter” against “On the tablet, alone”",
        "“With the painter” against “On paper”",
        "“On the tablet, alone” against “On paper”",
    ]
    assert [each.low > 0 for each in found.effects] == [True, True, False]
    assert all(each.low < 6 < each.high for each in found.effects[:2])
    assert "p after Holm" in found.lines[-1]
    assert not found.refused


def test_what_cannot_be_compared_is_refused_by_its_reason(two_orders: Whole, alone: Practice):
    few = Whole(two_orders.study, two_orders.parts[:6], 0)
    found = drawn(few, ASKED)
    assert found is not None
    assert not found.effects
    assert "6 and 0 people" in found.refused[0]
    arms = drawn(Whole(study(alone, "three_arms"), (), 0), ASKED)
    assert arms is not None
    assert len(arms.refused) == 3
    assert drawn(Whole(study(alone, "six_and_six"), (), 0), ASKED) is None


def test_the_page_shows_it_below_the_headline(alone: Practice):
    told = {"primary": ASKED, "people": 4, "analysis": "As drawn."}
    made = alone.archive.register_study("Crossed", "six_and_six_crossover", **told)
    at: AppTest = page("results", study=made.id)
    assert not at.exception
    assert "The two orders compared" in [each.value for each in at.subheader]
    assert "0 and 0 people have both periods" in written(at)
