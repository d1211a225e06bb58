"""The media: any size, same bytes, pigment stops at lines, honest lightness, the shipped ONNX."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.errors import RequestError
from engines.media import Care, Medium, path_of, render
from engines.media.styles import ROWS
from engines.picture import INFLUENCES, STYLES
from engines.picture.cielab import ciede2000, lab_of
from engines.picture.overlay import LINE_CONTRAST, contrast, laid_over, luminance
from engines.sketch import Sketch

Floats = NDArray[np.float32]
DARK, RED, BLACK = (0.15, 0.14, 0.2), (0.75, 0.12, 0.1), (0.04, 0.04, 0.04)
PALE, BLUE = (0.93, 0.9, 0.88), (0.2, 0.4, 0.8)
IN_COLOR = [style for style in STYLES if ROWS[style].keeps == "color"]
IN_LIGHT = [style for style in STYLES if ROWS[style].keeps != "hue"]
# The shipped file and its definition differ by at most this (CIEDE2000) in a pixel in a thousand.
PARITY = 0.5
QUICK = 2.0  # what a live answer's half page may differ by on average, CIEDE2000


@pytest.fixture(scope="module")
def opened() -> Iterator[Callable[[str], Medium]]:
    media: dict[str, Medium] = {}

    def get(style: str) -> Medium:
        if style not in media:
            media[style] = Medium(style, threads=1).__enter__()
        return media[style]

    yield get
    for medium in media.values():
        medium.__exit__(None, None, None)


def flat(color: tuple[float, float, float], rows: int = 64, columns: int = 64) -> Floats:
    return np.broadcast_to(np.asarray(color, np.float32), (rows, columns, 3)).copy()


def ring(side: int) -> Floats:
    y, x = np.mgrid[:side, :side] / side - 0.5
    return (np.abs(np.hypot(x, y) - 0.3) < 0.012).astype(np.float32)


def mean_of(pixels: NDArray[np.uint8]) -> Floats:
    edge = max(pixels.shape) // 12
    return pixels[edge:-edge, edge:-edge].reshape(-1, 3).mean(0).astype(np.float32) / 255


def test_every_style_has_a_row_and_a_strength_for_every_influence() -> None:
    assert set(ROWS) == set(STYLES)
    for row in ROWS.values():
        strengths = [row.strengths[influence] for influence in INFLUENCES]
        assert strengths == sorted(strengths)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("size", [(256, 256), (256, 192), (144, 256), (64, 8)], ids=str)
@pytest.mark.parametrize("care", ["quick", "light", "full"])
def test_every_size_and_aspect_runs_through_one_file(
    style: str, size: tuple[int, int], care: Care, opened: Callable[[str], Medium]
) -> None:
    width, height = size
    under = flat(BLUE, 64 * height // max(size), 64 * width // max(size))
    lines = np.zeros((height, width), np.float32)
    painted = opened(style).render(under, lines, seed=1, care=care)
    assert painted.shape == (height, width, 3)
    assert painted.dtype == np.uint8


@pytest.mark.parametrize("style", STYLES)
def test_a_live_answer_looks_like_one_on_the_whole_page(
    style: str, opened: Callable[[str], Medium]
) -> None:
    under = np.hstack([flat(RED, 48, 32), flat(BLUE, 48, 32)])
    lines, cares = ring(512)[:384], get_args(Care)[1:]
    sheets = [opened(style).render(under, lines, seed=1, care=care) for care in cares]
    assert 0 < ciede2000(*(lab_of(each / np.float32(255)) for each in sheets)).mean() < QUICK


@pytest.mark.parametrize("style", STYLES)
def test_same_seed_gives_same_bytes_and_another_seed_others(
    style: str, opened: Callable[[str], Medium]
) -> None:
    under, lines = flat(BLUE), ring(128)
    first, again, other = (opened(style).render(under, lines, seed=s) for s in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("style", IN_LIGHT)
@pytest.mark.parametrize("color", [DARK, RED, BLACK, PALE, BLUE], ids=str)
def test_a_medium_never_cheers_up(
    style: str, color: tuple[float, float, float], opened: Callable[[str], Medium]
) -> None:
    lines = np.zeros((256, 256), np.float32)
    means = [mean_of(opened(style).render(flat(color), lines, seed=s)) for s in range(3)]
    given, got = lab_of(np.asarray(color)), lab_of(np.mean(means, 0))
    assert abs(got[0] - given[0]) < 5
    assert ciede2000(given, got) < 6 or style not in IN_COLOR


@pytest.mark.parametrize("color", [RED, BLUE, (0.2, 0.6, 0.3), (0.9, 0.75, 0.1)], ids=str)
def test_ink_holds_hues_back_and_never_turns_them(
    color: tuple[float, float, float], opened: Callable[[str], Medium]
) -> None:
    painted = opened("ink").render(flat(color), np.zeros((256, 256), np.float32), seed=1)
    given, got = lab_of(np.asarray(color))[1:], lab_of(mean_of(painted))[1:]
    assert 0.15 < np.linalg.norm(got) / np.linalg.norm(given) < 0.8
    assert got @ given / (np.linalg.norm(got) * np.linalg.norm(given)) > 0.8


@pytest.mark.parametrize("color", [RED, BLUE, (0.2, 0.6, 0.3), (0.9, 0.75, 0.1)], ids=str)
def test_night_is_dark_and_what_is_lit_glows_in_its_own_hue(
    color: tuple[float, float, float], opened: Callable[[str], Medium]
) -> None:
    y, x = np.mgrid[:64, :64] / 64 - 0.5 + 1 / 128
    disc = (np.hypot(x, y) < 0.27)[..., None]
    under = np.where(disc, np.asarray(color, np.float32), np.float32(1))
    painted = opened("night").render(under, ring(256), seed=3)
    sky, inside = painted[24:50, 24:50].mean((0, 1)), painted[110:146, 110:146].mean((0, 1))
    given, got = lab_of(np.asarray(color))[1:], lab_of(inside / 255)[1:]
    assert lab_of(sky / 255)[0] < 25
    assert sky.argmax() == 2
    assert lab_of(inside / 255)[0] > lab_of(sky / 255)[0] + 5
    assert got @ given / (np.linalg.norm(got) * np.linalg.norm(given)) > 0.6


@pytest.mark.parametrize("style", ["glass", "night"])
@pytest.mark.parametrize("color", [(0.13, 0.13, 0.13), (0.78, 0.2, 0.12), (0.12, 0.37, 0.69)])
def test_lines_stay_legible_on_leads_and_in_the_dark(
    style: str, color: tuple[float, float, float], opened: Callable[[str], Medium]
) -> None:
    ink = ring(256)
    drawn = Sketch((1 - ink[..., None] * (1 - flat(color, 1, 1))), ink, np.zeros_like(ink))
    painted = opened(style).render(flat((0.6, 0.7, 0.85)), drawn, seed=1)
    rgba = np.dstack(
        [np.broadcast_to(np.asarray(color, np.float32) * 255, (256, 256, 3)), ink * 255]
    )
    seen = laid_over(painted, rgba.astype(np.uint8))
    y, x = np.mgrid[:256, :256] / 256 - 0.5
    beside = np.abs(np.abs(np.hypot(x, y) - 0.3) - 0.017) < 0.002
    line = luminance(rgba[0, 0, :3].astype(np.uint8))
    assert np.median(contrast(luminance(seen[beside]), line)) >= LINE_CONTRAST - 0.05
    assert np.abs(seen[ink > 0].astype(float) - rgba[0, 0, :3]).max() < 3


def test_glass_is_cut_into_panes_only_where_there_is_paint(
    opened: Callable[[str], Medium],
) -> None:
    half = flat(BLUE)
    half[:, 32:] = 1
    painted = opened("glass").render(half, np.zeros((512, 512), np.float32), seed=1)
    dark = painted.max(-1) < 90
    assert 0.02 < dark[40:-40, 40:200].mean() < 0.2
    assert not dark[40:-40, 400:-40].any()


@pytest.mark.parametrize("style", IN_LIGHT)
def test_bare_paper_stays_bare(style: str, opened: Callable[[str], Medium]) -> None:
    painted = opened(style).render(flat((1, 1, 1)), ring(256), seed=2)
    assert painted.min() > 225
    assert mean_of(painted).min() > 0.93


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("care", ["quick", "light", "full"])
def test_pigment_stops_at_a_closed_line(
    style: str, care: Care, opened: Callable[[str], Medium]
) -> None:
    side = 512
    y, x = np.mgrid[:64, :64] / 64 - 0.5 + 1 / 128
    red = 1 / (1 + np.exp((np.hypot(x, y) - 0.3) * 40))[..., None]  # bleeds over the line
    under = (red * (0.8, 0.1, 0.1) + (1 - red) * (0.2, 0.4, 0.8)).astype(np.float32)
    painted = opened(style).render(under, ring(side), seed=5, care=care).astype(float)
    y, x = np.mgrid[:side, :side] / side - 0.5
    away = np.hypot(x, y)
    inside = painted[(away > 0.26) & (away < 0.275)].mean(0)
    outside = painted[(away > 0.325) & (away < 0.34)].mean(0)
    assert inside[0] / inside[2] > 1.4 * outside[0] / outside[2]
    if style in IN_COLOR:
        assert inside[0] > 1.8 * inside[2]
        assert outside[2] > 1.5 * outside[0]


@pytest.mark.parametrize("style", STYLES)
def test_colored_lines_stain_the_paint_and_black_ones_do_not(
    style: str, opened: Callable[[str], Medium]
) -> None:
    ink = ring(256)
    nothing = np.zeros_like(ink)
    red, black = (
        Sketch((1 - ink[..., None] * (1 - flat(c, 1, 1))).astype(np.float32), ink, nothing)
        for c in ((0.8, 0.1, 0.1), (0.05, 0.05, 0.05))
    )
    under = flat((0.95, 0.95, 0.95))
    stained = opened(style).render(under, red, seed=1)[ink > 0.5].mean(0)
    clean = opened(style).render(under, black, seed=1)[ink > 0.5].mean(0)
    assert stained[0] - stained[2] > (30 if style == "ink" else 60)
    assert clean.min() > 200 or style == "night"


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(RequestError, match=r"'oil'.*watercolor"):
        Medium("oil")


@pytest.mark.parametrize(
    ("under", "lines", "strength"),
    [((64, 64), (64, 64), 0.5), ((64, 64, 3), (64, 64, 1), 0.5), ((64, 64, 3), (64, 64), 1.5)],
    ids=["underpainting", "lines", "strength"],
)
def test_arrays_that_do_not_fit_are_refused(
    under: tuple[int, ...], lines: tuple[int, ...], strength: float
) -> None:
    with pytest.raises(ValueError, match="give"):
        render("watercolor", np.zeros(under), np.zeros(lines), seed=0, strength=strength)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("size", "care", "drawn"),
    [
        ((192, 256), "full", 1),
        *[((64, 64), "light", 1), ((8, 64), "light", 0)],
        ((512, 136), "full", 0),
    ],
    ids=["a page", "tiny", "a strip with no line", "tall and empty"],
)
def test_the_shipped_file_computes_what_its_definition_says(
    style: str,
    size: tuple[int, int],
    care: Care,
    drawn: int,
    opened: Callable[[str], Medium],
) -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (extra: train)")
    import importlib

    from engines.media import arrays_of
    from engines.media.washes import Sheet

    height, width = size
    lines = ring(max(size))
    small = flat(RED, max(8, 64 * height // max(size)), max(8, 64 * width // max(size)))
    small[:, : small.shape[1] // 2] = PALE
    arrays = arrays_of(small, lines[:height, :width] * drawn, seed=7, care=care)
    sheet = Sheet(**{name: torch.from_numpy(a.copy()) for name, a in arrays.items()})
    with torch.no_grad():
        wanted = importlib.import_module(f"engines.media.{style}").painted(sheet).numpy()
    got = next(iter(opened(style).net.run(arrays).values()))
    apart = ciede2000(*(lab_of(each[0].transpose(1, 2, 0)) for each in (got, wanted)))
    assert apart.mean() < 0.01
    assert np.quantile(apart, 0.999) < PARITY
    assert np.abs(got - wanted).max() < 0.02
    assert np.abs(got - wanted).mean() < 1e-4


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
def test_the_largest_sheet_is_painted(style: str, opened: Callable[[str], Medium]) -> None:
    painted = opened(style).render(flat(BLUE, 96, 128), ring(2048)[:1536], seed=1)
    assert painted.shape == (1536, 2048, 3)
    assert painted.std() > 5


@pytest.mark.parametrize("style", STYLES)
def test_python_3_10_s_onnxruntime_can_read_the_file(style: str) -> None:
    onnx = pytest.importorskip("onnx", reason="onnx is not installed (extra: train)")
    shipped = onnx.load(path_of(style))
    assert shipped.ir_version <= 10
    assert all(entry.version <= 18 for entry in shipped.opset_import if entry.domain == "")
