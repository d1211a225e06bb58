"""The time line of a sitting: in order, with its own pace, and with nothing invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from engines.picture import PictureRequest, Provenance
from engines.record import Answer, Decision, Sitting, Turn
from engines.record.marks import Happening, Moment
from engines.strokes import Drawing, Paper, Point, Stroke
from workbench.replay.scenes import CUT_MS, LASTS_MS
from workbench.replay.timeline import replay_of

BEGAN = datetime(2026, 5, 3, 17, 0, tzinfo=timezone.utc)
PAPER = Paper(aspect=4 / 3)


def at(seconds: float) -> str:
    return (BEGAN + timedelta(seconds=seconds)).isoformat(timespec="milliseconds")


def moment(seconds: float, what: Happening, ref: str = "") -> Moment:
    return Moment(at(seconds), what, ref)


def stroke(name: str, begins_s: float | None, lasts_s: float = 1.0) -> Stroke:
    first = None if begins_s is None else begins_s * 1000
    last = None if first is None else first + lasts_s * 1000
    return Stroke(name, "pen", "#222222", 0.01, "pen", (Point(0.1, 0.1, first), Point(1, 1, last)))


def turn(name: str, decision: Decision | None, *drawn: Stroke, answered: bool = True) -> Turn:
    drawing = Drawing(PAPER, drawn)
    made = Provenance("wash", "none", "", "")
    answer = Answer(name, PictureRequest(drawing), made, b"") if answered else None
    return Turn(name, at(500), drawing, answer, decision)


def sitting(*turns: Turn, course: tuple[Moment, ...] = ()) -> Sitting:
    return Sitting("s", "p", "painter", at(0), at(900), turns=turns, course=course)


ONE, TWO, THREE = stroke("one", 0.0), stroke("two", 1.5), stroke("three", 40.0, 2.0)


def test_scenes_follow_the_course_and_keep_the_pace_of_the_hand():
    course = (moment(10, "page"), moment(12, "stroke", "one"), moment(13.5, "stroke", "two"))
    made = replay_of(sitting(turn("a", "kept", ONE, TWO), course=course))
    strokes = [scene for scene in made.scenes if scene.what == "stroke"]
    assert [scene.lasts_ms for scene in strokes] == [1000, 1000]
    assert strokes[1].start_ms - strokes[0].end_ms == 500
    assert made.known.timed == 2


def test_a_long_pause_is_cut_short_and_says_how_long_it_was():
    course = tuple(moment(t, "stroke", n) for t, n in ((1.1, "one"), (2.6, "two"), (42.2, "three")))
    made = replay_of(sitting(turn("a", "kept", ONE, TWO, THREE), course=course))
    third = next(scene for scene in made.scenes if scene.ref == "three")
    assert third.pause_ms == 37_500
    assert third.start_ms - made.scenes[1].end_ms == CUT_MS


def test_a_putting_back_bares_the_paper_and_a_keeping_stays():
    course = (
        moment(2, "stroke", "one"),
        moment(5, "answer", "a"),
        moment(9, "put_back", "a"),
        moment(12, "answer", "b"),
        moment(15, "kept", "b"),
        moment(18, "stroke", "two"),
    )
    made = replay_of(
        sitting(turn("a", "put_back", ONE), turn("b", "kept", ONE, TWO), course=course)
    )
    assert [scene.layer for scene in made.scenes] == [None, "a", None, "b", "b", "b"]
    assert [(each.answer, each.fate) for each in made.showings] == [
        ("a", "put_back"),
        ("b", "kept"),
    ]
    assert made.showings[0].end_ms == made.scenes[2].end_ms
    assert made.showings[1].end_ms == made.span_ms


def test_an_undone_keeping_shows_the_answer_as_before_it_was_kept():
    course = (
        moment(1, "stroke", "one"),
        moment(2, "answer", "a"),
        moment(3, "kept", "a"),
        moment(4, "undone", "a"),
        moment(5, "put_back", "a"),
        moment(6, "undone", "a"),
    )
    made = replay_of(sitting(turn("a", "put_back", ONE), course=course))
    assert [scene.layer for scene in made.scenes] == [None, "a", "a", "a", None, "a"]
    assert made.showings[0].fate == "undone"


def test_a_cleared_page_and_a_second_page_begin_anew():
    course = (
        moment(1, "page"),
        moment(2, "stroke", "lost"),
        moment(3, "stroke", "one"),
        moment(4, "answer", "a"),
        moment(5, "kept", "a"),
        moment(6, "cleared"),
        moment(7, "page"),
        moment(9, "stroke", "one"),
        moment(10, "kept", "b"),
    )
    second = turn("b", "kept", replace(ONE, color="#ff0000"), answered=False)
    made = replay_of(sitting(turn("a", "kept", ONE), second, course=course))
    assert [(scene.what, scene.page) for scene in made.scenes if scene.what == "page"] == [
        ("page", 0),
        ("page", 1),
    ]
    assert made.scenes[-1].layer is None
    assert made.pages[1].strokes["one"].color == "#ff0000"
    assert made.known.unheld == 1


def test_without_a_course_nothing_but_the_order_is_told():
    made = replay_of(sitting(turn("a", "put_back", ONE), turn("b", "kept", ONE, TWO)))
    assert [scene.what for scene in made.scenes] == [
        *("page", "stroke", "answer", "put_back"),
        *("stroke", "answer", "kept"),
    ]
    assert not made.known.course
    assert {scene.at for scene in made.scenes} == {None}


def test_without_a_course_strokes_missing_later_are_said_to_be_taken_back():
    made = replay_of(
        sitting(turn("a", "kept", ONE, TWO, answered=False), turn("b", "kept", ONE, THREE))
    )
    gone = next(scene for scene in made.scenes if scene.what == "gone")
    assert gone.gone == ("two",)
    assert made.known.taken_back == 1
    assert [scene.ref for scene in made.scenes if scene.what == "stroke"] == ["one", "two", "three"]


def test_a_drawing_with_no_stroke_in_common_is_another_page():
    made = replay_of(sitting(turn("a", "kept", ONE), turn("b", "kept", TWO, THREE)))
    assert len(made.pages) == 2
    assert made.known.taken_back == 0


def test_strokes_without_times_are_given_the_same_time_each():
    bare = [stroke(name, None) for name in ("x", "y")]
    made = replay_of(sitting(turn("a", "kept", *bare)))
    lengths = {scene.lasts_ms for scene in made.scenes if scene.what == "stroke"}
    assert lengths == {LASTS_MS["stroke"]}
    assert (made.known.timed, made.known.evenly) == (0, 2)


def test_an_answer_that_was_not_kept_with_the_sitting_is_unseen():
    course = (moment(2, "stroke", "one"), moment(3, "answer", "lost"), moment(4, "kept", "a"))
    made = replay_of(sitting(turn("a", "kept", ONE), course=course))
    assert made.known.unseen == 1
    assert [scene.layer for scene in made.scenes] == [None, None, "a"]


def test_a_turn_that_the_course_does_not_name_is_told_all_the_same():
    alone = turn("b", "kept", ONE, TWO, answered=False)
    course = (moment(2, "stroke", "one"), moment(3, "stroke", "two"))
    made = replay_of(sitting(alone, course=course))
    assert [scene.what for scene in made.scenes] == ["stroke", "stroke", "kept"]


def test_a_sitting_in_which_nothing_was_kept_has_no_scenes():
    made = replay_of(sitting())
    assert (made.scenes, made.span_ms) == ((), 0)
