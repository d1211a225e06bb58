"""The painter's half of a table: what is asked of it, and what it answers."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.errors import RequestError
from engines.picture import Picture, PictureRequest
from engines.record import Answer, StrokeStep
from engines.sketch.scans import Scan
from engines.strokes import Drawing
from engines.worker import PaintingWorker
from engines.worker.jobs import JobState
from workbench import frames
from workbench.archive.events import Shown
from workbench.archive.schema import new_id
from workbench.paper.papers import blank
from workbench.table import agreed, marking
from workbench.table.asking import Asking
from workbench.table.care import RESTS
from workbench.table.telling import Changed, Frame, Trouble
from workbench.table.watched import Watched


class Answers:
    """Asks for answers and takes them in. What comes is in the journal before it is shown."""

    def __init__(self, watched: Watched, painter: PaintingWorker) -> None:
        self._watched = watched
        self.asking = Asking(watched.id, painter, self)

    def ask(self, *, more: int = 0) -> None:
        """Asks for a final answer; with `more`, for that many others to the same drawing."""
        watched = self._watched
        with watched.lock:
            self._check_painter()
            if blank(watched.drawing) and not watched.options.words.strip():
                raise RequestError("The page is empty: draw something, or say what to add.")
            newest = self._newest_request() if more else None
            if newest is None:
                watched.pane.choices = []
                request = watched.options.request(watched.drawing, watched.settings)
                self.asking.final(replace(request, seed=secrets.randbelow(2**32)))
            else:
                self._ask_more(newest, more)
            watched.tell(Changed())

    def repaint(
        self, answer_id: str, mark_ids: Iterable[str], words: str, *, language: str
    ) -> None:
        """Asks for the marked parts of an answer again; the rest stays as it is."""
        watched = self._watched
        with watched.lock:
            self._check_painter()
            answer = watched.sitting.shown.get(answer_id)
            if answer is None:
                raise RequestError("This picture is from an earlier page: it stays as it is.")
            marks = marking.chosen(watched.sitting.marks.get(answer_id, ()), mark_ids)
            request, parent = marking.again(
                answer,
                marks,
                words=words,
                language=language,
                drawing=watched.drawing,
                scan=self.scan_below(answer.request.drawing),
            )
            self.asking.final(request, parent=parent, alongside=True)
            watched.tell(Changed())

    def soon(self) -> None:
        """Asks for a live answer after a pause, where the sitting has them."""
        watched = self._watched
        painted = watched.sitting.sitting.phase == "painter"
        if watched.options.live and painted and not watched.rests():
            self.asking.soon(self._live_request)

    def resume(self) -> None:
        """Asks again for the live answer of a screen that was loaded anew, where there was one."""
        watched = self._watched
        with watched.lock:
            done, showing = watched.sitting.history.done, watched.pane.showing
            drawn_last = bool(done) and isinstance(done[-1], StrokeStep)
            passing = showing is None or watched.about(showing)["behind"]
        if drawn_last and passing:
            self.soon()

    def standing(self) -> dict[str, Any]:
        """What a screen shows of the painter: a sign of work, why it cannot answer, or may not.

        "unwell" is None where nothing is wrong; "resting" says that the person did not agree to it.
        """
        watched = self._watched
        paints = watched.sitting.sitting.phase == "painter"
        return {
            "work": self.asking.working(),
            "unwell": self.asking.unwell if paints and watched.limits.painter else None,
            "resting": paints and not self._agreed(),
        }

    def may_be_asked(self) -> bool:
        """Whether a painter answers at this table now."""
        watched = self._watched
        paints = watched.sitting.sitting.phase == "painter" and watched.limits.painter
        return paints and self._agreed() and not watched.rests()

    def heard(self, job: JobState) -> None:
        """A job of this table changed; called on the painter's thread."""
        self.asking.heard(job)

    def take_preview(self, painted: NDArray[np.uint8]) -> None:
        """An early state of the final answer."""
        if not self._agreed():
            return
        early = frames.jpeg(painted)
        if not self._watched.pane.choices:  # others are painted beside what is looked at
            self._watched.tell(Frame("preview", early, early))

    def take_live(self, picture: Picture, wanted: Callable[[], bool]) -> None:
        """A live answer: shown if it is still wanted once it can be, never kept."""
        frame = Frame("live", frames.jpeg(picture.painted), frames.jpeg(picture.composite()))
        with self._watched.lock:
            if wanted() and self._agreed():
                self._watched.tell(frame)

    def take_final(self, picture: Picture, took_s: float | None) -> None:
        """A final answer: into the journal, then into the pane."""
        watched = self._watched
        if not self._agreed():
            return  # taken back while it was painted: nobody sees it, nothing keeps it
        layer = frames.png(picture.painted)
        answer = Answer(new_id(), picture.request, picture.provenance, layer, took_s)
        shown = frames.jpeg(picture.composite(), quality=frames.FINAL_QUALITY)
        with watched.lock:
            watched.record(Shown(answer))
            if watched.pane.take(answer):
                watched.tell(Frame("final", frames.jpeg(picture.painted), shown, answer.id))

    def scan_below(self, drawing: Drawing) -> Scan | None:
        """The paper drawing that a drawing of this sitting lies on."""
        png = self._watched.sitting.scans.get(drawing.paper.scan or "")
        return None if png is None else Scan(png)

    def take_news(self, trouble: str | None) -> None:
        """The painter's work moved on, or failed."""
        if trouble:
            self._watched.tell(Trouble(trouble))
        self._watched.tell(Changed())

    def _agreed(self) -> bool:
        """Whether the person agrees to the painter now, whatever kind of sitting this is."""
        watched = self._watched
        return watched.archive.allows(watched.sitting.sitting.person, "painter")

    def _check_painter(self) -> None:
        if self._watched.sitting.sitting.phase != "painter":
            raise RequestError("This sitting is without the painter: it was begun that way.")
        agreed.check_painter(self._watched.archive, self._watched.sitting.sitting.person)
        if self._watched.rests():
            raise RequestError(RESTS)
        if not self._watched.limits.painter:
            raise RequestError("The painter is off at this person's table.")

    def _ask_more(self, newest: PictureRequest, more: int) -> None:
        watched = self._watched
        answer = marking.parent_of(newest, watched.sitting.shown)
        parent = None
        if answer is not None:
            below = self.scan_below(answer.request.drawing)
            parent = frames.picture_of(answer, scan=below)
        first = len(watched.pane.choices)
        for variation in range(first, first + more):
            request = replace(newest, variation=variation)
            self.asking.final(request, parent=parent, alongside=True)

    def _newest_request(self) -> PictureRequest | None:
        watched = self._watched
        answers = [watched.sitting.shown.get(each) for each in watched.pane.choices]
        newest = answers[-1] if answers else None
        same = newest is not None and newest.request.drawing == watched.drawing
        return replace(newest.request, weights="") if newest is not None and same else None

    def _live_request(self) -> PictureRequest | None:
        watched = self._watched
        if not self._agreed():
            return None
        request = watched.options.request(watched.drawing, watched.settings)
        return replace(request, effort="live") if not blank(request.drawing) else None
