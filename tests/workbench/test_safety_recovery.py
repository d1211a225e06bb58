"""A damaged, cut or missing file is made whole at the start: nothing acknowledged is missing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from engines.errors import ArchiveError
from workbench.archive import attached
from workbench.archive.database import Database
from workbench.archive.safety import recovery, snapshots

KEY = bytes(range(32))
TABLE = "CREATE TABLE t (id VARCHAR PRIMARY KEY, content BLOB)"


def add(database: Database, *names: str) -> None:
    for name in names:
        with database.write() as cursor:
            cursor.execute("INSERT INTO t VALUES (?, ?)", [name, os.urandom(2000)])


def add_both(database: Database, *names: str) -> None:
    with database.write() as cursor:
        for name in names:
            cursor.execute("INSERT INTO t VALUES (?, NULL)", [name])


def names(database: Database) -> str:
    return "".join(name for (name,) in database.read("SELECT id FROM t ORDER BY id"))


@pytest.fixture(scope="module")
def killed(tmp_path_factory) -> Path:
    """A folder as a kill leaves it: ab in a copy, cd in the file, ef in its log."""
    folder, place = tmp_path_factory.mktemp("open"), tmp_path_factory.mktemp("killed")
    database = Database(folder, KEY)
    with database.write() as cursor:
        cursor.execute(TABLE)
    add(database, "a", "b")
    database.snapshot("daily")
    add(database, "c", "d")
    database.checkpoint()
    add(database, "e", "f")
    shutil.copytree(folder, place / "practice")
    database.close()
    return place / "practice"


@pytest.fixture
def practice(killed, tmp_path) -> Path:
    return Path(shutil.copytree(killed, tmp_path / "practice"))


def files(folder: Path) -> dict[str, Path]:
    (copy,) = [one.path for one in snapshots.found(folder)]
    found = {"database": folder / "archive.duckdb", "log": folder / "archive.duckdb.wal"}
    first, second = sorted((folder / "redo").iterdir())
    return {**found, "copy": copy, "old journal": first, "journal": second}


def opened(folder: Path) -> tuple[str, tuple[str, ...]]:
    database = Database(folder, KEY)
    try:
        add(database, "g")
        return names(database), database.told
    finally:
        database.close()


KINDS = ["database", "log", "copy", "old journal", "journal"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("harm", ["flipped", "cut", "emptied", "removed"])
def test_one_harmed_file_loses_nothing(practice, kind, harm):
    path = files(practice)[kind]
    content = bytearray(path.read_bytes())
    if harm == "flipped":
        content[min(20_000, len(content) // 3)] ^= 16
    path.write_bytes(content[: {"cut": len(content) // 2, "emptied": 0}.get(harm)])
    if harm == "removed":
        path.unlink()
    found, told = opened(practice)
    assert found == "abcdefg"
    if kind in ("database", "log", "journal"):
        assert "nothing is lost" in told[0]
    assert opened_again(practice) == ("abcdefg", ())


def opened_again(folder: Path) -> tuple[str, tuple[str, ...]]:
    database = Database(folder, KEY)
    try:
        return names(database), database.told
    finally:
        database.close()


def test_a_killed_file_is_as_it_was_and_nothing_is_said(practice):
    assert opened(practice) == ("abcdefg", ())


def test_a_damaged_file_is_set_aside_as_it_was(practice):
    path = practice / "archive.duckdb"
    damaged = path.read_bytes()[:20000] + bytes(500)
    path.write_bytes(damaged)
    opened(practice)
    (place,) = (practice / recovery.ASIDE).iterdir()
    assert (place / "archive.duckdb").read_bytes() == damaged


def test_without_file_and_copy_the_journal_is_enough(practice):
    held = files(practice)
    for kind in ("database", "log", "copy"):
        held[kind].unlink(missing_ok=True)
    assert opened(practice)[0] == "abcdefg"


def test_what_is_left_opens_where_no_way_leads_to_today(practice):
    held = files(practice)
    held["database"].write_bytes(b"nothing")
    held["log"].unlink()
    content = bytearray(held["journal"].read_bytes())
    content[len(content) // 2] ^= 1
    held["journal"].write_bytes(content)
    found, told = opened(practice)
    assert found in ("abdefg", "abcefg", "abcdfg")
    assert "restore a backup" in told[0]


def test_a_wrong_key_changes_nothing(practice):
    before = {path: path.read_bytes() for path in practice.rglob("*") if path.is_file()}
    with pytest.raises(ArchiveError, match="does not open with the key"):
        Database(practice, bytes(32))
    after = {path: path.read_bytes() for path in practice.rglob("*") if path.is_file()}
    assert before == after


def test_a_transaction_that_fails_leaves_nothing_behind(practice):
    database = Database(practice, KEY)
    with pytest.raises(ArchiveError):
        add_both(database, "x", "a")
    add(database, "g")
    database.close()
    (practice / "archive.duckdb").unlink()
    assert opened_again(practice)[0] == "abcdefg"


def test_an_instance_that_gave_up_is_opened_anew(practice):
    database = Database(practice, KEY)
    database._attached.close()
    assert names(database) == "abcdef"
    database._attached.close()
    with pytest.raises(ArchiveError):
        add(database, "x")
    add(database, "g")
    assert names(database) == "abcdefg"
    database.close()


def test_damage_found_while_reading_is_mended_at_once(practice, monkeypatch):
    database = Database(practice, KEY)
    database.close()
    path = practice / "archive.duckdb"
    content = bytearray(path.read_bytes())
    content[300_000:] = bytes(len(content) - 300_000)
    path.write_bytes(content)
    monkeypatch.setattr(recovery, "CHECK_BYTES", 0)
    database = Database(practice, KEY)
    database.examine()
    assert names(database) == "abcdef"
    database.close()


def test_renewing_leaves_one_copy_and_nothing_older(practice):
    database = Database(practice, KEY)
    add(database, "g")
    (practice / "archive.duckdb.wal").touch()
    database.renew()
    assert [one.why for one in snapshots.found(practice)] == ["renewed"]
    assert len(list((practice / "redo").iterdir())) == 1
    database.close()
    (practice / "archive.duckdb").unlink()
    assert opened_again(practice)[0] == "abcdefg"


def test_the_encryption_that_is_missing_is_named(practice, monkeypatch):
    monkeypatch.setattr(attached.duckdb, "__version__", "9.9.9")
    with pytest.raises(ArchiveError, match="pip install"):
        Database(practice, KEY)
