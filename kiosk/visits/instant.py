"""The answer that is there at once: the strokes' own colors, spread, in this very process.

Smaller than the painter's and laid over its last answer as a change: what the newest strokes add
shows within a frame or two, and nothing else flickers. Where the painter follows in a moment, no
medium is spent on it. It is also what answers while there is no painter.
"""

from __future__ import annotations

import contextlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import TracebackType

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.picture import Picture, PictureRequest, Style
from engines.picture.overlay import haloed
from engines.settings import Settings
from engines.strokes import Drawing, Paper
from engines.studio import PAINTERS, Studio
from engines.worker.traces import emptied, scrub

Bytes = NDArray[np.uint8]
PAINTER = "wash"
SIZE = 192  # long side: a seventh of the work of 512, under lines that are crisp anyway
QUALITY = 85
# The strokes' colors alone, and the styles in which paint stays as it is given.
COLORS, COLORFUL = "colors", frozenset[Style](("watercolor", "gouache", "pastel"))
_PAINTERS = {PAINTER: PAINTERS[PAINTER], COLORS: "engines.painters.wash:ColorsPainter"}
_PAPER = Paper(4 / 3)


class Instant:
    """Washes on a thread of its own, one at a time; opened and freed by `with`."""

    def __init__(self, settings: Settings) -> None:
        self._studio = Studio(
            replace(settings, painter=PAINTER, fallback_painter="none", threads=1),
            painters=_PAINTERS,
        )
        self._ways: set[PictureRequest] = set()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kiosk-wash")

    def __enter__(self) -> Instant:
        self._thread.submit(self._studio.__enter__).result()
        # the first wash makes its papers and grains: nobody should wait for that
        self._thread.submit(self.painted, PictureRequest(Drawing(_PAPER))).result()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.submit(self._studio.__exit__, kind, error, trace)
        self._thread.shutdown()

    @property
    def thread(self) -> ThreadPoolExecutor:
        """Where `painted` has to run."""
        return self._thread

    def painted(self, request: PictureRequest, *, followed: bool = False) -> Bytes:
        """Washes one request, whatever painter it names.

        Args:
            request: what is on the page.
            followed: whether the painter's answer takes its place in a moment: the colors alone
                then, which are a third of the work, where the style keeps them.

        Returns:
            (h, w, 3) uint8 sRGB, `SIZE` on the long side, made for lines on top of it.
        """
        painter = COLORS if followed and request.style in COLORFUL else PAINTER
        asked = replace(request, painter=painter, size=SIZE, effort="live", words="", weights="")
        self._ways.add(emptied(asked))
        picture = self._studio.paint(asked)
        return haloed(picture.painted, picture.lines, paper=request.drawing.paper.color)

    def forget(self) -> None:
        """Has the thread wash empty pages over the last ones, and overwrite what is freed."""
        with contextlib.suppress(RuntimeError):  # closed: there is nothing left
            self._thread.submit(self._forget)

    def _forget(self) -> None:
        self._studio.let_go()
        for way in self._ways:
            self._studio.paint(way)
        self._ways.clear()
        scrub()


def changed(answer: Bytes, then: Bytes, now: Bytes) -> Bytes:
    """A painter's answer with what has changed since it was asked for.

    Args:
        answer: (H, W, 3) uint8, the painter's.
        then: (h, w, 3) uint8, the wash of what it answered.
        now: (h, w, 3) uint8, the wash of what is on the page now.

    Returns:
        (H, W, 3) uint8.
    """
    moved = cv2.subtract(now, then, dtype=cv2.CV_16S)
    size = (answer.shape[1], answer.shape[0])
    grown = cv2.resize(moved, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.add(answer, grown, dtype=cv2.CV_8U), np.uint8)


def legible(picture: Picture) -> Bytes:
    """A painter's answer with the light or the dark around lines that keeps them seen on top of it.

    Found at half the size, which is a quarter of the work: it is soft anyway.

    Returns:
        (H, W, 3) uint8.
    """
    size = (picture.painted.shape[1] // 2, picture.painted.shape[0] // 2)
    small = np.asarray(cv2.resize(picture.painted, size, interpolation=cv2.INTER_AREA), np.uint8)
    lines = np.asarray(cv2.resize(picture.lines, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    paper = picture.request.drawing.paper.color
    return changed(picture.painted, small, haloed(small, lines, paper=paper))


def jpeg_of(pixels: Bytes) -> bytes:
    """A frame for the line: quick to make and to read, and gone with the next one."""
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
