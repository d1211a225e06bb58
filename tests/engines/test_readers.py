from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engines import sketch, strokes
from engines.picture import Picture, PictureRequest, Provenance
from engines.picture.cielab import ciede2000, lab_of
from engines.readers import form, palette
from engines.readers.palette import colorfulness, warmth
from engines.strokes import Drawing, Paper, Point, Pointer, Stroke, Tool

DATA = Path(__file__).resolve().parents[1] / "data"

# Sharma, Wu and Dalal, 2005, table 1: L, a, b of two colors and their difference.
SHARMA = [
    (50.0000, 2.6772, -79.7751, 50.0000, 0.0000, -82.7485, 2.0425),
    (50.0000, 3.1571, -77.2803, 50.0000, 0.0000, -82.7485, 2.8615),
    (50.0000, -1.3802, -84.2814, 50.0000, 0.0000, -82.7485, 1.0000),
    (50.0000, 0.0000, 0.0000, 50.0000, -1.0000, 2.0000, 2.3669),
    (50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0010, 7.1792),
    (50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0011, 7.2195),
    (50.0000, -0.0010, 2.4900, 50.0000, 0.0010, -2.4900, 4.8045),
    (50.0000, -0.0010, 2.4900, 50.0000, 0.0011, -2.4900, 4.7461),
    (50.0000, 2.5000, 0.0000, 50.0000, 0.0000, -2.5000, 4.3065),
    (50.0000, 2.5000, 0.0000, 73.0000, 25.0000, -18.0000, 27.1492),
    (50.0000, 2.5000, 0.0000, 56.0000, -27.0000, -3.0000, 31.9030),
    (50.0000, 2.5000, 0.0000, 58.0000, 24.0000, 15.0000, 19.4535),
    (60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644),
    (22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373),
    (90.8027, -2.0831, 1.4410, 91.1528, -1.6435, 0.0447, 1.4441),
    (2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082),
]


def stroke(*points, tool: Tool = "pen", color="#d62828", pointer: Pointer = "pen"):
    return Stroke("s", tool, color, 0.1, pointer, tuple(Point(*point) for point in points))


def read(reader, *marks, paper="#ffffff"):
    drawing = Drawing(Paper(1.0, paper), marks)
    return reader.read_drawing(drawing, sketch.rasterize(drawing, 128))


def picture_of(color):
    request = PictureRequest(Drawing(), size=64)
    painted = np.full((64, 64, 3), np.frombuffer(bytes.fromhex(color[1:]), np.uint8))
    return Picture(
        request, painted, np.zeros((64, 64, 4), np.uint8), Provenance("wash", "", "", "")
    )


def test_readers_ciede2000_agrees_with_the_published_table():
    table = np.array(SHARMA)
    there, back = (ciede2000(table[:, a : a + 3], table[:, b : b + 3]) for a, b in ((0, 3), (3, 0)))
    assert there == pytest.approx(table[:, 6], abs=1e-4)
    assert back == pytest.approx(there)


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [
        ((255, 255, 255), (100.0, 0.0, 0.0)),
        ((0, 0, 0), (0.0, 0.0, 0.0)),
        ((255, 0, 0), (53.24, 80.09, 67.20)),
        ((0, 255, 0), (87.73, -86.18, 83.18)),
        ((0, 0, 255), (32.30, 79.19, -107.86)),
        ((119, 119, 119), (50.03, 0.0, 0.0)),
    ],
)
def test_readers_lab_is_that_of_the_standard(rgb, lab):
    assert lab_of(np.array(rgb, np.uint8)) == pytest.approx(lab, abs=0.01)
    assert lab_of(np.array(rgb) / 255) == pytest.approx(lab, abs=0.01)


def test_readers_warmth_orders_colors_as_people_do():
    orange, red, gray, green, blue = (
        float(warmth(lab_of(np.array(rgb, np.uint8))))
        for rgb in ((247, 127, 0), (214, 40, 40), (128, 128, 128), (45, 138, 62), (29, 78, 216))
    )
    assert min(orange, red) > gray > max(green, blue)
    assert gray == pytest.approx(-0.5, abs=0.01)


def test_readers_colorfulness_follows_its_formula():
    # Half red, half blue: rg is 255 and 0, yb is 127.5 and -255.
    pixels = np.array([[1.0, 0, 0], [0, 0, 1.0]])
    spread = np.hypot(127.5, 191.25)
    center = np.hypot(127.5, -63.75)
    assert colorfulness(pixels, np.ones(2)) == pytest.approx(spread + 0.3 * center)
    assert colorfulness(np.full((3, 3), 0.4), np.ones(3)) == pytest.approx(0)


@pytest.mark.parametrize(
    ("color", "name"),
    [
        ("#e02020", "red"),
        ("#ff8c1a", "orange"),
        ("#ffe135", "yellow"),
        ("#3a9d4a", "green"),
        ("#2860d0", "blue"),
        ("#8a3fc0", "purple"),
        ("#f490b4", "pink"),
        ("#6e4322", "brown"),
        ("#101012", "black"),
        ("#8a8a8a", "gray"),
        ("#fdfdfd", "white"),
    ],
)
def test_readers_main_colors_have_the_names_people_use(color, name):
    (main,) = palette.read_picture(picture_of(color)).colors
    assert (main.name, main.color) == (name, color)
    assert main.share == pytest.approx(1)


def test_readers_palette_of_a_drawing_reads_its_marks_and_not_its_paper():
    line = stroke((0.1, 0.5), (0.9, 0.5), tool="stamp")
    reading = read(palette, line)
    assert reading.colors[0].name == "red"
    assert reading.value("lightness") == pytest.approx(
        lab_of(np.array([214, 40, 40], np.uint8))[0], abs=4
    )


def test_readers_what_cannot_be_known_is_none():
    blank = read(palette), read(form)
    assert [evidence.value for evidence in blank[0].evidence] == [None] * 3
    assert blank[0].colors == ()
    for name in ("drawing_time", "pauses", "pressure", "center_x", "extent_y"):
        assert blank[1].value(name) is None
    assert blank[1].value("coverage") == 0
    with pytest.raises(KeyError):
        blank[1].value("mood")


def test_readers_form_measures_time_and_pauses():
    first = stroke((0.1, 0.1, 0), (0.2, 0.1, 500))
    second = stroke((0.3, 0.1, 3500), (0.4, 0.1, 4000))
    reading = read(form, first, replace(second, id="t"))
    assert reading.value("drawing_time") == 4
    assert (reading.value("pauses"), reading.value("pause_time")) == (1, 3)


def test_readers_pressure_leaves_mice_out():
    pen = stroke((0.1, 0.1, 0, 0.2), (0.2, 0.2, 9, 0.6))
    mouse = stroke((0.1, 0.1, 0, 1.0), pointer="mouse")
    assert read(form, pen, mouse).value("pressure") == pytest.approx(0.4)
    assert read(form, mouse).value("pressure") is None


def test_readers_form_measures_where_marks_lie():
    reading = read(
        form, stroke((0.25, 0.75), tool="stamp"), stroke((0, 0), (0.1, 0), tool="eraser")
    )
    assert reading.value("center_x") == pytest.approx(0.25, abs=0.01)
    assert reading.value("center_y") == pytest.approx(0.75, abs=0.01)
    assert reading.value("extent_x") == pytest.approx(0.1, abs=0.02)
    assert reading.value("coverage") == pytest.approx(np.pi * 0.05**2, abs=0.001)
    assert (reading.value("strokes"), reading.value("erasures")) == (1, 1)


def test_readers_form_of_a_picture_is_that_of_its_paint():
    made = picture_of("#ffffff")
    made.painted[:, :16] = (20, 90, 200)
    reading = form.read_picture(made)
    assert reading.value("coverage") == 0.25
    assert reading.value("center_x") == pytest.approx(0.125)


@pytest.mark.parametrize("path", sorted(DATA.glob("*.json")), ids=lambda path: path.stem)
def test_readers_read_every_sample(path):
    drawing = strokes.parse(path.read_bytes())
    drawn = sketch.rasterize(drawing, 128)
    colors = palette.read_drawing(drawing, drawn).colors
    assert 1 <= len(colors) <= 5
    assert 0.9 < sum(color.share for color in colors) <= 1.0001
    assert 0 < (form.read_drawing(drawing, drawn).value("coverage") or 0) < 1
