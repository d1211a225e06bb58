import hashlib
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines import sketch, strokes
from engines.sketch import conditioning, lines_rgba, marks_rgba, rasterize, size_of
from engines.strokes import ASPECTS, Drawing, Paper, Point, Pointer, Stroke, Tool

DATA = Path(__file__).resolve().parents[1] / "data"
SAMPLES = sorted(DATA.glob("*.json"))


def sample(name):
    return strokes.parse((DATA / f"{name}.json").read_bytes())


def stroke(
    *places,
    tool: Tool = "pen",
    color="#000000",
    width=0.02,
    pointer: Pointer = "mouse",
    pressure=None,
):
    points = tuple(Point(x, y, None, pressure) for x, y in places)
    return Stroke("s", tool, color, width, pointer, points)


def page(*marks, aspect=1.0, color="#ffffff"):
    return Drawing(Paper(aspect, color), marks)


def square(low, high, **more):
    corners = [(low, low), (high, low), (high, high), (low, high)]
    return stroke(*corners, (low, low), **more)


def shrunk(pixels, like):
    return cv2.resize(pixels, like.shape[1::-1], interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize("aspect", ASPECTS.values(), ids=ASPECTS)
@pytest.mark.parametrize("long_side", [64, 128, 512, 1024, 2048])
def test_sketch_sizes_are_multiples_of_8_and_keep_the_aspect(aspect, long_side):
    width, height = size_of(Paper(aspect), long_side)
    assert max(width, height) == long_side
    assert width % 8 == height % 8 == 0
    assert abs(width / aspect - height) <= 4 + 4 / aspect


@pytest.mark.parametrize("long_side", [0, 56, 100, 2056])
def test_sketch_other_sizes_are_refused(long_side):
    with pytest.raises(ValueError, match=f"long_side is {long_side}"):
        size_of(Paper(), long_side)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_sketch_same_drawing_same_bytes(path):
    drawing = strokes.parse(path.read_bytes())
    digests = {hashlib.sha256(rasterize(drawing, 128).rgb.tobytes()).digest() for _ in range(2)}
    assert len(digests) == 1


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_sketch_every_size_shows_the_same_drawing(path):
    drawing = strokes.parse(path.read_bytes())
    large, middle, small = (rasterize(drawing, size) for size in (1024, 512, 128))
    for one, other, most in ((large, middle, 0.003), (middle, small, 0.006)):
        assert np.abs(shrunk(one.rgb, other.rgb) - other.rgb).mean() < most
        assert np.abs(shrunk(one.area, other.area) - other.area).mean() < most
        assert np.abs(shrunk(one.ink, other.ink) - other.ink).mean() < most


def test_sketch_values_have_their_types_and_ranges():
    drawn = rasterize(sample("boat"), 256)
    assert drawn.rgb.shape == (192, 256, 3)
    assert drawn.ink.shape == drawn.area.shape == (192, 256)
    for plane in (drawn.rgb, drawn.ink, drawn.area):
        assert plane.dtype == np.float32
        assert 0 <= plane.min() <= plane.max() <= 1


def test_sketch_a_blank_page_is_its_paper():
    drawn = rasterize(page(color="#fff0d0"), 64)
    assert drawn.rgb[5, 5] == pytest.approx(np.array([255, 240, 208]) / 255)
    assert not drawn.ink.any()
    assert not drawn.area.any()


@pytest.mark.parametrize("long_side", [128, 512, 1024])
@pytest.mark.parametrize(("pressure", "share"), [(0.0, 0.4), (0.5, 1.0), (1.0, 1.6)])
def test_sketch_line_width_follows_pressure(long_side, pressure, share):
    line = stroke((0.1, 0.52), (0.9, 0.52), width=0.04, pointer="pen", pressure=pressure)
    ink = rasterize(page(line), long_side).ink
    across = ink[:, long_side // 2].sum() / long_side
    assert across == pytest.approx(0.04 * share, abs=0.3 / long_side)


def test_sketch_a_line_lies_at_its_place_to_a_tenth_of_a_pixel():
    ink = rasterize(page(stroke((0.2, 0.333), (0.8, 0.333), width=0.03)), 256).ink
    rows = (np.arange(256) + 0.5) / 256
    assert np.average(rows, weights=ink.sum(1)) == pytest.approx(0.333, abs=0.1 / 256)


def test_sketch_a_loop_has_no_holes_and_no_darker_crossings():
    t = np.linspace(0, 4 * np.pi, 120)
    curl = stroke(*zip(0.5 + 0.2 * np.cos(t), 0.5 + 0.2 * np.sin(t), strict=True), width=0.05)
    ink = rasterize(page(curl), 512).ink
    y, x = np.mgrid[0:512, 0:512] / 512 + 0.5 / 512
    away = np.abs(np.hypot(x - 0.5, y - 0.5) - 0.2)
    assert ink[away < 0.022].min() > 0.99
    assert ink[away > 0.028].max() < 0.01


@settings(deadline=None, max_examples=20)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=6),
    st.floats(0.01, 0.3),
)
def test_sketch_any_line_covers_its_own_points(places, width):
    ink = rasterize(page(stroke(*places, width=width, tool="stamp")), 256).ink
    for x, y in (places[0], places[-1]):
        assert ink[min(255, int(y * 256)), min(255, int(x * 256))] > 0.2


def test_sketch_a_dot_is_a_dot():
    ink = rasterize(page(stroke((0.5, 0.5), tool="stamp", width=0.1)), 256).ink
    assert ink.sum() == pytest.approx(np.pi * 12.8**2, rel=0.02)


def test_sketch_a_brush_is_see_through_even_where_it_crosses_itself():
    zigzag = stroke(
        *[(0.2 + 0.05 * (i % 2), 0.3 + 0.01 * i) for i in range(30)], tool="brush", width=0.2
    )
    drawn = rasterize(page(zigzag), 256)
    assert drawn.rgb[110, 56] == pytest.approx(0.45, abs=0.01)
    assert drawn.area[110, 56] == pytest.approx(1, abs=0.01)
    assert not drawn.ink.any()


def test_sketch_an_eraser_takes_only_what_came_before():
    rubber = stroke((0.1, 0.5), (0.9, 0.5), tool="eraser", width=0.2)
    upright = [stroke((x, 0.1), (x, 0.9), width=0.05) for x in (0.3, 0.7)]
    field = stroke((0.1, 0.5), (0.9, 0.5), tool="brush", width=0.1)
    drawn = rasterize(page(upright[0], field, rubber, upright[1]), 256)
    assert drawn.ink[128, 77] == drawn.area[128, 77] == 0
    assert drawn.ink[128, 179] == 1


@pytest.mark.parametrize("long_side", [64, 512, 2048])
def test_sketch_a_fill_reaches_its_lines_and_no_further(long_side):
    seed = stroke((0.5, 0.5), tool="fill", color="#ff0000")
    drawn = rasterize(page(square(0.25, 0.75), seed), long_side)
    assert drawn.area.mean() == pytest.approx(0.25, abs=0.02)
    inner = slice(round(0.265 * long_side), round(0.735 * long_side))
    assert np.abs(drawn.rgb[inner, inner] - [1, 0, 0]).max() < 0.02


@pytest.mark.parametrize(("gap", "kept"), [(0.005, True), (0.012, True), (0.03, False)])
def test_sketch_a_fill_does_not_leave_through_a_small_gap(gap, kept):
    corners = [(0.5, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75), (0.25, 0.25)]
    outline = stroke((0.5 + gap + 0.01, 0.25), *corners[1:], (0.49, 0.25), width=0.02, tool="stamp")
    # The round ends reach half a width into the gap.
    outline = replace(outline, points=(Point(0.51 + gap, 0.25), *outline.points[1:]))
    seed = stroke((0.5, 0.5), tool="fill", color="#ff0000")
    assert (rasterize(page(outline, seed), 256).area.mean() < 0.3) == kept


def test_sketch_a_small_shape_is_filled_too():
    seed = stroke((0.5, 0.5), tool="fill", color="#ff0000")
    drawn = rasterize(page(square(0.493, 0.507, width=0.003), seed), 1024)
    assert drawn.rgb[512, 512] == pytest.approx([1, 0, 0])
    assert drawn.area.mean() < 0.001


def test_sketch_a_fill_on_an_open_page_fills_what_it_reaches():
    ridge = stroke((0, 0.6), (0.4, 0.4), (1, 0.6), width=0.01)
    drawn = rasterize(page(ridge, stroke((0.5, 0.9), tool="fill", color="#00ff00")), 256)
    assert drawn.rgb[250, 5] == pytest.approx([0, 1, 0])
    assert drawn.rgb[5, 250] == pytest.approx([1, 1, 1])


def test_sketch_a_fill_on_a_line_recolors_it():
    drawn = lines_rgba(
        page(square(0.2, 0.8), stroke((0.2, 0.5), tool="fill", color="#0000ff")), 256
    )
    assert drawn[128, 51].tolist() == [0, 0, 255, 255]


def test_sketch_lines_are_pens_and_stamps_marks_are_all():
    drawing = sample("boat")
    lines, marks = lines_rgba(drawing, 256), marks_rgba(drawing, 256)
    assert lines.dtype == marks.dtype == np.uint8
    water = (int(0.97 * 192), 128)
    assert lines[water][3] == 0
    assert marks[water][3] == pytest.approx(255 * 0.55, abs=2)


def test_sketch_drawn_at_once_is_drawn_as_one_by_one():
    veil = stroke((0.1, 0.5), (0.9, 0.5), tool="brush", color="#00aaff", width=0.2)
    over = stroke((0.1, 0.4), (0.9, 0.6), color="#aa0000")
    rubbed = stroke((0.5, 0.1), (0.5, 0.9), tool="eraser", width=0.1)
    dyed = stroke((0.2, 0.5), tool="fill", color="#0000ff")
    drawing = page(square(0.2, 0.8), veil, over, rubbed, dyed)
    seen, lines = sketch.drawn(drawing, 256)
    whole = rasterize(drawing, 256)
    assert np.array_equal(lines, lines_rgba(drawing, 256))
    for name in ("rgb", "ink", "area"):
        assert np.array_equal(getattr(seen, name), getattr(whole, name))
    # the veil tints the line below it in the drawing, and not in the crisp lines
    assert lines[128, 204].tolist() == [0, 0, 0, 255]
    assert whole.rgb[128, 204, 2] > 0.3


def test_sketch_marks_on_their_paper_are_the_drawing():
    drawing = sample("house_sun_tree")
    marks = marks_rgba(drawing, 256) / 255.0
    paper = np.array([1.0, 1.0, 1.0])
    mixed = marks[..., :3] * marks[..., 3:] + paper * (1 - marks[..., 3:])
    assert np.abs(mixed - rasterize(drawing, 256).rgb).max() < 0.01


def test_sketch_conditioning_lies_in_the_middle_of_bare_paper():
    maps = conditioning(replace(sample("boat"), paper=Paper(4 / 3, "#ff0000")))
    assert maps.shape == (5, 128, 128)
    assert maps.dtype == np.float32
    assert (maps[:, :16] == np.array([1, 0, 0, 0, 0])[:, None, None]).all()
    assert maps[3, 16:112].any()
    assert (maps[:, 112:] == maps[:, :16]).all()


def test_sketch_draws_by_the_pads_figures():
    look = (Path(__file__).resolve().parents[2] / "kiosk/static/pad.js").read_text("utf-8")
    for figure in (
        "BRUSH_OPACITY: 0.55",
        "PRESSURE_BASE: 0.4",
        "PRESSURE_GAIN: 1.2",
        "CORNER_REACH: 0.006",
    ):
        assert figure in look
    for figure in ("TAPER: 0.8", "TAPER_WIDTHS: 1.2", f"FILL_SIDE_PX: {sketch.FILL_SIZE}"):
        assert figure in look


@pytest.mark.parametrize("aspect", [4 / 3, 0.7, 1.37])
def test_sketch_conditioning_from_more_pixels_is_the_same_drawing(aspect):
    drawing = replace(sample("boat"), paper=Paper(aspect, "#ffeedd"))
    own, near = conditioning(drawing), conditioning(drawing, sketch=rasterize(drawing, 512))
    assert near.shape == own.shape
    assert near.dtype == np.float32
    assert np.abs(near - own).mean() < 0.02
    assert np.abs(near[3].sum() / own[3].sum() - 1) < 0.05
