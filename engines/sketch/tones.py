"""What colors are beside their hue: gray and colorfulness, channel by channel.

numpy reduces a short last axis slowly, and repeats a plane along one as slowly: 128 x 128 pixels
take a millisecond, these take a tenth.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def gray_of(rgb: Floats) -> Floats:
    """The mean of R, G and B: (..., 3) -> (...)."""
    total = rgb[..., 0] + rgb[..., 1]
    total += rgb[..., 2]
    total *= np.float32(1 / 3)
    return total


def spread_of(rgb: Floats) -> Floats:
    """Colorfulness: the strongest of R, G and B less the weakest, (..., 3) -> (...)."""
    red, green, blue = (rgb[..., channel] for channel in range(3))
    most = np.maximum(red, green)
    np.maximum(most, blue, out=most)
    least = np.minimum(red, green)
    np.minimum(least, blue, out=least)
    most -= least
    return most


def length_of(rgb: Floats) -> Floats:
    """Euclidean length: (..., 3) -> (...)."""
    total = np.square(rgb[..., 0])
    total += np.square(rgb[..., 1])
    total += np.square(rgb[..., 2])
    return np.sqrt(total, out=total)


def thrice(plane: Floats) -> Floats:
    """The same plane for each of R, G and B: (h, w) -> (h, w, 3)."""
    import cv2

    return np.asarray(cv2.merge((plane, plane, plane)), plane.dtype)


def with_plane(rgb: Floats, plane: Floats) -> Floats:
    """One more plane behind R, G and B, which is mostly alpha: (h, w, 4)."""
    import cv2

    return np.asarray(cv2.merge([*cv2.split(rgb), plane]), np.float32)


def parted(rgba: Floats) -> tuple[Floats, Floats]:
    """R, G and B, (h, w, 3), and alpha, (h, w)."""
    import cv2

    *rgb, alpha = cv2.split(rgba)
    return np.asarray(cv2.merge(rgb), np.float32), np.asarray(alpha, np.float32)
