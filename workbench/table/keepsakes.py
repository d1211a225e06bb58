"""Turns, made of what is on the table when somebody keeps it; and what nobody decided about yet."""

from __future__ import annotations

from dataclasses import replace

from engines.errors import RequestError
from engines.picture import PictureRequest, pixels_of
from engines.record import Answer, Decision, Turn
from engines.sketch.scans import Scan
from engines.strokes import Drawing
from workbench import colors, frames, measures
from workbench.archive import thumbnails
from workbench.archive.events import OpenSitting
from workbench.archive.schema import new_id, now
from workbench.archive.store import Archive
from workbench.paper.papers import below, blank
from workbench.table.marking import parent_of


def of_answer(answer: Answer, decision: Decision | None, *, scan: Scan | None = None) -> Turn:
    """The turn of an answer, decided about or not. It has its answer's id: one turn each."""
    drawing = answer.request.drawing
    shown = thumbnails.pixels(drawing, answer, scan=scan)
    found = measures.of(drawing, pixels_of(answer.painted_png), scan=scan, shown=shown)
    return Turn(answer.id, now(), drawing, answer, decision, measures=found)


def of_drawing(drawing: Drawing, *, scan: Scan | None = None) -> Turn:
    """The turn of a drawing that was kept as it is.

    Raises:
        RequestError: the page is empty.
    """
    if blank(drawing):
        raise RequestError("The page is empty: there is nothing to keep yet.")
    seen = frames.drawing_alone(drawing, scan=scan, long_side=colors.SIDE_PX)
    shown = thumbnails.pixels(drawing, None, scan=scan)
    found = measures.of(drawing, seen, scan=scan, shown=shown)
    return Turn(new_id(), now(), drawing, None, "kept", measures=found)


def settle(archive: Archive, sitting_id: str) -> None:
    """Before a page goes: what was put back or marked is noted, a drawing nobody kept is kept."""
    state = archive.open_sitting(sitting_id)
    back = state.put_back
    marked = (each for each in state.marks if each not in {*back, *state.kept})
    decisions: dict[str, Decision | None] = {
        **dict.fromkeys(marked),
        **dict.fromkeys(back, "put_back"),
    }
    for answer in [state.shown[each] for each in decisions if each in state.shown]:
        scan = below(archive, state.sitting.person, answer.request.drawing)
        archive.keep_turn(sitting_id, of_answer(answer, decisions[answer.id], scan=scan))
    drawing = state.history.drawing
    kept = (turn for turn in archive.turns(sitting_id) if turn.decision == "kept")
    if not blank(drawing) and all(turn.drawing != drawing for turn in kept):
        scan = below(archive, state.sitting.person, drawing)
        archive.keep_turn(sitting_id, of_drawing(drawing, scan=scan))


def undecided(sitting: OpenSitting) -> tuple[str, ...]:
    """The answers to the newest request that nobody has decided about, and its variations.

    With a part that was painted again stands the answer it is a part of.
    """
    waiting = _waiting(sitting)
    if not waiting:
        return ()
    newest = [_asked(waiting[-1])]
    by_id = {answer.id: answer for answer in waiting}
    while (parent := parent_of(newest[-1], by_id)) is not None:
        newest.append(_asked(parent))
    return tuple(answer.id for answer in waiting if _asked(answer) in newest)


def _waiting(sitting: OpenSitting) -> list[Answer]:
    # Keeping one decides about the others to the same request, and about all that came before it.
    shown = [*sitting.shown.values()]
    kept = [n for n, answer in enumerate(shown) if answer.id in sitting.kept]
    asked = [_asked(shown[n]) for n in kept]
    later = shown[kept[-1] + 1 :] if kept else shown
    back = sitting.put_back
    return [each for each in later if each.id not in back and _asked(each) not in asked]


def _asked(answer: Answer) -> PictureRequest:
    return replace(answer.request, variation=0, weights="")
