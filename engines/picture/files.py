"""Pixels as PNG and back. Same pixels, same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engines.errors import RecordError
from engines.picture.marking import XMP
from engines.sketch import MAX_SIZE

Bytes = NDArray[np.uint8]


def png_of(pixels: Bytes, *, texts: Mapping[str, str] | None = None) -> bytes:
    """Packs pixels losslessly: uint8 (H, W, 3) or (H, W, 4) as PNG. Same pixels, same bytes."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    for name, text in (texts or {}).items():
        # readers of XMP look for it in an international text alone
        add = info.add_itxt if name == XMP else info.add_text
        add(name, text)
    packed = io.BytesIO()
    Image.fromarray(pixels).save(packed, "PNG", pnginfo=info, compress_level=5)
    return packed.getvalue()


def pixels_of(png: bytes) -> Bytes:
    """Unpacks what `png_of` packed: uint8 (H, W, 3), or (H, W, 4) where it has transparency.

    Raises:
        RecordError: no PNG, damaged, or larger than any picture here.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
            if max(image.size) > MAX_SIZE:
                raise RecordError(f"the picture is {image.size} pixels: at most {MAX_SIZE} a side")
            return np.asarray(image.convert("RGBA" if image.has_transparency_data else "RGB"))
    except Image.DecompressionBombError as error:
        raise RecordError(f"the picture is too large: at most {MAX_SIZE} pixels a side") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise RecordError(f"the picture's {len(png)} bytes are no readable PNG: {error}") from error
