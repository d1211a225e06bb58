"""The media: any size, same bytes, pigment stops at lines, honest lightness, the shipped ONNX."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.errors import RequestError
from engines.media import Medium, path_of, render
from engines.picture import STYLES
from engines.picture.cielab import ciede2000, lab_of
from engines.sketch import Sketch

Floats = NDArray[np.float32]
DARK, RED, BLACK = (0.15, 0.14, 0.2), (0.75, 0.12, 0.1), (0.04, 0.04, 0.04)
PALE, BLUE = (0.93, 0.9, 0.88), (0.2, 0.4, 0.8)


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


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("size", [(256, 256), (256, 192), (144, 256), (64, 48)], ids=str)
@pytest.mark.parametrize("light", [True, False], ids=["light", "full"])
def test_every_size_and_aspect_runs_through_one_file(
    style: str, size: tuple[int, int], light: bool, opened: Callable[[str], Medium]
) -> None:
    width, height = size
    under = flat(BLUE, 64 * height // max(size), 64 * width // max(size))
    lines = np.zeros((height, width), np.float32)
    painted = opened(style).render(under, lines, seed=1, light=light)
    assert painted.shape == (height, width, 3)
    assert painted.dtype == np.uint8


@pytest.mark.parametrize("style", STYLES)
def test_same_seed_gives_same_bytes_and_another_seed_others(
    style: str, opened: Callable[[str], Medium]
) -> None:
    under, lines = flat(BLUE), ring(128)
    first, again, other = (opened(style).render(under, lines, seed=s) for s in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("color", [DARK, RED, BLACK, PALE, BLUE], ids=str)
def test_a_medium_never_cheers_up(
    style: str, color: tuple[float, float, float], opened: Callable[[str], Medium]
) -> None:
    lines = np.zeros((256, 256), np.float32)
    means = [mean_of(opened(style).render(flat(color), lines, seed=s)) for s in range(3)]
    given, got = lab_of(np.asarray(color)), lab_of(np.mean(means, 0))
    assert abs(got[0] - given[0]) < 5
    assert ciede2000(given, got) < 6


@pytest.mark.parametrize("style", STYLES)
def test_bare_paper_stays_bare(style: str, opened: Callable[[str], Medium]) -> None:
    painted = opened(style).render(flat((1, 1, 1)), ring(256), seed=2)
    assert painted.min() > 225
    assert mean_of(painted).min() > 0.93


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("light", [True, False], ids=["light", "full"])
def test_pigment_stops_at_a_closed_line(
    style: str, light: bool, opened: Callable[[str], Medium]
) -> None:
    side = 512
    y, x = np.mgrid[:64, :64] / 64 - 0.5 + 1 / 128
    red = 1 / (1 + np.exp((np.hypot(x, y) - 0.3) * 40))[..., None]  # bleeds over the line
    under = (red * (0.8, 0.1, 0.1) + (1 - red) * (0.2, 0.4, 0.8)).astype(np.float32)
    painted = opened(style).render(under, ring(side), seed=5, light=light).astype(float)
    y, x = np.mgrid[:side, :side] / side - 0.5
    away = np.hypot(x, y)
    inside = painted[(away > 0.26) & (away < 0.275)].mean(0)
    outside = painted[(away > 0.325) & (away < 0.34)].mean(0)
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
    assert stained[0] - stained[2] > 60
    assert clean.min() > 200


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
def test_the_shipped_file_computes_what_its_definition_says(
    style: str, opened: Callable[[str], Medium]
) -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (extra: train)")
    import importlib

    from engines.media import arrays_of
    from engines.media.washes import Sheet

    arrays = arrays_of(flat(RED, 48, 64), ring(256)[:192], seed=7)
    sheet = Sheet(**{name: torch.from_numpy(a.copy()) for name, a in arrays.items()})
    with torch.no_grad():
        wanted = importlib.import_module(f"engines.media.{style}").painted(sheet).numpy()
    got = next(iter(opened(style).net.run(arrays).values()))
    assert np.abs(got - wanted).max() < 0.02
    assert np.abs(got - wanted).mean() < 1e-4


@pytest.mark.slow
def test_the_shipped_file_equals_a_fresh_export(
    tmp_path: Path, opened: Callable[[str], Medium]
) -> None:
    pytest.importorskip("torch", reason="torch is not installed (extra: train)")
    pytest.importorskip("onnxscript", reason="onnxscript is not installed (extra: train)")
    from engines.media import arrays_of
    from engines.media.export import export
    from engines.nets.base import open_net

    fresh = tmp_path / "watercolor.onnx"
    export("watercolor", fresh)
    arrays = arrays_of(flat(RED), ring(256), seed=7)
    with open_net(fresh, threads=1) as net:
        assert np.array_equal(
            net.run(arrays)["painted"], opened("watercolor").net.run(arrays)["painted"]
        )


@pytest.mark.parametrize("style", STYLES)
def test_python_3_10_s_onnxruntime_can_read_the_file(style: str) -> None:
    onnx = pytest.importorskip("onnx", reason="onnx is not installed (extra: train)")
    shipped = onnx.load(path_of(style))
    assert shipped.ir_version <= 10
    assert all(entry.version <= 18 for entry in shipped.opset_import if entry.domain == "")
