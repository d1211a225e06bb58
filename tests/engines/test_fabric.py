"""The canvases in tests/data/canvas were made with fabric.js 4.4.0 and 7.4.0 in a browser."""

import json
from pathlib import Path

import numpy as np
import pytest

from engines import strokes
from engines.errors import DrawingError

DATA = Path(__file__).resolve().parents[1] / "data" / "canvas"


def canvas(version):
    return json.loads((DATA / f"fabric_{version}.json").read_text("utf-8"))


def places(stroke):
    return np.array([(point.x * 400, point.y * 300) for point in stroke.points])


def lines(version):
    drawing = strokes.from_fabric(canvas(version), (400, 300)).drawing
    return [stroke for stroke in drawing.strokes if stroke.tool != "fill"]


@pytest.mark.parametrize("version", [4, 7])
def test_fabric_turned_shapes_lie_where_they_were_drawn(version):
    rect, circle, ellipse, line = lines(version)[:4]
    # The box turns by 20 degrees about its own corner, 2 px of outline outside the rectangle.
    turn = np.array([[np.cos(a := np.radians(20)), -np.sin(a)], [np.sin(a), np.cos(a)]])
    assert places(rect)[0] == pytest.approx(np.array([20, 30]) + turn @ [2, 2], abs=0.3)
    assert places(rect)[2] == pytest.approx(np.array([20, 30]) + turn @ [92, 42], abs=0.3)
    center = np.array([150, 60]) + 27 * np.array([np.cos(np.radians(40)), np.sin(np.radians(40))])
    assert places(circle)[:-1].mean(0) == pytest.approx(center, abs=0.3)
    assert places(ellipse)[:-1].mean(0) == pytest.approx([300, 60], abs=0.3)
    assert places(line) == pytest.approx(np.array([[30, 150], [130, 250]]), abs=0.3)


@pytest.mark.parametrize("version", [4, 7])
def test_fabric_a_freehand_path_keeps_its_place_and_width(version):
    path = lines(version)[6]
    assert places(path)[0] == pytest.approx([300, 150], abs=0.5)
    assert places(path)[-1] == pytest.approx([351, 270], abs=0.5)
    assert (path.tool, path.color, path.pointer) == ("pen", "#333333", "import")
    assert path.width == pytest.approx(6 / 400)


@pytest.mark.parametrize("version", [4, 7])
def test_fabric_absent_stays_absent_and_losses_are_told(version):
    imported = strokes.from_fabric(canvas(version), (400, 300))
    points = [point for stroke in imported.drawing.strokes for point in stroke.points]
    assert {(p.t_ms, p.pressure, p.tilt_x) for p in points} == {(None, None, None)}
    assert "text" in imported.lost
    assert imported.drawing.paper.color == "#eeeeee"


def test_fabric_the_color_inside_a_shape_becomes_a_fill_over_the_paper():
    drawing = strokes.from_fabric(canvas(7), (400, 300)).drawing
    fills = [stroke for stroke in drawing.strokes if stroke.tool == "fill"]
    assert fills[0].color == "#f3d8a7"  # 30 % orange over #eee
    assert fills[1].color == "#0000ff"


def test_fabric_lines_end_at_the_edge_of_the_page():
    path = {"type": "path", "path": [["M", -50, 10], ["L", 50, 10], ["L", 60, 10]], "stroke": "red"}
    box = {"left": -50.5, "top": 9.5, "width": 110, "height": 0}
    thing = {"objects": [{**path, **box}], "version": "4.4.0"}
    imported = strokes.from_fabric(thing, (100, 100))
    assert imported.lost == ("what lay outside the page",)
    (stroke,) = imported.drawing.strokes
    assert (stroke.points[0].x, stroke.points[-1].x) == (0.0, pytest.approx(0.6))


@pytest.mark.parametrize(
    ("thing", "told"),
    [
        ({}, "objects is None: must be a list"),
        ({"objects": [1]}, "objects[0] is 1: must be an object"),
        ({"objects": [{"type": "rect", "left": float("nan")}]}, "objects[0].left is nan"),
        ({"objects": [{"type": "path", "path": [["M", "x", 0]]}]}, "objects[0].path[0] is 'x'"),
        ({"objects": [{"type": "rect", "originX": "up"}]}, "objects[0].originX is 'up'"),
    ],
)
def test_fabric_a_bad_canvas_is_named_with_its_value(thing, told):
    with pytest.raises(DrawingError) as error:
        strokes.from_fabric(thing, (100, 100))
    assert told in str(error.value)
