"""What each event leads to in an open sitting. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engines.errors import RecordError
from engines.record import AnswerStep, History
from engines.record.spoken import with_line
from workbench.archive import course
from workbench.archive.events import (
    Chosen,
    Did,
    Ended,
    Event,
    Felt,
    Kept,
    Marked,
    Noted,
    OpenSitting,
    Paged,
    Redid,
    Released,
    Scanned,
    Shown,
    Spoke,
    Undid,
    Withheld,
    sha256,
)


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


def _spoke(state: OpenSitting, event: Spoke, _: str | None) -> OpenSitting:
    line = event.line
    unsaid = tuple(each for each in state.unsaid if each != line.id)
    unsaid = unsaid if line.text else (*unsaid, line.id)
    return replace(state, spoken=with_line(state.spoken, line), unsaid=unsaid)


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
    Spoke: _spoke,
    Chosen: lambda state, event, _: replace(state, options=event.options),
    Released: _let_through,
    Withheld: _let_through,
    Ended: _ended,
}


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
