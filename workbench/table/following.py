"""A page follows what is drawn on a canvas: new lines are drawn, gone ones undone or cleared."""

from __future__ import annotations

from dataclasses import replace

from engines.record import StrokeStep
from engines.strokes import Drawing, Stroke
from workbench.archive.schema import new_id
from workbench.drawable import fabric
from workbench.table.live import Table


def follow(table: Table, drawn: Drawing) -> None:
    """Brings an open page to what its canvas shows.

    Lines keep their strokes while they stay; where a line in the middle was moved or taken away,
    the page is cleared and drawn again, which is undone like anything else.
    """
    seen, wanted = fabric.on_canvas(table.drawing), drawn.strokes
    same = 0
    for one, other in zip(seen, wanted, strict=False):
        if not fabric.same_line(one, other):
            break
        same += 1
    if same == len(seen):
        _draw(table, wanted[same:])
    elif not wanted:
        table.clear()
    elif same < len(wanted) or not _undone(table, same):
        table.clear()
        _draw(table, wanted)


def _draw(table: Table, strokes: tuple[Stroke, ...]) -> None:
    for stroke in strokes:
        table.draw((replace(stroke, id=new_id()),))


def _undone(table: Table, keep: int) -> bool:
    """Takes strokes back until `keep` are left; False where something else was done since."""
    while len(fabric.on_canvas(table.drawing)) > keep:
        newest = table.newest
        if not isinstance(newest, StrokeStep) or len(newest.strokes) > 1:
            return False
        table.undo()
    return True
