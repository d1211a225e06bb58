"""Tiles for sceneries: a small landscape in few flat colors, for people who point."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

_FINE = 4
_RADIUS, _SIGN = 0.15, 0.68

# Polygons in a unit square, painted in the third color ("-") or the second; x, y, x, y, ...
_Polygon = tuple[float, ...]
_FORMS: dict[str, tuple[_Polygon, ...]] = {
    "plain": ((0, 0.58, 1, 0.58, 1, 1, 0, 1),),
    "air": ((0, 0.8, 1, 0.74, 1, 1, 0, 1),),
    "ridge": ((0, 0.8, 0.3, 0.3, 0.48, 0.6, 0.68, 0.2, 1, 0.75, 1, 1, 0, 1),),
    "cliff": ((0, 0.3, 0.42, 0.3, 0.52, 0.46, 0.5, 0.7, 0.6, 1, 0, 1),),
    "valley": ((0, 0.3, 0.45, 0.78, 0.55, 0.78, 1, 0.34, 1, 1, 0, 1),),
}
# Painted over plain land, in the third color.
_OVER: dict[str, tuple[_Polygon, ...]] = {
    "way": ((0.47, 0.58, 0.55, 0.58, 0.5, 0.7, 0.72, 1, 0.22, 1, 0.38, 0.7),),
    "shore": ((0, 0.88, 0.4, 0.74, 1, 0.68, 1, 1, 0, 1),),
    "road": ((0.47, 0.58, 0.53, 0.58, 0.8, 1, 0.2, 1),),
    "stream": (
        (0.58, 0.58, 0.62, 0.58, 0.48, 0.7, 0.66, 0.82, 0.5, 1, 0.3, 1, 0.5, 0.82, 0.36, 0.7),
    ),
    "fall": ((0.4, 0.12, 0.6, 0.12, 0.66, 0.84, 0.9, 1, 0.1, 1, 0.34, 0.84),),
}
# Ellipses, painted in the third color where the form has land, else in the second.
_ROUND: dict[str, tuple[float, float, float, float]] = {
    "lake": (0.08, 0.64, 0.92, 0.9),
    "pond": (0.28, 0.7, 0.8, 0.88),
    "hill": (-0.25, 0.34, 1.25, 1.9),
}
_BANDS = {"waves": (0.66, 0.78, 0.9), "furrows": (0.66, 0.74, 0.82, 0.9), "mist": (0.2, 0.42, 0.66)}


def tile_of(look: Sequence[str], form: str, sign: Image.Image | None, side: int) -> Image.Image:
    """Paints a tile.

    Args:
        look: the colors of the air, of the land and of what lies on it.
        form: a key of the tables above.
        sign: a shape that is laid on top, or None.
        side: px.

    Returns:
        RGBA (side, side), its corners round.
    """
    fine = side * _FINE
    tile = Image.new("RGBA", (fine, fine), look[0])
    draw = ImageDraw.Draw(tile)
    for polygon in _FORMS.get(form, () if form in ("hill", "mist") else _FORMS["plain"]):
        draw.polygon([part * fine for part in polygon], fill=look[1])
    for polygon in _OVER.get(form, ()):
        draw.polygon([part * fine for part in polygon], fill=look[-1])
    if form in _ROUND:
        draw.ellipse([part * fine for part in _ROUND[form]], fill=look[-1])
    for y in _BANDS.get(form, ()):
        draw.line((0.1 * fine, y * fine, 0.9 * fine, y * fine), fill=look[-1], width=fine // 28)
    tile = tile.resize((side, side), Image.Resampling.LANCZOS)
    if sign is not None:
        _lay(tile, sign)
    tile.putalpha(_corners(fine).resize((side, side), Image.Resampling.LANCZOS))
    return tile


def _lay(tile: Image.Image, sign: Image.Image) -> None:
    size = round(tile.width * _SIGN)
    edge = (tile.width - size) // 2
    tile.alpha_composite(sign.resize((size, size), Image.Resampling.LANCZOS), (edge, edge))


def _corners(fine: int) -> Image.Image:
    mask = Image.new("L", (fine, fine), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, fine - 1, fine - 1), fine * _RADIUS, 255)
    return mask
