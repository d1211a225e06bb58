"""Studies in the archive: sealed lots, enrolling, what happened to people, and locked data."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from engines.errors import AnalysisError, ArchiveError, NotHereError
from workbench.archive import migrations
from workbench.archive.consent import Deed, Item, Read, Said
from workbench.archive.store import Archive
from workbench.archive.studies import Study
from workbench.outcomes.protocols import lots, plans

TODAY = date(2026, 3, 2)
READ = Read(1, "0" * 64, "en")
# Enrols somebody, notes an adverse event, says so, and is killed: no close, no flush.
WRITER = """
import sys
from datetime import date
from tests.workbench.test_archive_studies import agreed, registered
from workbench.archive.store import Archive
archive = Archive.open(sys.argv[1])
person = agreed(archive, "Ada")
study = registered(archive)
entry = archive.enrol(person, study.id)
archive.note_happening(person, "adverse", "fell", day=date(2026, 3, 2), serious=True)
print(person, entry.id, entry.arm, flush=True)
sys.stdin.read()
"""


def say(archive: Archive, person: str, item: Item = "research", deed: Deed = "given") -> None:
    archive.consent(person, Said(item, deed, READ))


def agreed(archive: Archive, name: str) -> str:
    person = archive.add_person(name, synthetic=True).id
    say(archive, person)
    return person


def registered(archive: Archive, protocol: str = "six_and_six_crossover", people: int = 4) -> Study:
    told = {"primary": "phq9", "people": people, "analysis": "A mixed model."}
    return archive.register_study("Trying it out", protocol, **told)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "practice") as opened:
        yield opened


@pytest.fixture
def ada(archive: Archive) -> str:
    return agreed(archive, "Ada")


def noted(archive: Archive, count: int = 1) -> list[str]:
    return [entry.what for entry in archive.audit(count)]


@pytest.mark.skipif(os.name != "posix", reason="kills a process by a signal")
def test_a_lot_and_an_adverse_event_outlive_a_kill_right_after_the_save(tmp_path: Path):
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as writer:  # type: ignore[call-overload]
        assert writer.stdout is not None
        person, enrolment, arm = writer.stdout.readline().split()
        writer.send_signal(signal.SIGKILL)
        writer.wait(30)
    with Archive.open(tmp_path) as archive:
        (entry,) = archive.enrolments(person)
        (event,) = archive.happenings(person)
        (study,) = archive.studies()
        assert (entry.id, str(entry.arm), entry.number, study.given) == (enrolment, arm, 1, 1)
        assert (event.serious, event.waits, event.enrolment) == (True, True, enrolment)


def test_an_archive_from_before_studies_has_them_from_now_on(tmp_path, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:9])
        with Archive.open(tmp_path) as old:
            ada = old.add_person("Ada", notes="likes green", synthetic=True).id
            laid = old.lay_out(ada, "gad7", language="en", how="paper")
            say(old, ada)
    with Archive.open(tmp_path) as archive:
        assert archive.person(ada).notes == "likes green"
        assert archive.questionnaires(ada)[0].id == laid.id
        assert archive.studies() == archive.enrolments(ada) == archive.happenings(ada) == ()
        archive.enrol(ada, registered(archive).id)
        assert archive.check_audit().whole
    assert list((tmp_path / "snapshots").iterdir())


def test_a_plan_is_hashed_with_its_protocol_before_anybody_is_enrolled(archive: Archive):
    study = registered(archive)
    assert study.sha256 == plans.sha256(study.told)
    assert json.loads(study.told)["protocol"]["name"] == "six_and_six_crossover"
    assert study.plan.protocol == archive.protocols()["six_and_six_crossover"]
    assert (study.given, study.locked, len(study.commitment)) == (0, False, 64)
    assert archive.audit(1)[0].about == {"study": study.id, "hash": study.sha256}
    with pytest.raises(AnalysisError, match="not measured"):
        archive.register_study("x", "six_and_six", primary="who5", people=3, analysis="x")
    with pytest.raises(ArchiveError, match="no protocol"):
        archive.register_study("x", "seven", primary="phq9", people=3, analysis="x")


def test_lots_follow_the_sealed_list_and_are_checked_once_the_data_are_locked(archive: Archive):
    study = registered(archive)
    people = [agreed(archive, name) for name in "abcd"]
    given = tuple(archive.enrol(person, study.id).arm for person in people)
    with pytest.raises(ArchiveError, match="stay sealed"):
        archive.opened_lots(study.id)
    assert not hasattr(study, "seed")
    archive.lock_study(study.id, "a" * 64)
    opened = archive.opened_lots(study.id)
    lots.check(opened, study.commitment, given)
    with pytest.raises(AnalysisError, match="Lot 1"):
        lots.check(opened, study.commitment, (1 - given[0], *given[1:]))


def test_a_lot_is_never_given_again_though_its_person_was_erased(archive: Archive, ada: str):
    study = registered(archive)
    archive.enrol(ada, study.id)
    archive.erase(ada)
    entry = archive.enrol(agreed(archive, "Ben"), study.id)
    assert entry.number == 2
    assert [each.number for each in archive.everybody_in(study.id)] == [2]


def test_nobody_is_enrolled_without_consent_twice_or_beyond_the_plan(archive: Archive, ada: str):
    study = registered(archive, people=1)
    other = archive.add_person("Ben", synthetic=True).id
    with pytest.raises(ArchiveError, match="not agreed to"):
        archive.enrol(other, study.id)
    say(archive, other)
    say(archive, other, "painter", "not_now")
    with pytest.raises(ArchiveError, match="painter"):
        archive.enrol(other, study.id)
    archive.enrol(ada, study.id)
    with pytest.raises(ArchiveError, match="already"):
        archive.enrol(ada, registered(archive).id)
    with pytest.raises(ArchiveError, match="Everybody whom the plan names"):
        archive.enrol(agreed(archive, "Cleo"), study.id)
    archive.lock_study(study.id, "a" * 64)
    with pytest.raises(ArchiveError, match="locked"):
        archive.enrol(agreed(archive, "Dora"), study.id)


def test_whoever_takes_research_back_leaves_the_study_with_it(archive: Archive, ada: str):
    entry = archive.enrol(ada, registered(archive).id)
    say(archive, ada, deed="withdrawn")
    (left,) = archive.enrolments(ada)
    assert left.ended is not None
    assert archive.takings() == ()
    assert noted(archive, 2) == ["study left", "consent withdrawn"]
    with pytest.raises(ArchiveError, match="already"):
        archive.leave_study(entry.id, "", person=ada)


def test_an_event_waits_until_somebody_closes_it_by_name(archive: Archive, ada: str):
    archive.enrol(ada, registered(archive).id)
    event = archive.note_happening(ada, "distress", "wept for a while", day=TODAY)
    assert archive.takings()[0].waiting == 1
    for by, text in (("", "calmer"), ("Ruth", " ")):
        with pytest.raises(ArchiveError, match="Write"):
            archive.follow_up(event.id, text, person=ada, by=by)
    archive.follow_up(event.id, "called her", person=ada, by="Ruth")
    closed = archive.follow_up(event.id, "well again", person=ada, by="Ruth", over=True)
    assert [each.text for each in closed.follow_ups] == ["called her", "well again"]
    assert (closed.waits, archive.takings()[0].waiting) == (False, 0)
    with pytest.raises(ArchiveError, match="closed"):
        archive.follow_up(event.id, "more", person=ada, by="Ruth")
    missed = archive.note_happening(ada, "missed", "", day=TODAY)
    with pytest.raises(ArchiveError, match="nothing to follow up"):
        archive.follow_up(missed.id, "more", person=ada, by="Ruth")


@pytest.mark.parametrize(
    ("kind", "text", "day", "serious", "why"),
    [
        ("adverse", "fell", TODAY, None, "whether"),
        ("distress", "wept", TODAY, True, "whether"),
        ("deviation", " ", TODAY, None, "what happened"),
        ("missed", "", date(2999, 1, 1), None, "still to come"),
        ("joy", "laughed", TODAY, None, "not 'joy'"),
    ],
)
def test_what_is_half_said_is_refused(archive: Archive, ada: str, kind, text, day, serious, why):
    with pytest.raises(ArchiveError, match=why):
        archive.note_happening(ada, kind, text, day=day, serious=serious)
    assert archive.happenings(ada) == ()


def test_a_correction_has_a_reason_and_keeps_what_stood_there(archive: Archive, ada: str):
    archive.enrol(ada, registered(archive).id)
    entry = archive.note_happening(ada, "missed", "was ill", day=TODAY)
    with pytest.raises(ArchiveError, match="why"):
        archive.amend_happening(entry.id, "on leave", "", person=ada)
    archive.amend_happening(entry.id, "on leave", "mixed up", person=ada)
    archive.strike_happening(entry.id, "it was another person", person=ada)
    (found,) = archive.happenings(ada)
    assert found.text == "on leave"
    assert [(each.reason, each.before) for each in found.amended] == [
        ("mixed up", "was ill"),
        ("it was another person", "on leave"),
    ]
    assert archive.takings()[0].missed == ()
    with pytest.raises(NotHereError):
        archive.amend_happening("unknown", "x y z", "x y z", person=ada)


def test_data_are_not_locked_while_an_event_is_open(archive: Archive, ada: str):
    study, other = registered(archive), registered(archive)
    archive.enrol(ada, study.id)
    kinds = ("distress", "adverse")
    entries = [
        archive.note_happening(ada, kind, "it was too much", day=TODAY, serious=serious)
        for kind, serious in zip(kinds, (None, False), strict=True)
    ]
    archive.note_happening(ada, "missed", "was ill", day=TODAY)
    archive.follow_up(entries[0].id, "we spoke", person=ada, by="Ruth", over=True)
    with pytest.raises(ArchiveError, match="is still open"):
        archive.lock_study(study.id, "a" * 64)
    assert not archive.studies()[0].locked
    archive.lock_study(other.id, "a" * 64)
    archive.strike_happening(entries[1].id, "it was another person", person=ada)
    assert archive.lock_study(study.id, "a" * 64).locked


def test_data_are_locked_anew_only_with_a_reason_and_where_they_changed(archive: Archive):
    study = registered(archive)
    archive.lock_study(study.id, "a" * 64)
    for sha256, reason, why in (("b" * 64, "", "why"), ("a" * 64, "typing error", "as they were")):
        with pytest.raises(ArchiveError, match=why):
            archive.lock_study(study.id, sha256, reason=reason)
    archive.lock_study(study.id, "b" * 64, reason="typing error")
    (found,) = archive.studies()
    assert [(each.sha256[0], each.reason) for each in found.locks] == [
        ("a", ""),
        ("b", "typing error"),
    ]


def test_nothing_that_was_written_lies_in_plain_and_all_of_it_goes_with_its_person(
    archive: Archive, ada: str
):
    entry = archive.enrol(ada, registered(archive).id)
    event = archive.note_happening(ada, "adverse", "canary event", day=TODAY, serious=True)
    archive.follow_up(event.id, "canary deed", person=ada, by="Ruth Canary")
    archive.leave_study(entry.id, "canary reason", person=ada)
    rows = archive._rows.database.read("SELECT * FROM enrolment CROSS JOIN happening")
    plain = " ".join(str(each) for row in rows for each in row).lower()
    assert "canary" not in plain
    archive.restrict(ada, "asked for it")
    assert archive.takings() == archive.everybody_in(entry.study) == ()
    with pytest.raises(ArchiveError, match="locked"):
        archive.note_happening(ada, "missed", "", day=TODAY)
    archive.erase(ada)
    read = archive._rows.database.read
    assert [read(f"SELECT count(*) FROM {each}")[0][0] for each in ("enrolment", "happening")] == [
        0,
        0,
    ]
