"""The marks and patterns of our figures, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Corners about the middle, as shares of half the size; y downwards.
CORNERS: Mapping[str, tuple[tuple[float, float], ...]] = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "triangle-up": ((0, -1.15), (1.1, 0.8), (-1.1, 0.8)),
    "triangle-down": ((0, 1.15), (1.1, -0.8), (-1.1, -0.8)),
    "x": (
        *((-1.0, -0.5), (-0.5, -1.0), (0, -0.5), (0.5, -1.0), (1.0, -0.5), (0.5, 0)),
        *((1.0, 0.5), (0.5, 1.0), (0, 0.5), (-0.5, 1.0), (-1.0, 0.5), (-0.5, 0)),
    ),
    # Its tip is the point itself.
    "arrow": ((0, 0), (-1.6, -0.9), (-1.6, 0.9)),
}
OPEN = "-open"
# Lines of a tile of side 1, by the name of the pattern.
_TILES: Mapping[str, str] = {
    "/": "M0 1L1 0M-.25 .25L.25 -.25M.75 1.25L1.25 .75",
    "\\": "M0 0L1 1M-.25 .75L.25 1.25M.75 -.25L1.25 .25",
    "-": "M0 .5H1",
    "|": "M.5 0V1",
    "+": "M0 .5H1M.5 0V1",
    "x": "M0 0L1 1M0 1L1 0",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a mark stands and how it looks; lengths in pixels, `opacity` 0..1."""

    x: float
    y: float
    size: float
    fill: str
    edge: str
    edge_width: float
    opacity: float


def spot(symbol: str, spot: Spot, before: tuple[float, float] | None) -> str:
    """A mark; an arrow points away from the place `before` it.

    Raises:
        ValueError: the symbol is not drawn here.
    """
    name, hollow = symbol.removesuffix(OPEN), symbol.endswith(OPEN)
    fill, edge = ("none", spot.fill) if hollow else (spot.fill, spot.edge)
    width = spot.edge_width
    look = f'fill="{fill}" stroke="{edge}" stroke-width="{width:g}" opacity="{spot.opacity:g}"'
    half = spot.size / 2
    if name == "circle":
        return f'<circle cx="{spot.x:.2f}" cy="{spot.y:.2f}" r="{half:.2f}" {look}/>'
    if name not in CORNERS:
        raise ValueError(f"a mark {symbol!r} is not drawn on paper")
    turned = 0.0
    if name == "arrow" and before is not None:
        turned = math.atan2(spot.y - before[1], spot.x - before[0])
    across, down = math.cos(turned), math.sin(turned)
    laid = ((x * across - y * down, x * down + y * across) for x, y in CORNERS[name])
    corners = " ".join(f"{spot.x + half * x:.2f},{spot.y + half * y:.2f}" for x, y in laid)
    return f'<polygon points="{corners}" {look}/>'


def pattern(name: str, told: Mapping[str, Any]) -> str:
    """A pattern to fill with.

    Raises:
        ValueError: the shape is not drawn here.
    """
    side, ink, shape = told["size"], told["fgcolor"], told["shape"]
    share = told["solidity"]
    if shape == ".":
        radius = side * math.sqrt(share / math.pi)
        marks = f'<circle cx="{side / 2:g}" cy="{side / 2:g}" r="{radius:.2f}" fill="{ink}"/>'
    elif shape in _TILES:
        width = max(0.08, share / (1.2 if shape in "-|" else 2))
        marks = (
            f'<path transform="scale({side:g})" d="{_TILES[shape]}" fill="none" '
            f'stroke="{ink}" stroke-width="{width:.3f}"/>'
        )
    else:
        raise ValueError(f"a pattern {shape!r} is not drawn on paper")
    return (
        f'<pattern id="{name}" width="{side:g}" height="{side:g}" patternUnits="userSpaceOnUse">'
        f'<rect width="{side:g}" height="{side:g}" fill="{told["bgcolor"]}"/>{marks}</pattern>'
    )
