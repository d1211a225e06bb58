"""What a canvas gives as marks and strokes, and what it is given back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engines.errors import DrawingError
from engines.record.marks import Mark
from engines.strokes import Drawing, Paper, Point, Stroke, from_fabric
from workbench.drawable import fabric

SIZE = (800, 600)
LOOP = Mark("m1", "loop", ((0.1, 0.1), (0.4, 0.12), (0.35, 0.5), (0.12, 0.45)), "too dark")
BOX = Mark("m2", "rectangle", ((0.5, 0.5), (0.9, 0.5), (0.9, 0.8), (0.5, 0.8)))


def thing(kind: str, **more: object) -> dict[str, object]:
    placed = {"left": 80.0, "top": 60.0, "originX": "left", "originY": "top", "strokeWidth": 0}
    return {"type": kind, "width": 160, "height": 120} | placed | more


def marks(*objects: dict[str, object]) -> tuple[tuple[Mark, ...], tuple[str, ...]]:
    return fabric.marks_from_fabric({"version": "7.4.0", "objects": [*objects]}, SIZE)


def test_a_rectangle_becomes_its_four_corners():
    (mark,), lost = marks(thing("Rect"))
    assert (mark.shape, mark.words, lost) == ("rectangle", "", ())
    assert mark.points == ((0.1, 0.1), (0.3, 0.1), (0.3, 0.3), (0.1, 0.3))


def test_the_label_of_a_rectangle_becomes_words():
    (mark,), lost = marks(thing("LabeledRect", label="too dark"))
    assert (mark.shape, mark.words, lost) == ("rectangle", "too dark", ())


def test_a_loop_by_hand_keeps_its_way_and_no_more_corners_than_a_picture_can_hold():
    steps = [["M", 0, 0], *(["L", n % 160, n / 10] for n in range(1, 1200))]
    (mark,), _ = marks(thing("Path", path=steps))
    assert mark.shape == "loop"
    assert 100 < len(mark.points) <= fabric.MAX_CORNERS


def test_what_reaches_over_the_edge_ends_there():
    (mark,), _ = marks(thing("Rect", left=-80.0, width=1600))
    assert {x for x, _y in mark.points} == {0.0, 1.0}


def test_what_goes_round_nothing_is_lost_in_plain_words():
    line = thing("Line", x1=-80, y1=0, x2=80, y2=0)
    kept, lost = marks(line, thing("IText", text="here"), thing("Rect"))
    assert (len(kept), lost) == (1, ("a line that goes round nothing", "text"))


@pytest.mark.parametrize(
    "json_data", [{"objects": "none"}, {"objects": [{"type": "Rect", "left": "x"}]}]
)
def test_a_bad_canvas_is_refused_by_name(json_data: dict[str, object]):
    with pytest.raises(DrawingError, match="objects"):
        fabric.marks_from_fabric(json_data, SIZE)


def test_an_empty_canvas_has_no_marks():
    assert fabric.marks_from_fabric(None, SIZE) == ((), ())


def test_marks_come_back_from_the_canvas_they_were_given_to():
    drawn, _ = fabric.marks_from_fabric(fabric.fabric_from_marks((LOOP, BOX), SIZE), SIZE)
    assert fabric.merged((LOOP, BOX), drawn) == (LOOP, BOX)


def test_a_new_mark_stands_behind_the_known_ones_and_a_gone_one_is_gone():
    other = replace(BOX, id="x", points=((0.0, 0.0), (0.1, 0.0), (0.1, 0.1)))
    assert fabric.merged((LOOP,), (LOOP, other)) == (LOOP, other)
    assert fabric.merged((LOOP, BOX), (BOX,)) == (BOX,)


def test_a_mark_that_was_moved_keeps_its_id_and_words():
    moved = replace(LOOP, id="x", words="", points=tuple((x + 0.2, y) for x, y in LOOP.points))
    (found, _box) = fabric.merged((LOOP, BOX), (moved, BOX))
    assert (found.id, found.words, found.points) == ("m1", "too dark", moved.points)


def a_line(name: str, *, tool: str = "pen", color: str = "#22262b") -> Stroke:
    points = ((0.2, 0.2), (0.4, 0.3), (0.5, 0.6), (0.2, 0.2))
    return Stroke(name, tool, color, 0.01, "import", tuple(Point(*at) for at in points))  # type: ignore[arg-type]


def test_strokes_come_back_from_the_canvas_they_were_given_to():
    inside = Stroke("s2", "fill", "#aa3322", 0.01, "import", (Point(0.3, 0.35),))
    page = Drawing(Paper(4 / 3), (a_line("s1"), inside, a_line("s3", color="#3b70b8")))
    back = from_fabric(fabric.fabric_from_drawing(page, SIZE), SIZE).drawing
    assert [stroke.tool for stroke in back.strokes] == ["pen", "fill", "pen"]
    assert all(map(fabric.same_line, page.strokes, back.strokes))


def test_a_canvas_shows_no_eraser_and_no_fill_of_an_open_place():
    loose = Stroke("s2", "fill", "#aa3322", 0.01, "import", (Point(0.9, 0.9),))
    page = Drawing(Paper(4 / 3), (loose, a_line("s1", tool="eraser"), a_line("s3")))
    assert [stroke.id for stroke in fabric.on_canvas(page)] == ["s3"]


def test_a_straight_line_by_hand_goes_round_nothing():
    kept, lost = marks(thing("Path", path=[["M", 0, 0], ["L", 80, 60], ["L", 160, 120]]))
    assert (kept, lost) == ((), ("a line that goes round nothing",))
