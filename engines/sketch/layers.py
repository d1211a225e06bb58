"""The layers of a page while its strokes are drawn: color below ink."""

from __future__ import annotations

from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.sketch.fills import BRUSH_OPACITY, Region

Floats = NDArray[np.float32]
Span = tuple[Any, ...]  # rows and columns behind any leading axis


class Layers:
    """What is on the page: color below ink, both (4, H, W) float32 premultiplied; area (H, W).

    The ink is as its pens drew it; `tinted` is the same below brushed color, where there is any.
    """

    def __init__(self, width_px: int, height_px: int, *, tint: bool) -> None:
        self.color = np.zeros((4, height_px, width_px), np.float32)
        self.ink = np.zeros((4, height_px, width_px), np.float32)
        self.area = np.zeros((height_px, width_px), np.float32)
        self.tint = tint
        self.tinted: Floats | None = None
        self.page: Floats | None = None

    @property
    def inks(self) -> list[Floats]:
        """The ink, and the tinted ink where there is any: that is how the drawing looks."""
        return [self.ink] if self.tinted is None else [self.ink, self.tinted]

    def add_ink(self, span: Span, planes: Floats) -> None:
        """Lays premultiplied planes (4, h, w) of lines on top."""
        bare = 1 - planes[3]
        for layer in self.inks:
            ink = layer[span]
            ink *= bare
            ink += planes

    def brush(self, span: Span, mask: Floats, color: Floats) -> None:
        """Lays a veil of color, (4, 1, 1), where the mask (h, w) is."""
        alpha = mask * np.float32(BRUSH_OPACITY)
        below, area = self.color[span], self.area[span]
        below *= 1 - alpha
        below += color * alpha
        if self.tint and self.ink[3][span[1:]].any():
            tinted = self.ink.copy() if self.tinted is None else self.tinted
            self.tinted, ink = tinted, tinted[span]
            ink[:3] += (color[:3] * ink[3] - ink[:3]) * alpha
        area += mask * (1 - area)

    def erase(self, span: Span, mask: Floats) -> None:
        """Takes everything away where the mask (h, w) is."""
        for layer in (self.color, self.area, *self.inks):
            layer[span] *= 1 - mask

    def fill(self, mask: Floats, color: Floats, region: Region) -> None:
        """Fills a region with color, (4, 1, 1): its mask (H, W) at this size."""
        if region.place == "recolor":
            for ink in self.inks:
                ink[:3] += (color[:3] * ink[3] - ink[:3]) * mask
            return
        if region.place == "under":
            self.color += color * (mask * (1 - self.color[3]))
        else:
            self.color += (color - self.color) * mask
        self.area += mask * (1 - self.area)

    def copy(self) -> Layers:
        """Another one, drawn on by itself; the paper below is shared."""
        again = copy(self)
        for name in ("color", "ink", "area", "tinted"):
            planes = getattr(self, name)
            setattr(again, name, None if planes is None else planes.copy())
        return again
