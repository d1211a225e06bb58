"""Writes the lexicon's shapes from the icons and figures that `things.toml` names."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.errors import BackendMissingError
from engines.lexicon.entries import content
from engines.lexicon.shapes import FILE, SIDE_PX, file_name
from engines.training import icons
from engines.training.extras import FIGURES
from engines.training.icons import Icons
from engines.training.things import thing_of_figure

_QUALITY, _ALPHA_QUALITY = 78, 90
_DATE = (2026, 1, 1, 0, 0, 0)
_SEEN = 12
_ONE_COLOR = 0.85


def write(cache: Path, path: Path = FILE) -> int:
    """Writes every shape; the same icons give the same bytes.

    Args:
        cache: where `icons.prepare` keeps the icons.
        path: the file to write.

    Returns:
        How many shapes there are.

    Raises:
        BackendMissingError: an icon or a figure is not there.
    """
    chosen = icons.load(cache)
    count = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as shapes:
        for kind in ("thing", "scenery"):
            for name, row in content()[kind].items():
                for number, source in enumerate(row.get("shapes", ())):
                    info = zipfile.ZipInfo(file_name(name, number), _DATE)
                    shapes.writestr(info, _webp(squared(pictured(source, chosen))))
                    count += 1
    return count


def pictured(source: str, chosen: Icons) -> NDArray[np.uint8]:
    """The picture that a row names: "deciduous-tree#1", "polar-bear#0~7a5230", "figure:tree#0".

    Returns:
        uint8 (128, 128, 4), sRGB, straight alpha.
    """
    name, _, rest = source.partition("#")
    number, _, color = rest.partition("~")
    if name.startswith("figure:"):
        return _drawn(name.removeprefix("figure:"), int(number))
    found = [at for at, own in enumerate(chosen.names) if own == name]
    if int(number) >= len(found):
        raise BackendMissingError(f"things.toml names {source!r}, which is no icon in the cache.")
    rgba = np.asarray(chosen.rgba[found[int(number)]])
    return _tinted(rgba, color) if color else rgba


def squared(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Cropped to what can be seen, in the middle of a square of 96 px, as large as fits."""
    ys, xs = np.nonzero(rgba[..., 3] > _SEEN)
    image = Image.fromarray(rgba[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1])
    scale = SIDE_PX / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    # Pillow multiplies by alpha before it resizes RGBA, so no dark rim comes in.
    image = image.resize(size, Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (SIDE_PX, SIDE_PX))
    square.paste(image, ((SIDE_PX - size[0]) // 2, (SIDE_PX - size[1]) // 2))
    return np.asarray(square)


def _drawn(name: str, number: int) -> NDArray[np.uint8]:
    if name not in FIGURES:
        raise BackendMissingError(f"things.toml names the figure {name!r}, which is not drawn.")
    rng = np.random.default_rng((zlib.crc32(name.encode()), number))
    rgba = thing_of_figure(name, FIGURES[name](rng), rng, bare=True).rgba
    return np.round(np.clip(rgba, 0, 1) * 255).astype(np.uint8)


def _tinted(rgba: NDArray[np.uint8], color: str) -> NDArray[np.uint8]:
    """The icon in one color with its own light and shade."""
    goal = np.array([int(color[at : at + 2], 16) for at in (0, 2, 4)], np.float32)
    rgb = rgba[..., :3].astype(np.float32)
    gray = rgb.mean(2, keepdims=True)
    seen = rgba[..., 3] > _SEEN
    shade = gray / max(float(np.median(gray[seen])), 1.0)
    tinted = np.clip(goal * shade, 0, 255) * _ONE_COLOR + rgb * (1 - _ONE_COLOR)
    return np.dstack([np.round(tinted).astype(np.uint8), rgba[..., 3]])


def _webp(rgba: NDArray[np.uint8]) -> bytes:
    kept = io.BytesIO()
    Image.fromarray(rgba).save(
        kept, "WEBP", quality=_QUALITY, alpha_quality=_ALPHA_QUALITY, method=6
    )
    return kept.getvalue()
