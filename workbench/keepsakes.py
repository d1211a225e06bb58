"""Turns, made of what is on the table when somebody keeps it."""

from __future__ import annotations

import secrets
from datetime import datetime, timezone

from engines.errors import RequestError
from engines.picture import pixels_of
from engines.record import Answer, Decision, Feeling, Turn
from engines.strokes import Drawing
from workbench import frames, measures


def of_answer(answer: Answer, decision: Decision, *, felt: Feeling | None = None) -> Turn:
    """The turn of an answer that was decided about. It has the answer's id: one answer, one turn."""
    drawing = answer.request.drawing
    found = measures.of(drawing, pixels_of(answer.painted_png))
    return Turn(answer.id, _now(), drawing, answer, decision, felt or Feeling(), found)


def of_drawing(drawing: Drawing) -> Turn:
    """The turn of a drawing that was kept as it is.

    Raises:
        RequestError: the page is empty.
    """
    if not drawing.strokes:
        raise RequestError("The page is empty: there is nothing to keep yet.")
    found = measures.of(drawing, frames.drawing_alone(drawing))
    return Turn(new_id(), _now(), drawing, None, "kept", measures=found)


def new_id() -> str:
    """A random id that says nothing about anybody."""
    return secrets.token_hex(10)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")
