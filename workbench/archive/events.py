"""What happens in an open sitting, and the state it leads to. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engines.errors import RecordError
from engines.record import Answer, AnswerStep, Feeling, History, Sitting, Step, Turn
from engines.record.marks import Mark, Moment
from engines.strokes import Paper
from workbench.archive import course
from workbench.archive.course import TakenBack


@dataclass(frozen=True, slots=True)
class Did:
    """A step was done on the page."""

    step: Step


@dataclass(frozen=True, slots=True)
class Undid:
    """The last step was undone."""


@dataclass(frozen=True, slots=True)
class Redid:
    """The step undone last was done again."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer was put in front of the person."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Paged:
    """A fresh sheet of paper was taken."""

    paper: Paper = field(default_factory=Paper)


@dataclass(frozen=True, slots=True)
class Felt:
    """How it felt: `when` is "before", "after" or a kept turn's id."""

    when: str
    feeling: Feeling


@dataclass(frozen=True, slots=True)
class Kept:
    """A turn was kept, whatever was decided about its answer."""

    turn: Turn
    thumbnail_png: bytes | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """What an answer got wrong: these marks, instead of those that it had."""

    answer: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Scanned:
    """A paper drawing was laid on the table; its SHA-256 names it from here on."""

    png: bytes


@dataclass(frozen=True, slots=True)
class Noted:
    """The therapist's note, or what both wrote under a prompt, instead of what there was."""

    text: str
    prompt: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What to ask the painter for: words, style, mood and so on, by name."""

    options: Mapping[str, str | bool | None]


@dataclass(frozen=True, slots=True)
class Released:
    """An answer that waited for the therapist's look may be seen by the person."""

    answer: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """An answer that waited is put back unseen. No step of the page: the person never undoes it."""

    answer: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The sitting ended."""

    at: str


Beside = Felt | Marked | Scanned | Noted
Event = Did | Undid | Redid | Shown | Paged | Kept | Beside | Chosen | Released | Withheld | Ended


@dataclass(frozen=True, slots=True)
class OpenSitting:
    """A sitting that goes on: what a page needs to show it again after a reload or a restart.

    Attributes:
        sitting: its turns and its course stay empty; kept turns are in the database.
        history: of the page.
        shown: the answers that lie in the history or are not decided yet, by id.
        kept: names the kept turns.
        aside: of them, those that nobody decided to keep: put back, or left undecided.
        entries: the journal's last number.
        withdrawn: turns whose keeping is undone: no rows hold them until it is done again.
        marks: by answer, of what is shown or was kept; an answer without marks is not in it.
        scans: PNG bytes of the paper drawings of this sitting, by SHA-256.
        course: what happened when, without what was undone.
        taken_back: what the course lost to each undone step, as the history's `undone`.
        options: what was chosen to ask the painter for, by name; empty until something was.
        released: the open answers that waited for the therapist's look and may be seen now.
        withheld: those that were put back instead, unseen.
        note: the therapist's, as far as this journal knows; the database has it in any case.
        shared: what both wrote, by prompt, as far as this journal knows; the same.
    """

    sitting: Sitting
    history: History = field(default_factory=History)
    shown: Mapping[str, Answer] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    entries: int = 0
    withdrawn: tuple[str, ...] = ()
    marks: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)
    scans: Mapping[str, bytes] = field(default_factory=dict)
    course: tuple[Moment, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()
    options: Mapping[str, str | bool | None] = field(default_factory=dict)
    released: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    note: str | None = None
    shared: Mapping[str, str] = field(default_factory=dict)

    @property
    def put_back(self) -> tuple[str, ...]:
        """The answers of this page that were put back, seen or unseen."""
        return (*self.history.put_back, *self.withheld)


def after(state: OpenSitting, event: Event, at: str | None = None) -> OpenSitting:
    """The state after one more event; `at` is when it happened, None where nobody noted it.

    Raises:
        RecordError: the event is impossible here, such as undoing on an empty page.
    """
    if state.sitting.ended is not None:
        raise RecordError(f"Sitting {state.sitting.id} has ended: begin a new one.")
    return _AFTER[type(event)](state, event, at)


def _did(state: OpenSitting, event: Did, at: str | None) -> OpenSitting:
    happened = (*state.course, *course.of_step(event.step, at))
    state = replace(state, course=happened, taken_back=())
    return _decided(state, state.history.apply(event.step))


def _undid(state: OpenSitting, _: Undid, at: str | None) -> OpenSitting:
    history = state.history.undo()
    happened, lost = course.take_back(state.course, history.undone[-1], at)
    state = replace(state, course=happened, taken_back=(*state.taken_back, lost))
    return _decided(state, history)


def _redid(state: OpenSitting, _: Redid, at: str | None) -> OpenSitting:
    history = state.history.redo()
    *before, lost = state.taken_back
    happened = course.bring_back(state.course, history.done[-1], lost, at)
    state = replace(state, course=happened, taken_back=tuple(before))
    return _decided(state, history)


def _shown(state: OpenSitting, event: Shown, at: str | None) -> OpenSitting:
    answer = event.answer
    happened = (*state.course, *course.told(at, "answer", answer.id))
    return replace(state, shown={**state.shown, answer.id: answer}, course=happened)


def _paged(state: OpenSitting, event: Paged, at: str | None) -> OpenSitting:
    return replace(
        state,
        history=History(event.paper),
        shown={},
        marks={name: marks for name, marks in state.marks.items() if name in state.kept},
        course=(*state.course, *course.told(at, "page")),
        taken_back=(),
        released=(),
        withheld=(),
    )


def _kept(state: OpenSitting, event: Kept, _: str | None) -> OpenSitting:
    turn, history = event.turn, state.history.settle()
    needed = {getattr(step, "answer", None) for step in history.done}
    decided = turn.answer.id if turn.answer else None
    shown = {name: a for name, a in state.shown.items() if name in needed or name != decided}
    kept = state.kept if turn.id in state.kept else (*state.kept, turn.id)
    aside = tuple(name for name in state.aside if name != turn.id)
    aside = aside if turn.decision == "kept" else (*aside, turn.id)
    withdrawn = tuple(name for name in state.withdrawn if name != turn.id)
    marks = {**state.marks, decided: turn.marks} if decided and turn.marks else state.marks
    state = replace(state, history=history, shown=shown, marks=marks, taken_back=())
    return replace(state, kept=kept, aside=aside, withdrawn=withdrawn)


def _marked(state: OpenSitting, event: Marked, _: str | None) -> OpenSitting:
    marks = {**state.marks, event.answer: event.marks}
    return replace(state, marks={name: each for name, each in marks.items() if each})


def _noted(state: OpenSitting, event: Noted, _: str | None) -> OpenSitting:
    if event.prompt is None:
        return replace(state, note=event.text)
    return replace(state, shared={**state.shared, event.prompt: event.text})


def _felt(state: OpenSitting, event: Felt, _: str | None) -> OpenSitting:
    if event.when in ("before", "after"):
        return replace(state, sitting=replace(state.sitting, **{event.when: event.feeling}))
    if event.when not in state.kept:
        raise RecordError(f"No turn {event.when} was kept in this sitting: keep it, then rate it.")
    return state


def _let_through(state: OpenSitting, event: Released | Withheld, at: str | None) -> OpenSitting:
    if event.answer not in state.shown:
        raise RecordError(f"Answer {event.answer} is not shown: nothing waits to be seen.")
    if isinstance(event, Released):
        return replace(state, released=(*state.released, event.answer))
    happened = (*state.course, *course.told(at, "put_back", event.answer))
    return replace(state, withheld=(*state.withheld, event.answer), course=happened)


def _ended(state: OpenSitting, event: Ended, _: str | None) -> OpenSitting:
    return replace(state, sitting=replace(state.sitting, ended=event.at))


_AFTER: dict[type, Callable[[OpenSitting, Any, str | None], OpenSitting]] = {
    Did: _did,
    Undid: _undid,
    Redid: _redid,
    Shown: _shown,
    Paged: _paged,
    Felt: _felt,
    Kept: _kept,
    Marked: _marked,
    Scanned: lambda state, event, _: replace(
        state, scans={**state.scans, sha256(event.png): event.png}
    ),
    Noted: _noted,
    Chosen: lambda state, event, _: replace(state, options=event.options),
    Released: _let_through,
    Withheld: _let_through,
    Ended: _ended,
}


def sha256(png: bytes) -> str:
    """What names a scan: the hex digits of its SHA-256."""
    return hashlib.sha256(png).hexdigest()


def _decided(state: OpenSitting, history: History) -> OpenSitting:
    # An answer's turn has the answer's id, and is kept while one of its steps is done.
    before, now = _laid(state.history), _laid(history)
    gone = tuple(name for name in state.kept if name in before - now)
    back = tuple(name for name in state.withdrawn if name in now - before)
    kept = (*(name for name in state.kept if name not in gone), *back)
    withdrawn = (*(name for name in state.withdrawn if name not in back), *gone)
    return replace(state, history=history, kept=kept, withdrawn=withdrawn)


def _laid(history: History) -> set[str]:
    laid = (step.answer for step in history.done if isinstance(step, AnswerStep))
    return {answer for answer in laid if answer is not None}
