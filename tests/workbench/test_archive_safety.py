from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engines.errors import ArchiveError, SealError
from engines.record import StrokeStep
from workbench.archive import attached, migrations, specimens
from workbench.archive.events import Did
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
    with pytest.raises(ArchiveError, match="is not here"):
        archive._vault.open(person, "turn", "one", sealed)
    assert archive.people() == archive.sittings() == archive.open_sittings() == ()
    assert list((archive.folder / "journal").iterdir()) == []
    assert archive.audit()[0].what == "person erased"
    assert archive.verify_audit() > 0


def test_an_erased_person_does_not_come_back_from_an_old_journal(tmp_path):
    with Archive.open(tmp_path) as archive:
        person = archive.add_person(SECRET).id
        archive.begin_sitting(person, "painter")
        (journal,) = (tmp_path / "journal").glob("*.journal")
        kept = journal.read_bytes()
        archive.erase(person)
    journal.write_bytes(kept)
    with Archive.open(tmp_path) as archive:
        assert archive.people() == archive.open_sittings() == ()
    assert not journal.exists()


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


def test_a_changed_or_removed_audit_entry_is_found(archive, sitting):
    assert archive.verify_audit() == len(archive.audit())
    assert json.loads(archive.audit()[0].subject)["sitting"] == sitting
    assert SECRET not in str(archive.audit())
    with archive._database.write() as cursor:
        cursor.execute("UPDATE audit SET who = 'somebody' WHERE number = 2")
    with pytest.raises(ArchiveError, match="entry 2"):
        archive.verify_audit()
    with archive._database.write() as cursor:
        cursor.execute("DELETE FROM audit WHERE number = 1")
    with pytest.raises(ArchiveError, match="entry 1 is missing"):
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
    assert attached.extension_path().is_file()
    told = "SELECT encrypted FROM duckdb_databases() WHERE database_name = 'archive'"
    assert archive._database.read(told) == [(True,)]
    settings = dict(archive._database.read("SELECT name, value FROM duckdb_settings()"))
    assert settings["autoinstall_known_extensions"] == "false"
    assert settings["enable_external_access"] == "false"
    monkeypatch.setattr(attached.duckdb, "__version__", "9.9.9")
    with pytest.raises(ArchiveError, match=r"duckdb-extension-httpfs==9\.9\.9"):
        attached.extension_path()


def test_sql_cannot_reach_other_files(archive):
    with pytest.raises(ArchiveError, match="disabled by configuration"):
        archive._database.read(f"SELECT * FROM read_text('{Path(__file__)}')")


def test_a_folder_that_cannot_be_used_is_told_in_words(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArchiveError, match="cannot be used"):
        Archive.open(tmp_path / "file")
