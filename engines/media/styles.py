"""The styles: one row each. What the media, their export and their tests know of a style is here.

A style is a module of `engines.media` with `painted`, its ONNX file beside it, and a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engines.picture import Influence, Style

# How wet and how deep a medium works, 0..1.
USUAL: Mapping[Influence, float] = {"hint": 0.3, "together": 0.5, "transform": 0.8}


@dataclass(frozen=True, slots=True)
class Row:
    """One style.

    Attributes:
        keeps: what the medium keeps of an underpainting on the whole: its "color", only its
            "light", or "hue" alone, where who chose the style chose its light with it.
        strengths: 0..1 for each influence.
    """

    keeps: Literal["color", "light", "hue"] = "color"
    strengths: Mapping[Influence, float] = field(default_factory=lambda: USUAL)


ROWS: Mapping[Style, Row] = {
    "watercolor": Row(),
    "gouache": Row(),
    "pastel": Row(),
    "ink": Row(keeps="light"),
    "glass": Row(),
    "night": Row(keeps="hue"),
}
