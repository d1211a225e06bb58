"""Wash: the medium over the strokes' own blurred colors. No network; instant; the baseline."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from engines.media import grid_of, seed_of
from engines.painters.base import Painted, Unwatched, Watch
from engines.painters.keeping import regions
from engines.painters.region import blended
from engines.painters.sheets import Sheets, paper_of
from engines.picture import Influence, Picture, PictureRequest
from engines.sketch import Sketch, rasterize
from engines.sketch.scans import Scan
from engines.sketch.tones import spread_of, thrice

GRID = 128
MARKED = 0.2  # coverage from which a cell belongs to a line
GRAY_FORCE = 0.3  # how much a black line tints, where a colored one has 1 more
THIN = 0.6  # pigment without a medium, which would leave some of it in the paper; chosen by eye
LOAD: dict[Influence, float] = {"hint": 0.6, "together": 1.0, "transform": 1.4}

Floats = NDArray[np.float32]


class WashPainter:
    """See `engines.painters.base.Painter`. Words and moods are beyond it: noted, not used."""

    name = "wash"
    weights = "none"
    # What the media run on: on no processor looked at is another runtime worth it for them.
    runs_on = ("onnxruntime", "fp32")

    def __init__(self, *, threads: int | None = None) -> None:
        self._sheets = Sheets(threads=threads)

    def __enter__(self) -> WashPainter:
        self._sheets.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._sheets.__exit__(kind, error, trace)

    def paint(
        self,
        request: PictureRequest,
        *,
        sketch: Sketch | None = None,
        parent: Picture | None = None,
        scan: Scan | None = None,
        watch: Watch | None = None,
    ) -> Painted:
        """Paints one request; see `engines.painters.base.Painter.paint`."""
        watch = watch or Unwatched()
        watch.progress(0.0)
        if sketch is None:
            sketch = rasterize(request.drawing, request.size, scan=scan)
        watch.progress(0.3)
        under = underpainting(
            sketch,
            paper_of(request),
            load=LOAD[request.influence],
            seed=seed_of(request.seed, request.variation),
        )
        # Always light: at 512 px the eye sees no difference, and the wash is there to be instant.
        pixels = self._sheets.finish(
            request, under, sketch, parent=parent, watch=watch, care="light"
        )
        return Painted(pixels, notes=_notes(request))

    def let_go(self) -> None:
        """See `engines.painters.base.Painter.let_go`."""
        self._sheets.let_go()


class ColorsPainter(WashPainter):
    """What `wash` starts from, thinner and enlarged, without a medium: for a fraction of a second.

    For who shows the wash as long as another painter's answer takes, and no longer.
    """

    name = "colors"

    def paint(
        self,
        request: PictureRequest,
        *,
        sketch: Sketch | None = None,
        parent: Picture | None = None,
        scan: Scan | None = None,
        watch: Watch | None = None,
    ) -> Painted:
        """Paints one request; see `engines.painters.base.Painter.paint`."""
        import cv2

        (watch or Unwatched()).progress(0.0)
        if sketch is None:
            sketch = rasterize(request.drawing, request.size, scan=scan)
        load, seed = THIN * LOAD[request.influence], seed_of(request.seed, request.variation)
        small = underpainting(sketch, paper_of(request), load=load, seed=seed)
        page = cv2.resize(small, sketch.ink.shape[::-1], interpolation=cv2.INTER_LINEAR)
        pixels = np.asarray(cv2.convertScaleAbs(page, alpha=255), np.uint8)
        if request.region is not None:
            pixels = blended(pixels, request.region, parent)
        return Painted(pixels, notes=_notes(request))


def _notes(request: PictureRequest) -> tuple[str, ...]:
    words = ("wash_ignores_words",) if request.words.strip() else ()
    return (*words, "wash_ignores_mood") if request.mood else words


@dataclass(frozen=True, slots=True, eq=False)
class _Inks:
    """The lines on the small grid: coverage (h, w), how much they tint (h, w), color (h, w, 3)."""

    cover: Floats
    force: Floats
    color: Floats


def underpainting(
    sketch: Sketch, paper: tuple[float, float, float], *, load: float, seed: int
) -> Floats:
    """Spreads the strokes' own colors: inside closed lines as a wash, around open ones softly.

    Args:
        sketch: the drawing as pixels.
        paper: 0..1 sRGB.
        load: pigment in the brush, about 1.
        seed: varies the spread a little.

    Returns:
        (h, w, 3) float32, 0..1, at most `GRID` cells on the long side.
    """
    grid = grid_of((sketch.ink.shape[1], sketch.ink.shape[0]), GRID)
    cover, color = _small(sketch.ink, grid), _mean(sketch.rgb, sketch.ink, grid)
    force = cover * (np.float32(GRAY_FORCE) + _chroma(color))
    inks = _Inks(cover, force, color)
    spread = float(np.random.Generator(np.random.PCG64(seed)).uniform(0.85, 1.2))
    ground = np.broadcast_to(np.asarray(paper, np.float32), (*grid, 3))
    page = _haloed(ground, inks, load=load, spread=spread)
    page = _flooded(page, inks, load=load)
    if not sketch.area.any():
        return np.clip(page, 0, 1, dtype=np.float32)
    area = thrice(_small(sketch.area, grid))
    brushed = _mean(sketch.rgb, sketch.area * (1 - sketch.ink), grid)
    return np.clip(page + area * (brushed - page), 0, 1, dtype=np.float32)


def _small(plane: Floats, grid: tuple[int, int]) -> Floats:
    import cv2

    return np.asarray(cv2.resize(plane, grid[::-1], interpolation=cv2.INTER_AREA), np.float32)


def _mean(rgb: Floats, weight: Floats, grid: tuple[int, int]) -> Floats:
    """Mean color under a weight; borrowed from the neighbors where the weight is nothing."""
    total = _blur(_small(rgb * thrice(weight), grid), 0.7)
    return total / thrice(_blur(_small(weight, grid), 0.7) + np.float32(1e-4))


def _blur(plane: Floats, sigma: float) -> Floats:
    import cv2

    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma), np.float32)


def _chroma(color: Floats) -> Floats:
    """Colorfulness, (...), 0..1: colored inks tint fully, black and gray ones gently."""
    return np.clip(spread_of(color) * 2.2, 0, 1, dtype=np.float32)


def _haloed(ground: Floats, inks: _Inks, *, load: float, spread: float) -> Floats:
    """Wet paper takes a little ink on both sides of a line; hatching adds up to a tone."""
    page = ground
    for sigma, gain in ((7.0 * spread, 1.6), (2.2 * spread, 1.1)):
        cover, force = (_blur(plane, sigma) for plane in (inks.cover, inks.force))
        color = _blur(inks.color * thrice(inks.force), sigma) / thrice(force + np.float32(1e-4))
        color = np.clip(color, 0, 1, dtype=np.float32)
        alpha = (1 - np.exp(-gain * load * 2 * cover)) * (0.2 + 0.65 * _chroma(color))
        page = page + thrice(np.clip(alpha, 0, 1)) * (color - page)
    return page.astype(np.float32)


def _flooded(page: Floats, inks: _Inks, *, load: float) -> Floats:
    """Fills what lines enclose with a wash in the color of those lines."""
    labels, count = regions(inks.cover, marked=MARKED)
    cover, near = (_blur(plane, 1.6).ravel() for plane in (inks.cover, inks.force))
    tint = _blur(inks.color * thrice(inks.force), 1.6).reshape(-1, 3)
    sums = [np.bincount(labels.ravel(), plane, count) for plane in (cover, near, *tint.T)]
    color = np.stack(sums[2:], -1) / (sums[1][:, None] + 1e-4)
    color = np.clip(color, 0, 1, dtype=np.float32)
    colored = sums[1] / (sums[0] + 1e-4) - GRAY_FORCE
    alpha = np.clip((0.12 + 0.6 * np.abs(colored) ** 1.7) * load, 0, 0.9, dtype=np.float32)
    alpha[0] = 0
    alpha = thrice(_blur(np.take(alpha, labels), 0.8))
    return np.asarray(page + alpha * (np.take(color, labels, axis=0) - page), np.float32)
