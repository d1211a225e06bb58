"""One open sitting: strokes into the journal, answers out of the painter, all told to who watches.

No Starlette, no Streamlit. A `Table`'s methods block (the journal is synced to disk before they
return) and may be called on any thread; events are told on the thread where they happen, in order,
and listeners must not wait.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.errors import RecordError, RequestError
from engines.picture import Picture, PictureRequest
from engines.record import Answer, AnswerStep, ClearStep, Feeling, Step, StrokeStep
from engines.settings import Settings
from engines.strokes import Drawing, Paper, Stroke
from engines.worker import PaintingWorker
from engines.worker.jobs import JobState
from workbench import frames, keepsakes
from workbench.archive.events import Did, Event, OpenSitting, Paged, Redid, Shown, Undid
from workbench.archive.schema import new_id
from workbench.archive.store import Archive
from workbench.asking import Asking
from workbench.telling import Changed, Frame, Listener, Options, Saved, Told, Trouble, checked


class Table:
    """One open sitting: what is on the page, what was answered, who is told."""

    def __init__(
        self, sitting: OpenSitting, archive: Archive, painter: PaintingWorker, settings: Settings
    ) -> None:
        self.id = sitting.sitting.id
        self._archive, self._settings = archive, settings
        self._lock = threading.RLock()
        self._listeners: list[Listener] = []
        self._sitting = sitting
        self._options = Options(live=settings.live_answers)
        self._choices: list[str] = list(keepsakes.undecided(sitting))
        self._showing: str | None = self._choices[-1] if self._choices else sitting.history.answer
        self._put_back: list[str] = []
        self._asking = Asking(self.id, painter, self)

    @property
    def drawing(self) -> Drawing:
        """What is on the page now."""
        return self._sitting.history.drawing

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Adds a listener; what is given back takes it off again."""
        with self._lock:
            self._listeners = [*self._listeners, listener]
        return lambda: self._leave(listener)

    def snapshot(self) -> dict[str, Any]:
        """Everything a screen shows except the drawing and the pixels, ready for JSON."""
        with self._lock:
            history = self._sitting.history
            answer = self._sitting.shown.get(self._showing or "")
            return {
                "canUndo": history.can_undo,
                "canRedo": history.can_redo,
                "strokes": len(history.drawing.strokes),
                "options": asdict(self._options),
                "work": self._asking.working(),
                "choices": [*self._choices],
                "showing": self._showing,
                "laid": history.answer,
                "kept": [*self._sitting.kept],
                "behind": answer is not None and answer.request.drawing != history.drawing,
                "unknown": [*answer.provenance.unknown_words] if answer else [],
                "notes": [*answer.provenance.notes] if answer else [],
            }

    def draw(self, strokes: tuple[Stroke, ...]) -> None:
        """Takes one gesture in: `Saved` once it is on disk. A repeated one is only acknowledged."""
        with self._lock:
            history = self._sitting.history
            new = tuple(stroke for stroke in strokes if not history.holds(stroke.id))
            if new:
                self._record(Did(StrokeStep(new)))
            self._tell(Saved(tuple(stroke.id for stroke in strokes)))
            self._tell(Changed())
        if new:
            self._answer_soon()

    def clear(self) -> None:
        """Clears the page; undo brings it back."""
        with self._lock:
            self._record(Did(ClearStep()))
            self._asking.quiet()
            self._tell(Changed(drawing=True))

    def undo(self) -> None:
        """Takes the last step back: a stroke, a clearing, a keeping or a putting back."""
        with self._lock:
            done = self._sitting.history.done
            self._record(Undid())
            self._travelled(done[-1], back=True)

    def redo(self) -> None:
        """Brings the step taken back last back again."""
        with self._lock:
            undone = self._sitting.history.undone
            self._record(Redid())
            self._travelled(undone[-1], back=False)

    def set_options(self, given: Mapping[str, object]) -> None:
        """Takes words, style, mood, influence, live, in any part."""
        with self._lock:
            self._options = replace(self._options, **checked(given))
            self._tell(Changed())
        if given.keys() & {"style", "mood", "influence"}:
            self._answer_soon()

    def ask(self, *, more: int = 0) -> None:
        """Asks for a final answer; with `more`, for that many others to the same drawing."""
        with self._lock:
            if not self.drawing.strokes:
                raise RequestError("The page is empty: draw something first.")
            newest = self._newest_request() if more else None
            if newest is None:
                self._choices = []
                request = self._options.request(self.drawing, self._settings)
                self._asking.final(replace(request, seed=secrets.randbelow(2**32)))
            else:
                for variation in range(len(self._choices), len(self._choices) + more):
                    self._asking.final(replace(newest, variation=variation), alongside=True)
            self._tell(Changed())

    def cancel(self) -> None:
        """Stops whatever is being painted."""
        self._asking.cancel()

    def show(self, answer_id: str | None) -> None:
        """Puts another of the answers, or a kept picture, into the picture pane."""
        with self._lock:
            if answer_id in (None, *self._sitting.shown, *self._sitting.kept):
                self._showing = answer_id
            self._tell(Changed())

    def keep(self, answer_id: str) -> None:
        """Keeps an answer: it lies under the lines from here on."""
        answer = self._sitting.shown.get(answer_id)
        if answer is None:
            raise RecordError("This answer is no longer at hand: ask for another one.")
        turn = keepsakes.of_answer(answer, "kept")
        self._asking.cancel()
        with self._lock:
            self._record(Did(AnswerStep(answer_id)))
            self._archive.keep_turn(self.id, turn)
            self._look_again()
            self._choices, self._showing = [], answer_id
            self._tell(Changed())

    def put_back(self) -> None:
        """Puts the answer that is shown back: the page is the person's alone until undone."""
        with self._lock:
            self._put_back += [self._showing] if self._showing else []
            self._record(Did(AnswerStep(None)))
            self._asking.quiet()
            self._choices = [each for each in self._choices if each != self._showing]
            self._showing = self._choices[-1] if self._choices else None
            self._tell(Changed())

    def keep_drawing(self) -> None:
        """Keeps the drawing as it is, with no answer."""
        turn = keepsakes.of_drawing(self.drawing)
        with self._lock:
            self._archive.keep_turn(self.id, turn)
            self._look_again()
            self._tell(Changed())

    def turn_page(self, paper: Paper) -> None:
        """Begins a fresh page; what was on the old one and is not kept yet is kept first."""
        with self._lock:
            self._asking.cancel()
            self._settle()
            self._record(Paged(paper))
            self._choices, self._showing, self._put_back = [], None, []
            self._tell(Changed(drawing=True))

    def feel(self, turn_id: str, feeling: Feeling) -> None:
        """Stores how a kept picture feels."""
        self._archive.save_turn_feeling(self.id, turn_id, feeling)

    def end(self) -> None:
        """Ends the sitting; a drawing nobody kept is kept as it is."""
        with self._lock:
            self._asking.cancel()
            self._settle()
            self._archive.end_sitting(self.id)

    def close(self) -> None:
        """Clears the table; the sitting goes on in the archive unless it was ended."""
        self._asking.close()

    def heard(self, job: JobState) -> None:
        """A job of this table changed; called on the painter's thread."""
        self._asking.heard(job)

    def take_preview(self, painted: NDArray[np.uint8]) -> None:
        """An early state of the final answer."""
        early = frames.jpeg(painted)
        if not self._choices:  # others are painted beside what is looked at
            self._tell(Frame("preview", early, early))

    def take_live(self, picture: Picture, wanted: Callable[[], bool]) -> None:
        """A live answer: shown if it is still wanted once it can be, never kept."""
        frame = Frame("live", frames.jpeg(picture.painted), frames.jpeg(picture.composite()))
        with self._lock:
            if wanted():
                self._tell(frame)

    def take_final(self, picture: Picture, took_s: float | None) -> None:
        """A final answer: into the journal, then into the pane."""
        layer = frames.png(picture.painted)
        answer = Answer(new_id(), picture.request, picture.provenance, layer, took_s)
        shown = frames.jpeg(picture.composite(), quality=frames.FINAL_QUALITY)
        with self._lock:
            self._record(Shown(answer))
            if picture.request.variation == 0 or self._showing not in self._choices:
                self._showing = answer.id
            self._choices.append(answer.id)
            if self._showing == answer.id:
                self._tell(Frame("final", frames.jpeg(picture.painted), shown, answer.id))

    def take_news(self, trouble: str | None) -> None:
        """The painter's work moved on, or failed."""
        if trouble:
            self._tell(Trouble(trouble))
        self._tell(Changed())

    def _travelled(self, step: Step, *, back: bool) -> None:
        self._asking.quiet()
        if isinstance(step, AnswerStep) and step.answer is not None:
            self._showing = step.answer
            self._choices = [step.answer] if back else []
        elif isinstance(step, AnswerStep) and self._put_back and back:
            self._showing = self._put_back.pop()
            self._choices = [self._showing] if self._showing in self._sitting.shown else []
        elif isinstance(step, AnswerStep):
            self._put_back += [self._showing] if self._showing else []
            self._choices, self._showing = [], None
        self._tell(Changed(drawing=True))
        if not isinstance(step, AnswerStep):
            self._answer_soon()

    def _settle(self) -> None:
        """Before a page goes: what was put back is noted, a drawing nobody kept is kept."""
        shown = self._sitting.shown
        for answer in [shown[each] for each in dict.fromkeys(self._put_back) if each in shown]:
            self._archive.keep_turn(self.id, keepsakes.of_answer(answer, "put_back"))
        drawing = self.drawing
        kept = (turn for turn in self._archive.turns(self.id) if turn.decision == "kept")
        if drawing.strokes and all(turn.drawing != drawing for turn in kept):
            self.keep_drawing()

    def _newest_request(self) -> PictureRequest | None:
        answers = [self._sitting.shown.get(each) for each in self._choices]
        newest = answers[-1] if answers else None
        same = newest is not None and newest.request.drawing == self.drawing
        return replace(newest.request, weights="") if newest is not None and same else None

    def _answer_soon(self) -> None:
        if self._options.live and self._sitting.sitting.phase == "painter":
            self._asking.soon(self._live_request)

    def _live_request(self) -> PictureRequest | None:
        request = self._options.request(self.drawing, self._settings)
        return replace(request, effort="live") if request.drawing.strokes else None

    def _record(self, event: Event) -> None:
        self._archive.record(self.id, event)
        self._look_again()

    def _look_again(self) -> None:
        self._sitting = self._archive.open_sitting(self.id)

    def _tell(self, event: Told) -> None:
        for listener in self._listeners:
            listener(event)

    def _leave(self, listener: Listener) -> None:
        with self._lock:
            self._listeners = [each for each in self._listeners if each is not listener]
