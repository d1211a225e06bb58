"""Painting a part again: the new paint inside the region, the parent's bytes everywhere else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.errors import PaintingError, RecordError
from engines.picture import Picture, Region, pixels_of

# The border in which old and new paint mix, in shares of the page's long side. It lies mostly
# inside the mark, so that it can be soft without taking what was not asked for. Chosen by eye.
OUTSIDE = 0.02
INSIDE = 0.05
CORE = 0.6  # of a mark's inner radius at most is border: small marks are painted anew, too
ASPECT_SLACK = 0.1  # sizes are rounded to 8 pixels, which moves the aspect of a small one


def blended(pixels: NDArray[np.uint8], region: Region, parent: Picture | None) -> NDArray[np.uint8]:
    """Lays new paint over the parent's, inside the region's mask and softly around it.

    Args:
        pixels: uint8 (H, W, 3), the whole page painted anew.
        region: the part that was asked for.
        parent: the picture it belongs to, of the same size.

    Returns:
        uint8 (H, W, 3); farther than `OUTSIDE` of the long side from the mask exactly the parent's
        bytes.

    Raises:
        PaintingError: the parent is missing or of another size, or the mask cannot be read.
    """
    if parent is None:
        raise PaintingError("A part was to be painted again, but its picture was not given.")
    if parent.painted.shape != pixels.shape:
        raise PaintingError(
            f"The picture is {parent.painted.shape[:2]}, the new paint {pixels.shape[:2]}: "
            "paint the part at the picture's own size."
        )
    cover = cover_of(region, (pixels.shape[1], pixels.shape[0]))[..., None]
    mixed = parent.painted + cover * (pixels.astype(np.float32) - parent.painted)
    return np.where(cover > 0, np.rint(mixed), parent.painted).astype(np.uint8)


def cover_of(region: Region, size: tuple[int, int]) -> NDArray[np.float32]:
    """How much new paint counts: float32 (H, W), 1 deep inside the mask, 0 beyond its soft border.

    Args:
        region: the part to paint again.
        size: (width, height) in pixels.

    Raises:
        PaintingError: the mask is not a readable PNG, or not of the picture's aspect.
    """
    import cv2

    mask = _mask(region.mask_png)
    height, width = mask.shape
    if abs(width * size[1] / (height * size[0]) - 1) > ASPECT_SLACK:
        raise PaintingError(
            f"The mask is {width} x {height}, the picture {size[0]} x {size[1]}: give a mask of "
            "the picture's aspect."
        )
    inside = cv2.resize(mask, size, interpolation=cv2.INTER_LINEAR) >= 128
    count, parts = cv2.connectedComponents(inside.astype(np.uint8))
    covers = (_soft(parts == part, max(size)) for part in range(1, count))
    return np.maximum.reduce([np.zeros((size[1], size[0]), np.float32), *covers])


def _soft(inside: NDArray[np.bool_], long_side: int) -> NDArray[np.float32]:
    import cv2

    depth = cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    away = cv2.distanceTransform((~inside).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    outer, inner = OUTSIDE * long_side, min(INSIDE * long_side, CORE * float(depth.max()))
    near = np.clip((depth - away + outer) / (inner + outer), 0, 1)
    return (near * near * (3 - 2 * near)).astype(np.float32)


def _mask(png: bytes) -> NDArray[np.uint8]:
    import cv2

    try:
        pixels = pixels_of(png)[..., :3]
    except RecordError as error:
        raise PaintingError(
            f"The mask of the part to paint again cannot be read: {error}"
        ) from error
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY), np.uint8)
