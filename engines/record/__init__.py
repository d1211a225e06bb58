"""Turn and Sitting: what is kept. History: what can be undone; its steps as JSON. No disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from engines import strokes
from engines.errors import DrawingError, RecordError
from engines.fields import Check
from engines.picture import PictureRequest, Provenance
from engines.record.marks import Mark, Moment
from engines.record.names import read_id
from engines.record.spoken import Spoken
from engines.strokes import Drawing, Paper, Stroke

Decision = Literal["kept", "put_back"]
Phase = Literal["traditional", "painter", "between"]
"""How a sitting went; "between" holds what was made between sittings: at home, at a kiosk."""

DECISIONS: tuple[Decision, ...] = get_args(Decision)
PHASES: tuple[Phase, ...] = get_args(Phase)
MET: tuple[Phase, ...] = ("painter", "traditional")
"""The phases in which therapist and client met."""

_check = Check(RecordError, "record")


@dataclass(frozen=True, slots=True)
class Feeling:
    """The Affective Slider's two answers, 0..1 each; None where the slider was never touched.

    Source: Betella and Verschure, 2016, PLOS ONE 11(2), doi 10.1371/journal.pone.0148037.
    """

    pleasure: float | None = None
    arousal: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One picture that was shown: its id, what decided it, who painted it and its painted layer.

    `request.drawing` is the drawing that was answered. `painted_png` is empty where the layer is
    kept apart from the record.
    """

    id: str
    request: PictureRequest
    provenance: Provenance
    painted_png: bytes
    took_s: float | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange: a drawing, the answer to it, what the person decided and how it felt.

    `measures` are the process measures by name, computed when the turn was kept; None is unknown.
    `marks` say what the answer got wrong, in the order in which they were made.
    """

    id: str
    at: str
    drawing: Drawing
    answer: Answer | None
    decision: Decision | None
    feeling: Feeling = field(default_factory=Feeling)
    measures: Mapping[str, float | None] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meeting of therapist and client.

    Times are ISO 8601 with offset; `ended` is None while it goes on. `course` is what happened
    when, as far as it is known; it names strokes and answers by their ids. `scans` are the PNG
    bytes of the papers drawn on, in a packed record; elsewhere they are kept apart. `spoken` is
    what was said, in order.
    """

    id: str
    person: str
    phase: Phase
    started: str
    ended: str | None = None
    before: Feeling = field(default_factory=Feeling)
    after: Feeling = field(default_factory=Feeling)
    turns: tuple[Turn, ...] = ()
    course: tuple[Moment, ...] = ()
    scans: tuple[bytes, ...] = ()
    spoken: tuple[Spoken, ...] = ()


@dataclass(frozen=True, slots=True)
class StrokeStep:
    """A stroke was drawn (several for a stamp, undone together)."""

    strokes: tuple[Stroke, ...]


@dataclass(frozen=True, slots=True)
class ClearStep:
    """The page was cleared: everything before is hidden until undone."""


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """An answer was kept (its id) or put back (None): it lies under the lines from here on.

    `put_back` is the answer that was put back, where one was shown.
    """

    answer: str | None
    put_back: str | None = None


Step = StrokeStep | ClearStep | AnswerStep


@dataclass(frozen=True, slots=True)
class History:
    """The one history of edits and answers of a page: steps done and undone, without limit."""

    paper: Paper = field(default_factory=Paper)
    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()

    @property
    def can_undo(self) -> bool:
        """Whether `undo` has a step to take back."""
        return bool(self.done)

    @property
    def can_redo(self) -> bool:
        """Whether `redo` has a step to bring back."""
        return bool(self.undone)

    @property
    def drawing(self) -> Drawing:
        """The strokes that can be seen: those done since the page was last cleared."""
        seen = (step.strokes for step in self._since_clear() if isinstance(step, StrokeStep))
        return Drawing(self.paper, tuple(stroke for group in seen for stroke in group))

    @property
    def answer(self) -> str | None:
        """The id of the answer that lies under the lines now; None for the bare paper."""
        laid = [step.answer for step in self._since_clear() if isinstance(step, AnswerStep)]
        return laid[-1] if laid else None

    @property
    def put_back(self) -> tuple[str, ...]:
        """The answers that were put back on this page and not undone, each once."""
        back = (getattr(step, "put_back", None) for step in self.done)
        return tuple(dict.fromkeys(each for each in back if each is not None))

    def holds(self, stroke_id: str) -> bool:
        """Whether a stroke with this id was drawn and not undone, hidden by a clear or not."""
        groups = (step.strokes for step in self.done if isinstance(step, StrokeStep))
        return any(stroke.id == stroke_id for group in groups for stroke in group)

    def apply(self, step: Step) -> History:
        """The history after one more step; undone steps are dropped.

        Raises:
            RecordError: the step has no stroke, repeats a stroke's id, or overfills the drawing.
        """
        if isinstance(step, StrokeStep):
            self._check_room(step.strokes)
        return replace(self, done=(*self.done, step), undone=())

    def undo(self) -> History:
        """The history with its last step undone.

        Raises:
            RecordError: there is nothing to undo.
        """
        if not self.done:
            raise RecordError("There is nothing to undo: the page is as it began.")
        return replace(self, done=self.done[:-1], undone=(*self.undone, self.done[-1]))

    def redo(self) -> History:
        """The history with the step undone last done again.

        Raises:
            RecordError: there is nothing to redo.
        """
        if not self.undone:
            raise RecordError("There is nothing to redo: no step was undone since the last one.")
        return replace(self, done=(*self.done, self.undone[-1]), undone=self.undone[:-1])

    def settle(self) -> History:
        """The history without its undone steps, as when a turn is kept."""
        return replace(self, undone=())

    def _since_clear(self) -> tuple[Step, ...]:
        cleared = [place for place, step in enumerate(self.done) if isinstance(step, ClearStep)]
        return self.done[cleared[-1] + 1 :] if cleared else self.done

    def _check_room(self, drawn: tuple[Stroke, ...]) -> None:
        ids = [stroke.id for stroke in drawn]
        if not ids:
            raise RecordError("A step without a stroke cannot be kept: draw at least one.")
        repeated = next((i for n, i in enumerate(ids) if i in ids[:n] or self.holds(i)), None)
        if repeated is not None:
            raise RecordError(f"Stroke {repeated} is on the page already: give each its own id.")
        points = sum(len(stroke.points) for stroke in (*self.drawing.strokes, *drawn))
        if points > strokes.MAX_POINTS_A_DRAWING:
            raise RecordError(
                f"The drawing would hold {points} points: at most {strokes.MAX_POINTS_A_DRAWING}. "
                "Keep it and begin a new page."
            )


def step_to_wire(step: Step) -> dict[str, Any]:
    """Gives a step as a JSON object: {"do": "stroke", "strokes": [...]}, "clear" or "answer"."""
    if isinstance(step, StrokeStep):
        return {"do": "stroke", "strokes": [strokes.stroke_to_wire(s) for s in step.strokes]}
    if isinstance(step, AnswerStep):
        return {"do": "answer", "answer": step.answer, "put_back": step.put_back}
    return {"do": "clear"}


def step_from_wire(wire: Any) -> Step:
    """Reads what `step_to_wire` gave.

    Raises:
        RecordError: not a step. The message names the field and the value met.
    """
    allowed = ("strokes", "answer", "put_back")
    fields = _check.fields(wire, "step", needed=("do",), allowed=allowed)
    done = _check.choice(fields["do"], "step.do", ("stroke", "clear", "answer"))
    if done == "clear":
        return ClearStep()
    if done == "answer":
        named = (fields.get("answer"), fields.get("put_back"))
        return AnswerStep(
            *(None if name is None else read_id(name, "step.answer") for name in named)
        )
    drawn = _check.sequence(fields.get("strokes"), "step.strokes")
    if not drawn:
        _check.refuse("step.strokes", drawn, "a stroke step has at least one stroke")
    return StrokeStep(tuple(stroke_from_wire(stroke) for stroke in drawn))


def stroke_from_wire(wire: Any) -> Stroke:
    """Reads a stroke in wire format 1, as a part of a record.

    Raises:
        RecordError: names the field and the value met.
    """
    try:
        return strokes.parse_stroke(wire)
    except DrawingError as error:
        raise RecordError(f"The record holds a stroke that cannot be read: {error}") from error
