"""What a replay is made of: pages, scenes on a time line, what lay under the lines. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engines.record import Answer
from engines.strokes import Paper, Stroke

What = Literal["page", "stroke", "cleared", "answer", "kept", "put_back", "undone", "gone"]
Fate = Literal["kept", "put_back", "undone", "open"]
# A pause longer than this is a cut: it plays for `CUT_MS` and says how long it was.
LONG_PAUSE_MS = 3_000
CUT_MS = 1_200
# How long a scene without a duration of its own is looked at.
LASTS_MS: Mapping[What, int] = {
    "page": 300,
    "stroke": 700,
    "cleared": 500,
    "answer": 1_400,
    "kept": 900,
    "put_back": 900,
    "undone": 900,
    "gone": 500,
}
LEAST_STROKE_MS = 120


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of paper and every stroke that is known to have been on it, by id."""

    paper: Paper
    strokes: Mapping[str, Stroke]


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing that happened, on the replay's own clock.

    Attributes:
        what: a moment's kind, or "gone": strokes that a later kept drawing has no more.
        page: its number in `Replay.pages`.
        ref: the stroke's, the answer's or the turn's id; empty where there is none.
        start_ms: when it begins.
        lasts_ms: how long it is looked at; a stroke, how long its line grows.
        at: when it happened, ISO 8601; None is unknown.
        pause_ms: how long the pause before it really was, where it was shortened.
        layer: the answer that lies under the lines from here on; None is the bare paper.
        gone: the strokes that leave the page here.
    """

    what: What
    page: int
    ref: str
    start_ms: int
    lasts_ms: int
    at: str | None = None
    pause_ms: int | None = None
    layer: str | None = None
    gone: tuple[str, ...] = ()

    @property
    def end_ms(self) -> int:
        """When it is over."""
        return self.start_ms + self.lasts_ms


@dataclass(frozen=True, slots=True)
class Showing:
    """How long an answer was there, and what became of it; "open" is not decided."""

    answer: str
    start_ms: int
    end_ms: int
    fate: Fate


@dataclass(frozen=True, slots=True)
class Known:
    """What is known, so that the page can say what is not.

    Attributes:
        course: whether it was noted what happened when; else it is derived from what was kept.
        timed: strokes with times of their own.
        evenly: strokes without; they are given the same time each.
        taken_back: strokes that an earlier kept drawing had and a later one has no more.
        unheld: strokes that were drawn and that no kept drawing holds.
        unseen: answers that were shown and that were not kept with the sitting.
    """

    course: bool
    timed: int = 0
    evenly: int = 0
    taken_back: int = 0
    unheld: int = 0
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Replay:
    """A sitting to look at again.

    `answers` are those whose painted layer is at hand, by id.
    """

    pages: tuple[Page, ...]
    scenes: tuple[Scene, ...]
    showings: tuple[Showing, ...]
    answers: Mapping[str, Answer]
    known: Known

    @property
    def span_ms(self) -> int:
        """How long it plays at its own speed."""
        return self.scenes[-1].end_ms if self.scenes else 0
