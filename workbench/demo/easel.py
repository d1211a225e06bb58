"""The demo's pictures, painted a few ahead, so that the painter never waits for the archive."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from engines.errors import Cancelled, PaintingError
from engines.picture import Picture, PictureRequest
from engines.strokes import Drawing, Stroke
from engines.worker import PaintingWorker
from workbench.demo.hand import Hand
from workbench.demo.motifs import MOTIFS
from workbench.demo.people import Page
from workbench.demo.told import Refused

OWNER = "demo"
SIZE = 384
AHEAD = 3
PATIENCE_S = 120.0
LOOKED_AT_MS = 75_000.0
_log = logging.getLogger(__name__)


class Easel:
    """Paints requests in order; `next` gives the next picture and how long it took."""

    def __init__(self, painter: PaintingWorker, pictures: Iterator[PictureRequest]) -> None:
        self._painter = painter
        self._requests = pictures
        self._underway: deque[tuple[str, PictureRequest]] = deque()

    def next(self) -> tuple[Picture, float | None]:
        """The next picture in order.

        Raises:
            Cancelled: the practice is closing.
            PaintingError: no painter could paint it.
        """
        self._look_ahead()
        job, request = self._underway.popleft()
        self._look_ahead()
        return self._painted(job, request)

    def _look_ahead(self) -> None:
        for request in _at_most(self._requests, AHEAD - len(self._underway)):
            job = self._painter.submit(OWNER, request, alongside=True)
            self._underway.append((job, request))

    def _painted(self, job: str, request: PictureRequest) -> tuple[Picture, float | None]:
        state = self._painter.wait(job, PATIENCE_S)
        if state.picture is not None:
            return state.picture, state.took_s
        if state.state == "cancelled":
            raise Cancelled("The practice is closing.")
        if request.painter == "wash":
            raise PaintingError(f"No painter could paint for the demo practice: {state.error}")
        _log.warning("The demo falls back to the wash.")
        wash = replace(request, painter="wash")
        return self._painted(self._painter.submit(OWNER, wash, alongside=True), wash)


def asked(page: Page, seed: int, painter: str) -> PictureRequest:
    """What is asked of the painter for a page."""
    return PictureRequest(
        drawn(page, seed=seed),
        words=page.words,
        style=page.style or "watercolor",
        mood=page.mood,
        influence=page.influence,
        seed=seed,
        size=SIZE,
        painter=painter,
    )


def drawn(page: Page, *, seed: int) -> Drawing:
    """The drawing of a page; same page and seed, same strokes."""
    hand = Hand(seed)
    for motif in page.motifs.split(";"):
        name, x, y, size, color = motif.split()
        if hand.drawing().strokes:
            hand.rest()
        MOTIFS[name](hand, float(x), float(y), float(size), color)
    return _looked_at(hand.drawing()) if page.style else hand.drawing()


def first_part(drawing: Drawing) -> Drawing:
    """The drawing as it was when somebody asked for a first answer."""
    return replace(drawing, strokes=drawing.strokes[: max(1, len(drawing.strokes) * 2 // 3)])


def _looked_at(drawing: Drawing) -> Drawing:
    """The drawing with the time in which a first answer may have been looked at."""
    first = len(first_part(drawing).strokes)
    later = (_later(stroke) for stroke in drawing.strokes[first:])
    return replace(drawing, strokes=(*drawing.strokes[:first], *later))


def _later(stroke: Stroke) -> Stroke:
    points = (replace(point, t_ms=(point.t_ms or 0.0) + LOOKED_AT_MS) for point in stroke.points)
    return replace(stroke, points=tuple(points))


def put_back(request: PictureRequest, refused: Refused) -> PictureRequest:
    """What was asked first, before the request that was kept."""
    return replace(
        request,
        drawing=first_part(request.drawing),
        style=refused.style,
        influence=refused.influence,
        mood=refused.mood,
    )


def _at_most(requests: Iterator[PictureRequest], count: int) -> list[PictureRequest]:
    return [*islice(requests, max(0, count))]
