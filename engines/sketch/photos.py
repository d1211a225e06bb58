"""Photo bytes -> pixels. Everything else that a camera wrote into the file is left behind."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.errors import DrawingError

MAX_PHOTO_BYTES = 30 * 2**20
MAX_PHOTO_PIXELS = 80_000_000
# JPEGs above this are decoded at half, a quarter or an eighth of their size: 12 Mpx stay whole.
WORK_PIXELS = 24_000_000
MIN_SIDE_PX = 240
MAX_RATIO = 6.0
KINDS = ("JPEG", "MPO", "PNG", "WEBP")

Bytes = NDArray[np.uint8]


def read_photo(photo: bytes) -> Bytes:
    """Gives a photo's pixels upright, and nothing else of it.

    Orientation is applied; position, time, camera, color profile, comments and previews are
    dropped. HEIC is read where Pillow has a plugin for it. Transparent places become white.

    Args:
        photo: a JPEG, PNG or WebP file, at most 30 MB and 80 megapixels, one still picture.

    Returns:
        uint8 (H, W, 3), sRGB.

    Raises:
        DrawingError: too large, too small, moving, damaged, or of another kind.
    """
    from PIL import Image, UnidentifiedImageError

    if len(photo) > MAX_PHOTO_BYTES:
        raise DrawingError(
            f"The photo has {len(photo) / 2**20:.0f} MB: at most {MAX_PHOTO_BYTES // 2**20}. "
            "Take it at a lower resolution."
        )
    bomb = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(photo), formats=_kinds()) as image:
            _check(image)
            return _pixels(image)
    except bomb as error:
        raise DrawingError("The photo is too large: at most 80 megapixels.") from error
    except UnidentifiedImageError as error:
        raise DrawingError(
            f"These {len(photo)} bytes are no photo that can be read here: take a JPEG, PNG or "
            "WebP. (iPhones: Settings, Camera, Formats, Most Compatible.)"
        ) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise DrawingError("The photo is damaged: take it again, or send it again.") from error


def _kinds() -> tuple[str, ...]:
    from PIL import Image

    Image.init()
    return tuple(kind for kind in (*KINDS, "HEIF") if kind in Image.OPEN)


def _check(image: Any) -> None:
    width, height = image.size
    # A phone's JPEG may carry more pictures (MPO: depth, light): the first one is the photo.
    if getattr(image, "is_animated", False) and image.format not in ("JPEG", "MPO"):
        raise DrawingError("This is a moving picture: choose a photo.")
    if width * height > MAX_PHOTO_PIXELS:
        raise DrawingError(
            f"The photo has {width * height / 1e6:.0f} megapixels: at most "
            f"{MAX_PHOTO_PIXELS // 10**6}. Take it at a lower resolution."
        )
    if min(width, height) < MIN_SIDE_PX:
        raise DrawingError(
            f"The photo is {width} x {height} pixels: each side needs at least {MIN_SIDE_PX}."
        )
    if max(width, height) > MAX_RATIO * min(width, height):
        raise DrawingError(f"The photo is {width} x {height} pixels: too long and narrow.")


def _pixels(image: Any) -> Bytes:
    from PIL import Image, ImageOps

    shrink = 1
    while image.width * image.height / shrink**2 > WORK_PIXELS:
        shrink *= 2
    if shrink > 1:
        image.draft("RGB", (image.width // shrink, image.height // shrink))  # JPEG only
    ImageOps.exif_transpose(image, in_place=True)
    if image.mode.startswith("I;16") or image.mode == "I":
        image = Image.fromarray((np.asarray(image) >> 8).clip(0, 255).astype(np.uint8))
    if image.has_transparency_data:
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image.convert("RGBA"))
    return np.array(image if image.mode == "RGB" else image.convert("RGB"))
