"""What people agreed to, how long records are kept, what is locked."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from engines.errors import ArchiveError
from workbench.archive import specimens
from workbench.archive.consent import Read, Said
from workbench.archive.retention import PREFERENCE, Retention, years_later
from workbench.archive.store import Archive

TEXT = Read(1, "a" * 64, "en")


@pytest.fixture
def archive(tmp_path: Path):
    with Archive.open(tmp_path) as opened:
        yield opened


@pytest.fixture
def ada(archive: Archive) -> str:
    return archive.add_person("Ada", notes="boats").id


def said(item: str, deed: str = "given", **more: str) -> Said:
    return Said(item, deed, TEXT, **more)  # type: ignore[arg-type]


def past(archive: Archive, person: str, *, days: int) -> str:
    """An ended sitting with a picture, that many days ago."""
    at = (datetime.now(timezone.utc) - timedelta(days=days)).isoformat(timespec="milliseconds")
    sitting = archive.begin_sitting(person, "painter", started=at).sitting.id
    archive.keep_turn(sitting, specimens.turn(f"{sitting}-t"), thumbnail_png=b"small")
    archive.write_note(sitting, "quiet today")
    archive.end_sitting(sitting, ended=at)
    return sitting


def test_nobody_has_agreed_to_anything_before_it_is_said(archive: Archive, ada: str):
    assert archive.consented(ada) == {}
    assert not any(archive.allows(ada, item) for item in ("record", "painter", "research"))
    archive.consent(ada, said("painter"))
    assert archive.allows(ada, "painter")
    assert not archive.allows(ada, "record")


def test_what_was_said_last_counts_and_all_of_it_stays(archive: Archive, ada: str):
    for deed in ("not_now", "given", "withdrawn"):
        archive.consent(ada, said("exhibition", deed))
    assert [entry.said.deed for entry in archive.consents(ada)] == ["not_now", "given", "withdrawn"]
    assert archive.consented(ada) == {"exhibition": "withdrawn"}
    with pytest.raises(ArchiveError, match="nothing to take back"):
        archive.consent(ada, said("exhibition", "withdrawn"))


def test_names_in_a_consent_are_sealed_and_the_audit_has_none(archive: Archive, ada: str):
    archive.consent(ada, said("record", how="paper", witness="Dr. Grau", guardian="Mother Ada"))
    (entry,) = archive.consents(ada)
    assert (entry.said.witness, entry.said.guardian) == ("Dr. Grau", "Mother Ada")
    ((sealed,),) = archive._rows.database.read("SELECT names FROM consent")
    assert b"Grau" not in sealed
    told = archive.audit()[0]
    assert (told.what, json.loads(told.subject)["item"]) == ("consent given", "record")
    assert "Grau" not in str(archive.audit())


def test_somebody_made_up_has_record_and_painter_and_a_word_counts_more(archive: Archive):
    robin = archive.add_person("Robin", synthetic=True).id
    assert archive.allows(robin, "painter")
    assert not archive.allows(robin, "research")
    archive.consent(robin, said("painter", "withdrawn"))
    assert not archive.allows(robin, "painter")


def test_a_restart_and_a_sitting_are_known(archive: Archive, ada: str, tmp_path: Path):
    sitting = archive.begin_sitting(ada, "painter").sitting.id
    archive.consent(ada, said("painter"))
    archive.close()
    with Archive.open(tmp_path) as again:
        assert again.allows(ada, "painter")
        assert again.consents(ada)[0].sitting == sitting
        assert again.everybody_who("painter") == {ada}


@pytest.mark.parametrize(
    ("ground", "deeds", "may"),
    [
        (None, (), False),
        ("consent", (), False),
        ("treatment", (), True),
        ("treatment", ("not_now",), False),
        (None, ("given",), True),
        ("treatment", ("given", "withdrawn"), False),
    ],
)
def test_a_record_needs_a_yes_or_another_ground(archive, ada, ground, deeds, may):
    archive.set_preference("basis_record", ground)
    for deed in deeds:
        archive.consent(ada, said("record", deed))
    assert archive.may_begin(ada) is may


def test_a_consent_that_says_nothing_is_refused(archive: Archive, ada: str):
    with pytest.raises(ArchiveError, match="item is 'everything'"):
        archive.consent(ada, said("everything"))
    with pytest.raises(ArchiveError, match="SHA-256"):
        archive.consent(ada, Said("record", "given", Read(1, "", "en")))


def test_erasing_takes_every_entry_with_it(archive: Archive, ada: str):
    archive.consent(ada, said("record"))
    archive.restrict(ada, "asked to be erased")
    archive.lift(ada, "asked again")
    archive.erase(ada)
    for table in ("consent", "restriction", "removed"):
        assert archive._rows.database.read(f"SELECT * FROM {table}") == []


def test_the_end_of_keeping_is_counted_from_the_last_sitting():
    assert years_later(date(2024, 2, 29), 1) == date(2025, 2, 28)
    kept = Retention("p", date(2020, 3, 1), 10)
    assert kept.until == date(2030, 3, 1)
    assert [kept.deed(date(2030, 2, 28)), kept.deed(date(2030, 3, 1))] == ["restrict", "erase"]
    assert Retention("p", date(2020, 3, 1), None).deed(date(2050, 1, 1)) == "ask"
    assert Retention("p", None, None).deed(date(2050, 1, 1)) == "erase"


def test_what_may_go_is_listed_and_nothing_goes(archive: Archive, ada: str):
    past(archive, ada, days=400)
    made_up = archive.add_person("Robin", synthetic=True).id
    past(archive, made_up, days=4000)
    assert archive.kept_long_enough() == ()
    archive.set_preference(PREFERENCE, "1")
    assert [each.person for each in archive.kept_long_enough()] == [ada]
    archive.set_preference(PREFERENCE, "10")
    assert archive.kept_long_enough() == ()
    assert {person.id for person in archive.people()} == {ada, made_up}


def test_a_locked_record_shows_a_pseudonym_and_nothing_else(archive: Archive, ada: str):
    sitting = past(archive, ada, days=30)
    (turn,) = archive.turns(sitting)
    archive.set_preference(PREFERENCE, "10")
    lock = archive.restrict(ada, "asked to be erased in March")
    assert (archive.person(ada).name, archive.person(ada).notes) == (ada[:6], "")
    assert archive.person(ada).locked
    assert lock.until is not None
    assert archive.sittings() == archive.sittings(ada) == ()
    assert archive.sitting_trends()["person"] == archive.turn_trends(ada)["person"] == []
    for look in (
        lambda: archive.turns(sitting),
        lambda: archive.note(sitting),
        lambda: archive.glimpses(ada),
        lambda: archive.export_sitting(sitting),
        lambda: archive.thumbnail_png(f"{turn.id}-answer", person=ada),
        lambda: archive.edit_person(ada, notes="x"),
        lambda: archive.write_note(sitting, "x"),
    ):
        with pytest.raises(ArchiveError, match=r"locked"):
            look()


def test_a_lock_outlives_a_restart_and_its_reason_can_be_read(archive, ada, tmp_path):
    past(archive, ada, days=30)
    archive.restrict(ada, "asked to be erased")
    archive.close()
    with Archive.open(tmp_path) as again:
        assert again.person(ada).locked
        assert [(each.person, each.code) for each in again.locked_records()] == [(ada, ada[:6])]
        assert [lock.reason for lock in again.restrictions(ada)] == ["asked to be erased"]
        again.lift(ada, "a court asks")
        assert again.person(ada).name == "Ada"
        assert again.restrictions(ada)[0].lifted_why == "a court asks"
        assert again.audit()[0].what == "restriction lifted"


def test_nobody_is_locked_in_the_middle_of_a_sitting(archive: Archive, ada: str):
    archive.begin_sitting(ada, "traditional")
    with pytest.raises(ArchiveError, match="end it"):
        archive.restrict(ada, "asked to be erased")


def test_a_locked_record_is_erased_once_its_time_is_over(archive: Archive, ada: str):
    past(archive, ada, days=800)
    archive.set_preference(PREFERENCE, "10")
    archive.restrict(ada, "asked to be erased")
    archive.set_preference(PREFERENCE, "2")
    assert [each.person for each in archive.kept_long_enough()] == [ada]
    archive.erase(ada)
    assert archive.people() == ()
    assert archive.locked_records() == ()


@pytest.mark.parametrize("reason", ["", "  ", "x", "y" * 201])
def test_nothing_is_locked_without_a_reason(archive: Archive, ada: str, reason: str):
    with pytest.raises(ArchiveError):
        archive.restrict(ada, reason)
    assert not archive.person(ada).locked
