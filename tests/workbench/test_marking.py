"""Marks at the table: saved as they are made, kept with their turn, painted again alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engines.errors import RecordError, RequestError
from engines.picture import pixels_of
from engines.record.marks import Mark, mark_to_wire
from engines.strokes import Paper
from tests.workbench.conftest import Heard, a_stroke
from workbench.practice import Practice
from workbench.table import keepsakes, marking, talk
from workbench.table.live import Table
from workbench.table.telling import Frame, Told

LOOP = Mark("m1", "loop", ((0.2, 0.3), (0.6, 0.3), (0.6, 0.7), (0.2, 0.7)), "too dark")


def is_final(event: Told) -> bool:
    return isinstance(event, Frame) and event.stage == "final"


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def table(opened: Practice, person: str, heard: Heard) -> Table:
    table = opened.tables.at(opened.tables.begin(person, "painter").sitting.id)
    table.listen(heard)
    table.set_options({"live": False})
    return table


@pytest.fixture
def answered(table: Table, heard: Heard) -> str:
    table.draw((a_stroke(),))
    table.ask()
    frame = heard.wait_for(is_final)
    assert isinstance(frame, Frame)
    return str(frame.answer)


def painted(opened: Practice, table: Table, answer: str) -> np.ndarray:
    return pixels_of(opened.archive.open_sitting(table.id).shown[answer].painted_png)


def repainted(table: Table, heard: Heard, answer: str, words: str) -> str:
    heard.events.clear()
    table.repaint(answer, ["m1"], words=words)
    frame = heard.wait_for(is_final)
    assert isinstance(frame, Frame)
    return str(frame.answer)


def test_a_mask_is_white_inside_its_marks_and_black_elsewhere():
    second = replace(LOOP, id="m2", points=((0.8, 0.8), (1.0, 0.8), (1.0, 1.0)))
    mask = pixels_of(marking.mask_png((LOOP, second), (80, 60)))[..., 0]
    assert mask.shape == (60, 80)
    assert (mask[30, 32], mask[59, 79], mask[5, 5], mask[55, 40]) == (255, 255, 0, 0)


def test_marks_are_saved_as_they_are_made(opened: Practice, table: Table, answered: str):
    table.mark(answered, (LOOP,))
    assert opened.archive.open_sitting(table.id).marks[answered] == (LOOP,)
    seen = table.snapshot()
    assert (seen["marks"], seen["repaintable"]) == ([mark_to_wire(LOOP)], True)
    table.mark(answered, ())
    assert table.snapshot()["marks"] == []


def test_marks_stay_with_the_picture_that_is_kept(opened: Practice, table: Table, answered: str):
    table.mark(answered, (LOOP,))
    table.keep(answered)
    assert [turn.marks for turn in opened.archive.turns(table.id)] == [(LOOP,)]
    other = replace(LOOP, words="not what I meant")
    table.mark(answered, (other,))
    assert [turn.marks for turn in opened.archive.turns(table.id)] == [(other,)]


def test_a_marked_answer_nobody_decided_about_is_kept_when_the_page_turns(
    opened: Practice, table: Table, answered: str
):
    table.mark(answered, (LOOP,))
    table.turn_page(Paper(4 / 3))
    turns = {turn.id: turn for turn in opened.archive.turns(table.id)}
    assert (turns[answered].decision, turns[answered].marks) == (None, (LOOP,))
    assert answered not in table.snapshot()["kept"]


def test_a_marked_answer_that_was_put_back_keeps_its_marks(
    opened: Practice, table: Table, answered: str
):
    table.mark(answered, (LOOP,))
    table.put_back()
    opened.tables.end(table.id)
    turns = {turn.id: turn for turn in opened.archive.turns(table.id)}
    assert (turns[answered].decision, turns[answered].marks) == ("put_back", (LOOP,))


def test_only_pictures_at_hand_can_be_marked(table: Table):
    with pytest.raises(RecordError, match="no longer at hand"):
        table.mark("nobody", (LOOP,))


def test_a_part_is_painted_again_and_the_rest_stays(
    opened: Practice, table: Table, heard: Heard, answered: str
):
    table.mark(answered, (LOOP,))
    again = repainted(table, heard, answered, "a red fire")
    before, now = painted(opened, table, answered), painted(opened, table, again)
    assert table.snapshot()["choices"] == [answered, again]
    assert table.snapshot()["showing"] == again
    assert np.array_equal(before[:, -20:], now[:, -20:])
    assert not np.array_equal(before, now)


def test_a_part_of_what_was_painted_again_is_painted_again(
    opened: Practice, table: Table, heard: Heard, answered: str
):
    table.mark(answered, (LOOP,))
    second = repainted(table, heard, answered, "a red fire")
    table.mark(second, (replace(LOOP, points=((0.0, 0.0), (0.1, 0.0), (0.1, 0.1))),))
    third = repainted(table, heard, second, "a gray stone")
    request = opened.archive.open_sitting(table.id).shown[third].request
    assert (request.words, request.variation) == ("a gray stone", 0)
    assert keepsakes.undecided(opened.archive.open_sitting(table.id)) == (answered, second, third)


def test_more_answers_to_a_part_leave_the_rest_alone(
    opened: Practice, table: Table, heard: Heard, answered: str
):
    table.mark(answered, (LOOP,))
    again = repainted(table, heard, answered, "a red fire")
    table.ask(more=1)
    heard.wait_for(lambda _: len(table.snapshot()["choices"]) == 3)
    other = table.snapshot()["choices"][-1]
    first, last = painted(opened, table, answered), painted(opened, table, other)
    assert np.array_equal(first[:, -20:], last[:, -20:])
    assert not np.array_equal(painted(opened, table, again), last)


def test_nothing_is_painted_again_without_a_mark(table: Table, answered: str):
    with pytest.raises(RequestError, match="draw a loop"):
        table.repaint(answered, ["m1"], words="")


def test_a_screen_marks_and_asks_for_a_part(table: Table, heard: Heard, answered: str):
    wire = mark_to_wire(LOOP)
    said = {"do": "mark", "answer": answered, "marks": [wire]}
    talk.obey(table, talk.json.dumps(said))
    heard.events.clear()
    talk.obey(table, talk.json.dumps({"do": "repaint", "answer": answered, "marks": ["m1"]}))
    heard.wait_for(is_final)
    assert len(table.snapshot()["choices"]) == 2
