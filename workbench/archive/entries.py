"""Events as entries of a journal, and what a journal's entries lead to. Pure.

An entry is one letter and its content: `J` JSON, deflated; `A` an answer, `T` a turn, both packed;
`S` a scan. Before it may stand when it happened: `@`, the length of the time (1 byte), the time.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engines import record, strokes
from engines.errors import RecordError, SketchwellError
from engines.fields import Check
from engines.record import names
from engines.record import pack as record_pack
from engines.record import wire as record_wire
from engines.record.marks import mark_to_wire, marks_from_wire
from engines.record.spoken import spoken_from_wire, spoken_to_wire
from engines.strokes import Drawing
from workbench.archive import outcome
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
)
from workbench.archive.prompts import MAX_LETTERS, PROMPTS

MAX_ENTRY_BYTES = 64 * 2**20
MAX_NOTE = 20_000
_check = Check(RecordError, "journal entry")


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
            event, at = from_bytes(entry)
            state = replace(outcome.after(state, event, at), entries=number)
        except SketchwellError:
            skipped.append(number)
            continue
        if isinstance(event, Kept):
            kept[event.turn.id] = event
        elif isinstance(event, (Felt, Marked)):
            kept = {name: _amended(each, event) for name, each in kept.items()}
    standing = tuple(each for each in kept.values() if each.turn.id not in state.withdrawn)
    return Replayed(state, standing, tuple(skipped))


def to_bytes(event: Event, at: str | None = None) -> bytes:
    """An event as a journal entry; `at` is when it happened, ISO 8601 with offset."""
    stamp = (at or "").encode("ascii")
    return (b"@" + bytes([len(stamp)]) + stamp if stamp else b"") + _bare(event)


def from_bytes(entry: bytes) -> tuple[Event, str | None]:
    """The event that `to_bytes` was given, and its time.

    Raises:
        RecordError: not an event that this code knows.
    """
    if entry[:1] != b"@":
        return _event(entry), None
    behind = 2 + int.from_bytes(entry[1:2], "big")
    at = names.read_time(entry[2:behind].decode("ascii", "replace"), "entry.at")
    return _event(entry[behind:]), at


def _amended(kept: Kept, event: Felt | Marked) -> Kept:
    turn = kept.turn
    if isinstance(event, Felt) and event.when == turn.id:
        return replace(kept, turn=replace(turn, feeling=event.feeling))
    if isinstance(event, Marked) and turn.answer and turn.answer.id == event.answer:
        return replace(kept, turn=replace(turn, marks=event.marks))
    return kept


def _bare(event: Event) -> bytes:
    if isinstance(event, Shown):
        return b"A" + record_pack.pack_answer(event.answer)
    if isinstance(event, Scanned):
        return b"S" + event.png
    if isinstance(event, Kept):
        packed = record_pack.pack_turn(event.turn)
        return b"T" + len(packed).to_bytes(4, "big") + packed + (event.thumbnail_png or b"")
    text = json.dumps(_to_wire(event), separators=(",", ":"))
    return b"J" + zlib.compress(text.encode(), 1)


def _event(entry: bytes) -> Event:
    kind, content = entry[:1], entry[1:]
    if kind == b"A":
        return Shown(record_pack.unpack_answer(content))
    if kind == b"S":
        return Scanned(record_pack.checked_png(content, "the scan"))
    if kind == b"T":
        size = int.from_bytes(content[:4], "big")
        turn = record_pack.unpack_turn(content[4 : 4 + size])
        return Kept(turn, content[4 + size :] or None)
    if kind != b"J":
        raise RecordError(
            f"A journal entry of kind {kind!r} is unknown: install the newer version."
        )
    return _from_wire(_check.loaded(_inflated(content), max_bytes=MAX_ENTRY_BYTES))


def _to_wire(event: Event) -> dict[str, Any]:
    if isinstance(event, Did):
        return {"event": "did", "step": record.step_to_wire(event.step)}
    if isinstance(event, Paged):
        paper = strokes.to_wire(Drawing(event.paper))["paper"]
        return {"event": "paged", "paper": paper}
    if isinstance(event, Felt):
        feeling = record_wire.feeling_to_wire(event.feeling)
        return {"event": "felt", "when": event.when, "feeling": feeling}
    if isinstance(event, Marked):
        marks = [mark_to_wire(mark) for mark in event.marks]
        return {"event": "marked", "answer": event.answer, "marks": marks}
    if isinstance(event, Noted):
        prompt = {} if event.prompt is None else {"prompt": event.prompt}
        return {"event": "noted", "text": event.text, **prompt}
    if isinstance(event, Spoke):
        return {"event": "spoke", "line": spoken_to_wire(event.line)}
    return _short_wire(event)


def _short_wire(event: Event) -> dict[str, Any]:
    if isinstance(event, Chosen):
        return {"event": "chosen", "options": dict(event.options)}
    if isinstance(event, Released):
        return {"event": "released", "answer": event.answer}
    if isinstance(event, Withheld):
        return {"event": "withheld", "answer": event.answer}
    if isinstance(event, Ended):
        return {"event": "ended", "at": event.at}
    return {"event": "undid" if isinstance(event, Undid) else "redid"}


def _from_wire(wire: Any) -> Event:
    allowed = ("step", "paper", "when", "feeling", "at", "answer", "marks", "text", "options")
    allowed += ("prompt", "line")
    fields = _check.fields(wire, "entry", needed=("event",), allowed=allowed)
    return _READERS[_check.choice(fields["event"], "entry.event", tuple(_READERS))](fields)


def _paged(fields: Mapping[str, Any]) -> Event:
    wire = {"format": strokes.FORMAT, "paper": fields.get("paper"), "strokes": []}
    return Paged(strokes.parse(wire).paper)


def _felt(fields: Mapping[str, Any]) -> Event:
    when = names.read_id(fields.get("when"), "entry.when")
    return Felt(when, record_wire.feeling_from_wire(fields.get("feeling")))


def _marked(fields: Mapping[str, Any]) -> Event:
    answer = names.read_id(fields.get("answer"), "entry.answer")
    return Marked(answer, marks_from_wire(fields.get("marks")))


def _noted(fields: Mapping[str, Any]) -> Event:
    prompt, text = fields.get("prompt"), fields.get("text")
    if prompt is not None:
        _check.choice(prompt, "entry.prompt", PROMPTS)
    most = MAX_NOTE if prompt is None else MAX_LETTERS
    if not isinstance(text, str) or len(text) > most:
        _check.refuse("note", text, f"must be text of at most {most} characters")
    return Noted(text, prompt)


def _chosen(fields: Mapping[str, Any]) -> Event:
    options = _check.mapping(fields.get("options"), "entry.options")
    for name, value in options.items():
        if not (value is None or isinstance(value, (str, bool))):
            _check.refuse(f"options.{name}", value, "must be text, true, false or null")
    return Chosen(options)


_READERS: dict[str, Callable[[Mapping[str, Any]], Event]] = {
    "did": lambda fields: Did(record.step_from_wire(fields.get("step"))),
    "undid": lambda _: Undid(),
    "redid": lambda _: Redid(),
    "paged": _paged,
    "felt": _felt,
    "marked": _marked,
    "noted": _noted,
    "spoke": lambda fields: Spoke(spoken_from_wire(fields.get("line"), "entry.line")),
    "chosen": _chosen,
    "released": lambda fields: Released(names.read_id(fields.get("answer"), "entry.answer")),
    "withheld": lambda fields: Withheld(names.read_id(fields.get("answer"), "entry.answer")),
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
