"""A backup rehearsed, or restored and killed: nothing is left of it, and nothing changed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from engines.errors import ArchiveError, SealError
from engines.sealing import streams
from engines.sealing.passwords import Cost
from workbench.__main__ import main
from workbench.archive import backup, keycopies, leftovers, migrations, rehearsal, specimens
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
def test_what_a_killed_rehearsal_unpacked_goes_at_the_next_one_or_at_a_start(copy, tmp_path):
    """A whole practice lies there, whoever was erased since among it."""
    for swept in (lambda: _rehearsed(copy, tmp_path), lambda: leftovers.at_a_start(tmp_path / "d")):
        assert _killed(
            _REHEARSING.format(copy=str(copy), keys=str(tmp_path / "copy.keys")), tmp_path
        )
        (left,) = tmp_path.glob("sketchwell-rehearsal-*")
        assert (left / "practice" / "archive.duckdb").stat().st_size > 0
        swept()
        assert not left.exists()


@pytest.mark.skipif(os.name != "posix", reason="locks as POSIX does")
def test_a_rehearsal_that_goes_on_is_never_swept(copy, tmp_path, monkeypatch):
    """Neither by a start beside it nor by another one, in this process or in another."""
    seen, look = [], rehearsal._seen

    def meanwhile(archive: Archive, began: str) -> rehearsal.Rehearsed:
        code = "from workbench.archive import leftovers; print(leftovers.sweep())"
        seen.append(leftovers.sweep())
        seen.append(_run(code, tmp_path).stdout.strip())
        return look(archive, began)

    monkeypatch.setattr(rehearsal, "_seen", meanwhile)
    assert _rehearsed(copy, tmp_path).people == 2
    assert seen == [(), "()"]


def test_what_is_not_ours_to_sweep_stays(tmp_path, monkeypatch):
    """A link, a file, somebody's folder of a like name, one that is being made this moment."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    elsewhere = tmp_path / "kept"
    (elsewhere / "keys").mkdir(parents=True)
    (tmp_path / "sketchwell-rehearsal-link").symlink_to(elsewhere)
    (tmp_path / "sketchwell-rehearsal-file").write_bytes(b"text")
    (tmp_path / "sketchwell-rehearsal-made").mkdir()
    (tmp_path / ".draft.12.new").mkdir()
    (tmp_path / ".draft.12.new" / "letter.txt").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    assert leftovers.at_a_start(tmp_path / "data") == ""
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_a_start_says_that_a_restoring_was_stopped_and_makes_no_empty_practice_of_it(
    copy, tmp_path, capsys
):
    """A kill within: nothing counts yet, the copy of everything goes, and it can be done again."""
    new = tmp_path / "new"
    assert _restored_until_killed(copy, tmp_path / "copy.keys", new, 4)
    (half,) = tmp_path.glob(".new.*")
    with leftovers.in_use(half), pytest.raises(ArchiveError, match="being restored"):
        leftovers.at_a_start(new)
    assert main(["serve", "--data", str(new), "--no-browser", "--port", "1"]) == 2
    assert "stopped half-way, so nothing is there" in capsys.readouterr().err
    assert not half.exists()
    assert not new.exists()
    keys = keycopies.opened(tmp_path / "copy.keys", WORDS)
    backup.restore(copy, new, passphrase=WORDS, keys=keys)
    assert leftovers.at_a_start(new) == ""
    with Archive.open(new, keys.master) as restored:
        assert len(restored.people()) == 2


def test_a_half_of_another_restoring_beside_a_practice_goes_and_is_named(tmp_path):
    half = tmp_path / ".other.4194304.new"
    (half / "keys").mkdir(parents=True)
    (half / "archive.duckdb").write_bytes(b"sealed")
    (half / "keys" / "practice.secret").write_bytes(b"wrapped")
    with Archive.open(tmp_path / "practice") as archive:
        archive.add_person("Ada")
    assert str(half) in leftovers.at_a_start(tmp_path / "practice")
    assert not half.exists()
    with Archive.open(tmp_path / "practice") as archive:
        assert [person.name for person in archive.people()] == ["Ada"]


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


_REHEARSING = """
import os, signal
from pathlib import Path
from engines.sealing import streams
from workbench.archive import keycopies, rehearsal
streams.COST = 10
rehearsal._seen = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
keys = keycopies.opened(Path({keys!r}), "four words that belong")
rehearsal.rehearse(Path({copy!r}), passphrase="four words that belong", keys=keys)
"""


def _rehearsed(copy: Path, place: Path) -> rehearsal.Rehearsed:
    keys = keycopies.opened(place / "copy.keys", WORDS)
    return rehearsal.rehearse(copy, passphrase=WORDS, keys=keys)


def _run(code: str, place: Path) -> subprocess.CompletedProcess[str]:
    """In a process of its own, whose temporary folder is that of the test."""
    command, told = [sys.executable, "-c", code], {**os.environ, "TMPDIR": str(place)}
    return subprocess.run(command, env=told, capture_output=True, text=True, check=False)


def _killed(code: str, place: Path) -> bool:
    return _run(code, place).returncode == -9


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
