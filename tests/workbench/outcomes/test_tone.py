"""The estimated tone: against lme4's published fit, a closed form, and people of known truth."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from engines.errors import AnalysisError
from workbench.outcomes.tone import PUBLISHED, Rated, fitted

HERE = Path(__file__).parent


def sleepstudy() -> list[Rated]:
    with (HERE / "sleepstudy.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [Rated(row["Subject"], (float(row["Days"]),), float(row["Reaction"])) for row in rows]


def simulated(
    people: int, pictures: int, slopes: tuple[float, ...], *, seed: int, between: float = 0.15
) -> list[Rated]:
    chance = np.random.default_rng(seed)
    rows = []
    for person in range(people):
        mean = 0.5 + between * chance.standard_normal()
        for _ in range(pictures):
            features = chance.standard_normal(len(slopes))
            value = mean + features @ np.array(slopes) + 0.1 * chance.standard_normal()
            rows.append(Rated(str(person), tuple(features), float(value)))
    return rows


def test_the_fit_of_sleepstudy_is_the_published_one():
    """Bates, Mächler, Bolker and Walker, 2015, J. Stat. Software 67(1), section 2.2 on: fm2.

    (1 | Subject) + (0 + Days | Subject): 251.405 and 10.467; standard deviations 25.051, 5.988 and
    25.565; conditional modes of the first three subjects as lme4 prints them.
    """
    found = fitted(sleepstudy(), (0.0,), counting=0)
    assert found.slopes == pytest.approx([251.405, 10.467], abs=0.001)
    assert found.residual == pytest.approx(25.565, abs=0.01)
    spreads = [each * found.residual for each in found.spreads]
    assert spreads == pytest.approx([25.051, 5.988], abs=0.01)
    modes = {"308": (1.513, 9.323), "309": (-40.374, -8.599), "310": (-39.181, -5.388)}
    for subject, mode in modes.items():
        assert found.own(subject) - found.slopes == pytest.approx(mode, abs=0.02)


def test_what_is_left_out_is_left_out_of_everything():
    """Leaving a rating out is the same as a fit to the others, with the spreads as they are."""
    rated = simulated(5, 8, (0.1, -0.05), seed=3)
    whole = fitted(rated, PUBLISHED["pleasure"])
    own = rated[:8]
    found = whole.worth(own)
    errors = []
    for place, each in enumerate(own):
        others = [*own[:place], *own[place + 1 :], *rated[8:]]
        root = np.diag([whole.spreads[0], whole.spreads[1], whole.spreads[1]])
        weight, toward = (
            np.diag([0, 20.0, 20.0]),
            np.array([0, *(20 * np.array(PUBLISHED["pleasure"]))]),
        )
        blocks = {}
        for person in {other.person for other in others}:
            theirs = [other for other in others if other.person == person]
            design = np.array([[1, *other.features] for other in theirs])
            values = np.array([other.value for other in theirs])
            inverse = np.linalg.inv(np.eye(len(theirs)) + design @ root @ root @ design.T)
            weight = weight + design.T @ inverse @ design
            toward = toward + design.T @ inverse @ values
            blocks[person] = design, values, inverse
        of_all = np.linalg.solve(weight, toward)
        design, values, inverse = blocks["0"]
        mode = root @ root @ design.T @ inverse @ (values - design @ of_all)
        told = np.array([1, *each.features]) @ (of_all + mode)
        errors.append(abs(float(np.clip(told, 0, 1)) - each.value))
    assert found.error == pytest.approx(np.mean(errors), abs=1e-9)
    values = [each.value for each in own]
    others = [(sum(values) - each) / 7 for each in values]
    assert found.average == pytest.approx(np.mean(np.abs(np.array(values) - others)))


@pytest.mark.parametrize(
    ("slopes", "least", "most"), [((0.14, 0.04), 45, 100), ((0.0, 0.0), 0, 10)]
)
def test_it_beats_the_average_where_colors_tell_something_and_else_hardly(
    slopes: tuple[float, float], least: float, most: float
):
    """Of a hundred people with twelve rated pictures each, in five practices."""
    better = 0
    for seed in range(5):
        rated = simulated(20, 12, slopes, seed=seed)
        found = fitted(rated, PUBLISHED["pleasure"])
        own = [[each for each in rated if each.person == str(n)] for n in range(20)]
        better += sum(found.worth(each).better for each in own)
    assert least <= better <= most


def test_the_interval_holds_what_it_says():
    rated = simulated(40, 20, (0.1, 0.05), seed=7)
    known = [each for place, each in enumerate(rated) if place % 20 < 12]
    new = [each for place, each in enumerate(rated) if place % 20 >= 12]
    found = fitted(known, PUBLISHED["pleasure"])
    held = [
        estimate.low <= min(max(each.value, 0), 1) <= estimate.high
        for each in new
        if (estimate := found.estimate(each.person, each.features))
    ]
    assert np.mean(held) == pytest.approx(0.95, abs=0.03)


def test_somebody_new_is_like_everybody_with_a_wider_interval():
    found = fitted(simulated(10, 10, (0.1, 0.0), seed=8), PUBLISHED["pleasure"])
    known, new = found.estimate("0", (0.0, 0.0)), found.estimate("nobody", (0.0, 0.0))
    assert new.value == pytest.approx(found.slopes[0])
    assert new.high - new.low > known.high - known.low


def test_few_ratings_give_nothing():
    with pytest.raises(AnalysisError, match="12 ratings"):
        fitted(simulated(1, 11, (0.1, 0.0), seed=1), PUBLISHED["pleasure"])
    with pytest.raises(AnalysisError, match="not all the same"):
        fitted([Rated("a", (0.0, 1.0), 0.5)] * 20, PUBLISHED["pleasure"])
    found = fitted(simulated(4, 5, (0.1, 0.0), seed=1), PUBLISHED["pleasure"])
    with pytest.raises(AnalysisError, match="6 ratings of one person"):
        found.worth(simulated(1, 5, (0.1, 0.0), seed=1))
