"""An open sitting without a browser: strokes, answers, keeping, putting back, undoing."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest

from engines.errors import RequestError
from engines.picture import Picture
from engines.record import Feeling
from engines.strokes import Paper
from tests.workbench.conftest import PATIENCE_S, Heard, a_stroke, all_taken_in
from workbench.practice import Practice
from workbench.table import keepsakes
from workbench.table.live import Table
from workbench.table.telling import Frame, Saved, Told


def is_final(event: Told) -> bool:
    return isinstance(event, Frame) and event.stage == "final"


def is_live(event: Told) -> bool:
    return isinstance(event, Frame) and event.stage == "live"


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def table(opened: Practice, person: str, heard: Heard) -> Table:
    sitting = opened.tables.begin(person, "painter").sitting.id
    table = opened.tables.at(sitting)
    table.listen(heard)
    return table


@pytest.fixture
def answered(table: Table, heard: Heard) -> str:
    table.set_options({"live": False})
    table.draw((a_stroke(),))
    table.ask()
    frame = heard.wait_for(is_final)
    assert isinstance(frame, Frame)
    assert frame.answer is not None
    return frame.answer


def test_a_stroke_is_in_the_journal_before_it_is_acknowledged(
    opened: Practice, table: Table, heard: Heard
):
    known: list[int] = []

    def note(event: Told) -> None:
        if isinstance(event, Saved):
            known.append(len(opened.archive.open_sitting(table.id).history.drawing.strokes))

    table.listen(note)
    table.draw((a_stroke(),))
    assert known == [1]
    assert heard.events[0] == Saved(("s1",))


def test_a_repeated_stroke_is_acknowledged_and_kept_once(table: Table, heard: Heard):
    table.draw((a_stroke(),))
    table.draw((a_stroke(),))
    assert len(table.drawing.strokes) == 1
    assert [e for e in heard.events if isinstance(e, Saved)] == [Saved(("s1",))] * 2


def test_a_pause_brings_a_live_answer_that_is_not_kept(table: Table, heard: Heard):
    table.draw((a_stroke(),))
    frame = heard.wait_for(is_live)
    assert isinstance(frame, Frame)
    assert frame.painted.startswith(b"\xff\xd8")
    assert table.snapshot()["showing"] is None


@pytest.mark.parametrize("chosen", [{"words": "a tree"}, {"mood": "dusk"}, {"style": "pastel"}])
def test_other_words_or_another_light_bring_a_live_answer(
    table: Table, heard: Heard, chosen: dict[str, str]
):
    table.draw((a_stroke(),))
    heard.wait_for(is_live)
    heard.events.clear()
    table.set_options(chosen)
    heard.wait_for(is_live)


def test_live_answers_can_be_switched_off(table: Table, heard: Heard):
    table.set_options({"live": False})
    table.draw((a_stroke(),))
    table.ask()
    heard.wait_for(is_final)
    assert not any(is_live(event) for event in heard.events)


def test_words_are_painted_on_an_empty_page(table: Table, heard: Heard):
    table.set_options({"words": "a tree", "live": False})
    table.ask()
    frame = heard.wait_for(is_final)
    assert isinstance(frame, Frame)
    table.keep(str(frame.answer))
    assert table.snapshot()["kept"] == [frame.answer]


def test_an_empty_page_is_not_answered(table: Table):
    with pytest.raises(RequestError, match="draw something, or say"):
        table.ask()


def test_a_stroke_drawn_while_an_answer_is_painted_is_not_lost(table: Table, heard: Heard):
    table.draw((a_stroke(),))
    table.ask()
    table.draw((a_stroke("s2"),))
    heard.wait_for(is_final)
    assert [stroke.id for stroke in table.drawing.strokes] == ["s1", "s2"]
    assert table.snapshot()["behind"]


def test_more_answers_stand_beside_the_first(table: Table, heard: Heard, answered: str):
    table.ask(more=2)
    heard.wait_for(lambda _: len(table.snapshot()["choices"]) == 3)
    seen = table.snapshot()
    assert seen["showing"] == answered
    assert len(set(seen["choices"])) == 3


def test_keeping_lays_the_answer_under_the_lines_and_undo_takes_it_up(table: Table, answered: str):
    table.keep(answered)
    assert table.snapshot()["laid"] == answered
    assert table.snapshot()["kept"] == [answered]
    table.undo()
    seen = table.snapshot()
    assert (seen["laid"], seen["showing"], seen["strokes"]) == (None, answered, 1)
    assert (seen["kept"], seen["choices"]) == ([], [answered])
    table.redo()
    assert table.snapshot()["kept"] == [answered]


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize("deed", [Table.put_back, Table.clear, Table.undo, Table.cancel])
def test_a_live_answer_that_comes_late_is_not_told(
    table: Table, heard: Heard, deed: Callable[[Table], None], monkeypatch: pytest.MonkeyPatch
):
    painted, decided, take = threading.Event(), threading.Event(), table.answers.take_live

    def take_late(picture: Picture, wanted: Callable[[], bool]) -> None:
        painted.set()
        assert decided.wait(PATIENCE_S)
        take(picture, wanted)

    monkeypatch.setattr(table.answers, "take_live", take_late)
    table.set_options({"live": True, "mood": "calm"})
    assert painted.wait(PATIENCE_S)
    deed(table)
    decided.set()
    all_taken_in(table)
    assert not any(is_live(event) for event in heard.events)


@pytest.mark.usefixtures("answered")
def test_early_states_of_other_answers_do_not_cover_the_one_that_is_shown(
    table: Table, heard: Heard
):
    all_taken_in(table)
    heard.events.clear()
    table.answers.take_preview(np.zeros((4, 4, 3), np.uint8))
    assert heard.events == []


def test_putting_back_hides_the_answer_and_undo_brings_it_back(table: Table, answered: str):
    table.put_back()
    assert table.snapshot()["showing"] is None
    table.undo()
    assert table.snapshot()["choices"] == [answered]
    table.redo()
    assert table.snapshot()["showing"] is None


def test_a_kept_picture_carries_its_measures_and_feeling(
    opened: Practice, table: Table, answered: str
):
    table.keep(answered)
    table.feel(answered, Feeling(pleasure=0.7))
    (turn,) = opened.archive.turns(table.id)
    assert turn.feeling == Feeling(0.7, None)
    assert turn.measures["strokes"] == 1.0
    assert turn.measures["coverage"] is not None


def test_ending_keeps_a_drawing_nobody_kept(opened: Practice, table: Table):
    table.draw((a_stroke(),))
    opened.tables.end(table.id)
    (turn,) = opened.archive.turns(table.id)
    assert turn.answer is None
    assert turn.drawing.strokes == (a_stroke(),)


def test_ending_notes_what_was_put_back(opened: Practice, table: Table, answered: str):
    table.put_back()
    opened.tables.end(table.id)
    decisions = {turn.id: turn.decision for turn in opened.archive.turns(table.id)}
    assert decisions[answered] == "put_back"
    assert sorted(map(str, decisions.values())) == ["kept", "put_back"]


def laid_again(opened: Practice, table: Table) -> Table:
    sitting = opened.archive.open_sitting(table.id)
    return Table(sitting, opened.archive, opened.tables.painter, opened.settings)


def test_what_was_put_back_is_noted_though_the_table_was_laid_again(
    opened: Practice, table: Table, answered: str
):
    table.put_back()
    again = laid_again(opened, table)
    assert (again.snapshot()["choices"], again.snapshot()["showing"]) == ([], None)
    again.turn_page(Paper(4 / 3))
    decisions = {turn.id: turn.decision for turn in opened.archive.turns(table.id)}
    assert decisions[answered] == "put_back"
    assert answered not in again.snapshot()["kept"]
    again.close()


def test_undo_brings_back_what_was_put_back_though_the_table_was_laid_again(
    opened: Practice, table: Table, heard: Heard, answered: str
):
    table.ask(more=1)
    heard.wait_for(lambda _: len(table.snapshot()["choices"]) == 2)
    second = table.snapshot()["choices"][1]
    table.put_back()
    again = laid_again(opened, table)
    assert again.snapshot()["choices"] == [second]
    again.undo()
    seen = again.snapshot()
    assert (seen["choices"], seen["showing"]) == ([answered, second], answered)
    again.close()


def test_a_table_laid_again_shows_the_open_answer(opened: Practice, table: Table, answered: str):
    again = Table(
        opened.archive.open_sitting(table.id),
        opened.archive,
        opened.tables.painter,
        opened.settings,
    )
    assert again.snapshot()["showing"] == answered
    assert again.drawing == table.drawing
    again.close()


def test_a_table_laid_again_leaves_earlier_answers_to_the_same_drawing_away(
    opened: Practice, table: Table, heard: Heard, answered: str
):
    table.ask()
    heard.wait_for(lambda _: table.snapshot()["choices"] not in ([], [answered]))
    table.ask(more=1)
    heard.wait_for(lambda _: len(table.snapshot()["choices"]) == 2)
    again = keepsakes.undecided(opened.archive.open_sitting(table.id))
    assert [*again] == table.snapshot()["choices"]


def test_a_traditional_sitting_is_never_painted(opened: Practice, person: str):
    heard = Heard()
    table = opened.tables.at(opened.tables.begin(person, "traditional").sitting.id)
    table.listen(heard)
    table.draw((a_stroke(),))
    table.keep_drawing()
    assert not any(isinstance(event, Frame) for event in heard.events)
    assert len(table.snapshot()["kept"]) == 1


@pytest.mark.parametrize(
    "given", [{"style": "oil"}, {"words": "x" * 401}, {"live": "yes"}, {"seed": 4}]
)
def test_options_out_of_bounds_are_refused(table: Table, given: dict[str, object]):
    with pytest.raises(RequestError):
        table.set_options(given)
