"""Turn and Sitting: what is kept. History: what can be undone. Versioned; packed as bytes. No disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from engines.picture import PictureRequest, Provenance
from engines.strokes import Drawing, Paper, Stroke

FORMAT = 1

Decision = Literal["kept", "put_back"]
Phase = Literal["traditional", "painter"]


@dataclass(frozen=True, slots=True)
class Feeling:
    """The Affective Slider's two answers, 0..1 each; None where the slider was never touched.

    Source: Betella and Verschure, 2016, PLOS ONE 11(2), doi 10.1371/journal.pone.0148037.
    """

    pleasure: float | None = None
    arousal: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One picture that was shown: its id, what decided it, who painted it and its layers as PNG bytes.

    `request.drawing` is the drawing that was answered.
    """

    id: str
    request: PictureRequest
    provenance: Provenance
    painted_png: bytes
    took_s: float | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange: a drawing, the answer to it, what the person decided and how it felt."""

    id: str
    at: str
    drawing: Drawing
    answer: Answer | None
    decision: Decision | None
    feeling: Feeling = field(default_factory=Feeling)


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meeting of therapist and client. Times are ISO 8601 with offset; `ended` is None while it goes on."""

    id: str
    person: str
    phase: Phase
    started: str
    ended: str | None = None
    before: Feeling = field(default_factory=Feeling)
    after: Feeling = field(default_factory=Feeling)
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class StrokeStep:
    """A stroke was drawn (several for a stamp, undone together)."""

    strokes: tuple[Stroke, ...]


@dataclass(frozen=True, slots=True)
class ClearStep:
    """The page was cleared: everything before is hidden until undone."""


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """An answer was kept (its id) or put back (None): it lies under the lines from here on."""

    answer: str | None


Step = StrokeStep | ClearStep | AnswerStep


@dataclass(frozen=True, slots=True)
class History:
    """The one history of edits and answers of a page: steps done and steps undone, without limit."""

    paper: Paper = field(default_factory=Paper)
    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()
