"""What a design could show: the drawn studies' fits, counts against theory, batches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import nct
from scipy.stats import t as student

from engines.errors import AnalysisError
from workbench.outcomes import many, simulation
from workbench.outcomes.paired import compared
from workbench.outcomes.simulation import (
    ORDERS,
    Assumed,
    Order,
    Sweep,
    Tally,
    batch,
    batches,
    phases,
    wilson,
)
from workbench.outcomes.study import Study, analysed

PLAIN = Assumed(trend=0, slopes=0, dropout=0)


def study_of(y: np.ndarray, seen: np.ndarray, phase: np.ndarray) -> Study:
    people, sittings = phase.shape
    each = [(k, t) for k in range(people) for t in range(sittings)]
    return Study(
        [f"p{k:03d}" for k, _ in each],
        [float(t) for _, t in each],
        [bool(phase[k, t]) for k, t in each],
        [float(y[k, t]) if seen[k, t] else None for k, t in each],
    )


@pytest.mark.parametrize(
    ("order", "slopes", "fine"),
    [("fixed", 0.3, 1e-4), ("staggered", 0.15, 1e-4), ("abab", 0, 2e-2)],
)
def test_studies_fitted_together_are_what_each_is_alone(order: Order, slopes: float, fine: float):
    """Without scatter of slopes some fits lie at the edge, where both stop somewhere near it."""
    assumed = Assumed(people=12, sittings=10, order=order, slopes=slopes, dropout=0.2)
    y, seen = simulation._drawn(assumed, 5, np.random.default_rng(8))
    found = many.fitted(y, seen, phases(assumed))
    assert found.settled.all()
    for r in range(5):
        term = analysed(study_of(y[r], seen[r], phases(assumed))).term("phase")
        assert found.estimate[r] == pytest.approx(term.estimate, abs=fine)
        assert found.error[r] == pytest.approx(term.error, rel=fine)
        assert found.df[r] == pytest.approx(term.df, rel=max(fine, 1e-3))


def test_the_paired_comparison_is_the_one_of_a_study():
    assumed = Assumed(people=9, effect=-0.7, dropout=0.3)
    y, seen = simulation._drawn(assumed, 40, np.random.default_rng(2))
    phase, one_by_one = phases(assumed), 0
    for r in range(40):
        given = np.where(seen[r], y[r] + assumed.effect * phase, np.nan)
        means = [
            [float(np.nanmean(row[at])) if np.isfinite(row[at]).any() else None for row, at in rows]
            for rows in (
                list(zip(given, ~phase, strict=True)),
                list(zip(given, phase, strict=True)),
            )
        ]
        found = compared(*means)
        one_by_one += found.p < 0.05 and found.difference < 0
    assert simulation._paired(y, seen, phase, assumed.effect) == one_by_one


def test_without_time_the_paired_comparison_has_the_power_of_student_s_t():
    """Noncentral t with n - 1 degrees of freedom, each mean of six values with a deviation of 2."""
    *_, tally = batches(replace(PLAIN, people=15), studies=1500)
    error = 2.0 * np.sqrt(2 / 6 / 15)
    edge = student.ppf(0.975, 14)
    power = float(nct.sf(edge, 14, 1.0 / error))
    found = tally.share("paired_found")
    assert found.low - 0.01 < power < found.high + 0.01
    fooled = tally.share("paired_fooled")
    assert fooled.low - 0.01 < 0.05 < fooled.high + 0.01


def test_a_trend_fools_the_paired_comparison_and_not_the_model():
    *_, tally = batches(Assumed(people=20), studies=500)
    assert tally.share("paired_fooled").value > 0.95
    assert tally.share("model_fooled").value < 0.09
    assert tally.refused == 0


def test_more_people_show_more_and_a_crossover_more_than_a_fixed_order():
    shares = {
        (order, people): batch(Assumed(people=people, order=order), studies=150)
        .share("found")
        .value
        for order in ("fixed", "crossover")
        for people in (8, 40)
    }
    assert shares["fixed", 40] > shares["fixed", 8] + 0.2
    assert shares["crossover", 40] > shares["fixed", 40] + 0.1


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_has_both_phases_for_everybody(order: Order):
    for sittings in (4, 7, 12):
        phase = phases(Assumed(people=9, sittings=sittings, order=order))
        assert phase.shape == (9, sittings)
        assert phase.any(axis=1).all()
        assert not phase.all(axis=1).any()
    assert (phases(Assumed(order=order))[0] == phases(Assumed(order=order, people=40))[0]).all()


def test_the_same_seed_draws_the_same_studies_in_any_portions():
    sweep = Sweep(Assumed(), (8, 12), studies=120, seed=4)
    while not sweep.done:
        sweep.step()
    sweep.step()
    alone = [
        batch(Assumed(people=12), studies=n, seed=4, number=k) for k, n in enumerate((50, 50, 20))
    ]
    assert sweep.tallies[12] == alone[0] + alone[1] + alone[2]
    assert sweep.tallies[12].studies == 120
    assert batch(Assumed(), seed=5) != batch(Assumed(), seed=4)


def test_a_sweep_has_a_whole_picture_from_its_first_round_on():
    sweep = Sweep(Assumed(), (8, 12, 20), studies=100)
    for _ in range(3):
        sweep.step()
    assert {people: each.studies for people, each in sweep.tallies.items()} == {
        8: 50,
        12: 50,
        20: 50,
    }
    assert sweep.share == 0.5


def test_nobody_left_is_counted_as_refused_and_found_nothing():
    tally = batch(Assumed(people=6, sittings=6, dropout=0.9), studies=60)
    assert tally.refused > 0
    assert tally.found + tally.refused <= 60
    assert Tally().width is None


def test_wilson_s_interval_is_newcombe_s_table():
    """Newcombe, 1998, Statistics in Medicine 17, table I, method 3."""
    told = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605)}
    told |= {(0, 20): (0.0, 0.1611), (1, 29): (0.0061, 0.1718)}
    for (count, of), ends in told.items():
        found = wilson(count, of)
        assert (found.low, found.high) == pytest.approx(ends, abs=5e-5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": 5},
        {"sittings": 3},
        {"dropout": 0.95},
        {"within": 0.0},
        {"between": -1.0},
        {"trend": float("nan")},
        {"effect": float("inf")},
        {"order": "abba"},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict):
    with pytest.raises(AnalysisError):
        batch(replace(Assumed(), **wrong))


def test_nothing_drawn_has_no_share():
    with pytest.raises(AnalysisError, match="Draw some first"):
        Tally().share("found")
