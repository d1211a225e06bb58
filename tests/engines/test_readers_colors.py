"""Color names, where they touch, and forms that come again, on drawings whose truth is known."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest

from engines import sketch
from engines.picture import Picture, PictureRequest, Provenance
from engines.readers import colors, palette, repetition, whole
from engines.strokes import Drawing, Paper, Point, Stroke, Tool

RED, BLUE, GREEN = "#d62828", "#1d4ed8", "#2d8a3e"
_ids = count()


def mark(*places: tuple[float, float], color=RED, width=0.02, tool: Tool = "pen") -> Stroke:
    points = tuple(Point(x, y, None, None) for x, y in places)
    return Stroke(f"s{next(_ids)}", tool, color, width, "mouse", points)


def drawing(*marks: Stroke) -> Drawing:
    return Drawing(Paper(1.0), marks)


def read(reader, *marks: Stroke):
    drawn = drawing(*marks)
    return reader.read_drawing(drawn, sketch.rasterize(drawn, 512))


def bar(x: float, color: str) -> Stroke:
    """A thick upright line, 0.2 wide and 0.6 long."""
    return mark((x, 0.2), (x, 0.8), color=color, width=0.2)


@pytest.mark.parametrize("apart", [0.155, 0.1595, 0.162], ids=["over", "beside", "a hair apart"])
def test_two_bars_that_touch_have_a_border_as_long_as_they_are(apart: float):
    reading = read(colors, bar(0.4, RED), bar(0.4 + apart, BLUE))
    assert reading.value("colors") == 2
    assert reading.value("color_mix") == pytest.approx(2, abs=0.02)
    # 0.6 of upright line, of which the grid tells pi / 4; round ends add a little.
    assert reading.value("color_borders") == pytest.approx(0.6 * np.pi / 4 / np.sqrt(2), rel=0.15)


def test_colors_that_stand_apart_have_no_border_though_edges_are_soft():
    reading = read(colors, bar(0.2, RED), bar(0.5, GREEN), bar(0.8, BLUE))
    assert (reading.value("colors"), reading.value("color_borders")) == (3, 0)
    assert reading.value("color_mix") == pytest.approx(3, abs=0.03)


def test_one_color_prevails_and_the_mix_says_so():
    reading = read(colors, bar(0.4, RED), mark((0.8, 0.2), (0.8, 0.5), color=BLUE, width=0.02))
    mix = reading.value("color_mix")
    assert mix is not None
    assert 1 < mix < 1.4


def test_colors_of_nothing_are_not_known():
    reading = read(colors)
    assert [each.value for each in reading.evidence] == [0, None, None]


def test_a_thin_pen_has_its_color():
    thin = read(colors, mark((0.1, 0.1), (0.9, 0.7), color=BLUE, width=0.006))
    assert thin.value("colors") == 1


ROW = [mark((0.1 * n, 0.8), (0.1 * n + 0.05, 0.7), (0.1 * n + 0.08, 0.8)) for n in range(1, 6)]
HOOK = mark((0.2, 0.2), (0.5, 0.2), (0.5, 0.5))


@pytest.mark.parametrize(
    ("marks", "share", "most"),
    [
        (ROW, 1.0, 5),
        ([*ROW, HOOK], 5 / 6, 5),
        ([HOOK, mark((0.5, 0.5), (0.5, 0.2), (0.2, 0.2))], 1.0, 2),  # drawn from the other end
        ([HOOK, mark((0.2, 0.2), (0.2, 0.5), (0.5, 0.5))], 0.0, 1),  # turned is another form
        ([HOOK, mark((0.1, 0.1), (0.7, 0.1), (0.7, 0.7))], 0.0, 1),  # and larger is, too
        ([HOOK, *ROW[:1]], 0.0, 1),
    ],
    ids=["a row of waves", "and a hook", "backwards", "turned", "larger", "two different"],
)
def test_forms_that_come_again_are_counted(marks: list[Stroke], share: float, most: int):
    reading = read(repetition, *marks)
    assert reading.value("repeated") == pytest.approx(share)
    assert reading.value("most_alike") == most


@pytest.mark.parametrize("marks", [[], [HOOK], [HOOK, mark((0.2, 0.2), (0.3, 0.2), tool="eraser")]])
def test_one_line_repeats_nothing(marks: list[Stroke]):
    assert [each.value for each in read(repetition, *marks).evidence] == [None, None]


def test_more_strokes_than_can_be_compared_are_sampled(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(repetition, "MOST", 4)
    assert read(repetition, *ROW).value("most_alike") == 4


def test_person_and_painter_are_read_apart():
    drawn = drawing(bar(0.5, RED))
    painted = np.full((64, 64, 3), 255, np.uint8)
    painted[:, :32] = np.frombuffer(bytes.fromhex(BLUE[1:]), np.uint8)
    lines = sketch.lines_rgba(drawn, 64)
    request = PictureRequest(drawn, painter="wash", size=64)
    picture = Picture(request, painted, lines, Provenance("wash", "1", "", "fp32"))
    assert [each.name for each in whole.drawn(drawn)["palette"].colors] == ["red"]
    paint = whole.paint(picture)
    assert [each.name for each in paint["palette"].colors] == ["blue"]
    assert paint["form"].value("coverage") == pytest.approx(0.5)
    bare = Picture(request, np.full((64, 64, 3), 255, np.uint8), lines, picture.provenance)
    assert palette.read_paint(bare).value("lightness") is None
