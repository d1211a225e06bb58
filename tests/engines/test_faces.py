"""Faces in lines: found by their eyes, left the paper's color; nothing else is taken for one."""

import numpy as np
import pytest

from engines.painters.faces import faces
from engines.painters.house import HousePainter
from engines.painters.keeping import regions
from engines.picture import PictureRequest
from engines.sketch import rasterize
from engines.strokes import Drawing, Paper, Point, Stroke

FACE = [(0.5, 0.5, 0.3), (0.4, 0.42, 0.03), (0.6, 0.42, 0.03)]


def drawn(*rings: tuple[float, float, float]) -> Drawing:
    turns = np.linspace(0, 2 * np.pi, 60)
    strokes = [
        tuple(Point(x + r * float(np.cos(t)), y + r * float(np.sin(t))) for t in turns)
        for x, y, r in rings
    ]
    made = (Stroke(f"s{n}", "pen", "#222222", 0.01, "pen", own) for n, own in enumerate(strokes))
    return Drawing(Paper(), tuple(made))


def found(drawing: Drawing) -> np.ndarray:
    ink = rasterize(drawing, 128).ink
    return faces(ink, *regions(ink))


def test_an_outline_with_two_eyes_is_a_face():
    inside = found(drawn(*FACE))
    assert inside[64, 64] == 1
    assert inside.mean() == pytest.approx(np.pi * 0.3**2, abs=0.03)


@pytest.mark.parametrize(
    "rings",
    [
        FACE[:1],
        FACE[:2],
        [FACE[0], (0.4, 0.72, 0.03), (0.6, 0.72, 0.03)],
        [FACE[0], (0.4, 0.3, 0.03), (0.6, 0.5, 0.03)],
        [FACE[0], (0.4, 0.42, 0.02), (0.6, 0.42, 0.09)],
        [(0.3, 0.5, 0.1), (0.7, 0.5, 0.1)],
    ],
    ids=["ring", "one eye", "wheels below", "askew", "unlike", "two rings"],
)
def test_other_rings_are_no_face(rings: list[tuple[float, float, float]]):
    assert not found(drawn(*rings)).any()


@pytest.mark.parametrize("influence", ["together", "transform"])
def test_no_face_is_given_a_skin(influence: str):
    request = PictureRequest(drawn(*FACE), influence=influence, seed=3)  # pyright: ignore[reportArgumentType]
    with HousePainter(threads=1) as painter:
        under = painter.underpainting(request)[0]
    cheek = under[70:85, 55:73]
    assert cheek.mean() > 0.94
    assert (cheek.max(-1) - cheek.min(-1)).mean() < 0.04
