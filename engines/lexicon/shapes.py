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
from PIL import Image, ImageDraw

from engines.lexicon.entries import content, sceneries, things

SIDE_PX = 96
FILE = Path(__file__).parent / "shapes.zip"
_TILE_RADIUS_PX = 14
_HORIZON = 0.58


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
    tile = _landscape(name) if name in sceneries() else Image.fromarray(shape(name, 0))
    kept = io.BytesIO()
    tile.save(kept, "PNG")
    return kept.getvalue()


def _stored(path: str) -> Image.Image:
    return Image.open(io.BytesIO(_opened().read(path))).convert("RGBA")


@cache
def _opened() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(FILE.read_bytes()))


def _landscape(name: str) -> Image.Image:
    """Sky over land in the scenery's two colors, and its sign where it has one."""
    row = content()["scenery"][name]
    tile = Image.new("RGBA", (SIDE_PX, SIDE_PX), row["look"][0])
    low = round(SIDE_PX * _HORIZON)
    ImageDraw.Draw(tile).rectangle((0, low, SIDE_PX, SIDE_PX), row["look"][1])
    if row.get("shapes"):
        sign = _stored(file_name(name, 0)).resize((68, 68), Image.Resampling.LANCZOS)
        tile.alpha_composite(sign, (14, 14))
    mask = Image.new("L", tile.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, SIDE_PX - 1, SIDE_PX - 1), _TILE_RADIUS_PX, 255)
    tile.putalpha(mask)
    return tile
