"""Erasing somebody for good, a new master key, and old copies that bring nobody back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engines.errors import ArchiveError
from engines.record import StrokeStep
from engines.sealing import streams
from engines.sealing.passwords import Cost
from workbench.archive import backup, keycopies, specimens
from workbench.archive.events import Did
from workbench.archive.store import Archive

WORDS = "four words that belong"
QUICK = Cost(memory_kib=64, passes=1, lanes=1)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(streams, "COST", 10)


def opened(folder: Path, unlock: str | bytes | None = None) -> Archive:
    archive = Archive.open(folder, unlock)
    archive._arrangement.cost = QUICK
    return archive


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "practice"


@pytest.fixture
def archive(folder):
    """Two people with a sitting each; the second one's goes on."""
    with opened(folder) as archive:
        for name in ("Ada", "Ben"):
            person = archive.add_person(name).id
            sitting = archive.begin_sitting(person, "painter").sitting.id
            archive.keep_turn(sitting, specimens.turn(f"turn-{name}"))
            if name == "Ada":
                archive.end_sitting(sitting)
            else:
                archive.record(sitting, Did(StrokeStep((specimens.stroke("a"),))))
        yield archive


def names(archive: Archive) -> list[str]:
    return [person.name for person in archive.people()]


def whole(folder: Path) -> bytes:
    """Every byte under a folder, and every name."""
    paths = sorted(folder.rglob("*"))
    held = [path.read_bytes() for path in paths if path.is_file()]
    return b"".join([*(str(path).encode() for path in paths), *held])


def restored(tmp_path, copy: Path, keys: Path) -> Archive:
    held = keycopies.opened(keys, WORDS)
    place = tmp_path / f"new-{copy.stem}"
    master = backup.restore(copy, place, passphrase=WORDS, keys=held)
    return opened(place, master)


def test_a_person_key_lies_in_a_file_and_nowhere_else(archive, folder):
    ada = archive.people()[0].id
    held = archive._vault.files.wrapped(ada)
    assert (folder / "keys" / f"{ada}.key").stat().st_mode & 0o077 == 0
    archive._database.checkpoint()
    assert held not in (folder / "archive.duckdb").read_bytes()
    assert held.hex().encode() not in b"".join(p.read_bytes() for p in folder.glob("journal/*"))


def test_an_erased_person_is_gone_from_the_folder(archive, folder):
    ada, ben = (person.id for person in archive.people())
    (sitting,) = archive.sittings(ben)
    archive.erase(ben)
    assert names(archive) == ["Ada"]
    assert not list((folder / "keys").glob(f"*{ben}*"))
    assert not list((folder / "journal").iterdir())
    assert len(list((folder / "snapshots").glob("*.duckdb"))) == 1
    assert archive.sittings(ada)
    assert archive.erased == (ben,)
    with pytest.raises(ArchiveError):
        archive.open_sitting(sitting.id)


def test_what_is_kept_is_as_it_was_after_an_erasing(archive):
    ada, ben = (person.id for person in archive.people())
    before = [archive.sitting(row.id) for row in archive.sittings(ada)]
    archive.erase(ben)
    assert [archive.sitting(row.id) for row in archive.sittings(ada)] == before
    assert archive.verify_audit() > 0
    archive.add_person("Cleo")
    assert names(archive) == ["Ada", "Cleo"]


def test_a_backup_from_before_brings_nobody_back(archive, tmp_path):
    ben = archive.people()[1].id
    archive.back_up(tmp_path / "older.backup", passphrase=WORDS)
    archive.copy_keys(tmp_path / "practice.keys", passphrase=WORDS)
    archive.erase(ben)
    with restored(tmp_path, tmp_path / "older.backup", tmp_path / "practice.keys") as new:
        assert names(new) == ["Ada"]
        assert new.erased == (ben,)
        assert new.verify_audit() > 0
        assert new.open_sittings() == ()
        assert ben.encode() not in b"".join(p.name.encode() for p in new.folder.rglob("*"))


def test_a_ledger_beside_the_backup_counts_where_the_key_copy_is_old(archive, tmp_path):
    """A key copy in a drawer still has the key: the ledger beside the backup is what holds."""
    ben = archive.people()[1].id
    archive.back_up(tmp_path / "older.backup", passphrase=WORDS)
    archive.copy_keys(tmp_path / "practice.keys", passphrase=WORDS)
    drawer = tmp_path / "drawer"
    drawer.mkdir()
    (tmp_path / "practice.keys").rename(drawer / "practice.keys")
    archive.erase(ben)
    assert archive.unreached == (tmp_path / "practice.keys",)
    with restored(tmp_path, tmp_path / "older.backup", drawer / "practice.keys") as new:
        assert names(new) == ["Ada"]


def test_a_ledger_that_somebody_made_up_erases_nobody(archive, tmp_path):
    archive.back_up(tmp_path / "older.backup", passphrase=WORDS)
    archive.copy_keys(tmp_path / "practice.keys", passphrase=WORDS)
    with opened(tmp_path / "other") as other:
        other.erase(other.add_person("Somebody").id)
        theirs = (other.folder / "keys" / "erased.json").read_text()
    ada = archive.people()[0].id
    made_up = theirs.replace(_only(theirs), ada)
    (tmp_path / "sketchwell-erased.json").write_text(made_up)
    with restored(tmp_path, tmp_path / "older.backup", tmp_path / "practice.keys") as new:
        assert names(new) == ["Ada", "Ben"]


def _only(ledger: str) -> str:
    (person,) = json.loads(ledger)["erased"]
    return person
