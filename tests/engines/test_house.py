"""The house painter with the weights that ship: keeps to the drawing, same request same bytes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.bench.cases import sample_drawing
from engines.errors import BackendMissingError, Cancelled
from engines.painters.house import HousePainter, word_ids
from engines.painters.keeping import Marks, kept, regions
from engines.painters.wash import WashPainter
from engines.picture import INFLUENCES, Effort, Influence, PictureRequest
from engines.picture.cielab import ciede2000, lab_of
from engines.sketch import rasterize
from engines.strokes import Drawing, Paper, Point, Stroke, Tool
from engines.training.trials import TRIALS

Floats = NDArray[np.float32]
WORDS = {"house": 1, "tree": 2, "sea": 3, "berry": 4}


@pytest.fixture(scope="module")
def painter() -> Iterator[HousePainter]:
    with HousePainter(threads=1) as opened:
        yield opened


def stroke(*xy: float, color: str, tool: Tool = "pen", width: float = 0.015) -> Stroke:
    points = tuple(Point(x, y) for x, y in np.array(xy).reshape(-1, 2).tolist())
    return Stroke(f"s{len(xy)}{tool}", tool, color, width, "mouse", points)


def square(color: str, aspect: float = 1.0) -> Drawing:
    line = stroke(0.3, 0.3, 0.7, 0.3, 0.7, 0.7, 0.3, 0.7, 0.3, 0.3, color=color)
    return Drawing(Paper(aspect=aspect), (line,))


def mean_in_square(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    side = pixels.shape[0]
    return pixels[int(0.36 * side) : int(0.64 * side), int(0.36 * side) : int(0.64 * side)].mean(
        (0, 1)
    )


def test_the_network_is_told_each_word_that_it_knows_once() -> None:
    assert word_ids("tree house apple tree sea", WORDS) == [2, 1, 3, 0, 0, 0, 0, 0]


def test_the_network_takes_in_eight_words() -> None:
    many = {f"w{letter}": number for number, letter in enumerate("abcdefghij", 1)}
    assert word_ids(" ".join(many), many) == list(range(1, 9))


def test_the_same_request_gives_the_same_bytes(painter: HousePainter) -> None:
    request = PictureRequest(square("#222222"), words="house", size=256, seed=3)
    one, again = painter.paint(request), painter.paint(request)
    assert one.pixels.tobytes() == again.pixels.tobytes()
    assert one.pixels.dtype == np.uint8


def test_another_variation_gives_another_picture(painter: HousePainter) -> None:
    drawing = square("#222222")
    one = painter.underpainting(PictureRequest(drawing, size=256))[0]
    other = painter.underpainting(PictureRequest(drawing, size=256, variation=1))[0]
    assert np.abs(one - other).max() > 0.01


@pytest.mark.parametrize("influence", ["hint", "together"])
@pytest.mark.parametrize("effort", ["live", "final"])
def test_a_red_shape_is_red_inside(
    painter: HousePainter, influence: Influence, effort: Effort
) -> None:
    request = PictureRequest(square("#d01f1f"), size=256, influence=influence, effort=effort)
    red, green, blue = mean_in_square(painter.paint(request).pixels)
    assert red > green + 25
    assert red > blue + 25


def test_brushed_color_stays_where_it_was_brushed(painter: HousePainter) -> None:
    brush = stroke(0.1, 0.2, 0.9, 0.2, color="#2f6fc0", tool="brush", width=0.2)
    pixels = painter.paint(PictureRequest(Drawing(Paper(), (brush,)), size=256)).pixels
    red, _, blue = pixels[40:60, 60:200].mean((0, 1))
    assert blue > red + 40


def test_a_hint_leaves_most_of_the_paper_bare(painter: HousePainter) -> None:
    drawing = square("#222222")
    hint = painter.underpainting(PictureRequest(drawing, influence="hint", mood="dusk"))[0]
    whole = painter.underpainting(PictureRequest(drawing, influence="transform", mood="dusk"))[0]
    assert (hint.min(-1) > 0.8).mean() > 0.4
    assert (whole.min(-1) > 0.8).mean() < 0.2


@pytest.mark.parametrize("name", ["house", "black house", "sad face", "red scribble", "brushed"])
def test_each_step_of_influence_goes_further(painter: HousePainter, name: str) -> None:
    request = PictureRequest(TRIALS[name][0], seed=2)
    hint, together, transform = (
        1 - painter.underpainting(replace(request, influence=step))[0].mean() for step in INFLUENCES
    )
    assert 1.02 * hint < together
    assert 1.1 * together < transform


def test_moods_change_the_light(painter: HousePainter) -> None:
    drawing = square("#222222")
    none, dusk = (
        painter.underpainting(PictureRequest(drawing, mood=mood))[0].mean()
        for mood in (None, "dusk")
    )
    assert none > dusk + 0.2


@pytest.mark.parametrize(("aspect", "shape"), [(16 / 9, (144, 256, 3)), (3 / 4, (256, 192, 3))])
def test_the_page_is_cut_out_of_the_letterbox(
    painter: HousePainter, aspect: float, shape: tuple[int, int, int]
) -> None:
    request = PictureRequest(square("#222222", aspect), size=256, effort="live")
    assert painter.paint(request).pixels.shape == shape


def test_an_empty_page_is_no_error(painter: HousePainter) -> None:
    painted = painter.paint(PictureRequest(Drawing(), words="flower xyzzy", size=256))
    assert painted.unknown_words == ("xyzzy",)
    assert painted.pixels.shape == (256, 256, 3)


def test_cancelling_stops_between_steps(painter: HousePainter) -> None:
    class Impatient:
        heard: tuple[float, ...] = ()

        def progress(self, fraction: float) -> None:
            self.heard += (fraction,)
            if fraction > 0.1:
                raise Cancelled("no longer wanted")

        def preview(self, pixels: NDArray[np.uint8]) -> None:
            del pixels

    watch = Impatient()
    with pytest.raises(Cancelled):
        painter.paint(PictureRequest(square("#222222"), size=256), watch=watch)
    assert set(watch.heard[:-1]) == {0.0}


def test_missing_weights_are_said(tmp_path: Path) -> None:
    with pytest.raises(BackendMissingError, match="weights"), HousePainter(weights=tmp_path):
        pass


def test_regions_are_what_lines_enclose() -> None:
    ink = np.zeros((40, 40), np.float32)
    ink[10:30, [10, 29]] = ink[[10, 29], 10:30] = 1
    labels, _ = regions(ink)
    assert labels[20, 20] > 0
    assert labels[2, 2] == 0


def boxes(*sides: tuple[int, int]) -> Floats:
    """Lines around squares: left edge and side of each, in cells, on a page of 96."""
    ink = np.zeros((96, 96), np.float32)
    for left, side in sides:
        right = left + side
        ink[30 : 31 + side, [left, right]] = ink[[30, 30 + side], left : right + 1] = 1
    return ink


def kept_white(under: Floats, ink: Floats, rgb: Floats | None = None) -> Floats:
    """What is kept of an underpainting at "transform", over white paper, in black lines."""
    white, none = np.ones_like(under), np.zeros_like(ink)
    rgb = np.repeat((1 - ink)[..., None], 3, axis=2) if rgb is None else rgb
    return kept(under, Marks(rgb, ink, none), white, (1.0, 1.0, 1.0), "transform")


def test_black_lines_do_not_tint_what_they_enclose() -> None:
    under = np.full((96, 96, 3), (0.9, 0.7, 0.3), np.float32)
    held = kept_white(under, boxes((20, 40)))
    assert np.abs(held[50, 40] - under[50, 40]).max() < 0.08


def test_small_parts_and_gaps_of_hatching_stay_nearly_bare() -> None:
    under = np.full((96, 96, 3), (0.2, 0.5, 0.6), np.float32)
    ink = boxes((10, 30), (60, 7))
    ink[70:90, 20:80:2] = 1
    held = kept_white(under, ink)
    assert held[45, 25].mean() < 0.75
    assert min(held[34, 64].mean(), held[80, 51].mean()) > 0.8


def test_parts_beside_each_other_come_nearer_in_color() -> None:
    under = np.full((96, 96, 3), 1.0, np.float32)
    under[:, :34], under[:, 34:] = (0.9, 0.4, 0.3), (0.3, 0.5, 0.9)
    together, apart = (
        kept_white(under, boxes((20, 14), (right, 14)))[37, [27, right + 7]] for right in (34, 70)
    )
    assert np.abs(together[0] - together[1]).max() < 0.85 * np.abs(apart[0] - apart[1]).max()


def test_black_parts_of_a_colored_drawing_are_tinted_less() -> None:
    under = np.full((96, 96, 3), (0.3, 0.6, 0.3), np.float32)
    ink = boxes((10, 30), (55, 30))
    black = np.repeat((1 - ink)[..., None], 3, axis=2)
    mixed = black.copy()
    mixed[:, 50:] = np.where(ink[:, 50:, None] > 0, (0.9, 0.1, 0.1), 1)
    alone, beside = (kept_white(under, ink, rgb.astype(np.float32)) for rgb in (black, mixed))
    assert beside[45, 25].mean() > alone[45, 25].mean() + 0.05


@pytest.mark.parametrize("kind", [HousePainter, WashPainter])
def test_broad_bands_stay_bands(kind: type[HousePainter] | type[WashPainter]) -> None:
    heights = {0.3: "#e0433f", 0.42: "#f2c230", 0.54: "#3f9a4f", 0.66: "#3c6fd0"}
    bands = tuple(
        replace(stroke(0.1, y, 0.9, y, color=color, tool="brush", width=0.05), id=color)
        for y, color in heights.items()
    )
    with kind(threads=1) as opened:
        painted = opened.paint(PictureRequest(Drawing(Paper(), bands), size=256)).pixels / 255
    drawn = rasterize(Drawing(Paper(), bands), 256).rgb
    for y in heights:
        own, band, gap = (
            lab_of(seen[round(at * 256)][60:200].mean(0))
            for seen, at in ((drawn, y), (painted, y), (painted, y + 0.06))
        )
        assert ciede2000(band, own) < 11
        assert ciede2000(gap, own) > 12


def test_a_patch_that_ends_in_the_open_is_thinned_and_land_is_not() -> None:
    under = np.ones((96, 96, 3), np.float32)
    under[10:40, 30:60] = under[70:] = (0.3, 0.4, 0.5)
    none = np.zeros((96, 96), np.float32)
    white = np.ones_like(under)
    held = kept(under, Marks(white, none, none), white, (1.0, 1.0, 1.0), "together")
    assert held[25, 45].mean() > under[25, 45].mean() + 0.15
    assert np.abs(held[85, 45] - under[85, 45]).max() < 0.1


def test_what_is_asked_for_stands_in_a_live_answer_where_it_will_in_the_final_one(
    painter: HousePainter,
) -> None:
    asked = PictureRequest(sample_drawing(), words="a house and a tree", size=512)
    live, final = (painter.paint(replace(asked, effort=e)).pixels for e in ("live", "final"))
    meadow = (slice(430, 490), slice(40, 470))  # a hair's breadth decides whether there is one
    one, other = (lab_of(each[meadow].mean((0, 1)) / 255) for each in (live, final))
    assert ciede2000(one, other) < 5
