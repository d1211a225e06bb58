"""Shapes of things, from `shapes.zip`, and tiles for people who point.

The shapes come from Fluent Emoji (MIT, Microsoft), Noto Emoji (Apache-2.0, Google) and our own
figures; `things.toml` names which. `python -m engines.training lexicon` writes the file.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, WebPImagePlugin

from engines.lexicon.entries import content, sceneries, things
from engines.lexicon.tiles import tile_of

SIDE_PX = 96
FILE = Path(__file__).parent / "shapes.zip"


def file_name(name: str, number: int) -> str:
    """How a shape is called inside the file."""
    return f"{name.replace(' ', '_')}/{number}.webp"


@cache
def shape(name: str, number: int) -> NDArray[np.uint8]:
    """One shape of a thing.

    Args:
        name: a thing's name.
        number: 0 <= number < its `shapes`.

    Returns:
        uint8 (96, 96, 4), sRGB with straight alpha, the thing in the middle, as large as fits.
        Not to be written to.

    Raises:
        ValueError: there is no such thing or shape.
    """
    thing = things().get(name)
    if thing is None or not 0 <= number < thing.shapes:
        raise ValueError(f"There is no shape {number} of {name!r}.")
    rgba = np.asarray(_stored(file_name(name, number)))
    rgba.setflags(write=False)
    return rgba


@cache
def picture_png(name: str) -> bytes:
    """A tile of 96 px for a thing or a scenery, as PNG.

    Raises:
        ValueError: there is no such thing or scenery.
    """
    tile = _tile(name) if name in sceneries() else Image.fromarray(shape(name, 0))
    kept = io.BytesIO()
    tile.save(kept, "PNG")
    return kept.getvalue()


def _stored(path: str) -> Image.Image:
    # By name: Image.open first loads what Pillow has for fifty other kinds, a tenth of a second.
    kind = WebPImagePlugin.WebPImageFile
    return kind(io.BytesIO(_opened().read(path))).convert("RGBA")


@cache
def _opened() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(FILE.read_bytes()))


def _tile(name: str) -> Image.Image:
    row = content()["scenery"][name]
    sign = _stored(file_name(name, 0)) if row.get("shapes") else None
    return tile_of(row["look"], row["form"], sign, SIDE_PX)
