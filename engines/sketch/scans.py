"""Scan: a drawing made on paper, as the paper under new strokes.

A photo is found (`pages`), straightened (`straighten`), lit evenly (`light`), freed of folds
(`folds`) and lifted (`lifting`); what is kept is one PNG, encoded anew, that holds only pixels.
A drawing names it by `paper.scan`, the SHA-256 of those bytes.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engines.errors import DrawingError
from engines.sketch.folds import without_folds
from engines.sketch.lifting import Lifted, cleaned, lift
from engines.sketch.light import even_light
from engines.sketch.pages import Corners
from engines.sketch.straighten import LONG_SIDE, straighten
from engines.strokes import MAX_ASPECT, MIN_ASPECT, Paper

MAX_SCAN_BYTES = 24 * 2**20
# Lifted lines are at least this wide on a sketch, in shares of its long side and in pixels.
LEAST_WIDTH, LEAST_WIDTH_PX = 0.0045, 1.3
# Lines are lifted at this size: finer ones are no lines on any sketch.
LIFT_PX = 1440
# Clean paper is runs of zeros once each row is taken off the next: a third of the time. OpenCV has
# names for these from 4.12 on; older ones pass over them.
_FILTER, _UP = 19, 32
# Coverage from which a scan's line stops a fill.
LINE = 0.5

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scan:
    """A photographed drawing, cleaned.

    Attributes:
        png: 8-bit RGB PNG, no metadata.
        digest: the SHA-256 of `png`, 64 hex digits: what `Paper.scan` holds.
    """

    png: bytes = field(repr=False, compare=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        if len(self.png) > MAX_SCAN_BYTES:
            raise DrawingError(
                f"The paper drawing has {len(self.png)} bytes: at most {MAX_SCAN_BYTES}."
            )
        object.__setattr__(self, "digest", hashlib.sha256(self.png).hexdigest())


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """A scan at a sketch's size, float32 in 0..1, planes first. Never written to.

    Attributes:
        rgb: (3, H, W), the page as drawn, sRGB.
        ink: (H, W), coverage by its lines.
        tone: (3, H, W), the lines' color.
        area: (H, W), coverage by its colored areas.
    """

    rgb: Floats
    ink: Floats
    tone: Floats
    area: Floats


def scan_of(
    photo: Bytes, corners: Corners, *, colors: bool = True, long_side: int = LONG_SIDE
) -> tuple[Scan, Paper]:
    """Makes a scan of a page in a photo.

    Args:
        photo: uint8 (H, W, 3), sRGB.
        corners: the page, from its own top left clockwise.
        colors: keep colors and shading; else only the lines.
        long_side: in pixels, at most.

    Returns:
        The scan, and the paper to draw on: its aspect, its color, and the scan's digest.

    Raises:
        DrawingError: the corners make no page.
    """
    evened = even_light(straighten(photo, corners, long_side=long_side))
    page = without_folds(evened.rgb)
    if colors:
        pixels = cleaned(page, evened.paper)
    else:
        pixels = lines_only(lift(page, evened.paper), evened.paper)
    scan = Scan(_packed(pixels))
    height, width = pixels.shape[:2]
    aspect = min(MAX_ASPECT, max(MIN_ASPECT, width / height))
    return scan, Paper(aspect, evened.paper, scan.digest)


def lines_only(lifted: Lifted, paper: str) -> Bytes:
    """The lines alone on clean paper, uint8 (H, W, 3)."""
    ground = np.array([*bytes.fromhex(paper[1:])], np.float32)
    cover = lifted.ink[..., None].astype(np.float32) / 255
    return np.rint(ground + cover * (lifted.tone - ground)).astype(np.uint8)


def checked(scan: Scan | None, paper: Paper) -> Scan | None:
    """The scan of a paper.

    Raises:
        DrawingError: the paper has a scan that was not given, or another one was.
    """
    given = None if scan is None else scan.digest
    if given == paper.scan:
        return scan
    if given is None:
        raise DrawingError(
            f"This drawing lies on the paper drawing {str(paper.scan)[:12]}, which was not given: "
            "give its PNG beside the drawing."
        )
    named = paper.scan[:12] if paper.scan else "none"
    raise DrawingError(
        f"The paper drawing given is {given[:12]}, the drawing lies on {named}: give the one that "
        "its paper names."
    )


@lru_cache(maxsize=2)
def lifted_of(scan: Scan) -> Lifted:
    """What was drawn on a scan; the last two are remembered.

    Raises:
        DrawingError: the PNG cannot be read.
    """
    import cv2

    pixels = _unpacked(scan.png)
    scale = LIFT_PX / max(pixels.shape[:2])
    if scale < 1:
        size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    return lift(pixels)


@lru_cache(maxsize=8)
def layers_of(scan: Scan, size: tuple[int, int]) -> Layers:
    """A scan at a sketch's size (width, height), its lines wide enough to be seen there."""
    import cv2

    lifted = lifted_of(scan)
    thick = _thickened(lifted, size)
    rgb, ink, tone, area = (
        cv2.resize(each, size, interpolation=cv2.INTER_AREA)
        for each in (lifted.rgb, thick, lifted.tone, lifted.area)
    )
    planes = [_planes(np.asarray(each, np.uint8)) for each in (rgb, ink, tone, area)]
    return Layers(planes[0], planes[1][0], planes[2], planes[3][0])


def walls_of(scan: Scan, size: tuple[int, int]) -> Bytes:
    """Where a scan's lines stop a fill: uint8 (H, W), 1 where they cover half a pixel or more."""
    return (layers_of(scan, size).ink >= LINE).astype(np.uint8)


def _thickened(lifted: Lifted, size: tuple[int, int]) -> Bytes:
    """Lines that would be too thin at a size are made wider first."""
    import cv2

    scale = max(lifted.ink.shape) / max(size)
    wanted = scale * max(LEAST_WIDTH_PX, LEAST_WIDTH * max(size))
    grow = round(wanted - lifted.width_px)
    if lifted.width_px == 0 or grow < 1:
        return lifted.ink
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (grow + 1, grow + 1))
    return np.asarray(cv2.dilate(lifted.ink, disc), np.uint8)


def _planes(pixels: Bytes) -> Floats:
    planes = pixels[..., None] if pixels.ndim == 2 else pixels
    return np.divide(planes.transpose(2, 0, 1), 255, dtype=np.float32, order="C")


def _packed(pixels: Bytes) -> bytes:
    import cv2

    how = [cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE]
    done, packed = cv2.imencode(".png", pixels[..., ::-1], [*how, _FILTER, _UP])
    if not done:
        raise DrawingError("The paper drawing could not be packed as PNG.")
    return packed.tobytes()


def _unpacked(png: bytes) -> Bytes:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
            if max(image.size) > LONG_SIDE:
                raise DrawingError(
                    f"The paper drawing is {image.size} pixels: at most {LONG_SIDE} a side."
                )
            return np.asarray(image.convert("RGB"))
    except (Image.DecompressionBombError, UnidentifiedImageError, OSError, SyntaxError) as error:
        raise DrawingError(f"The paper drawing is no readable PNG: {error}") from error
