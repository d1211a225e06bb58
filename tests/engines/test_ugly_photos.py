"""Photos as they come: a hand's shadow, a fold, a warm lamp, a gray table; what is lifted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import pytest

from engines.sketch.lifting import lift
from engines.sketch.pages import Corners
from engines.sketch.scans import lifted_of, scan_of
from tests.engines.photos import Scene, shot

UGLY = {
    "shadow on pencil": Scene(shadow=True, warmth=0.1, table="gray"),
    "shadow on a wash": Scene(shadow=True, warmth=0.08, hand="watercolor", drawing="flower"),
    "fold under pencil": Scene(fold=True, share=0.85, drawing="cat", table="gray"),
    "fold under a wash": Scene(fold=True, share=0.85, hand="watercolor", drawing="flower", turn=-6),
    "crayon by a lamp": Scene(hand="crayon", warmth=0.12, shadow=True, drawing="cat", seed=3),
}


@dataclass(frozen=True)
class Measured:
    """Shares 0..1: true lines found, lifted lines that are true, bare page that is not clean."""

    recall: float
    precision: float
    stray: float
    paper: str


def measured(scene: Scene) -> Measured:
    made = shot(scene)
    corners = Corners(tuple((float(x), float(y)) for x, y in made.corners), 1.0)
    scan, paper = scan_of(made.rgb, corners)
    lifted = lifted_of(scan)
    size = lifted.ink.shape[::-1]
    truth = cv2.resize(made.ink, size) > 0.4
    drawn = np.abs(made.page - np.array(scene.paper, np.float32)).max(2)
    drawn = cv2.resize(drawn, size, interpolation=cv2.INTER_AREA) > 4
    ink, near = lifted.ink > 100, np.ones((9, 9), np.uint8)
    beside = cv2.dilate((drawn | truth).astype(np.uint8), np.ones((17, 17), np.uint8)) > 0
    ground = np.array([*bytes.fromhex(paper.color[1:])])
    unclean = np.abs(lifted.rgb.astype(int) - ground).max(2) > 10
    found = cv2.dilate(ink.astype(np.uint8), near)[truth].mean()
    true = beside[ink].mean() if ink.any() else 1.0
    return Measured(float(found), float(true), float((unclean & ~beside).mean()), paper.color)


@pytest.mark.parametrize("name", UGLY)
def test_an_ugly_photo_leaves_clean_white_paper(name: str):
    seen = measured(UGLY[name])
    assert seen.paper == "#ffffff"
    assert seen.stray < 0.001
    assert seen.precision > 0.98


@pytest.mark.parametrize("name", ["shadow on pencil", "fold under pencil", "crayon by a lamp"])
def test_lines_on_an_ugly_photo_are_found(name: str):
    assert measured(UGLY[name]).recall > 0.95


def hatched() -> tuple[np.ndarray, np.ndarray]:
    """Crayon strokes side by side with a little paper between them, and where they are."""
    strokes = np.zeros((1018, 1440), np.float32)
    for x in range(400, 1040, 20):
        cv2.line(strokes, (x, 300), (x - 40, 720), 1, 13, cv2.LINE_AA)
    grain = cv2.GaussianBlur(np.random.default_rng(1).random(strokes.shape), (0, 0), 0.9)
    cover = strokes * np.clip(0.7 + 3 * (grain - 0.5), 0, 1)
    page = 255 + cover[..., None] * (np.array((64, 120, 214)) - 255.0)
    return page.clip(0, 255).astype(np.uint8), strokes > 0.6


def washed() -> tuple[np.ndarray, np.ndarray]:
    """A narrow wash with two outlines of a brush, as a mouth, and where the outlines are."""
    inside, outline = np.zeros((2, 1018, 1440), np.float32)
    cv2.ellipse(inside, ((720, 500), (760, 130), 4.0), 1, -1)
    for size in ((760, 130), (640, 58)):
        cv2.ellipse(outline, ((720, 500), size, 4.0), 1, 15, cv2.LINE_AA)
    cover = np.maximum(0.36 * inside, 0.65 * cv2.GaussianBlur(outline, (0, 0), 2.5))
    cover += 0.07 * cover * np.random.default_rng(1).standard_normal(cover.shape)
    page = 255 + cover[..., None] * (np.array((205, 60, 66)) - 255.0)
    return page.clip(0, 255).astype(np.uint8), outline > 0.6


@pytest.mark.parametrize("drawn", [hatched, washed])
def test_hatching_and_the_outline_of_a_wash_are_lines(drawn: Callable[[], Sequence[np.ndarray]]):
    page, truth = drawn()
    ink = lift(page, "#ffffff").ink > 100
    near = np.ones((7, 7), np.uint8)
    assert cv2.dilate(ink.astype(np.uint8), near)[truth].mean() > 0.85
    assert cv2.dilate(truth.astype(np.uint8), near)[ink].mean() > 0.9


def test_a_colored_area_without_an_outline_is_no_line():
    disc = np.zeros((1018, 1440), np.float32)
    cv2.circle(disc, (720, 500), 260, 1, -1)
    page = 255 + cv2.GaussianBlur(disc, (0, 0), 1.2)[..., None] * (np.array((90, 150, 90)) - 255.0)
    lifted = lift(page.clip(0, 255).astype(np.uint8), "#ffffff")
    assert lifted.area[500, 720] == 255
    assert (lifted.ink > 100).sum() < 200


def test_yellowish_paper_becomes_white_and_kraft_keeps_its_color():
    assert measured(Scene(paper=(243, 233, 205))).paper == "#ffffff"
    red, _, blue = bytes.fromhex(measured(Scene(paper=(184, 145, 105))).paper[1:])
    assert red - blue > 60
