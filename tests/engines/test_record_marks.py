from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from engines.errors import RecordError
from engines.record import (
    AnswerStep,
    ClearStep,
    History,
    Sitting,
    Turn,
    step_from_wire,
    step_to_wire,
)
from engines.record import marks as record_marks
from engines.record import pack as record_pack
from engines.record.marks import Mark, Moment
from engines.strokes import Drawing
from tests.engines.older_records import as_format_1

WHEN = "2026-03-02T10:00:00+00:00"
CORNERS = ((0.0, 0.0), (1.0, 0.0), (0.5, 1.0))
MARK = Mark("m1", "loop", CORNERS, "zu viel\nBlau")
MOMENT = Moment(WHEN, "stroke", "s1")
TURN = Turn("turn-1", WHEN, Drawing(), None, "kept", marks=(MARK,))
SITTING = Sitting("sitting-1", "person-1", "painter", WHEN, turns=(TURN,), course=(MOMENT,))


def wire(**changed: Any) -> dict[str, Any]:
    return {**record_marks.mark_to_wire(MARK), **changed}


@pytest.mark.parametrize("shape", record_marks.MARK_SHAPES)
def test_a_mark_survives_the_wire(shape):
    mark = replace(MARK, shape=shape)
    assert record_marks.mark_from_wire(json.loads(json.dumps(wire(shape=shape)))) == mark


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"id": "a b"}, "mark.id is 'a b'"),
        ({"shape": "star"}, "mark.shape is 'star'"),
        ({"points": [[0, 0], [1, 1]]}, "points is 2: must be 3"),
        ({"points": [[0, 0]] * 1001}, "points is 1001"),
        ({"points": [[0, 0], [1, 1], [0, 1.1]]}, r"points\[2\] is 1.1"),
        ({"points": [[0, 0], [1, 1], [0]]}, r"points\[2\] is \[0\]: must be x and y"),
        ({"points": [[0, 0], [1, 1], [0, float("nan")]]}, r"points\[2\] is nan"),
        ({"words": "x" * 401}, "at most 400 characters"),
        ({"words": None}, "mark.words is None"),
        ({"color": "red"}, "unknown field 'color'"),
    ],
)
def test_a_strange_mark_is_refused_by_name(changed, told):
    with pytest.raises(RecordError, match=told):
        record_marks.mark_from_wire(wire(**changed))


def test_marks_are_few_and_each_has_its_own_id():
    with pytest.raises(RecordError, match="an id twice"):
        record_marks.marks_from_wire([wire(), wire()])
    many = [wire(id=f"m{number}") for number in range(101)]
    assert len(record_marks.marks_from_wire(many[:100])) == 100
    with pytest.raises(RecordError, match="at most 100 marks"):
        record_marks.marks_from_wire(many)


@pytest.mark.parametrize("what", record_marks.HAPPENINGS)
def test_a_moment_survives_the_wire(what):
    course = (replace(MOMENT, what=what), Moment(WHEN, "page"))
    told = json.loads(json.dumps([record_marks.moment_to_wire(each) for each in course]))
    assert record_marks.course_from_wire(told) == course


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"at": "today"}, r"course\[0\].at is 'today'"),
        ({"at": "2026-03-02T10:00:00"}, r"course\[0\].at"),
        ({"what": "smiled"}, r"course\[0\].what is 'smiled'"),
        ({"ref": "../x"}, r"course\[0\].ref is '../x'"),
        ({"who": "me"}, "unknown field 'who'"),
    ],
)
def test_a_strange_moment_is_refused_by_name(changed, told):
    with pytest.raises(RecordError, match=told):
        record_marks.course_from_wire([{**record_marks.moment_to_wire(MOMENT), **changed}])


def test_a_course_ends_somewhere(monkeypatch):
    monkeypatch.setattr(record_marks, "MAX_MOMENTS", 1)
    told = [record_marks.moment_to_wire(MOMENT)] * 2
    with pytest.raises(RecordError, match="at most 1 moments"):
        record_marks.course_from_wire(told)


def test_marks_course_and_scans_are_packed():
    import numpy as np

    from engines.picture import png_of

    scan = png_of(np.zeros((64, 64, 3), np.uint8))
    whole = replace(SITTING, scans=(scan, scan))
    assert record_pack.unpack(record_pack.pack(whole)) == whole
    assert record_pack.unpack_turn(record_pack.pack_turn(TURN)) == TURN


def test_a_record_of_format_1_has_no_marks_course_or_scans():
    older = as_format_1(record_pack.pack(SITTING))
    bare = replace(TURN, marks=())
    assert record_pack.unpack(older) == replace(SITTING, turns=(bare,), course=())
    assert record_pack.unpack_turn(as_format_1(record_pack.pack_turn(TURN))) == bare


@pytest.mark.parametrize(
    "step", [AnswerStep("one"), AnswerStep(None), AnswerStep(None, "two"), AnswerStep("one", "two")]
)
def test_a_step_tells_which_answer_was_put_back(step):
    assert step_from_wire(json.loads(json.dumps(step_to_wire(step)))) == step


def test_an_answer_put_back_needs_an_id():
    with pytest.raises(RecordError, match=r"step.answer is 'a/b'"):
        step_from_wire({"do": "answer", "answer": None, "put_back": "a/b"})


def test_a_page_knows_which_answers_were_put_back():
    history = History()
    for step in (AnswerStep(None, "one"), ClearStep(), AnswerStep(None, "two"), AnswerStep(None)):
        history = history.apply(step)
    history = history.apply(AnswerStep(None, "one"))
    assert history.put_back == ("one", "two")
    assert history.undo().undo().undo().put_back == ("one",)
    assert history.answer is None
