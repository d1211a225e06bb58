"""Lines, composition and symmetry, on drawings whose truth is known."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines import sketch
from engines.readers import composition, lines, symmetry
from engines.strokes import Drawing, Paper, Point, Pointer, Stroke, Tool

_ids = count()
T = np.linspace(0, 2 * np.pi, 200)
# A house, a tree beside it and a dot: nothing in it is symmetrical.
CROOKED = (
    [(0.3, 0.6), (0.3, 0.4), (0.4, 0.3), (0.5, 0.4), (0.5, 0.6), (0.3, 0.6)],
    [(0.6, 0.6), (0.62, 0.35), (0.7, 0.4)],
    [(0.45, 0.5)],
)


def mark(points, tool: Tool = "pen", width=0.012, pointer: Pointer = "mouse"):
    made = tuple(Point(*map(float, point)) for point in points)
    return Stroke(f"s{next(_ids)}", tool, "#101010", width, pointer, made)


def read(reader, *marks, aspect=1.0):
    drawing = Drawing(Paper(aspect), marks)
    return reader.read_drawing(drawing, sketch.rasterize(drawing, 128))


def known(reader, name, *marks, aspect=1.0) -> float:
    value = read(reader, *marks, aspect=aspect).value(name)
    assert value is not None
    return value


def chance(*marks) -> tuple[float, float, float]:
    found = read(symmetry, *marks).evidence[1]
    assert found.low is not None
    assert found.value is not None
    assert found.high is not None
    return found.low, found.value, found.high


def circle(radius=0.3, at=(0.5, 0.5)):
    return mark(np.column_stack([at[0] + radius * np.cos(T), at[1] + radius * np.sin(T)]))


def moved(marks, scale=1.0, by=(0.0, 0.0), flip=False):
    def place(x, y):
        x = 1 - x if flip else x
        return (x * scale + by[0], y * scale + by[1])

    return [mark([place(*point) for point in points], width=0.012 * scale) for points in marks]


def test_readers_lines_of_a_straight_line():
    reading = read(lines, mark([(0.1, 0.5), (0.3, 0.5), (0.9, 0.5)]))
    assert reading.value("line_length") == pytest.approx(0.8)
    assert reading.value("line_width") == pytest.approx(0.012)
    assert reading.value("directness") == pytest.approx(1)
    assert reading.value("turning") == pytest.approx(0)


def test_readers_lines_of_a_circle():
    reading = read(lines, circle(0.3))
    assert reading.value("line_length") == pytest.approx(2 * np.pi * 0.3, rel=1e-3)
    assert reading.value("directness") == pytest.approx(0, abs=1e-9)
    assert reading.value("turning") == pytest.approx(1 / (2 * np.pi * 0.3), rel=0.02)


def test_readers_lines_measure_in_paper_widths_on_wide_paper():
    down = mark([(0.5, 0.0), (0.5, 1.0)])
    assert read(lines, down, aspect=2.0).value("line_length") == pytest.approx(0.5)


def test_readers_lines_leave_stamps_fills_and_erasers_out():
    others = [mark([(0.1, 0.1), (0.9, 0.9)], tool=tool) for tool in ("stamp", "eraser")]
    reading = read(lines, *others, mark([(0.5, 0.5)], tool="fill"))
    assert [evidence.value for evidence in reading.evidence] == [None] * 6


def test_readers_lines_pressure_widens_a_pen():
    firm = mark([(0.1, 0.5, 0, 1.0), (0.9, 0.5, 9, 1.0)], pointer="pen")
    assert read(lines, firm).value("line_width") == pytest.approx(0.012 * 1.6)


def test_readers_lines_pace_is_that_of_the_hand_on_the_page():
    first = mark([(0.1, 0.5, 0), (0.5, 0.5, 1000)])
    later = mark([(0.1, 0.6, 60_000), (0.5, 0.6, 61_000)])
    reading = read(lines, first, later)
    assert reading.value("pace") == pytest.approx(0.4)
    assert reading.value("stops") == 0


@pytest.mark.parametrize("between", [[], [(0.301, 0.5, 600), (0.3, 0.501, 800)]])
def test_readers_lines_count_stops(between):
    points = [(0.1, 0.5, 0), (0.3, 0.5, 300), *between, (0.303, 0.5, 900), (0.9, 0.5, 1500)]
    assert read(lines, mark(points)).value("stops") == 1


def test_readers_lines_without_times_have_no_pace():
    half = mark([(0.1, 0.5, 0), (0.2, 0.5), (0.3, 0.5, 900)])
    for reading in (read(lines, half), read(lines, mark([(0.1, 0.5), (0.4, 0.5)]))):
        assert reading.value("pace") is None
        assert reading.value("stops") is None
        assert reading.value("line_length") is not None


def test_readers_lines_of_a_dot_have_no_course():
    reading = read(lines, mark([(0.5, 0.5, 0)]))
    assert reading.value("line_length") == 0
    for name in ("line_width", "directness", "turning", "pace", "stops"):
        assert reading.value(name) is None


@settings(max_examples=25, deadline=None)
@given(st.floats(0.3, 1.0), st.floats(0.0, 0.2), st.floats(0.0, 0.2))
def test_readers_lines_do_not_depend_on_the_place(scale, x, y):
    here = read(lines, *moved(CROOKED, scale))
    there = read(lines, *moved(CROOKED, scale, (x, y)))
    for evidence in here.evidence:
        assert there.value(evidence.name) == pytest.approx(evidence.value, abs=1e-6)
    whole = moved(CROOKED)
    length, direct = known(lines, "line_length", *whole), known(lines, "directness", *whole)
    assert here.value("line_length") == pytest.approx(scale * length)
    assert here.value("directness") == pytest.approx(direct)


def test_readers_composition_of_an_empty_page():
    reading = read(composition)
    assert [evidence.value for evidence in reading.evidence[:-1]] == [None] * 10
    assert reading.value("open_space") == 1


def test_readers_composition_of_one_corner():
    reading = read(composition, mark([(0.1, 0.9), (0.2, 0.9)]))
    for name in ("third_left", "third_bottom", "quarter_bottom_left"):
        assert reading.value(name) == pytest.approx(1)
    for name in ("third_middle", "third_top", "quarter_top_left", "quarter_bottom_right"):
        assert reading.value(name) == pytest.approx(0)


def test_readers_composition_of_a_full_page():
    reading = read(composition, mark([(0.5, 0.5)], tool="fill"))
    for name in ("third_left", "third_middle", "third_center", "third_bottom"):
        assert reading.value(name) == pytest.approx(1 / 3)
    assert reading.value("quarter_top_right") == pytest.approx(0.25)
    assert reading.value("open_space") == 0


def test_readers_composition_counts_the_width_of_the_tool():
    thin, broad = mark([(0.2, 0.2), (0.2, 0.8)]), mark([(0.8, 0.2), (0.8, 0.8)], "brush", 0.1)
    assert known(composition, "third_right", thin, broad) > 0.8


def test_readers_composition_leaves_what_was_erased_out():
    marks = mark([(0.2, 0.2), (0.2, 0.8)]), mark([(0.8, 0.2), (0.8, 0.8)])
    gone = mark([(0.8, 0.1), (0.8, 0.9)], "eraser", 0.1)
    assert read(composition, *marks, gone).value("third_right") == pytest.approx(0, abs=1e-6)


def test_readers_open_space_round_a_line():
    # A line across the page takes a tenth of it above and below, and its own width.
    reading = read(composition, mark([(0, 0.5), (1, 0.5)]))
    assert reading.value("open_space") == pytest.approx(1 - 0.212, abs=0.02)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.2, 0.8), st.floats(0.2, 0.8), st.sampled_from((0.5, 1.0, 4 / 3)))
def test_readers_composition_shares_sum_to_one_and_mirror(x, y, aspect):
    marks = [[(x, y), (0.3, 0.7)], [(y, x)]]
    here = read(composition, *moved(marks), aspect=aspect)
    there = read(composition, *moved(marks, flip=True), aspect=aspect)
    values = [evidence.value for evidence in here.evidence]
    for three in (values[:3], values[3:6], values[6:10]):
        assert sum(value or 0 for value in three) == pytest.approx(1)
    assert there.value("third_left") == pytest.approx(here.value("third_right"), abs=0.02)
    assert there.value("open_space") == pytest.approx(here.value("open_space"), abs=0.02)


def test_readers_symmetry_of_a_mirrored_drawing_is_one_and_beyond_chance():
    both = [*moved(CROOKED, 0.6), *moved(CROOKED, 0.6, (0.4, 0), flip=True)]
    own = known(symmetry, "symmetry", *both)
    low, middle, high = chance(*both)
    assert own > 0.95
    assert low < middle < high < own


def test_readers_symmetry_of_a_crooked_drawing_is_within_chance():
    marks = moved(CROOKED)
    assert known(symmetry, "symmetry", *marks) < chance(*marks)[2]


def test_readers_symmetry_of_a_circle_cannot_be_told():
    assert known(symmetry, "symmetry", circle()) > 0.97
    assert chance(circle())[1] > 0.97


def test_readers_symmetry_knows_upright_from_slanted():
    assert known(symmetry, "symmetry", mark([(0.1, 0.5), (0.9, 0.5)])) > 0.97
    assert known(symmetry, "symmetry", mark([(0.5, 0.1), (0.5, 0.9)])) > 0.97
    assert known(symmetry, "symmetry", mark([(0.1, 0.1), (0.9, 0.9)])) < 0.15


def test_readers_symmetry_leaves_what_was_erased_out():
    gone = mark([(0.7, 0.1), (0.7, 0.9)], "eraser", 0.2)
    both = [mark([(0.3, 0.3), (0.3, 0.7)]), mark([(0.6, 0.3), (0.8, 0.5)]), gone]
    assert known(symmetry, "symmetry", both[0], both[1]) < 0.9
    assert known(symmetry, "symmetry", *both) > 0.97


@pytest.mark.parametrize("marks", [[], [mark([(0.5, 0.5)], tool="fill")]])
def test_readers_symmetry_of_no_lines_is_unknown(marks):
    assert [evidence.value for evidence in read(symmetry, *marks).evidence] == [None, None]


def test_readers_symmetry_is_the_same_each_time():
    drawing = moved(CROOKED)
    assert read(symmetry, *drawing) == read(symmetry, *(replace(one, id="x") for one in drawing))


@settings(max_examples=8, deadline=None)
@given(st.floats(0.4, 1.0), st.floats(0.0, 0.2), st.floats(0.0, 0.2), st.booleans())
def test_readers_symmetry_holds_at_any_place_and_size(scale, x, y, flip):
    here = known(symmetry, "symmetry", *moved(CROOKED))
    there = known(symmetry, "symmetry", *moved(CROOKED, scale, (x, y), flip=flip))
    assert there == pytest.approx(here, abs=0.05)
    assert 0 <= there <= 1
