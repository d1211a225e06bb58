"""What figures say of pictures whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("torch")

from engines.sketch import lines_rgba, rasterize
from engines.strokes import Drawing
from engines.training.evaluation import measures
from engines.training.evaluation.cases import grown
from engines.training.evaluation.frechet import frechet_distance, gaussian_distance
from engines.training.evaluation.tables import wilson
from engines.training.evaluation.tones import TONES
from engines.training.trials import TRIALS

SIDE = 256
HOUSE, SCRIBBLE = TRIALS["house"][0], TRIALS["red scribble"][0]


def page_of(drawing: Drawing) -> NDArray[np.uint8]:
    return np.round(rasterize(drawing, SIDE).rgb * 255).astype(np.uint8)


def paper(value: int = 250) -> NDArray[np.uint8]:
    return np.full((SIDE, SIDE, 3), value, np.uint8)


def test_lines_are_found_in_their_own_drawing_and_not_on_bare_paper() -> None:
    own, bare = (measures.line_fidelity(HOUSE, pixels) for pixels in (page_of(HOUSE), paper()))
    assert own is not None
    assert bare is not None
    assert own.found > 0.9 > own.chance + 0.3
    assert (bare.found, bare.kept) == (0, 0)


def test_lines_are_lost_where_the_picture_is_moved() -> None:
    moved = measures.line_fidelity(HOUSE, np.roll(page_of(HOUSE), (14, 14), (0, 1)))
    assert moved is not None
    assert moved.found < 0.5
    assert measures.line_fidelity(TRIALS["empty"][0], paper()) is None


def test_color_is_faithful_to_itself_and_not_to_gray() -> None:
    sketch = rasterize(SCRIBBLE, SIDE)
    own, gray = (measures.color_fidelity(sketch, p) for p in (page_of(SCRIBBLE), paper(128)))
    assert own is not None
    assert gray is not None
    assert own.on < 12 < gray.on
    assert measures.color_fidelity(rasterize(TRIALS["cat"][0], SIDE), paper()) is None


@pytest.mark.parametrize("name", TONES)
def test_every_tone_counts_light_paint_as_cheering_up(name: str) -> None:
    sketch = rasterize(TONES[name], SIDE)
    own, light = (measures.cheering(sketch, p) for p in (page_of(TONES[name]), paper(255)))
    assert own is not None
    assert light is not None
    assert abs(own.lightness) + abs(own.warmth) + own.apart < 0.5
    assert light.lightness > 0
    assert light.apart > own.apart


def test_warm_paint_counts_as_warm() -> None:
    yellow = np.broadcast_to(np.array([250, 220, 140], np.uint8), (SIDE, SIDE, 3)).copy()
    shift = measures.cheering(rasterize(TONES["black house"], SIDE), yellow)
    assert shift is not None
    assert shift.warmth > 20


def test_a_page_left_as_drawn_is_unchanged() -> None:
    sketch = rasterize(TRIALS["brushed"][0], SIDE)
    assert measures.page_change(sketch, page_of(TRIALS["brushed"][0])) < 0.5
    assert measures.page_change(sketch, paper(90)[: sketch.ink.shape[0]]) > 20


def test_a_new_stroke_is_where_nothing_was_and_changes_only_its_neighborhood() -> None:
    more = grown(HOUSE, 3)
    change = measures.stability(page_of(HOUSE), page_of(more.drawing), more.place)
    assert len(more.drawing.strokes) == len(HOUSE.strokes) + 1
    assert change.inside > 0.2
    assert change.outside == 0


def test_variations_that_are_one_picture_do_not_differ() -> None:
    one, other = page_of(HOUSE), page_of(SCRIBBLE)
    same, apart = measures.diversity([one, one]), measures.diversity([one, other])
    assert (same.color, same.edges) == (0, 0)
    assert apart.color > 1
    assert apart.edges > 0.5


def test_lines_on_top_are_no_part_of_the_painted_layer() -> None:
    assert lines_rgba(HOUSE, SIDE)[..., 3].any()
    assert not measures.edges_of(paper()).any()


def test_frechet_distance_of_gaussians_is_the_known_one() -> None:
    # One dimension: (m1 - m2)^2 + (s1 - s2)^2.
    known = gaussian_distance(np.array([3.0]), np.array([[4.0]]), np.array([[25.0]]))
    assert known == pytest.approx(9 + 9)
    # Covariances that commute add up over their axes.
    spreads = np.diag([1.0, 4.0, 9.0]), np.diag([4.0, 4.0, 1.0])
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(3, 3)))[0]
    turned = [turn @ one @ turn.T for one in spreads]
    assert gaussian_distance(np.zeros(3), *turned) == pytest.approx(1 + 0 + 4)


def test_frechet_distance_sees_a_shift_and_a_spread() -> None:
    rng = np.random.default_rng(2)
    one = rng.normal(size=(20_000, 4))
    assert frechet_distance(one, one) == pytest.approx(0, abs=1e-6)
    assert frechet_distance(one, one + 2.0) == pytest.approx(16, rel=1e-3)
    assert frechet_distance(one, rng.normal(0, 3, (20_000, 4))) == pytest.approx(16, rel=0.05)


@pytest.mark.parametrize(
    ("successes", "count", "low", "high"),
    # Newcombe, 1998, Statistics in Medicine 17, table I, method 3 (the score interval).
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_the_published_ones(
    successes: int, count: int, low: float, high: float
) -> None:
    assert wilson(successes, count) == pytest.approx((low, high), abs=5e-5)
