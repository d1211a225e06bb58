"""Sheets: the media that a painter keeps open, and the way from an underpainting to a sheet."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.media import Care, Medium, arrays_of, seed_of
from engines.media.styles import ROWS
from engines.painters.base import Watch
from engines.painters.region import blended
from engines.picture import Picture, PictureRequest
from engines.sketch import Sketch


class Sheets:
    """Opened with `with`; a medium opens when its style is first asked for, and stays open."""

    def __init__(self, *, threads: int | None = None) -> None:
        self._threads = threads
        self._opened = ExitStack()
        self._media: dict[str, Medium] = {}

    def __enter__(self) -> Sheets:
        self._medium("watercolor")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._media.clear()
        self._opened.close()

    def let_go(self) -> None:
        """Closes every medium, and what its memory holds with it; the usual one opens anew."""
        self.__exit__(None, None, None)
        self.__enter__()

    def finish(
        self,
        request: PictureRequest,
        underpainting: NDArray[np.floating[Any]],
        sketch: Sketch,
        *,
        parent: Picture | None,
        watch: Watch,
        care: Care,
    ) -> NDArray[np.uint8]:
        """Carries an underpainting to the full page, and into its region where one is asked for.

        Args:
            request: style, seed, influence, effort and region.
            underpainting: (h, w, 3), 0..1 sRGB, of the page's aspect.
            sketch: the drawing at the page's size.
            parent: the picture whose region is painted again.
            watch: told between the steps, from 0.5 to 1.
            care: see `engines.media.Medium.render`.

        Returns:
            uint8 (H, W, 3), sRGB.
        """
        medium = self._medium(request.style)
        watch.progress(0.5)
        arrays = arrays_of(
            underpainting,
            sketch,
            seed=seed_of(request.seed, request.variation),
            paper=paper_of(request),
            strength=ROWS[request.style].strengths[request.influence],
            care=care,
        )
        watch.progress(0.6)
        pixels = medium.painted(arrays, sketch.ink.shape)
        watch.progress(0.9)
        if request.region is not None:
            pixels = blended(pixels, request.region, parent)
        watch.progress(1.0)
        return pixels

    def _medium(self, style: str) -> Medium:
        if style not in self._media:
            medium = Medium(style, threads=self._threads)
            self._media[style] = self._opened.enter_context(medium)
        return self._media[style]


def paper_of(request: PictureRequest) -> tuple[float, float, float]:
    """The paper's color, 0..1 sRGB."""
    red, green, blue = bytes.fromhex(request.drawing.paper.color.removeprefix("#"))
    return red / 255, green / 255, blue / 255
