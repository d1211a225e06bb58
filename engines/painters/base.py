"""What every painter is: opened with `with`, given a request, watched while it works."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engines.picture import Picture, PictureRequest
from engines.sketch import Sketch
from engines.sketch.scans import Scan


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """What a painter gives back.

    Attributes:
        pixels: uint8 (H, W, 3), sRGB, the painted layer alone, without the person's lines.
        unknown_words: words asked for that this painter does not know; never ignored silently.
        notes: keys of `engines.wording` for every fallback or limit that a person should know.
    """

    pixels: NDArray[np.uint8]
    unknown_words: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Watch(Protocol):
    """The way to the person who waits. Every call raises `Cancelled` once nobody does any more."""

    def progress(self, fraction: float) -> None:
        """Says how far the work is, 0..1; called between stages, so that cancelling is quick."""
        ...

    def preview(self, pixels: NDArray[np.uint8]) -> None:
        """Shows an early state: uint8 (h, w, 3), any size of the same aspect."""
        ...


class Unwatched:
    """Nobody waits: progress and previews go nowhere."""

    def progress(self, fraction: float) -> None:
        """Ignored."""

    def preview(self, pixels: NDArray[np.uint8]) -> None:
        """Ignored."""


class Painter(Protocol):
    """A painter. Opening loads weights and warms up; closing frees them.

    Attributes:
        name: what it is asked for by.
        weights: their revision; "none" without.
        runs_on: the runtime and precision that it runs on whatever the request says; None where
            the request decides.
    """

    name: str
    weights: str
    runs_on: tuple[str, str] | None

    def __enter__(self) -> Painter: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def paint(
        self,
        request: PictureRequest,
        *,
        sketch: Sketch | None = None,
        parent: Picture | None = None,
        scan: Scan | None = None,
        watch: Watch | None = None,
    ) -> Painted:
        """Paints one request.

        Args:
            request: what to paint.
            sketch: its drawing as pixels at the page's size, where that is at hand already.
            parent: the picture whose region is painted again; needed where `request.region` is set.
            scan: the paper drawing below; given where `request.drawing.paper.scan` is set.
            watch: progress, previews and cancelling.

        Returns:
            The painted layer at `sketch.size_of(request.drawing.paper, request.size)`.

        Raises:
            Cancelled: the work is no longer wanted.
            PaintingError: it could not be painted; the message says why.
        """
        ...

    def let_go(self) -> None:
        """Closes what only some requests needed, and forgets what came with them."""
        ...
