"""Questionnaires in the archive: kept as they are answered, and nobody overlooks an answer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engines.errors import ArchiveError, InstrumentError, NotHereError
from workbench.archive.store import Archive

# Answers item 9 and nothing else, says so, and is killed: no end, no close, no flush.
WRITER = """
import sys
from workbench.archive.store import Archive
archive = Archive.open(sys.argv[1])
person = archive.add_person("Ada", synthetic=True).id
sitting = archive.begin_sitting(person, "traditional").sitting.id
laid = archive.lay_out(person, "phq9", language="en", how="own")
archive.answer_own(sitting, laid.id, "self_harm", 1)
print(person, sitting, laid.id, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "practice") as opened:
        yield opened


@pytest.fixture
def ada(archive: Archive) -> str:
    return archive.add_person("Ada", synthetic=True).id


@pytest.fixture
def sitting(archive: Archive, ada: str) -> str:
    return archive.begin_sitting(ada, "traditional").sitting.id


def typed(archive: Archive, person: str, instrument: str = "phq9", **answers: float) -> str:
    laid = archive.lay_out(person, instrument, language="en", how="paper")
    for item, value in answers.items():
        archive.answer_typed(laid.id, item, value, person=person)
    return archive.finish_questionnaire(laid.id, person=person).id


def noted(archive: Archive, count: int = 1) -> list[str]:
    return [entry.what for entry in archive.audit(count)]


@pytest.mark.skipif(os.name != "posix", reason="kills a process by a signal")
def test_an_answer_to_look_at_and_its_task_outlive_a_kill_right_after_the_save(tmp_path: Path):
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as writer:  # type: ignore[call-overload]
        assert writer.stdout is not None
        person, sitting, laid = writer.stdout.readline().split()
        writer.send_signal(signal.SIGKILL)
        writer.wait(30)
    with Archive.open(tmp_path) as archive:
        (found,) = archive.questionnaires(person)
        (task,) = archive.to_look_at()
        assert (found.id, found.answers, found.done) == (laid, {"self_harm": 1.0}, None)
        assert (task.questionnaire, task.item, task.answer) == (laid, "self_harm", 1.0)
        with pytest.raises(ArchiveError, match="looked at first"):
            archive.end_sitting(sitting)


def test_answers_are_kept_one_at_a_time_and_may_stay_incomplete(
    archive: Archive, ada: str, sitting: str
):
    laid = archive.lay_out(ada, "gad7", language="de", how="own")
    assert archive.lay_out(ada, "gad7", language="de", how="own").id == laid.id
    archive.answer_own(sitting, laid.id, "nervous", 3)
    archive.answer_own(sitting, laid.id, "nervous", 2)
    archive.answer_own(sitting, laid.id, "relax", 0)
    archive.answer_own(sitting, laid.id, "relax", None)
    ended = archive.finish_own(sitting, laid.id)
    assert archive.questionnaires(ada) == (ended,)
    assert (ended.answers, ended.language, ended.sitting) == ({"nervous": 2.0}, "de", sitting)
    assert ended.sha256 == archive.instruments()["gad7"].sha256
    with pytest.raises(ArchiveError, match="correction"):
        archive.answer_own(sitting, laid.id, "nervous", 1)


@pytest.mark.parametrize("wrong", [-1, 4, 1.5, True, float("nan"), "2"])
def test_what_is_no_answer_is_refused_and_changes_nothing(archive: Archive, ada: str, wrong: float):
    laid = archive.lay_out(ada, "phq9", language="en", how="paper")
    with pytest.raises(InstrumentError):
        archive.answer_typed(laid.id, "self_harm", wrong, person=ada)
    assert archive.questionnaires(ada)[0].answers == {}
    assert archive.to_look_at() == ()


def test_no_sitting_ends_before_somebody_has_looked_and_says_so_by_name(
    archive: Archive, ada: str, sitting: str
):
    typed(archive, ada, self_harm=2)
    (task,) = archive.to_look_at(ada)
    assert noted(archive, 3) == [
        "questionnaire answered",
        "answer asks for a person",
        "questionnaire laid out",
    ]
    with pytest.raises(ArchiveError, match="looked at first"):
        archive.end_sitting(sitting)
    for name, done in (("", "spoke"), ("Ruth", " ")):
        with pytest.raises(ArchiveError, match="Write"):
            archive.acknowledge(task.id, person=ada, seen_by=name, done=done)
    with pytest.raises(ArchiveError, match="looked at first"):
        archive.restrict(ada, "asked for it")
    archive.acknowledge(task.id, person=ada, seen_by="Ruth Example", done="We spoke about it.")
    archive.end_sitting(sitting)
    (seen,) = archive.looked_at(ada)
    assert (seen.seen_by, seen.done, archive.to_look_at()) == (
        "Ruth Example",
        "We spoke about it.",
        (),
    )
    assert "answer looked at" in noted(archive, 3)


def test_a_task_is_opened_once_and_again_only_for_another_answer(archive: Archive, ada: str):
    laid = archive.lay_out(ada, "phq9", language="en", how="paper")
    for value in (1, 2, 0, 1):
        archive.answer_typed(laid.id, "self_harm", value, person=ada)
    (task,) = archive.to_look_at()
    archive.acknowledge(task.id, person=ada, seen_by="Ruth", done="A slip of the key.")
    archive.answer_typed(laid.id, "self_harm", 1, person=ada)
    assert archive.to_look_at() == ()
    archive.answer_typed(laid.id, "self_harm", 3, person=ada)
    assert [each.answer for each in archive.to_look_at()] == [3.0]


def test_a_correction_needs_a_reason_keeps_the_old_and_opens_tasks_too(archive: Archive, ada: str):
    done = typed(archive, ada, interest=1, self_harm=0)
    assert archive.to_look_at() == ()
    with pytest.raises(ArchiveError, match="why"):
        archive.correct_answers(done, {"interest": 2}, " ", person=ada)
    archive.correct_answers(
        done, {"interest": None, "self_harm": 1}, "misread the sheet", person=ada
    )
    (found,) = archive.questionnaires(ada)
    assert found.answers == {"self_harm": 1.0}
    assert [(each.reason, each.before) for each in found.corrections] == [
        ("misread the sheet", {"interest": 1.0, "self_harm": 0.0})
    ]
    assert len(archive.to_look_at(ada)) == 1


def test_a_person_answers_only_in_their_own_sitting_and_only_with_a_record(
    archive: Archive, ada: str
):
    with pytest.raises(ArchiveError, match="begin one first"):
        archive.lay_out(ada, "phq9", language="en", how="own")
    real = archive.add_person("Somebody real").id
    with pytest.raises(ArchiveError, match="not agreed to"):
        archive.lay_out(real, "phq9", language="en", how="paper")
    other = archive.add_person("Ben", synthetic=True).id
    here = archive.begin_sitting(ada, "traditional").sitting.id
    there = archive.begin_sitting(other, "traditional").sitting.id
    laid = archive.lay_out(ada, "phq9", language="en", how="own")
    with pytest.raises(NotHereError):
        archive.answer_own(there, laid.id, "interest", 1)
    with pytest.raises(NotHereError, match="person alone"):
        archive.answer_typed(laid.id, "interest", 1, person=ada)
    archive.take_off(laid.id, person=ada)
    assert archive.own_questionnaires(here) == ()


def test_answers_go_with_their_person_and_hide_behind_a_lock(archive: Archive, ada: str):
    done = typed(archive, ada, interest=1)
    archive.restrict(ada, "asked for it")
    with pytest.raises(ArchiveError):
        archive.questionnaires(ada)
    archive.lift(ada, "no longer wanted")
    assert archive.questionnaires(ada)[0].id == done
    typed(archive, ada, self_harm=1)
    archive.erase(ada)
    rows = archive._rows.database
    assert archive.to_look_at() == ()
    assert [rows.read(f"SELECT count(*) FROM {t}")[0][0] for t in ("questionnaire", "look")] == [
        0,
        0,
    ]


def test_a_removed_one_comes_back_for_a_day_and_goes_with_its_sitting(
    archive: Archive, ada: str, sitting: str
):
    typed(archive, ada, self_harm=1)
    (task,) = archive.to_look_at()
    with pytest.raises(ArchiveError, match="looked at first"):
        archive.remove_questionnaire(task.questionnaire, person=ada)
    archive.acknowledge(task.id, person=ada, seen_by="Ruth", done="We spoke.")
    archive.end_sitting(sitting)
    removal = archive.remove_questionnaire(task.questionnaire, person=ada)
    assert archive.questionnaires(ada) == archive.looked_at(ada) == ()
    archive.bring_back_removed(removal.id, person=ada)
    assert len(archive.questionnaires(ada)) == len(archive.looked_at(ada)) == 1
    whole = archive.remove_sitting(sitting)
    assert archive.questionnaires(ada) == archive.looked_at(ada) == ()
    archive.bring_back_removed(whole.id, person=ada)
    assert archive.looked_at(ada)[0].done == "We spoke."


def test_nothing_of_the_answers_lies_in_the_tables_in_plain(archive: Archive, ada: str):
    typed(archive, ada, self_harm=1)
    (task,) = archive.to_look_at()
    archive.acknowledge(task.id, person=ada, seen_by="Ruth Canary", done="canary deed")
    rows = archive._rows.database.read("SELECT * FROM questionnaire CROSS JOIN look")
    plain = " ".join(str(each) for row in rows for each in row)
    for canary in ("self_harm", "Canary", "canary deed"):
        assert canary not in plain
