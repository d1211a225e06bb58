"""A backup rehearsed, or restored and killed: nothing is left of it, and nothing changed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from engines.errors import SealError
from engines.sealing import streams
from engines.sealing.passwords import Cost
from workbench.__main__ import main
from workbench.archive import backup, keycopies, migrations, rehearsal, specimens
from workbench.archive.store import Archive

WORDS = "four words that belong"


@pytest.fixture
def copy(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(streams, "COST", 10)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Archive.open(tmp_path / "practice") as archive:
        person = archive.add_person("Ottoline", synthetic=True).id
        archive.add_person("Bea", synthetic=True)
        sitting = archive.begin_sitting(person, "painter").sitting.id
        archive.keep_turn(sitting, specimens.turn("one"))
        archive.end_sitting(sitting)
        archive.begin_sitting(person, "painter")
        archive._arrangement.cost = Cost(64, 1, 1)
        archive.copy_keys(tmp_path / "copy.keys", passphrase=WORDS)
        archive.back_up(tmp_path / "copy.backup", passphrase=WORDS)
    (tmp_path / "words").write_text(WORDS)
    return tmp_path / "copy.backup"


def test_what_would_come_back_is_counted_and_nothing_is_left(copy, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    keys = keycopies.opened(tmp_path / "copy.keys", WORDS)
    held = rehearsal.rehearse(copy, passphrase=WORDS, keys=keys)
    assert (held.people, held.sittings, held.going, held.turns) == (2, 2, 1, 1)
    assert held.version == len(migrations.MIGRATIONS)
    assert held.newest.startswith("20")
    assert held.repairs == ()
    assert sorted(tmp_path.rglob("*")) == before


def test_the_command_tells_it_in_words(copy, tmp_path, capsys):
    words = str(tmp_path / "words")
    keys = ["--keys", str(tmp_path / "copy.keys"), "--keys-passphrase-file", words]
    assert main(["restore", str(copy), "--dry-run", "--passphrase-file", words, *keys]) == 0
    said = capsys.readouterr().out
    assert "people: 2, sittings: 2 (1 still open), kept turns: 1" in said
    assert "Nothing was kept or changed" in said


def test_a_wrong_passphrase_or_a_cut_file_is_refused(copy):
    with pytest.raises(SealError):
        rehearsal.rehearse(copy, passphrase="four words that do not")
    copy.write_bytes(copy.read_bytes()[:-100])
    with pytest.raises(SealError):
        rehearsal.rehearse(copy, passphrase=WORDS)


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_a_kill_within_a_restoring_leaves_nothing_after_the_next_one(copy, tmp_path):
    new, keys = tmp_path / "new", tmp_path / "copy.keys"
    before = {*tmp_path.iterdir()}
    for write in range(1, 40, 6):
        killed = _restored_until_killed(copy, keys, new, write)
        left = {*tmp_path.iterdir()} - before
        if new.exists():  # whole, as is seen below, though the last sync of all may have killed it
            break
        assert killed
        assert all(each.name.startswith(".new.") for each in left)
    else:
        backup.restore(copy, new, passphrase=WORDS, keys=keycopies.opened(keys, WORDS))
    assert {*tmp_path.iterdir()} - before == {new}
    with Archive.open(new, keycopies.opened(keys, WORDS).master) as restored:
        assert [person.name for person in restored.people()] == ["Ottoline", "Bea"]
        assert restored.check_audit().whole


def _restored_until_killed(copy: Path, keys: Path, new: Path, write: int) -> bool:
    """Restores in a process of its own that is killed at its so manieth synced file."""
    code = f"""
import os, signal
from pathlib import Path
from engines.sealing import streams
from workbench.archive import backup, keycopies
streams.COST = 10
left, sync = [{write}], os.fsync
def counted(handle):
    sync(handle)
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
os.fsync = counted
keys = keycopies.opened(Path({str(keys)!r}), {WORDS!r})
backup.restore(Path({str(copy)!r}), Path({str(new)!r}), passphrase={WORDS!r}, keys=keys)
"""
    return subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
