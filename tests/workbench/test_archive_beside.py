"""What is said beside the page: marks, notes, scans. And the course: what happened when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from engines.errors import ArchiveError, RecordError
from engines.record import AnswerStep, ClearStep, StrokeStep, Turn
from engines.record.marks import Mark
from engines.strokes import Drawing, Paper
from workbench.archive import course, specimens
from workbench.archive.events import (
    Chosen,
    Did,
    Event,
    Paged,
    Redid,
    Released,
    Shown,
    Undid,
    Withheld,
)
from workbench.archive.store import Archive

PNG = specimens.painted_png(3)
ANSWER = specimens.answer("x")
LOOP = Mark("m1", "loop", ((0.1, 0.1), (0.2, 0.1), (0.2, 0.3)), "too blue")
BOX = Mark("m2", "rectangle", ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)))


@pytest.fixture
def archive(tmp_path) -> Iterator[Archive]:
    with Archive.open(tmp_path) as opened:
        yield opened


@pytest.fixture
def sitting(archive) -> str:
    return archive.begin_sitting(archive.add_person("Ada").id, "painter").sitting.id


def step(*names: str) -> Did:
    return Did(StrokeStep(tuple(specimens.stroke(name) for name in names)))


def turn(decision: str | None = "kept") -> Turn:
    return replace(specimens.turn("two"), id="x", answer=ANSWER, decision=decision)


def lay(archive: Archive, sitting: str) -> None:
    archive.record(sitting, Shown(ANSWER))
    archive.record(sitting, Did(AnswerStep("x")))
    archive.keep_turn(sitting, turn())


def reopened(archive: Archive) -> Archive:
    archive.close()
    return Archive.open(archive.folder)


def owner(archive: Archive) -> str:
    return archive.people()[0].id


def test_marks_wait_for_their_answer_to_be_kept(archive, sitting):
    archive.record(sitting, Shown(ANSWER))
    archive.mark(sitting, "x", (LOOP,))
    archive.mark(sitting, "x", (LOOP, BOX))
    with reopened(archive) as again:
        assert again.open_sitting(sitting).marks == {"x": (LOOP, BOX)}
        again.keep_turn(sitting, turn())
        assert again.turns(sitting)[0].marks == (LOOP, BOX)
        assert again.repairs == ()


def test_marks_of_a_kept_answer_change_its_turn(archive, sitting):
    lay(archive, sitting)
    archive.mark(sitting, "x", (LOOP,))
    assert archive.turns(sitting) == (replace(turn(), marks=(LOOP,)),)
    archive.record(sitting, Undid())
    archive.record(sitting, Redid())
    assert archive.turns(sitting)[0].marks == (LOOP,)
    with reopened(archive) as again:
        assert again.turns(sitting)[0].marks == (LOOP,)
        again.mark(sitting, "x", ())
        assert again.turns(sitting)[0].marks == ()
        assert again.open_sitting(sitting).marks == {}


def test_a_kill_before_the_row_follows_a_mark_is_repaired(archive, sitting):
    from workbench.archive.events import Marked

    lay(archive, sitting)
    archive._underway.record(sitting, Marked("x", (BOX,)))
    with reopened(archive) as again:
        assert again.turns(sitting)[0].marks == (BOX,)


def test_marks_of_an_ended_sitting_are_rewritten_and_noted(archive, sitting):
    lay(archive, sitting)
    archive.end_sitting(sitting)
    archive.mark(sitting, "x", (LOOP,))
    assert archive.sitting(sitting).turns[0].marks == (LOOP,)
    assert archive.audit()[0].what == "picture marked"
    assert "too blue" not in str(archive.audit())


def test_marks_go_with_an_answer_that_nothing_keeps(archive, sitting):
    lay(archive, sitting)
    archive.record(sitting, Shown(specimens.answer("y")))
    for name in ("x", "y"):
        archive.mark(sitting, name, (LOOP,))
    archive.record(sitting, Paged())
    assert archive.open_sitting(sitting).marks == {"x": (LOOP,)}


@pytest.mark.parametrize("ended", [False, True])
def test_only_pictures_of_the_sitting_are_marked(archive, sitting, ended):
    lay(archive, sitting)
    other = archive.begin_sitting(archive.add_person("Bea").id, "painter").sitting.id
    if ended:
        archive.end_sitting(other)
    for name in ("nothing", "x"):
        with pytest.raises(ArchiveError, match=f"has no picture {name}"):
            archive.mark(other, name, (LOOP,))
    with pytest.raises(RecordError, match="corners"):
        archive.mark(sitting, "x", (replace(LOOP, points=()),))


def test_an_undecided_answer_is_kept_but_not_chosen(archive, sitting):
    archive.record(sitting, Shown(ANSWER))
    archive.keep_turn(sitting, replace(turn(None), marks=(LOOP,)))
    assert archive.turns(sitting)[0].decision is None
    assert archive.turn_trends()["turn"] == []
    assert archive.sitting_trends()["turns"] == [0]
    archive.keep_turn(sitting, turn())
    archive.keep_turn(sitting, turn(None))
    assert archive.turns(sitting) == (replace(turn(), marks=(LOOP,)),)
    assert archive.turn_trends()["turn"] == ["x"]


def test_a_note_is_kept_in_a_sitting_open_or_ended(archive, sitting):
    assert archive.note(sitting) == ""
    archive.write_note(sitting, "came in tired")
    with reopened(archive) as again:
        assert again.note(sitting) == "came in tired"
        again.end_sitting(sitting)
        assert again.note(sitting) == "came in tired"
        again.write_note(sitting, "left lighter")
        assert again.note(sitting) == "left lighter"
        assert b"lighter" not in (again.folder / "archive.duckdb").read_bytes()


def test_a_note_comes_back_from_the_journal(archive, sitting):
    archive.write_note(sitting, "came in tired")
    archive.close()
    for path in archive.folder.glob("archive.duckdb*"):
        path.unlink()
    with Archive.open(archive.folder) as again:
        assert again.note(sitting) == "came in tired"


def test_a_scan_is_kept_once_and_only_for_its_person(archive, sitting):
    name = archive.keep_scan(sitting, PNG)
    assert archive.keep_scan(sitting, PNG) == name
    with reopened(archive) as again:
        assert again.open_sitting(sitting).scans == {name: PNG}
        assert again.scan_png(name, person=owner(again)) == PNG
        other = again.add_person("Bea").id
        with pytest.raises(ArchiveError, match="has no scan"):
            again.scan_png(name, person=other)
    with Archive.open(archive.folder) as again, pytest.raises(RecordError, match="no PNG"):
        again.keep_scan(sitting, b"JFIF")


def test_a_kill_before_a_scan_is_stored_is_repaired(archive, sitting):
    from workbench.archive.events import Scanned, sha256

    archive._underway.record(sitting, Scanned(PNG))
    with reopened(archive) as again:
        assert again.scan_png(sha256(PNG), person=owner(again)) == PNG


def test_a_sitting_moves_with_marks_course_and_scans(archive, sitting, tmp_path):
    scan = archive.keep_scan(sitting, PNG)
    archive.record(sitting, Paged(Paper(scan=scan)))
    lay(archive, sitting)
    archive.mark(sitting, "x", (LOOP,))
    drawing = Drawing(Paper(scan=scan), (specimens.stroke("s"),))
    archive.keep_turn(sitting, replace(specimens.turn("one", answered=False), drawing=drawing))
    archive.end_sitting(sitting)
    packed, here = archive.export_sitting(sitting), archive.sitting(sitting)
    with Archive.open(tmp_path / "other") as other:
        person = other.add_person("Ada").id
        other.import_sitting(packed, person=person)
        assert replace(other.sitting(sitting), person=here.person) == here
        assert other.scan_png(scan, person=person) == PNG
        assert len(here.course) == 3


def told(archive: Archive, sitting: str) -> list[str]:
    return [f"{each.what} {each.ref}".strip() for each in archive.sitting(sitting).course]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((Paged(), step("a"), step("b", "c")), ["page", "stroke a", "stroke b", "stroke c"]),
        ((step("a"), step("b", "c"), Undid()), ["stroke a"]),
        ((step("a"), Shown(ANSWER), Undid(), Redid()), ["stroke a", "answer x"]),
        ((step("a"), step("b"), Undid(), Undid(), step("c")), ["stroke c"]),
        ((step("a"), step("b"), Undid(), Undid(), Redid(), Redid()), ["stroke a", "stroke b"]),
        ((step("a"), Did(ClearStep()), step("b")), ["stroke a", "cleared", "stroke b"]),
        ((step("a"), Did(ClearStep()), Undid()), ["stroke a"]),
        (
            (Shown(ANSWER), Did(AnswerStep("x")), Undid(), Redid()),
            ["answer x", "kept x", "undone x", "kept x"],
        ),
        (
            (Shown(ANSWER), Did(AnswerStep(None, "x")), Undid()),
            ["answer x", "put_back x", "undone x"],
        ),
        ((step("a"), Undid(), Paged(), step("b")), ["page", "stroke b"]),
    ],
)
def test_the_course_tells_what_was_not_undone(archive, sitting, events, expected):
    for event in events:
        archive.record(sitting, event)
    assert told(archive, sitting) == expected
    with reopened(archive) as again:
        assert told(again, sitting) == expected
        again.end_sitting(sitting)
        assert told(again, sitting) == expected


def test_a_stroke_done_again_has_its_own_time_and_place(archive, sitting):
    times = [f"2026-03-02T10:00:0{second}.000+00:00" for second in range(5)]
    done: tuple[Event, ...] = (step("a"), Shown(ANSWER), Undid(), Redid(), step("b"))
    for at, event in zip(times, done, strict=True):
        archive.record(sitting, event, at)
    moments = archive.open_sitting(sitting).course
    assert [moment.at for moment in moments] == [times[0], times[1], times[4]]
    archive.end_sitting(sitting)
    assert archive.sitting(sitting).course == moments


def test_a_time_that_is_none_is_refused(archive, sitting):
    with pytest.raises(RecordError, match=r"entry\.at"):
        archive.record(sitting, step("a"), "yesterday")
    assert archive.open_sitting(sitting).entries == 0


def test_a_kill_after_the_end_was_acknowledged_keeps_the_course(archive, sitting):
    from workbench.archive.events import Ended

    archive.record(sitting, step("a"))
    archive._underway.record(sitting, Ended(specimens.WHEN))
    with reopened(archive) as again:
        assert told(again, sitting) == ["stroke a"]
        assert again.open_sittings() == ()


def test_a_step_without_a_time_has_no_moment():
    assert course.of_step(ClearStep(), None) == ()
    happened, lost = course.take_back((), ClearStep(), None)
    assert course.bring_back(happened, ClearStep(), lost, None) == ()


def test_what_was_withheld_is_put_back_for_good_and_survives_a_restart(archive, sitting):
    archive.record(sitting, Shown(ANSWER))
    archive.record(sitting, Withheld("x"))
    with reopened(archive) as again:
        state = again.open_sitting(sitting)
        assert state.put_back == state.withheld == ("x",)
        assert not state.history.can_undo
        assert [moment.what for moment in state.course] == ["answer", "put_back"]
        again.record(sitting, Paged())
        assert again.open_sitting(sitting).withheld == ()


def test_what_was_chosen_and_released_survives_a_restart(archive, sitting):
    options = {"words": "a boat", "live": False, "mood": None}
    archive.record(sitting, Chosen(options))
    archive.record(sitting, Shown(ANSWER))
    archive.record(sitting, Released("x"))
    with pytest.raises(RecordError, match="not shown"):
        archive.record(sitting, Released("y"))
    with reopened(archive) as again:
        state = again.open_sitting(sitting)
        assert (state.options, state.released) == (options, ("x",))
        again.record(sitting, Paged())
        assert again.open_sitting(sitting).released == ()
