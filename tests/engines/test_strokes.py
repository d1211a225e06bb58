import contextlib
import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines import strokes
from engines.errors import DrawingError
from engines.strokes import POINTERS, TOOLS, Drawing, Paper, Point, Stroke

DATA = Path(__file__).resolve().parents[1] / "data"


def wire(**changes):
    stroke = {
        "id": "a",
        "tool": "pen",
        "color": "#22262b",
        "width": 0.01,
        "pointer": "pen",
        "points": [[0.1, 0.2, 0, 0.5], [0.3, 0.4, 12]],
    }
    return {
        "format": 1,
        "paper": {"aspect": 1.0, "color": "#ffffff"},
        "strokes": [{**stroke, **changes}],
    }


def some(low, high):
    return st.floats(low, high, allow_nan=False)


def maybe(low, high):
    return st.none() | some(low, high)


POINTS = st.builds(
    Point,
    some(0, 1),
    some(0, 1),
    maybe(0, 1e9),
    maybe(0, 1),
    maybe(-90, 90),
    maybe(-90, 90),
)
COLORS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
STROKES = st.builds(
    Stroke,
    st.just("a"),
    st.sampled_from([tool for tool in TOOLS if tool != "fill"]),
    COLORS,
    some(1e-4, 1),
    st.sampled_from(POINTERS),
    st.lists(POINTS, min_size=1, max_size=5).map(tuple),
)
PAPERS = st.builds(Paper, some(0.4, 2.5), COLORS, st.none() | st.just("0f" * 32))
DRAWINGS = st.builds(Drawing, PAPERS, st.lists(STROKES, max_size=1).map(tuple))


@given(DRAWINGS)
def test_strokes_come_back_exactly(drawing):
    packed = strokes.dumps(drawing)
    assert strokes.parse(packed) == drawing
    assert strokes.dumps(strokes.parse(json.loads(packed))) == packed


@given(STROKES)
def test_strokes_one_stroke_comes_back_exactly(stroke):
    assert strokes.parse_stroke(strokes.stroke_to_wire(stroke)) == stroke
    assert strokes.parse_stroke(json.dumps(strokes.stroke_to_wire(stroke))) == stroke


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


@given(st.sampled_from(["id", "tool", "color", "width", "pointer", "points"]), JSON)
def test_strokes_nonsense_is_refused_or_read_and_nothing_else_happens(name, value):
    with contextlib.suppress(DrawingError):
        assert strokes.parse(wire(**{name: value})).strokes


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ([[1.7, 0]], "strokes[0].points[0].x is 1.7: must lie in 0..1"),
        ([[0, 0], [0, -0.1]], "strokes[0].points[1].y is -0.1: must lie in 0..1"),
        ([[0, math.nan]], "strokes[0].points[0].y is nan: must lie in 0..1"),
        ([[0, 0, math.inf]], "strokes[0].points[0].t_ms is inf"),
        ([[0, 0, 0, 1.5]], "strokes[0].points[0].pressure is 1.5"),
        ([[0, 0, None, None, 91]], "strokes[0].points[0].tilt_x is 91"),
        ([[True, 0]], "strokes[0].points[0].x is True"),
        ([["0", 0]], "strokes[0].points[0].x is '0'"),
        ([[None, 0]], "strokes[0].points[0].x is None"),
        ([[10**400, 0]], "strokes[0].points[0].x is a whole number of 1329 bits"),
        ([[0]], "strokes[0].points[0] is [0]: must be a list of 2 to 6 numbers"),
        ([], "strokes[0].points is []: a stroke has at least one point"),
        ("0,0", "strokes[0].points is '0,0': must be a list"),
    ],
)
def test_strokes_a_bad_point_is_named_with_its_value(points, told):
    with pytest.raises(DrawingError) as error:
        strokes.parse(wire(points=points))
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"tool": "laser"}, "strokes[0].tool is 'laser': must be one of pen, brush"),
        ({"tool": ["pen"]}, "strokes[0].tool is ['pen']"),
        ({"pointer": "nose"}, "strokes[0].pointer is 'nose'"),
        ({"color": "red"}, "strokes[0].color is 'red': must look like"),
        ({"color": "#12345"}, "strokes[0].color is '#12345'"),
        ({"width": 0}, "strokes[0].width is 0.0: must be more than 0"),
        ({"width": 1.01}, "strokes[0].width is 1.01: must lie in 0..1"),
        ({"id": ""}, "strokes[0].id is ''"),
        ({"id": "a" * 65}, "strokes[0].id is 'aaa"),
        ({"tool": "fill"}, "strokes[0].points holds 2 points: a fill is exactly one point"),
        ({"name": "x"}, "strokes[0] has an unknown field 'name'"),
    ],
)
def test_strokes_a_bad_field_is_named_with_its_value(change, told):
    with pytest.raises(DrawingError) as error:
        strokes.parse(wire(**change))
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"format": 2}, "format is 2: this version reads format 1"),
        ({"format": True}, "format is True"),
        ({"strokes": None}, "strokes is None: must be a list"),
        ({"paper": {"aspect": 3, "color": "#ffffff"}}, "paper.aspect is 3: must lie in 0.4..2.5"),
        ({"paper": {"aspect": math.nan, "color": "#ffffff"}}, "paper.aspect is nan"),
        ({"paper": {"aspect": 1}}, "paper.color is missing"),
        ({"paper": {"aspect": 1, "color": "#ffffff", "scan": "x"}}, "paper.scan is 'x'"),
        ({"extra": 1}, "drawing has an unknown field 'extra'"),
    ],
)
def test_strokes_a_bad_drawing_is_named_with_its_value(change, told):
    with pytest.raises(DrawingError) as error:
        strokes.parse({**wire(), **change})
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nan", "not JSON"),
        (b"\xff{}", "not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"format": 1, "format": 1}', "'format' stands twice"),
        ("[]", "drawing is []: must be an object"),
        (json.dumps(wire(width=math.nan)), "strokes[0].width is nan"),
        (" " * (strokes.MAX_WIRE_BYTES + 1), "at most"),
    ],
    ids=["word", "bytes", "deep", "twice", "list", "nan", "long"],
)
def test_strokes_text_that_is_no_drawing_is_refused(text, told):
    with pytest.raises(DrawingError) as error:
        strokes.parse(text)
    assert told in str(error.value)


def test_strokes_count_of_points_is_bounded():
    with pytest.raises(DrawingError, match=r"strokes\[0\].points holds 20001 points"):
        strokes.parse(wire(points=[[0, 0]] * 20_001))
    one = wire(points=[[0, 0]] * 20_000)["strokes"][0]
    many = {**wire(), "strokes": [{**one, "id": str(n)} for n in range(11)]}
    with pytest.raises(DrawingError, match="the drawing holds 220000 points"):
        strokes.parse(many)


def test_strokes_ids_are_unique():
    twice = {**wire(), "strokes": wire()["strokes"] * 2}
    with pytest.raises(DrawingError, match=r"strokes\[1\].id is 'a': strokes\[0\] has the same id"):
        strokes.parse(twice)


def test_strokes_absent_is_not_zero():
    (stroke,) = strokes.parse(wire(points=[[0, 0], [0, 0, 0, 0, 0, 0]])).strokes
    assert stroke.points[0] == Point(0, 0, None, None, None, None)
    assert stroke.points[1] == Point(0, 0, 0, 0, 0, 0)
    assert b"[[0.0,0.0],[0.0,0.0,0.0,0.0,0.0,0.0]]" in strokes.dumps(
        strokes.parse(wire(points=[[0, 0], [0] * 6]))
    )


def test_strokes_equal_drawings_have_one_digest():
    spelled = wire(color="#22262B", points=[[1, -0.0, None, None], [0, 1]])
    plain = wire(points=[[1.0, 0.0], [0, 1]])
    assert strokes.digest(strokes.parse(spelled)) == strokes.digest(strokes.parse(plain))
    assert strokes.digest(strokes.parse(plain)) != strokes.digest(strokes.parse(wire()))


@pytest.mark.parametrize("path", sorted(DATA.glob("*.json")), ids=lambda path: path.stem)
def test_strokes_sample_drawings_are_read(path):
    drawing = strokes.parse(path.read_bytes())
    assert len(drawing.strokes) > 3
    assert strokes.parse(strokes.dumps(drawing)) == drawing


@pytest.mark.parametrize(
    ("tool", "pointer", "pressure", "share"),
    [
        ("pen", "pen", 0.5, 1.0),
        ("pen", "pen", 0.0, 0.4),
        ("pen", "touch", 1.0, 1.6),
        ("pen", "pen", None, 1.0),
        ("pen", "mouse", 0.9, 1.0),
        ("brush", "pen", 0.9, 1.0),
    ],
)
def test_strokes_width_follows_the_pressure_of_pens(tool, pointer, pressure, share):
    points = (Point(0, 0, None, pressure), Point(1, 1))
    stroke = Stroke("a", tool, "#000000", 0.01, pointer, points)
    assert strokes.widths_of(stroke) == pytest.approx([0.01 * share, 0.01])
