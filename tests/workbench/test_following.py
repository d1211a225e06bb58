"""The page follows the simple canvas: drawn, undone, cleared, moved."""

from __future__ import annotations

from typing import Any

import pytest

from engines.strokes import from_fabric
from tests.workbench.conftest import a_stroke
from workbench.drawable import fabric
from workbench.practice import Practice
from workbench.table.following import follow
from workbench.table.live import Table

SIZE = (960, 720)


@pytest.fixture
def table(opened: Practice, person: str) -> Table:
    return opened.tables.at(opened.tables.begin(person, "traditional").sitting.id)


def a_path(height: float, *, left: float = 100.0) -> dict[str, Any]:
    path = [["M", left, height], ["Q", left + 100, height + 60, left + 200, height]]
    placed = {"left": left - 2, "top": height - 2, "originX": "left", "originY": "top"}
    shown = {"stroke": "#22262b", "strokeWidth": 4, "fill": None, "width": 200, "height": 30}
    return {"type": "Path", "path": path} | placed | shown


def drawn(table: Table, *objects: dict[str, Any]) -> list[str]:
    canvas = {"version": "7.4.0", "objects": [*objects]}
    follow(table, from_fabric(canvas, SIZE).drawing)
    return [stroke.id for stroke in table.drawing.strokes]


def test_appended_lines_are_drawn_and_the_others_stay(table: Table):
    (first,) = drawn(table, a_path(100))
    again, second = drawn(table, a_path(100), a_path(200))
    assert again == first
    assert second != first
    assert drawn(table, a_path(100), a_path(200)) == [first, second]


def test_lines_the_canvas_took_back_are_undone(table: Table):
    first, second = drawn(table, a_path(100), a_path(200))
    assert drawn(table, a_path(100)) == [first]
    assert table.snapshot()["canRedo"]
    table.redo()
    assert [stroke.id for stroke in table.drawing.strokes] == [first, second]


def test_a_canvas_that_was_reset_is_a_cleared_page(table: Table):
    both = drawn(table, a_path(100), a_path(200))
    assert drawn(table) == []
    table.undo()
    assert [stroke.id for stroke in table.drawing.strokes] == both


def test_a_line_taken_out_of_the_middle_draws_the_rest_again(table: Table):
    drawn(table, a_path(100), a_path(200), a_path(300))
    assert len(drawn(table, a_path(100), a_path(300))) == 2
    assert len(drawn(table, a_path(100, left=300.0), a_path(300))) == 2


def test_a_page_comes_back_on_a_canvas_and_goes_on(table: Table):
    first = drawn(table, a_path(100), a_path(200))
    restored = fabric.fabric_from_drawing(table.drawing, SIZE)
    follow(table, from_fabric(restored, SIZE).drawing)
    assert [stroke.id for stroke in table.drawing.strokes] == first


def test_lines_drawn_with_the_pad_stay_as_they_are(table: Table):
    table.draw((a_stroke(tool="pen"),))
    restored = fabric.fabric_from_drawing(table.drawing, SIZE)
    ids = drawn(table, *restored["objects"], a_path(400))
    assert ids[0] == "s1"
    assert table.drawing.strokes[0] == a_stroke(tool="pen")


def test_the_surface_is_remembered_with_the_sitting(opened: Practice, table: Table):
    table.set_options({"surface": "canvas"})
    assert opened.tables.at(table.id).surface == "canvas"
    assert opened.archive.open_sitting(table.id).options["surface"] == "canvas"
