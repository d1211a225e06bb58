from __future__ import annotations

import pytest

from engines import strokes
from engines.errors import RecordError
from engines.record import AnswerStep, ClearStep, History, StrokeStep
from engines.strokes import Drawing, Paper, Point, Stroke


def drawn(name: str, points: int = 2) -> StrokeStep:
    line = tuple(Point(0.1, 0.2, float(t)) for t in range(points))
    return StrokeStep((Stroke(name, "pen", "#102030", 0.01, "pen", line),))


def of(*steps) -> History:
    history = History(Paper(1.5))
    for step in steps:
        history = history.apply(step)
    return history


def names(history: History) -> list[str]:
    return [stroke.id for stroke in history.drawing.strokes]


def test_a_new_page_is_empty_and_has_nothing_to_undo():
    history = History()
    assert history.drawing == Drawing()
    assert history.answer is None
    assert not history.can_undo
    assert not history.can_redo


def test_strokes_are_seen_in_the_order_in_which_they_were_drawn():
    history = of(drawn("a"), drawn("b"))
    assert names(history) == ["a", "b"]
    assert history.drawing.paper == Paper(1.5)


def test_undo_and_redo_go_back_and_forth_without_limit():
    history = of(*(drawn(str(number)) for number in range(500)))
    back = history
    for _ in range(500):
        back = back.undo()
    assert names(back) == []
    assert not back.can_undo
    for _ in range(500):
        back = back.redo()
    assert back == history


def test_a_new_step_drops_undone_ones():
    history = of(drawn("a"), drawn("b")).undo().apply(drawn("c"))
    assert names(history) == ["a", "c"]
    assert not history.can_redo


def test_settling_drops_undone_steps():
    assert of(drawn("a"), drawn("b")).undo().settle() == of(drawn("a"))


def test_a_clear_hides_strokes_and_answer_until_undone():
    history = of(drawn("a"), AnswerStep("answer-1"), ClearStep())
    assert names(history) == []
    assert history.answer is None
    assert names(history.undo()) == ["a"]
    assert history.undo().answer == "answer-1"
    assert names(history.apply(drawn("b"))) == ["b"]


def test_the_last_answer_lies_under_the_lines_until_put_back():
    history = of(drawn("a"), AnswerStep("one"), AnswerStep("two"), AnswerStep(None))
    assert history.answer is None
    assert history.undo().answer == "two"
    assert history.undo().undo().answer == "one"


@pytest.mark.parametrize("step", ["undo", "redo"])
def test_nothing_to_undo_or_redo_is_refused(step):
    with pytest.raises(RecordError, match=f"nothing to {step}"):
        getattr(History(), step)()


def test_a_stroke_is_drawn_once():
    history = of(drawn("a"), ClearStep())
    assert history.holds("a")
    assert not history.holds("b")
    with pytest.raises(RecordError, match="a is on the page already"):
        history.apply(drawn("a"))
    with pytest.raises(RecordError, match="b is on the page already"):
        history.apply(StrokeStep((*drawn("b").strokes, *drawn("b").strokes)))


def test_a_step_without_strokes_is_refused():
    with pytest.raises(RecordError, match="without a stroke"):
        History().apply(StrokeStep(()))


def test_a_page_takes_no_more_points_than_a_drawing_may_hold(monkeypatch):
    monkeypatch.setattr(strokes, "MAX_POINTS_A_DRAWING", 10)
    history = of(drawn("a", 6))
    with pytest.raises(RecordError, match="would hold 11 points"):
        history.apply(drawn("b", 5))
    assert history.apply(ClearStep()).apply(drawn("b", 5)).can_undo
