"""Wash: the strokes' own colors as washes, at once; repainting a part leaves the rest alone."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engines.errors import Cancelled, PaintingError
from engines.painters.region import cover_of
from engines.painters.wash import WashPainter
from engines.picture import STYLES, Picture, PictureRequest, Provenance, Region, png_of
from engines.sketch import lines_rgba, rasterize, size_of
from engines.strokes import Drawing, Paper, Point, Stroke, Tool

RED, BLACK, BLUE = "#c02020", "#151515", "#3060c0"


@pytest.fixture(scope="module")
def wash() -> Iterator[WashPainter]:
    with WashPainter(threads=1) as painter:
        yield painter


def stroke(*xy: tuple[float, float], color: str, tool: Tool = "pen", width: float = 0.02) -> Stroke:
    points = tuple(Point(x, y) for x, y in xy)
    return Stroke(f"s{len(xy)}{tool}", tool, color, width, "mouse", points)


def circle(color: str) -> Stroke:
    turn = np.linspace(0, 2 * np.pi, 60)
    xy = 0.5 + 0.25 * np.stack([np.cos(turn), np.sin(turn)], 1)
    return stroke(*((x, y) for x, y in xy.tolist()), color=color)


def asked(*strokes: Stroke, paper: Paper | None = None, **changes: Any) -> PictureRequest:
    request = PictureRequest(Drawing(paper or Paper(), strokes), painter="wash", size=256)
    return replace(request, **changes)


def middle(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    rows, columns = pixels.shape[0], pixels.shape[1]
    return pixels[2 * rows // 5 : 3 * rows // 5, 2 * columns // 5 : 3 * columns // 5].mean((0, 1))


def test_a_colored_line_tints_its_inside_and_leaves_the_outside_light(wash: WashPainter) -> None:
    painted = wash.paint(asked(circle(RED))).pixels
    inside, corner = middle(painted), painted[20:50, 20:50].mean((0, 1))
    assert inside[0] - inside[2] > 40
    assert corner.min() > 225


def test_a_black_line_gives_a_soft_neutral_wash(wash: WashPainter) -> None:
    inside = middle(wash.paint(asked(circle(BLACK))).pixels)
    assert 170 < inside.mean() < 245
    assert np.ptp(inside) < 25


def test_brushed_color_is_painted_fully_where_it_was_drawn(wash: WashPainter) -> None:
    band = stroke((0.1, 0.5), (0.9, 0.5), color=BLUE, tool="brush", width=0.3)
    inside = middle(wash.paint(asked(band)).pixels)
    drawn = rasterize(asked(band).drawing, 256).rgb[128, 128] * 255
    assert np.abs(inside - drawn).max() < 25


def test_same_request_gives_same_bytes_and_a_variation_others(wash: WashPainter) -> None:
    first, again = (wash.paint(asked(circle(RED), seed=5)).pixels for _ in range(2))
    other = wash.paint(asked(circle(RED), seed=5, variation=1)).pixels
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_medium_that_was_let_go_opens_again_and_paints_the_same(wash: WashPainter) -> None:
    request = asked(circle(RED), style="night", seed=5)
    before = wash.paint(request).pixels
    wash.let_go()
    assert np.array_equal(wash.paint(request).pixels, before)


def test_influence_goes_from_light_to_strong(wash: WashPainter) -> None:
    reds = [
        middle(wash.paint(asked(circle(RED), influence=step)).pixels)[2]
        for step in ("hint", "together", "transform")
    ]
    assert reds[0] > reds[1] + 5
    assert reds[1] > reds[2] + 5


@pytest.mark.parametrize("aspect", [1.0, 4 / 3, 3 / 4, 16 / 9], ids=str)
@pytest.mark.parametrize("style", STYLES)
def test_every_aspect_has_its_size(aspect: float, style: str, wash: WashPainter) -> None:
    request = asked(circle(RED), paper=Paper(aspect=aspect), style=style)
    width, height = size_of(request.drawing.paper, 256)
    assert wash.paint(request).pixels.shape == (height, width, 3)


def test_an_empty_page_stays_paper(wash: WashPainter) -> None:
    painted = wash.paint(asked(paper=Paper(color="#f0e0d0"))).pixels
    assert np.abs(painted.mean((0, 1)) - (0xF0, 0xE0, 0xD0)).max() < 14


def test_words_and_mood_are_noted_because_a_wash_cannot_use_them(wash: WashPainter) -> None:
    painted = wash.paint(asked(circle(RED), words="a house", mood="dusk"))
    assert painted.notes == ("wash_ignores_words", "wash_ignores_mood")
    assert painted.unknown_words == ()


def parent_of(request: PictureRequest, wash: WashPainter) -> Picture:
    lines = lines_rgba(request.drawing, request.size)
    provenance = Provenance("wash", "none", "", "")
    return Picture(request, wash.paint(request).pixels, lines, provenance)


def mask_png(left: int, right: int) -> bytes:
    mask = np.zeros((256, 256), np.uint8)
    mask[100:150, left:right] = 255
    return cv2.imencode(".png", mask)[1].tobytes()


def test_repainting_a_part_keeps_the_parent_s_bytes_elsewhere(wash: WashPainter) -> None:
    parent = parent_of(asked(circle(RED)), wash)
    region = Region("0" * 64, mask_png(100, 150))
    again = wash.paint(asked(circle(RED), variation=3, region=region), parent=parent).pixels
    changed = (again != parent.painted).any(-1)
    assert changed[110:140, 110:140].mean() > 0.5
    changed[92:158, 92:158] = False
    assert not changed.any()


def test_a_mask_that_cannot_be_read_is_told(wash: WashPainter) -> None:
    request = asked(circle(RED), region=Region("0" * 64, mask_png(1, 9)[:40]))
    with pytest.raises(PaintingError, match="mask"):
        wash.paint(request, parent=parent_of(asked(circle(RED)), wash))


def test_a_mask_of_another_aspect_is_told(wash: WashPainter) -> None:
    narrow = png_of(np.full((256, 128, 3), 255, np.uint8))
    request = asked(circle(RED), region=Region("0" * 64, narrow))
    with pytest.raises(PaintingError, match="mask is 128 x 256"):
        wash.paint(request, parent=parent_of(asked(circle(RED)), wash))


def test_a_mask_larger_than_any_picture_is_told(wash: WashPainter) -> None:
    huge = cv2.imencode(".png", np.zeros((8, 4096), np.uint8))[1].tobytes()
    request = asked(circle(RED), region=Region("0" * 64, huge))
    with pytest.raises(PaintingError, match="mask"):
        wash.paint(request, parent=parent_of(asked(circle(RED)), wash))


@pytest.mark.parametrize("far", [60, 156])
def test_a_part_is_painted_anew_in_its_middle_and_softly_at_its_rim(far: int) -> None:
    cover = cover_of(Region("0" * 64, mask_png(50, far)), (256, 256))
    row = cover[125]
    assert row[(50 + far) // 2] == 1
    assert 0 < row[50] < 1
    assert not row[: 50 - math.ceil(0.02 * 256)].any()


def test_a_part_without_its_picture_is_told(wash: WashPainter) -> None:
    with pytest.raises(PaintingError, match="not given"):
        wash.paint(asked(circle(RED), region=Region("0" * 64, mask_png(1, 9))))


class Gone:
    """The person has gone."""

    def progress(self, fraction: float) -> None:
        raise Cancelled(f"stopped at {fraction}")

    def preview(self, pixels: NDArray[np.uint8]) -> None:
        raise Cancelled(f"stopped at {pixels.shape}")


def test_a_wash_stops_when_nobody_waits(wash: WashPainter) -> None:
    with pytest.raises(Cancelled):
        wash.paint(asked(circle(RED)), watch=Gone())


class Counting:
    """Hears how far the work is."""

    def __init__(self) -> None:
        self.heard: list[float] = []

    def progress(self, fraction: float) -> None:
        self.heard.append(fraction)

    def preview(self, pixels: NDArray[np.uint8]) -> None:
        """Not looked at."""


def test_a_wash_can_be_stopped_between_its_stages(wash: WashPainter) -> None:
    watch = Counting()
    wash.paint(asked(circle(RED)), watch=watch)
    assert len(watch.heard) >= 5
    assert watch.heard == sorted(watch.heard)
