"""What happens in an open sitting, as entries of its journal, and the state they lead to. Pure."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engines import record, strokes
from engines.errors import RecordError, SketchwellError
from engines.fields import Check
from engines.record import Answer, AnswerStep, Feeling, History, Sitting, Step, Turn, names
from engines.record import pack as record_pack
from engines.record import wire as record_wire
from engines.strokes import Drawing, Paper

MAX_ENTRY_BYTES = 64 * 2**20
_check = Check(RecordError, "journal entry")


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
class Ended:
    """The sitting ended."""

    at: str


Event = Did | Undid | Redid | Shown | Paged | Felt | Kept | Ended


@dataclass(frozen=True, slots=True)
class OpenSitting:
    """A sitting that goes on: what a page needs to show it again after a reload or a restart.

    `sitting.turns` stays empty: kept turns are in the database, `kept` names them. `shown` are the
    answers that lie in the history or are not decided yet. `entries` is the journal's last number.
    `withdrawn` are turns whose keeping is undone: no rows hold them until it is done again.
    """

    sitting: Sitting
    history: History = field(default_factory=History)
    shown: Mapping[str, Answer] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    entries: int = 0
    withdrawn: tuple[str, ...] = ()


def after(state: OpenSitting, event: Event) -> OpenSitting:
    """The state after one more event.

    Raises:
        RecordError: the event is impossible here, such as undoing on an empty page.
    """
    if state.sitting.ended is not None:
        raise RecordError(f"Sitting {state.sitting.id} has ended: begin a new one.")
    if isinstance(event, (Did, Undid, Redid)):
        return _decided(state, _moved(state.history, event))
    if isinstance(event, Shown):
        return replace(state, shown={**state.shown, event.answer.id: event.answer})
    if isinstance(event, Paged):
        return replace(state, history=History(event.paper), shown={})
    if isinstance(event, Kept):
        return _kept(state, event.turn)
    if isinstance(event, Felt):
        return replace(state, sitting=_felt(state, event))
    return replace(state, sitting=replace(state.sitting, ended=event.at))


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a journal's entries lead to: the state, the turns as they stand, what made no sense."""

    state: OpenSitting
    kept: tuple[Kept, ...]
    skipped: tuple[int, ...]


def replay(begun: OpenSitting, entries: tuple[tuple[int, bytes], ...]) -> Replayed:
    """Go through a journal's entries; one that makes no sense behind a damaged one is skipped."""
    state, skipped = begun, []
    kept: dict[str, Kept] = {}
    for number, entry in entries:
        try:
            event = from_bytes(entry)
            state = replace(after(state, event), entries=number)
        except SketchwellError:
            skipped.append(number)
            continue
        if isinstance(event, Kept):
            kept[event.turn.id] = event
        elif isinstance(event, Felt) and event.when in kept:
            rated = replace(kept[event.when].turn, feeling=event.feeling)
            kept[event.when] = replace(kept[event.when], turn=rated)
    standing = tuple(each for each in kept.values() if each.turn.id not in state.withdrawn)
    return Replayed(state, standing, tuple(skipped))


def to_bytes(event: Event) -> bytes:
    """An event as a journal entry."""
    if isinstance(event, Shown):
        return b"A" + record_pack.pack_answer(event.answer)
    if isinstance(event, Kept):
        packed = record_pack.pack_turn(event.turn)
        return b"T" + len(packed).to_bytes(4, "big") + packed + (event.thumbnail_png or b"")
    text = json.dumps(_to_wire(event), separators=(",", ":"))
    return b"J" + zlib.compress(text.encode(), 1)


def from_bytes(entry: bytes) -> Event:
    """The event that `to_bytes` was given.

    Raises:
        RecordError: not an event that this code knows.
    """
    kind, content = entry[:1], entry[1:]
    if kind == b"A":
        return Shown(record_pack.unpack_answer(content))
    if kind == b"T":
        size = int.from_bytes(content[:4], "big")
        turn = record_pack.unpack_turn(content[4 : 4 + size])
        return Kept(turn, content[4 + size :] or None)
    if kind != b"J":
        raise RecordError(
            f"A journal entry of kind {kind!r} is unknown: install the newer version."
        )
    return _from_wire(_check.loaded(_inflated(content), max_bytes=MAX_ENTRY_BYTES))


def _moved(history: History, event: Did | Undid | Redid) -> History:
    if isinstance(event, Did):
        return history.apply(event.step)
    return history.undo() if isinstance(event, Undid) else history.redo()


def _kept(state: OpenSitting, turn: Turn) -> OpenSitting:
    history = state.history.settle()
    needed = {getattr(step, "answer", None) for step in history.done}
    decided = turn.answer.id if turn.answer else None
    shown = {name: a for name, a in state.shown.items() if name in needed or name != decided}
    kept = state.kept if turn.id in state.kept else (*state.kept, turn.id)
    withdrawn = tuple(name for name in state.withdrawn if name != turn.id)
    return replace(state, history=history, shown=shown, kept=kept, withdrawn=withdrawn)


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


def _felt(state: OpenSitting, event: Felt) -> Sitting:
    if event.when == "before":
        return replace(state.sitting, before=event.feeling)
    if event.when == "after":
        return replace(state.sitting, after=event.feeling)
    if event.when not in state.kept:
        raise RecordError(f"No turn {event.when} was kept in this sitting: keep it, then rate it.")
    return state.sitting


def _to_wire(event: Event) -> dict[str, Any]:
    if isinstance(event, Did):
        return {"event": "did", "step": record.step_to_wire(event.step)}
    if isinstance(event, Paged):
        paper = strokes.to_wire(Drawing(event.paper))["paper"]
        return {"event": "paged", "paper": paper}
    if isinstance(event, Felt):
        feeling = record_wire.feeling_to_wire(event.feeling)
        return {"event": "felt", "when": event.when, "feeling": feeling}
    if isinstance(event, Ended):
        return {"event": "ended", "at": event.at}
    return {"event": "undid" if isinstance(event, Undid) else "redid"}


def _from_wire(wire: Any) -> Event:
    allowed = ("step", "paper", "when", "feeling", "at")
    fields = _check.fields(wire, "entry", needed=("event",), allowed=allowed)
    return _READERS[_check.choice(fields["event"], "entry.event", tuple(_READERS))](fields)


def _paged(fields: Mapping[str, Any]) -> Event:
    wire = {"format": strokes.FORMAT, "paper": fields.get("paper"), "strokes": []}
    return Paged(strokes.parse(wire).paper)


def _felt_from(fields: Mapping[str, Any]) -> Event:
    when = names.read_id(fields.get("when"), "entry.when")
    return Felt(when, record_wire.feeling_from_wire(fields.get("feeling")))


_READERS: dict[str, Callable[[Mapping[str, Any]], Event]] = {
    "did": lambda fields: Did(record.step_from_wire(fields.get("step"))),
    "undid": lambda _: Undid(),
    "redid": lambda _: Redid(),
    "paged": _paged,
    "felt": _felt_from,
    "ended": lambda fields: Ended(names.read_time(fields.get("at"), "entry.at")),
}


def _inflated(content: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(content, MAX_ENTRY_BYTES)
    except zlib.error as error:
        raise RecordError(f"A journal entry is damaged: {error}.") from error
    if inflater.unconsumed_tail:
        raise RecordError(f"A journal entry holds over {MAX_ENTRY_BYTES} bytes: it was not ours.")
    return text
