"""One open sitting: strokes into the journal, decisions about answers, all told to who watches.

No Starlette, no Streamlit. A `Table`'s methods block (the journal is on disk when they return), on
any thread; events are told on the thread where they happen, in order; listeners must not wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from engines.errors import RecordError
from engines.languages import ENGLISH
from engines.record import AnswerStep, ClearStep, Feeling, Step, StrokeStep
from engines.record.marks import Mark
from engines.settings import Settings
from engines.strokes import Drawing, Paper, Stroke
from engines.worker import PaintingWorker
from workbench.archive.events import (
    Chosen,
    Did,
    OpenSitting,
    Paged,
    Redid,
    Released,
    Undid,
    Withheld,
)
from workbench.archive.store import Archive
from workbench.table import agreed, client, keepsakes
from workbench.table.answers import Answers
from workbench.table.care import Care
from workbench.table.conversation import Conversation
from workbench.table.pane import Pane
from workbench.table.telling import Changed, Frame, Listener, Saved, allowed
from workbench.table.watched import Watched
from workbench.tailored import Surface, Tailored


class Table:
    """One open sitting: what is on the page, what was answered, who is told."""

    def __init__(
        self, sitting: OpenSitting, archive: Archive, painter: PaintingWorker, settings: Settings
    ) -> None:
        self.id, self.person = sitting.sitting.id, sitting.sitting.person
        self._watched = Watched(sitting, archive, settings, agreed.limits(archive, self.person))
        self.answers = Answers(self._watched, painter)
        self.care = Care(self._watched, self.cancel)
        self.talk = Conversation(self._watched, self.care)

    @property
    def drawing(self) -> Drawing:
        """What is on the page now."""
        return self._watched.drawing

    @property
    def surface(self) -> Surface:
        """What is drawn on: the pad, or the simple canvas."""
        return self._watched.options.surface

    @property
    def newest(self) -> Step | None:
        """The newest step of the page: what undo takes back."""
        done = self._watched.sitting.history.done
        return done[-1] if done else None

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Adds a listener; what is given back takes it off again."""
        return self._watched.listen(listener)

    def snapshot(self) -> dict[str, Any]:
        """Everything a screen shows except the drawing and the pixels, ready for JSON."""
        with self._watched.lock:
            beside = {**self.answers.standing(), **self.talk.standing()}
            return {**self._watched.seen(), **beside}

    def tailor(self, limits: Tailored) -> None:
        """Takes in what the therapist set for this person meanwhile, or what was agreed to."""
        if self._watched.limits.painter and not limits.painter:
            self.cancel()
        self._watched.tailor(limits)

    def holds(self, strokes: list[str]) -> bool:
        """Whether all these strokes are on the page."""
        return all(self._watched.sitting.history.holds(each) for each in strokes)

    def holds_scan(self, scan: str) -> bool:
        """Whether a paper drawing lies on this table, or lay there in this sitting."""
        return scan in self._watched.sitting.scans

    def seen_by_client(self) -> dict[str, Any]:
        """The snapshot for a table that is handed over: answers held back are only counted."""
        with self._watched.lock:
            return client.seen(self._watched, self.snapshot())

    def may_show(self, picture: str) -> bool:
        """Whether the person at the table may see this picture of this sitting."""
        sitting = self._watched.sitting
        if picture in sitting.shown:
            return not self._watched.holds_back(picture)
        return picture in sitting.kept and picture not in sitting.aside

    def shows_held_back(self) -> bool:
        """Whether what lies in the pane is an answer that the person has not seen yet."""
        showing = self._watched.pane.showing
        return showing is not None and self._watched.holds_back(showing)

    def keeps_from_client(self, frame: Frame) -> bool:
        """Whether a picture on its way stays with the therapist for now."""
        answer = frame.answer
        return self._watched.limits.hold and (answer is None or self._watched.holds_back(answer))

    def release(self, answer: str) -> None:
        """Shows an answer that was held back to the person at the table."""
        watched = self._watched
        with watched.lock:
            if watched.holds_back(answer):
                watched.record(Released(answer))
                watched.pane.showing = answer
            watched.tell(Changed())

    def withhold(self, answer: str) -> None:
        """Puts an answer back that was held back: the person never sees it, nor can undo it."""
        watched = self._watched
        with watched.lock:
            if answer in watched.pane.choices and watched.holds_back(answer):
                watched.record(Withheld(answer))
                watched.pane.drop(answer)
            watched.tell(Changed())

    def draw(self, strokes: tuple[Stroke, ...]) -> None:
        """Takes one gesture in: `Saved` once it is on disk. A repeated one is only acknowledged."""
        watched = self._watched
        with watched.lock:
            history = watched.sitting.history
            new = tuple(stroke for stroke in strokes if not history.holds(stroke.id))
            if new:
                watched.record(Did(StrokeStep(new)))
            watched.tell(Saved(tuple(stroke.id for stroke in strokes)))
            watched.tell(Changed())
        if new:
            self.answers.soon()

    def clear(self) -> None:
        """Clears the page; undo brings it back."""
        with self._watched.lock:
            self._watched.record(Did(ClearStep()))
            self.answers.asking.quiet()
            self._watched.tell(Changed(drawing=True))

    def undo(self) -> None:
        """Takes the last step back: a stroke, a clearing, a keeping or a putting back."""
        with self._watched.lock:
            done = self._watched.sitting.history.done
            self._watched.record(Undid())
            self._travelled(done[-1], back=True)

    def redo(self) -> None:
        """Brings the step taken back last back again."""
        with self._watched.lock:
            undone = self._watched.sitting.history.undone
            self._watched.record(Redid())
            self._travelled(undone[-1], back=False)

    def set_options(self, given: Mapping[str, object], *, language: str = ENGLISH) -> None:
        """Takes words, style, mood, influence, live, in any part; a restart finds them again.

        `language` is the one that the words are in; without words it changes nothing.
        """
        self.care.heed(str(given.get("words") or ""))
        watched = self._watched
        with watched.lock:
            options = replace(watched.options, **allowed(given, watched.limits))
            if "words" in given:
                options = replace(options, language=language)
            if options != watched.options:
                watched.record(Chosen(asdict(options)))
            watched.options = options
            watched.tell(Changed())
        if given.keys() & {"words", "style", "mood", "influence"}:
            self.answers.soon()

    def ask(self, *, more: int = 0) -> None:
        """Asks for a final answer; with `more`, for that many others to the same drawing."""
        self.answers.ask(more=more)

    def mark(self, answer_id: str, marks: tuple[Mark, ...]) -> None:
        """Says what a picture got wrong: these marks, instead of those that it had."""
        self.care.heed(*(each.words for each in marks))
        watched = self._watched
        with watched.lock:
            if answer_id not in (*watched.sitting.shown, *watched.sitting.kept):
                raise RecordError("This picture is no longer at hand: its marks stay as they are.")
            watched.archive.mark(self.id, answer_id, marks)
            watched.look_again()
            watched.tell(Changed())

    def repaint(
        self, answer_id: str, mark_ids: Iterable[str], *, words: str, language: str = ENGLISH
    ) -> None:
        """Asks for the marked parts of an answer again, with other words in that language."""
        allowed({"words": words}, self._watched.limits)
        self.care.heed(words)
        self.answers.repaint(answer_id, mark_ids, words.strip(), language=language)

    def cancel(self) -> None:
        """Stops whatever is being painted."""
        self.answers.asking.cancel()

    def show(self, answer_id: str | None) -> None:
        """Puts another of the answers, or a kept picture, into the picture pane."""
        watched = self._watched
        with watched.lock:
            if answer_id in (None, *watched.sitting.shown, *watched.sitting.kept):
                watched.pane.showing = answer_id
            watched.tell(Changed())

    def keep(self, answer_id: str) -> None:
        """Keeps an answer: it lies under the lines from here on."""
        watched = self._watched
        answer = watched.sitting.shown.get(answer_id)
        if answer is None:
            raise RecordError("This answer is no longer at hand: ask for another one.")
        scan = self.answers.scan_below(answer.request.drawing)
        turn = keepsakes.of_answer(answer, "kept", scan=scan)
        self.cancel()
        with watched.lock:
            watched.record(Did(AnswerStep(answer_id)))
            watched.archive.keep_turn(self.id, turn)
            watched.look_again()
            watched.pane = Pane(showing=answer_id)
            watched.tell(Changed())

    def put_back(self) -> None:
        """Puts the answer that is shown back: the page is the person's alone until undone."""
        watched = self._watched
        with watched.lock:
            answer = watched.shown
            watched.record(Did(AnswerStep(None, put_back=answer.id if answer else None)))
            self.answers.asking.quiet()
            watched.pane.drop(watched.pane.showing)
            watched.tell(Changed())

    def keep_drawing(self) -> None:
        """Keeps the drawing as it is, with no answer."""
        drawing = self.drawing
        turn = keepsakes.of_drawing(drawing, scan=self.answers.scan_below(drawing))
        with self._watched.lock:
            self._watched.archive.keep_turn(self.id, turn)
            self._watched.look_again()
            self._watched.tell(Changed())

    def turn_page(self, paper: Paper) -> None:
        """Begins a fresh page; what was on the old one and is not kept yet is kept first."""
        watched = self._watched
        with watched.lock:
            self.cancel()
            keepsakes.settle(watched.archive, self.id)
            watched.record(Paged(paper))
            watched.pane = Pane()
            watched.tell(Changed(drawing=True))

    def feel(self, turn_id: str, feeling: Feeling) -> None:
        """Stores how a kept picture feels, or how it felt "before" or "after" the sitting."""
        watched = self._watched
        if turn_id == "before":
            watched.archive.save_feelings(self.id, before=feeling)
        elif turn_id == "after":
            watched.archive.save_feelings(self.id, after=feeling)
        else:
            watched.archive.save_turn_feeling(self.id, turn_id, feeling)
        with watched.lock:
            watched.look_again()
            watched.tell(Changed())

    def end(self) -> None:
        """Ends the sitting; a drawing nobody kept is kept as it is."""
        with self._watched.lock:
            self._watched.archive.check_looked_at(self.id)
            self.cancel()
            keepsakes.settle(self._watched.archive, self.id)
            self._watched.archive.end_sitting(self.id)

    def close(self) -> None:
        """Clears the table; the sitting goes on in the archive unless it was ended."""
        self.answers.asking.close()

    def _travelled(self, step: Step, *, back: bool) -> None:
        watched = self._watched
        self.answers.asking.quiet()
        if isinstance(step, AnswerStep):
            watched.pane.travelled(step, watched.sitting, back=back)
        watched.tell(Changed(drawing=True))
        if not isinstance(step, AnswerStep):
            self.answers.soon()
