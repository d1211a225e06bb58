from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engines.errors import ArchiveError, RecordError, SealError
from engines.record import AnswerStep, Feeling, StrokeStep
from workbench.archive import database, migrations, specimens
from workbench.archive.events import Did, Ended, Felt, Paged, Redid, Shown, Undid
from workbench.archive.schema import MEASURES
from workbench.archive.store import Archive

SECRET = "Ottoline Quackenbush"


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path) as opened:
        yield opened


@pytest.fixture
def sitting(archive) -> str:
    person = archive.add_person(SECRET, notes="likes green")
    return archive.begin_sitting(person.id, "painter").sitting.id


def draw(archive: Archive, sitting: str, *names: str) -> None:
    for name in names:
        archive.record(sitting, Did(StrokeStep((specimens.stroke(name),))))


def owner(archive: Archive) -> str:
    return archive.people()[0].id


def test_people_come_back_as_they_were_added(archive):
    ada = archive.add_person("Ada", notes="draws boats", synthetic=True)
    bea = archive.add_person("Bea")
    assert archive.people() == (ada, bea)
    assert archive.person(ada.id) == ada
    assert archive.rename_person(bea.id, name="Beate", notes="").name == "Beate"
    assert archive.person(bea.id) == replace(bea, name="Beate")


def test_a_sitting_with_its_turns_comes_back(archive, sitting):
    turns = (specimens.turn("one"), specimens.turn("two", answered=False))
    for turn in turns:
        archive.keep_turn(sitting, turn)
    archive.save_feelings(sitting, before=Feeling(0.2, None))
    archive.end_sitting(sitting, after=Feeling(None, 0.9))
    whole = archive.sitting(sitting)
    assert whole.turns == turns
    assert (whole.before, whole.after) == (Feeling(0.2, None), Feeling(None, 0.9))
    assert archive.open_sittings() == ()


def test_everything_is_there_after_opening_again(tmp_path):
    with Archive.open(tmp_path) as archive:
        person = archive.add_person(SECRET)
        sitting = archive.begin_sitting(person.id, "painter").sitting.id
        draw(archive, sitting, "a", "b", "c")
        archive.record(sitting, Undid())
        archive.record(sitting, Shown(specimens.answer("shown")))
        archive.record(sitting, Did(AnswerStep("shown")))
        archive.keep_turn(sitting, specimens.turn("one"))
        draw(archive, sitting, "d")
        archive.record(sitting, Undid())
        state = archive.open_sitting(sitting)
    with Archive.open(tmp_path) as archive:
        assert archive.open_sitting(sitting) == state
        assert archive.people() == (person,)
        assert archive.turns(sitting) == (specimens.turn("one"),)
        assert archive.repairs == ()


def test_the_page_goes_on_where_it_was(archive, sitting):
    draw(archive, sitting, "a", "b")
    archive.record(sitting, Undid())
    archive.record(sitting, Redid())
    archive.record(sitting, Undid())
    assert archive.open_sitting(sitting).history.can_redo
    archive.keep_turn(sitting, specimens.turn("one"))
    history = archive.open_sitting(sitting).history
    assert not history.can_redo
    assert [stroke.id for stroke in history.drawing.strokes] == ["a"]
    archive.record(sitting, Paged())
    assert archive.open_sitting(sitting).history.done == ()


def test_numbers_of_entries_count_up(archive, sitting):
    numbers = [archive.record(sitting, Did(StrokeStep((specimens.stroke(n),)))) for n in "abc"]
    assert numbers == [1, 2, 3]
    assert archive.open_sitting(sitting).entries == 3


def test_nothing_personal_is_readable_on_the_disk(tmp_path):
    words = specimens.turn("one")
    assert words.answer is not None
    with Archive.open(tmp_path) as archive:
        person = archive.add_person(SECRET, notes=SECRET)
        sitting = archive.begin_sitting(person.id, "painter").sitting.id
        draw(archive, sitting, "recognizable-stroke")
        archive.keep_turn(sitting, words)
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        held = b"".join(path.read_bytes() for path in files)
    marks = (SECRET.encode(), b"a house by a tree", b"recognizable", words.answer.painted_png[:40])
    assert not any(mark in held for mark in marks)


def test_personal_content_is_sealed_inside_the_database(archive, sitting):
    archive.keep_turn(sitting, specimens.turn("one"))
    rows = archive._database.read(
        "SELECT name, notes, content, painted, thumbnail FROM person, turn, picture"
    )
    assert all(sealed.startswith(b"SW\x01") for sealed in rows[0])


def test_a_sealed_name_does_not_open_as_another_persons(archive):
    first, other = archive.add_person("Ada"), archive.add_person("Bea")
    name = "(SELECT name FROM person WHERE id = ?)"
    with archive._database.write() as cursor:
        cursor.execute(f"UPDATE person SET name = {name} WHERE id = ?", [first.id, other.id])
    with pytest.raises(SealError, match="do not open"):
        archive.person(other.id)


def test_an_erased_person_is_gone_and_cannot_be_opened(archive, sitting):
    archive.keep_turn(sitting, specimens.turn("one"))
    person, sealed = owner(archive), archive._database.read("SELECT content FROM turn")[0][0]
    archive.erase(person)
    with pytest.raises(ArchiveError, match="no key"):
        archive._vault.open(person, "turn", "one", sealed)
    assert archive.people() == archive.sittings() == archive.open_sittings() == ()
    assert list((archive.folder / "journal").iterdir()) == []
    assert archive.audit()[0].what == "person erased"
    assert archive.verify_audit() > 0


def test_an_erased_person_does_not_come_back_from_an_old_journal(tmp_path):
    with Archive.open(tmp_path) as archive:
        person = archive.add_person(SECRET).id
        archive.begin_sitting(person, "painter")
        (journal,) = (tmp_path / "journal").iterdir()
        kept = journal.read_bytes()
        archive.erase(person)
    journal.write_bytes(kept)
    with Archive.open(tmp_path) as archive:
        assert archive.people() == archive.open_sittings() == ()
    assert not journal.exists()


def test_a_measure_that_is_no_number_is_refused(archive, sitting):
    turn = replace(specimens.turn("one"), measures={"warmth": float("nan")})
    with pytest.raises(RecordError, match="number that is none"):
        archive.keep_turn(sitting, turn)


def test_pictures_are_given_for_their_own_person_only(archive, sitting):
    turn = specimens.turn("one")
    assert turn.answer is not None
    archive.keep_turn(sitting, turn)
    picture, person = turn.answer.id, owner(archive)
    other = archive.add_person("Bea").id
    assert archive.picture_png(picture, person=person) == turn.answer.painted_png
    small = archive.thumbnail_png(picture, person=person)
    assert small is not None
    assert small.startswith(b"\x89PNG")
    with pytest.raises(ArchiveError, match="has no picture"):
        archive.picture_png(picture, person=other)


def test_a_drawing_without_an_answer_has_a_thumbnail(archive, sitting):
    archive.keep_turn(sitting, specimens.turn("one", answered=False))
    assert archive.picture_png("one", person=owner(archive)) is None
    assert archive.thumbnail_png("one", person=owner(archive)) is not None


def test_feelings_left_out_stay_null(archive, sitting):
    archive.save_feelings(sitting, before=Feeling(0.0, None))
    archive.keep_turn(sitting, specimens.turn("one"))
    archive.end_sitting(sitting)
    columns = archive.sitting_trends()
    assert columns["pleasure_before"] == [0.0]
    assert columns["arousal_before"] == columns["pleasure_after"] == [None]
    assert columns["colors"] == [None]


def test_feelings_can_be_saved_when_the_sitting_has_ended(archive, sitting):
    archive.keep_turn(sitting, specimens.turn("one"))
    archive.end_sitting(sitting)
    archive.save_feelings(sitting, after=Feeling(0.7, 0.1))
    archive.save_turn_feeling(sitting, "one", Feeling(0.4, 0.6))
    assert archive.sitting(sitting).after == Feeling(0.7, 0.1)
    assert archive.turns(sitting)[0].feeling == Feeling(0.4, 0.6)


@pytest.mark.parametrize("value", [1.5, -0.1, float("nan"), "much"])
@pytest.mark.parametrize("going", [True, False], ids=["open", "ended"])
def test_a_feeling_out_of_range_is_refused(archive, sitting, value, going):
    if not going:
        archive.end_sitting(sitting)
    with pytest.raises(RecordError, match="pleasure"):
        archive.save_feelings(sitting, before=Feeling(value, None))
    assert archive.sitting(sitting).before == Feeling()


def test_keeping_the_same_turn_again_changes_nothing(archive, sitting):
    for _ in range(2):
        archive.keep_turn(sitting, specimens.turn("one"))
    assert archive.turns(sitting) == (specimens.turn("one"),)
    assert archive.sittings()[0].turns == 1


def test_impossible_things_are_refused_and_change_nothing(archive, sitting):
    draw(archive, sitting, "a")
    state = archive.open_sitting(sitting)
    bad = replace(specimens.turn("one"), at="yesterday")
    broken = replace(specimens.answer("x"), painted_png=b"not a picture")
    refused = [
        lambda: archive.record(sitting, Redid()),
        lambda: draw(archive, sitting, "a"),
        lambda: archive.record(sitting, Felt("nowhere", Feeling())),
        lambda: archive.record(sitting, Shown(broken)),
        lambda: archive.keep_turn(sitting, bad),
        lambda: archive.keep_turn(sitting, replace(bad, measures={"mood": 1.0})),
        lambda: archive.begin_sitting(owner(archive), "painter"),
        lambda: archive.begin_sitting("nobody", "painter"),
        lambda: archive.save_turn_feeling(sitting, "nowhere", Feeling()),
        lambda: archive.end_sitting(sitting, ended="2026-03-02"),
    ]
    for attempt in refused:
        with pytest.raises((ArchiveError, RecordError)):
            attempt()
    assert archive.open_sitting(sitting) == state
    assert archive.turns(sitting) == ()


def test_keep_and_end_have_methods_of_their_own(archive, sitting):
    with pytest.raises(ValueError, match="end_sitting"):
        archive.record(sitting, Ended(specimens.WHEN))


def test_an_ended_sitting_takes_no_more(archive, sitting):
    archive.end_sitting(sitting)
    with pytest.raises(ArchiveError, match="not open"):
        draw(archive, sitting, "a")
    assert list((archive.folder / "journal").iterdir()) == []


def test_a_sitting_moves_to_another_archive_and_back(archive, sitting, tmp_path):
    archive.keep_turn(sitting, specimens.turn("one"))
    archive.end_sitting(sitting)
    packed = archive.export_sitting(sitting)
    with Archive.open(tmp_path / "other") as other:
        person = other.add_person("Ada").id
        assert other.import_sitting(packed, person=person) == sitting
        moved, here = other.sitting(sitting), archive.sitting(sitting)
        assert replace(moved, person=here.person) == here
        assert other.turn_trends()["lightness"] == archive.turn_trends()["lightness"]
        with pytest.raises(ArchiveError, match="is here already"):
            other.import_sitting(packed, person=person)


def test_a_sitting_that_goes_on_is_not_imported(archive, sitting):
    packed = archive.export_sitting(sitting)
    with pytest.raises(ArchiveError, match="goes on where it was packed"):
        archive.import_sitting(packed, person=owner(archive))


def test_trends_read_kept_turns_by_column(archive, sitting):
    chosen, refused = specimens.turn("one"), replace(specimens.turn("two"), decision="put_back")
    drawn = specimens.turn("three", answered=False)
    for turn in (chosen, refused, drawn):
        archive.keep_turn(sitting, turn)
    columns = archive.sitting_trends(owner(archive))
    means = [turn.measures["warmth"] or 0.0 for turn in (chosen, drawn)]
    assert columns["warmth"] == [pytest.approx(sum(means) / 2)]
    assert columns["pictures"] == [["one-answer", "three"]]
    assert columns["turns"] == [2]
    assert archive.turn_trends()["turn"] == ["one", "three"]
    assert set(MEASURES) <= set(archive.turn_trends())


def test_trends_of_nobody_are_empty_columns(archive):
    assert archive.sitting_trends()["pleasure_before"] == []
    assert archive.turn_trends("nobody")["warmth"] == []


def test_a_changed_or_removed_audit_entry_is_found(archive, sitting):
    assert archive.verify_audit() == 3
    assert json.loads(archive.audit()[0].subject)["sitting"] == sitting
    assert SECRET not in str(archive.audit())
    with archive._database.write() as cursor:
        cursor.execute("UPDATE audit SET who = 'somebody' WHERE number = 2")
    with pytest.raises(ArchiveError, match="entry 2"):
        archive.verify_audit()
    with archive._database.write() as cursor:
        cursor.execute("DELETE FROM audit WHERE number = 1")
    with pytest.raises(ArchiveError, match="entry 2"):
        archive.verify_audit()


def test_migrations_are_applied_once_and_remembered(tmp_path):
    with Archive.open(tmp_path):
        pass
    with Archive.open(tmp_path) as archive:
        rows = archive._database.read("SELECT number, name FROM migration")
        assert rows == [(n, m.__name__) for n, m in enumerate(migrations.MIGRATIONS, 1)]


def test_a_newer_archive_is_refused(tmp_path):
    with Archive.open(tmp_path) as archive, archive._database.write() as cursor:
        cursor.execute("INSERT INTO migration VALUES (99, 'm099_later', 'later')")
    with pytest.raises(ArchiveError, match="version 99"):
        Archive.open(tmp_path)


def test_one_process_owns_the_archive_and_says_which(archive):
    code = f"from workbench.archive.store import Archive; Archive.open({str(archive.folder)!r})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert f"held by another process (PID {os.getpid()})" in run.stderr
    with pytest.raises(ArchiveError, match="open in this process already"):
        Archive.open(archive.folder)


def test_an_archive_that_failed_to_open_can_be_opened_again(tmp_path):
    with Archive.open(tmp_path):
        pass
    key = tmp_path / "master.key"
    key.rename(tmp_path / "elsewhere")
    with pytest.raises(ArchiveError, match="is missing"):
        Archive.open(tmp_path)
    (tmp_path / "elsewhere").rename(key)
    with Archive.open(tmp_path) as archive:
        assert archive.repairs == ()


def test_no_network_is_asked_for_the_encryption(archive, monkeypatch):
    assert database.extension_path().is_file()
    told = "SELECT encrypted FROM duckdb_databases() WHERE database_name = 'archive'"
    assert archive._database.read(told) == [(True,)]
    settings = dict(archive._database.read("SELECT name, value FROM duckdb_settings()"))
    assert settings["autoinstall_known_extensions"] == "false"
    assert settings["enable_external_access"] == "false"
    monkeypatch.setattr(database.duckdb, "__version__", "9.9.9")
    with pytest.raises(ArchiveError, match=r"duckdb-extension-httpfs==9\.9\.9"):
        database.extension_path()


def test_sql_cannot_reach_other_files(archive):
    with pytest.raises(ArchiveError, match="disabled by configuration"):
        archive._database.read(f"SELECT * FROM read_text('{Path(__file__)}')")
