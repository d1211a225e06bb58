"""Media: renderers that carry a small underpainting to a finished sheet, guided by the lines.

`Medium` is opened once and rendered with often; `render` opens one for a single sheet. The
definitions are torch functions (`watercolor.py`, ...) that ship as ONNX beside them:
`python -m engines.media` writes those files anew. `styles.py` is the table of all styles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from engines.errors import RequestError
from engines.media.fields import DRIFT_GRID, Field, fields_of, grid_of
from engines.media.styles import ROWS
from engines.nets.base import Net, open_net
from engines.sketch import Sketch
from engines.sketch.tones import parted, spread_of

WORK_LIGHT, WORK_FULL = 256, 512  # long side in cells of the grid on which lines guide the pigment

Care = Literal["full", "light", "quick"]  # see `Medium.render`

# How firmly a medium keeps the colors of broad marks, and of things laid on the page.
BROAD_PIGMENT, LAID_PIGMENT = 0.7, 0.7
# How much of a wall the edge of a broad mark is: its paint may bleed a little.
BROAD_EDGE = 0.5
# The width of their edges, at which pigment stops, in parts of the long side.
LAID_EDGE = 0.004


@dataclass(frozen=True, slots=True, eq=False)
class LaidSketch(Sketch):
    """A drawing with things laid on its page, which a medium paints in their own colors.

    Attributes:
        laid: float32 (h, w, 4), sRGB 0..1, straight alpha, of the page's aspect and any size.
        solid: float32 (h, w), the part of it at whose edges pigment stops.
    """

    laid: Field
    solid: Field


class Medium:
    """One style, opened with `with`; renders as often as asked."""

    def __init__(
        self, style: str, *, runtime: str = "onnxruntime", threads: int | None = None
    ) -> None:
        if style not in ROWS:
            raise RequestError(f"Unknown style {style!r}. Choose one of: {', '.join(ROWS)}.")
        self.style = style
        self.net: Net = open_net(path_of(style), runtime=runtime, threads=threads)

    def __enter__(self) -> Medium:
        self.net.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.net.__exit__(kind, error, trace)

    def render(
        self,
        underpainting: NDArray[np.floating[Any]],
        lines: Sketch | NDArray[np.floating[Any]],
        *,
        seed: int,
        paper: tuple[float, float, float] = (1.0, 1.0, 1.0),
        strength: float = 0.5,
        care: Care = "full",
    ) -> NDArray[np.uint8]:
        """Paints one sheet.

        Args:
            underpainting: (h, w, 3), 0..1 sRGB, any size, of the lines' aspect.
            lines: the drawing as pixels at the sheet's size; its colored lines then stain the paint
                below them, so that drawn colors appear where they were drawn. Or the coverage of
                lines alone, (H, W), 0..1.
            seed: 0.. ; decides turbulence, blooms, border and grain.
            paper: the bare paper, 0..1 sRGB.
            strength: 0..1, how wet and how deep the medium works.
            care: "light" is guided more coarsely by lines, and quicker; "quick", for a live
                answer, is painted so on half the page besides, and enlarged.

        Returns:
            uint8 (H, W, 3), sRGB.

        Raises:
            ValueError: an array is not of this shape, or strength not in 0..1.
        """
        arrays = arrays_of(
            underpainting, lines, seed=seed, paper=paper, strength=strength, care=care
        )
        barrier = lines.ink if isinstance(lines, Sketch) else lines
        return self.painted(arrays, barrier.shape)

    def painted(self, arrays: Mapping[str, Field], shape: tuple[int, ...]) -> NDArray[np.uint8]:
        """Paints what `arrays_of` gave: the second half of `render`, for who reports in between.

        Args:
            arrays: by name.
            shape: rows and columns of the sheet; a smaller page is enlarged to them.
        """
        (painted,) = self.net.run(arrays).values()
        return _enlarged(_pixels(painted[0]), shape)


def render(
    style: str,
    underpainting: NDArray[np.floating[Any]],
    lines: Sketch | NDArray[np.floating[Any]],
    *,
    seed: int,
    **options: Any,
) -> NDArray[np.uint8]:
    """Opens a medium for one sheet; see `Medium.render`. Painters keep a `Medium` open instead."""
    with Medium(style) as medium:
        return medium.render(underpainting, lines, seed=seed, **options)


def seed_of(seed: int, variation: int) -> int:
    """One seed for the fields from a request's seed and variation."""
    return int(np.random.SeedSequence((seed, variation)).generate_state(1)[0])


def path_of(style: str) -> Path:
    """The shipped ONNX file of a style."""
    return Path(__file__).with_name(f"{style}.onnx")


def arrays_of(
    underpainting: NDArray[np.floating[Any]],
    lines: Sketch | NDArray[np.floating[Any]],
    *,
    seed: int,
    paper: tuple[float, float, float] = (1.0, 1.0, 1.0),
    strength: float = 0.5,
    care: Care = "full",
) -> dict[str, Field]:
    """What a medium's net takes, by name; see `Medium.render` and `engines.media.washes.Sheet`."""
    barrier = lines.ink if isinstance(lines, Sketch) else lines
    _check(underpainting, barrier, strength)
    size = (barrier.shape[1], barrier.shape[0])
    work = min(WORK_FULL if care == "full" else WORK_LIGHT, max(size))
    walls = _walls(barrier, grid_of(size, work))
    return {
        "underpainting": underpainting.transpose(2, 0, 1)[None].astype(np.float32),
        "walls": _with_edges(_walls(barrier, grid_of(size, DRIFT_GRID)), lines),
        "barrier": _with_edges(walls, lines),
        "trace": _trace(lines, walls),
        "cell": np.asarray([512 / work], dtype=np.float32),
        "paper": np.asarray([paper], dtype=np.float32),
        "strength": np.asarray([strength], dtype=np.float32),
        **fields_of(seed, size, page_of(size) if care == "quick" else size),
    }


def page_of(size: tuple[int, int]) -> tuple[int, int]:
    """Width and height of the page that a live answer is painted on: half, or the lines' grid."""
    side = max(WORK_LIGHT, max(size) // 2)
    if side >= max(size):
        return size
    rows, columns = grid_of(size, side)
    return columns, rows


def _check(underpainting: NDArray[Any], barrier: NDArray[Any], strength: float) -> None:
    if underpainting.ndim != 3 or underpainting.shape[2] != 3:
        raise ValueError(f"The underpainting has shape {underpainting.shape}; give (h, w, 3).")
    if barrier.ndim != 2:
        raise ValueError(f"The lines have shape {barrier.shape}; give (H, W).")
    if not 0 <= strength <= 1:
        raise ValueError(f"The strength is {strength!r}; give 0..1.")


def _trace(lines: Sketch | NDArray[Any], barrier: Field) -> Field:
    """Color and pigment of colored lines, broad marks and laid things.

    Black and gray lines leave no stain.
    """
    import cv2

    grid = barrier.shape[-2:]
    if not isinstance(lines, Sketch):
        return np.zeros((1, 4, *grid), np.float32)
    small = np.asarray(cv2.resize(lines.rgb, grid[::-1], interpolation=cv2.INTER_AREA), np.float32)
    pigment = barrier[0, 0] * np.clip(spread_of(small) * 2.5, 0, 1)
    pigment = np.maximum(pigment, BROAD_PIGMENT * _broad(lines, grid))
    stain = np.asarray([*cv2.split(small), pigment], np.float32)
    if isinstance(lines, LaidSketch):
        stain = _with_laid(stain, lines)
    return np.ascontiguousarray(stain[None], np.float32)


def _with_laid(stain: Field, lines: LaidSketch) -> Field:
    """Planes (4, h, w) with those of laid things where these hold more pigment."""
    grid = stain.shape[1:]
    color, alpha = parted(lines.laid)
    pigment = LAID_PIGMENT * (_fitted(alpha, grid) * _bare(lines, grid))
    own = [*_fitted(color, grid).transpose(2, 0, 1), pigment]
    return np.where(pigment > stain[3], np.stack(own), stain)


def _with_edges(walls: Field, lines: Sketch | NDArray[Any]) -> Field:
    """The drawing's lines, and lines where broad marks and laid things end."""
    if not isinstance(lines, Sketch):
        return walls
    grid = walls.shape[-2:]
    edge = BROAD_EDGE * _edge(_broad(lines, grid))
    if isinstance(lines, LaidSketch):
        edge = np.maximum(edge, _edge(_fitted(lines.solid, grid)) * _bare(lines, grid))
    return np.maximum(walls, edge[None, None])


def _edge(solid: Field) -> Field:
    import cv2

    soft = cv2.GaussianBlur(solid, (0, 0), max(0.7, LAID_EDGE * max(solid.shape)))
    return np.clip((solid - soft) * 2.2, 0, 0.9)


def _broad(lines: Sketch, shape: tuple[int, ...]) -> Field:
    """Where broad marks show."""
    return _fitted(lines.area * (1 - lines.ink), shape)


def _bare(lines: Sketch, shape: tuple[int, ...]) -> Field:
    """Where nothing is drawn."""
    return 1 - _fitted(np.maximum(lines.ink, lines.area), shape)


def _fitted(plane: Field, shape: tuple[int, ...]) -> Field:
    import cv2

    if plane.shape[:2] == tuple(shape[:2]):
        return plane
    kind = cv2.INTER_AREA if plane.shape[0] > shape[0] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(plane, (shape[1], shape[0]), interpolation=kind), np.float32)


def _pixels(painted: NDArray[Any]) -> NDArray[np.uint8]:
    import cv2

    planes = [cv2.convertScaleAbs(plane, alpha=255) for plane in painted]
    return np.asarray(cv2.merge(planes), dtype=np.uint8)


def _enlarged(pixels: NDArray[np.uint8], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    import cv2

    if pixels.shape[:2] == tuple(shape):
        return pixels
    size = (shape[1], shape[0])
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _walls(barrier: NDArray[Any], grid: tuple[int, int]) -> Field:
    """Shrinks the lines without opening them: a hairline still closes the cells it runs through."""
    import cv2

    shrink = max(1.0, max(barrier.shape) / max(grid))
    small = cv2.resize(barrier.astype(np.float32), grid[::-1], interpolation=cv2.INTER_AREA)
    return np.clip(small * (1 + 0.6 * (shrink - 1)), 0, 1, dtype=np.float32)[None, None]
