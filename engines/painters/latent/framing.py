"""A page on the picture that nets were made for: laid in its middle, cut out again.

Around a page of another shape its own edge is drawn on, so that nothing ends where the paper does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engines.nets.sides import Sides

Floats = NDArray[np.float32]
DOWN = 8  # a latent's cell, in pixels


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a page lies.

    Attributes:
        width: of the page, in pixels; a multiple of 8, as all of these.
        height: of the page.
        whole: the picture that it lies on; None paints the page alone, at its own size.
    """

    width: int
    height: int
    whole: Sides | None = None

    @property
    def cells(self) -> tuple[int, int]:
        """Height and width of the latent."""
        width, height = self.whole or (self.width, self.height)
        return height // DOWN, width // DOWN

    @property
    def page(self) -> tuple[slice, slice]:
        """The rows and columns of the latent that are the page."""
        top, left = self._start(DOWN)
        return (
            slice(top, top + self.height // DOWN),
            slice(left, left + self.width // DOWN),
        )

    def laid(self, planes: Floats, *, beyond: Literal["edge", "constant"], cell: int = 1) -> Floats:
        """(..., h, w) of the page as planes of the whole.

        Args:
            planes: of the page, `cell` pixels a value.
            beyond: what lies beyond the page: its edge drawn on, or zeros.
            cell: 1 for pixels, 8 for a latent's cells.
        """
        if self.whole is None:
            return planes
        high, wide = planes.shape[-2:]
        width, height = (side // cell for side in self.whole)
        top, left = self._start(cell)
        ends = ((top, height - high - top), (left, width - wide - left))
        return np.pad(planes, ((0, 0),) * (planes.ndim - 2) + ends, mode=beyond)

    def cut(self, planes: Floats) -> Floats:
        """The page out of (..., height, width) of the whole."""
        top, left = self._start(1)
        return planes[..., top : top + self.height, left : left + self.width]

    def _start(self, cell: int) -> tuple[int, int]:
        """Top and left of the page, in cells of `cell` pixels; on a whole latent's cell."""
        if self.whole is None:
            return 0, 0
        beside = (self.whole.height - self.height, self.whole.width - self.width)
        top, left = (each // 2 // DOWN for each in beside)
        return top * DOWN // cell, left * DOWN // cell
