"""Turns, made of what is on the table when somebody keeps it; and what nobody decided about yet."""

from __future__ import annotations

from dataclasses import replace

from engines.errors import RequestError
from engines.picture import PictureRequest, pixels_of
from engines.record import Answer, Decision, Turn
from engines.strokes import Drawing
from workbench import frames, measures
from workbench.archive.events import OpenSitting
from workbench.archive.schema import new_id, now
from workbench.archive.store import Archive


def of_answer(answer: Answer, decision: Decision) -> Turn:
    """The turn of an answer that was decided about. It has its answer's id: one turn each."""
    drawing = answer.request.drawing
    found = measures.of(drawing, pixels_of(answer.painted_png))
    return Turn(answer.id, now(), drawing, answer, decision, measures=found)


def of_drawing(drawing: Drawing) -> Turn:
    """The turn of a drawing that was kept as it is.

    Raises:
        RequestError: the page is empty.
    """
    if not drawing.strokes:
        raise RequestError("The page is empty: there is nothing to keep yet.")
    found = measures.of(drawing, frames.drawing_alone(drawing, long_side=measures.SIDE_PX))
    return Turn(new_id(), now(), drawing, None, "kept", measures=found)


def settle(archive: Archive, sitting_id: str) -> None:
    """Before a page goes: what was put back is noted, a drawing nobody kept is kept."""
    state = archive.open_sitting(sitting_id)
    for answer in [state.shown[each] for each in state.history.put_back if each in state.shown]:
        archive.keep_turn(sitting_id, of_answer(answer, "put_back"))
    drawing = state.history.drawing
    kept = (turn for turn in archive.turns(sitting_id) if turn.decision == "kept")
    if drawing.strokes and all(turn.drawing != drawing for turn in kept):
        archive.keep_turn(sitting_id, of_drawing(drawing))


def undecided(sitting: OpenSitting) -> tuple[str, ...]:
    """The answers to the newest request that nobody has decided about, and its variations."""
    decided = {*sitting.kept, *sitting.history.put_back}
    waiting = [answer for answer in sitting.shown.values() if answer.id not in decided]
    if not waiting:
        return ()
    newest = _asked(waiting[-1])
    return tuple(answer.id for answer in waiting if _asked(answer) == newest)


def _asked(answer: Answer) -> PictureRequest:
    return replace(answer.request, variation=0, weights="")
