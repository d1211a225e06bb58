"""A drawing that grows looks as the same drawing made at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engines import sketch, strokes
from engines.sketch.growing import GrowingSketch
from engines.strokes import Drawing, Paper, Point, Stroke

DATA = Path(__file__).parents[1] / "data"


def read(name: str) -> Drawing:
    return strokes.parse((DATA / f"{name}.json").read_bytes())


def grown(drawing: Drawing, side: int = 256) -> GrowingSketch:
    page = GrowingSketch(drawing.paper, side)
    for stroke in drawing.strokes:
        page.add(stroke)
    return page


def a_line(name: str, tool: str = "pen", y: float = 0.5) -> Stroke:
    points = tuple(Point(0.1 + 0.08 * n, y) for n in range(11))
    return Stroke(name, tool, "#b3704a", 0.1, "mouse", points)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["house_sun_tree", "boat", "cat", "rain", "red_scribble"])
def test_a_grown_drawing_looks_as_one_made_at_once(name: str) -> None:
    drawing = read(name)
    made, page = sketch.rasterize(drawing, 256), grown(drawing)
    apart = np.abs(page.on_paper() - made.rgb * 255)
    assert apart.mean() < 0.5
    assert (apart.max(-1) > 40).mean() < 0.002
    assert page.coverage == pytest.approx(np.maximum(made.ink, made.area), abs=0.26)


def test_grown_lines_are_recolored_by_a_fill_and_not_veiled_by_a_brush() -> None:
    line, veil = a_line("a"), a_line("b", "brush")
    dyed = replace(a_line("c", "fill"), color="#0000ff", points=(Point(0.5, 0.5),))
    page = grown(Drawing(Paper(), (line, veil, dyed)))
    assert np.array_equal(
        page.lines(), sketch.lines_rgba(Drawing(Paper(), (line, veil, dyed)), 256)
    )


def test_a_part_of_a_stroke_is_seen_and_not_kept() -> None:
    page = GrowingSketch(Paper(), 128)
    half = page.with_part(a_line("a"), 6).coverage.sum()
    page.add(a_line("a"))
    assert 0.4 < half / page.coverage.sum() < 0.7
    assert len(page.strokes) == 1


def test_under_a_picture_answered_areas_are_hidden_and_later_ones_seen() -> None:
    page = GrowingSketch(Paper(), 128)
    page.add(a_line("a", "brush", 0.2))
    page.add(a_line("b", "pen", 0.5))
    page.cover({"a", "b"})
    lines = page.coverage.sum()
    painted = np.full((128, 128, 3), 90, np.uint8)
    assert page.painted_over(painted) is painted
    page.add(a_line("c", "brush", 0.8))
    assert page.coverage.sum() > 1.8 * lines
    assert (page.painted_over(painted) != 90).any()
    page.cover(None)
    assert page.coverage.sum() > 2.8 * lines


def test_a_cleared_page_is_bare_and_an_eraser_takes_away() -> None:
    page = GrowingSketch(Paper(color="#ffeedd"), 128)
    page.add(a_line("a"))
    page.add(replace(a_line("b", "eraser"), width=0.3))
    assert page.coverage.max() < 0.02
    page.add(a_line("c"))
    page.clear()
    assert (page.on_paper() == (255, 238, 221)).all()
