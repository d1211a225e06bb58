"""A page seen askew -> the page straight on.

Source of the aspect: Z. Zhang and L.-W. He, "Whiteboard scanning and image enhancement", Digital
Signal Processing 17 (2007), section 3: a rectangle's aspect from its four corners in one photo,
where the camera's axis meets the photo in its middle.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engines.errors import DrawingError
from engines.sketch.pages import Corners

LONG_SIDE = 2048
LEAST_PX = 512
# Paper that people draw on: ISO 216 (A4, A3: the same), US letter, square. Long side / short side.
SHEETS = (2**0.5, 11 / 8.5, 1.0)
NEAR = 0.045  # an aspect this near to a sheet's is that sheet's
# Long over short side of a page that the product can hold; see `engines.strokes`.
MOST = 2.5
# The focal length of cameras, in shares of the photo's long side; phones lie at 0.7 to 0.8.
FOCAL = (0.55, 2.5)

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int


def straighten(rgb: Bytes, corners: Corners, *, long_side: int = LONG_SIDE) -> Bytes:
    """Gives a page as if seen from straight above, cropped to its edges.

    Args:
        rgb: uint8 (H, W, 3), the photo.
        corners: clockwise from the page's own top left; turn a page by starting at another one.
        long_side: at most so many pixels; fewer where the photo holds no more.

    Returns:
        uint8 (h, w, 3). The aspect is estimated, and that of A4, letter or a square where near.

    Raises:
        DrawingError: the corners are no convex quadrangle of some size.
    """
    import cv2

    height, width = rgb.shape[:2]
    places = np.array(corners.places, np.float64) * (width, height)
    _check(places, (width, height))
    size = _size(places, (width, height), long_side)
    ends = np.array([(0, 0), (size.width, 0), size, (0, size.height)], np.float32) - np.float32(0.5)
    way = cv2.getPerspectiveTransform(places.astype(np.float32) - np.float32(0.5), ends)
    how = cv2.INTER_AREA if max(size) < 0.6 * _longest(places) else cv2.INTER_LINEAR
    if how == cv2.INTER_AREA:
        return _shrunk_first(rgb, corners, long_side)
    flat = cv2.warpPerspective(rgb, way, size, flags=how, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, np.uint8)


def _shrunk_first(rgb: Bytes, corners: Corners, long_side: int) -> Bytes:
    """A small answer from a large photo: halved first, so that fine lines do not fall through."""
    import cv2

    half = (max(1, rgb.shape[1] // 2), max(1, rgb.shape[0] // 2))
    small = np.asarray(cv2.resize(rgb, half, interpolation=cv2.INTER_AREA), np.uint8)
    return straighten(small, corners, long_side=long_side)


def _check(places: Floats, size: tuple[int, int]) -> None:
    side = np.roll(places, -1, 0) - places
    after = np.roll(side, -1, 0)
    turn = side[:, 0] * after[:, 1] - side[:, 1] * after[:, 0]
    if places.shape != (4, 2) or not (turn > 0).all():
        raise DrawingError(
            "The four corners cross or fold in: put each on its corner of the page, going round."
        )
    if np.hypot(*side.T).min() < 0.02 * max(size):
        raise DrawingError("Two corners lie too close together: put each on its own corner.")


def _longest(places: Floats) -> float:
    return float(np.hypot(*(np.roll(places, -1, 0) - places).T).max())


def _size(places: Floats, photo: tuple[int, int], long_side: int) -> Size:
    ratio = min(MOST, max(1 / MOST, _snapped(_ratio(places, photo))))
    long_px = min(long_side, max(LEAST_PX, round(_longest(places))))
    short_px = round(long_px * min(ratio, 1 / ratio))
    return Size(long_px, short_px) if ratio >= 1 else Size(short_px, long_px)


def _snapped(ratio: float) -> float:
    """Width over height, that of a common sheet where it is near."""
    tall = max(ratio, 1 / ratio)
    sheet = min(SHEETS, key=lambda each: abs(each - tall))
    if abs(sheet / tall - 1) < NEAR:
        tall = sheet
    return tall if ratio >= 1 else 1 / tall


def _ratio(places: Floats, photo: tuple[int, int]) -> float:
    """Width over height of the rectangle whose corners these are."""
    middle = np.array(photo) / 2
    m1, m2, m4, m3 = (np.array([*(place - middle), 1.0]) for place in places)
    k2 = np.dot(np.cross(m1, m4), m3) / np.dot(np.cross(m2, m4), m3)
    k3 = np.dot(np.cross(m1, m4), m2) / np.dot(np.cross(m3, m4), m2)
    across, down = k2 * m2 - m1, k3 * m3 - m1
    low, high = (share * max(photo) for share in FOCAL)
    focal = high
    if abs(across[2] * down[2]) > 1e-9:
        square = -(across[0] * down[0] + across[1] * down[1]) / (across[2] * down[2])
        focal = float(np.clip(np.sqrt(square), low, high)) if square > 0 else high
    lengths = [np.hypot(np.hypot(n[0], n[1]) / focal, n[2]) for n in (across, down)]
    return float(lengths[0] / max(lengths[1], 1e-9))


def turned(corners: Corners, quarters: int) -> Corners:
    """The same page turned clockwise by quarters: another corner is its top left."""
    start = -quarters % 4
    places = corners.places[start:] + corners.places[:start]
    return Corners(places, corners.confidence)
