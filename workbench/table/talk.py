"""What a pad and its sitting say to each other: JSON up; JSON and pictures down. No transport.

Up, one JSON object a message, `do` names it::

    {"do": "draw", "strokes": [wire stroke, ...]}      one gesture; acknowledged by "saved"
    {"do": "undo" | "redo" | "clear" | "cancel" | "put_back" | "keep_drawing" | "page"}
    {"do": "options", "words": ..., "style": ..., "mood": ..., "influence": ..., "live": ...}
    {"do": "ask", "more": 0}    {"do": "show" | "keep", "answer": id}
    {"do": "mark", "answer": id, "marks": [wire mark, ...]}   all marks of that picture
    {"do": "repaint", "answer": id, "marks": [ids], "words": ...}
    {"do": "feel", "turn": id | "before" | "after", "pleasure": 0..1 | null, "arousal": ...}
    {"do": "release" | "withhold", "answer": id}       of a held answer; not from a client's screen
    {"do": "look"}       the drawing anew: another screen has drawn; told to the one who asks alone

"undo", "redo" and "clear" may carry a number `n`, which {"say": "done", "n": n} gives back, and
`again` where they are said once more after a line broke: `ids` name the strokes that go (`gone`) or
come back, and what is done already is not done twice. A client's screen hears and does less:
`CLOSED_TO_CLIENTS`, `Table.seen_by_client`.

Of the options any part may come. Down: {"say": "saved", "strokes": [ids]}, {"say": "table", ...},
{"say": "drawing", "drawing": wire drawing}, {"say": "trouble", "text": ..., "again": bool}, and
pictures as bytes: a length (4 bytes, big endian), that much JSON, and two JPEGs (the painted layer,
and the picture with the lines) of the lengths that `sizes` names. With `again` a disk refused: a
screen keeps what was not acknowledged and says it again after a while.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from engines.errors import NotSavedError, RequestError
from engines.fields import Check, shown
from engines.languages import ENGLISH
from engines.picture import told
from engines.record import Feeling, names
from engines.record.marks import marks_from_wire
from engines.strokes import MAX_ASPECT, MIN_ASPECT, Paper, parse_stroke, to_wire
from engines.wording import retold
from workbench.table.live import Table
from workbench.table.telling import Changed, Done, Frame, Saved, Told, Trouble, problem

MAX_MESSAGE = 4 * 2**20
Down = dict[str, Any] | bytes
_check = Check(RequestError, "message")


def obey(table: Table, said: str, *, client: bool = False, language: str = ENGLISH) -> Told | None:
    """Does what one message asks for; a client's screen may not ask for everything.

    Gives what the one who asked is to be told alone, if anything. Words are in `language`, the
    one of the screen that they were written on.

    Raises:
        SketchwellError: the message cannot be read, or what it asks for cannot be done.
    """
    if len(said) > MAX_MESSAGE:
        raise RequestError(f"The message is {len(said)} bytes: at most {MAX_MESSAGE}.")
    try:
        given = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise RequestError("The message is not JSON.") from error
    named = given.get("do") if isinstance(given, dict) else None
    deed = DEEDS.get(named) if isinstance(named, str) else None
    if deed is None or (client and not _may_ask(table, given)):
        raise RequestError("The message does not say what to do.")
    deed(table, {**given, "language": language[:2]})
    if given["do"] == "look":
        return Changed(drawing=True)
    number = given.get("n")
    return Done(number) if isinstance(number, int) else None


def _may_ask(table: Table, given: Mapping[str, Any]) -> bool:
    answer = given.get("answer")
    seen = answer is None or table.may_show(str(answer))
    unseen = given["do"] == "put_back" and table.shows_held_back()
    return seen and not unseen and given["do"] not in CLOSED_TO_CLIENTS


def _draw(table: Table, given: Mapping[str, Any]) -> None:
    strokes = given.get("strokes")
    if not isinstance(strokes, list) or not strokes:
        raise RequestError("strokes must be a list with at least one stroke.")
    table.draw(tuple(parse_stroke(each) for each in strokes))


def _feel(table: Table, given: Mapping[str, Any]) -> None:
    feeling = Feeling(pleasure=_share(given, "pleasure"), arousal=_share(given, "arousal"))
    table.feel(_id(given, "turn"), feeling)


def _share(given: Mapping[str, Any], name: str) -> float | None:
    value = given.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise RequestError(f"{name} is {shown(value)}: it must lie in 0..1 or be null.")
    return float(value)


def _id(given: Mapping[str, Any], name: str) -> str:
    """An id of a turn or an answer; empty where none is named."""
    return names.read_id(given[name], name) if given.get(name) else ""


def _ask(table: Table, given: Mapping[str, Any]) -> None:
    more = given.get("more", 0)
    table.ask(more=more if isinstance(more, int) and 0 <= more <= 6 else 0)


def _mark(table: Table, given: Mapping[str, Any]) -> None:
    table.mark(_id(given, "answer"), marks_from_wire(given.get("marks")))


def _repaint(table: Table, given: Mapping[str, Any]) -> None:
    marks, words = given.get("marks"), given.get("words", "")
    if not isinstance(marks, list):
        raise RequestError("marks must be a list of the ids of marks.")
    if not isinstance(words, str):
        raise RequestError("words must be a text.")
    ids = [str(each) for each in marks]
    table.repaint(_id(given, "answer"), ids, words=words, language=given["language"])


def _options(table: Table, given: Mapping[str, Any]) -> None:
    options = {name: value for name, value in given.items() if name not in ("do", "language")}
    table.set_options(options, language=given["language"])


def _page(table: Table, given: Mapping[str, Any]) -> None:
    paper = table.drawing.paper
    aspect = given.get("aspect", paper.aspect)
    wide = _check.number(aspect, "aspect", MIN_ASPECT, MAX_ASPECT)
    table.turn_page(Paper(aspect=wide, color=paper.color))


def _stepping(step: Callable[[Table], None]) -> Callable[[Table, Mapping[str, Any]], None]:
    """A step of the page; said again after a break, it is done only if it was not done before."""

    def obeying(table: Table, given: Mapping[str, Any]) -> None:
        ids = [str(each) for each in _check.sequence(given.get("ids") or (), "ids")]
        due = bool(ids) and table.holds(ids) == bool(given.get("gone"))
        if due or not given.get("again"):
            step(table)

    return obeying


CLOSED_TO_CLIENTS = ("release", "withhold")
DEEDS: dict[str, Callable[[Table, Mapping[str, Any]], None]] = {
    "draw": _draw,
    "look": lambda _table, _given: None,
    "feel": _feel,
    "ask": _ask,
    "mark": _mark,
    "repaint": _repaint,
    "options": _options,
    "page": _page,
    "undo": _stepping(Table.undo),
    "redo": _stepping(Table.redo),
    "clear": _stepping(Table.clear),
    "cancel": lambda table, _: table.cancel(),
    "put_back": lambda table, _: table.put_back(),
    "keep_drawing": lambda table, _: table.keep_drawing(),
    "show": lambda table, given: table.show(_id(given, "answer") or None),
    "keep": lambda table, given: table.keep(_id(given, "answer")),
    "release": lambda table, given: table.release(_id(given, "answer")),
    "withhold": lambda table, given: table.withhold(_id(given, "answer")),
}


def trouble(error: Exception) -> Trouble:
    """What a person may read about an error."""
    return Trouble(problem(error), again=isinstance(error, NotSavedError))


class Outbox:
    """What one screen is still to be told; a newer picture replaces one not sent yet."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, *, client: bool = False, language: str = ENGLISH
    ) -> None:
        self._loop, self.client, self.language = loop, client, language
        self._due = asyncio.Event()
        self._said: list[Told] = []
        self._frame: Frame | None = None
        self._changed: Changed | None = None

    def put(self, event: Told) -> None:
        """Takes an event in; never waits."""
        self._loop.call_soon_threadsafe(self._take, event)

    async def next(self, table: Table) -> list[Down]:
        """Waits for something to tell and gives it, acknowledgements first."""
        await self._due.wait()
        self._due.clear()
        said, frame, changed = self._said, self._frame, self._changed
        self._said, self._frame, self._changed = [], None, None
        # A table may be busy with the disk: whoever shares this loop does not wait for it.
        return await asyncio.to_thread(self._packed, table, said, frame, changed)

    def _packed(
        self, table: Table, said: list[Told], frame: Frame | None, changed: Changed | None
    ) -> list[Down]:
        messages: list[Down] = [_down(event, self.language) for event in said]
        # The state comes last: it was looked at last, and says whether a picture still holds.
        if frame is not None and not (self.client and table.keeps_from_client(frame)):
            messages.append(packed(frame))
        if changed is None:
            return messages
        seen = table.seen_by_client() if self.client else table.snapshot()
        seen["said"] = told(seen["unknown"], seen["notes"], self.language, words=seen["asked"])
        if seen.get("unwell"):
            seen["unwell"] = retold(seen["unwell"], self.language)
        return [*messages, *_look(table, changed, seen)]

    def _take(self, event: Told) -> None:
        if isinstance(event, Frame):
            self._frame = event
        elif isinstance(event, Changed):
            before = self._changed is not None and self._changed.drawing
            self._changed = Changed(drawing=event.drawing or before)
        else:
            self._said.append(event)
        self._due.set()


def packed(frame: Frame) -> bytes:
    """A picture with its stage and answer in front."""
    sizes = [len(frame.painted), len(frame.shown)]
    head = json.dumps({"stage": frame.stage, "answer": frame.answer, "sizes": sizes}).encode()
    return len(head).to_bytes(4, "big") + head + frame.painted + frame.shown


def _look(table: Table, changed: Changed, seen: dict[str, Any]) -> list[Down]:
    messages: list[Down] = [{"say": "table", **seen}]
    if changed.drawing:
        messages.append({"say": "drawing", "drawing": to_wire(table.drawing)})
    return messages


def _down(event: Told, language: str) -> dict[str, Any]:
    if isinstance(event, Saved):
        return {"say": "saved", "strokes": list(event.strokes)}
    if isinstance(event, Done):
        return {"say": "done", "n": event.number}
    if isinstance(event, Trouble):
        return {"say": "trouble", "text": retold(event.text, language), "again": event.again}
    raise TypeError(f"Nothing to say about {type(event).__name__}.")
