"""What the networks see, and what is held of their paint: the person's own lines and colors."""

from __future__ import annotations

import numpy as np
import pytest

from engines.painters.latent.holding import held, shrunk
from engines.painters.latent.seeing import lines_of, pixels_of, sized, tensor_of
from engines.painters.wash import underpainting
from engines.picture import INFLUENCES
from engines.sketch import Sketch, rasterize
from engines.strokes import Drawing, Point, Stroke
from tests.engines.latent.conftest import square

PAPER = (1.0, 1.0, 1.0)


def apart(influence: str, hold: float, sketch: Sketch) -> float:
    """How far gray paint stays from the strokes' own colors, inside the square."""
    ground = underpainting(sketch, PAPER, load=1.0, seed=0)
    paint = np.full((*sketch.ink.shape, 3), 0.5, np.float32)
    small = shrunk(sketch, (ground.shape[0], ground.shape[1]))
    found = held(paint, small, ground, PAPER, influence=influence, hold=hold)  # type: ignore[arg-type]
    own = sized(ground, (sketch.ink.shape[1], sketch.ink.shape[0]))
    return float(np.abs(found - own)[70:186, 70:186].mean())


def test_control_sees_the_person_s_lines_bright_on_black() -> None:
    sketch = rasterize(square(), 256)
    seen = lines_of(sketch)
    assert seen.shape == (1, 3, 256, 256)
    assert (seen[0, 0][sketch.ink > 0.9] > 0.9).all()
    assert seen[0, :, 128, 128].max() == 0
    assert np.array_equal(seen[0, 0], seen[0, 2])


def test_control_sees_the_edge_of_a_brushed_area_fainter_than_a_line() -> None:
    points = (Point(0.2, 0.5), Point(0.8, 0.5))
    brushed = Drawing(strokes=(Stroke("b", "brush", "#2060c0", 0.3, "pen", points),))
    seen = lines_of(rasterize(brushed, 256))
    assert 0.3 < seen.max() <= 0.5
    assert seen[0, 0, 128, 128] == 0


def test_pictures_go_to_tensors_and_back() -> None:
    pixels = np.random.default_rng(0).random((8, 16, 3)).astype(np.float32)
    assert tensor_of(pixels).shape == (1, 3, 8, 16)
    assert np.allclose(pixels_of(tensor_of(pixels)), pixels, atol=1e-6)


def test_paint_near_marks_keeps_more_of_their_color_the_stronger_it_is_held() -> None:
    sketch = rasterize(square(), 256)
    assert apart("together", 0.9, sketch) < apart("together", 0.3, sketch)
    assert apart("hint", 0.9, sketch) < apart("transform", 0.3, sketch)


@pytest.mark.parametrize("influence", INFLUENCES)
def test_a_face_in_lines_stays_the_paper_s_color(influence: str) -> None:
    turns = np.linspace(0, 2 * np.pi, 60)

    def ring(x: float, y: float, radius: float, name: str) -> Stroke:
        points = tuple(
            Point(float(x + radius * np.cos(t)), float(y + radius * np.sin(t))) for t in turns
        )
        return Stroke(name, "pen", "#222222", 0.012, "pen", points)

    face = (ring(0.5, 0.5, 0.3, "f"), ring(0.4, 0.42, 0.03, "l"), ring(0.6, 0.42, 0.03, "r"))
    sketch = rasterize(Drawing(strokes=face), 256)
    ground = underpainting(sketch, PAPER, load=1.0, seed=0)
    paint = np.full((256, 256, 3), (0.9, 0.7, 0.6), np.float32)
    small = shrunk(sketch, ground.shape[:2])
    found = held(paint, small, ground, PAPER, influence=influence, hold=0.3)  # type: ignore[arg-type]
    assert found[150:170, 120:136].min() > 0.93
