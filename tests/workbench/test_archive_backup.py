"""A copy of everything, taken while sittings go on, and archives made of it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engines.errors import ArchiveError, SealError, SketchwellError
from engines.record import Feeling, StrokeStep
from engines.sealing import streams
from engines.sealing.passwords import Cost
from workbench.archive import backup, bundle, journal, keycopies, specimens
from workbench.archive.events import Did
from workbench.archive.keycopies import Keys
from workbench.archive.store import Archive

WORDS = "four words that belong"
QUICK = Cost(memory_kib=64, passes=1, lanes=1)
SECRET = "Ottoline Quackenbush"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "COST", 10)


def keys_of(archive: Archive, to: Path) -> Keys:
    """What a key copy of this archive holds, made now."""
    archive._arrangement.cost = QUICK
    archive.copy_keys(to, passphrase=WORDS)
    return keycopies.opened(to, WORDS)


def draw(archive: Archive, sitting: str, *names: str) -> None:
    for name in names:
        archive.record(sitting, Did(StrokeStep((specimens.stroke(name),))))


@pytest.fixture
def archive(tmp_path) -> Iterator[Archive]:
    """An ended sitting, one that goes on, and something set aside."""
    with Archive.open(tmp_path / "practice") as opened:
        person = opened.add_person(SECRET, goals="lines").id
        ended = opened.begin_sitting(person, "traditional").sitting.id
        opened.keep_turn(ended, specimens.turn("one"))
        opened.end_sitting(ended, after=Feeling(0.4, None))
        going = opened.begin_sitting(person, "painter").sitting.id
        draw(opened, going, "a", "b")
        journal.set_aside(opened._underway.path(going), opened._underway.aside)
        yield opened


@pytest.fixture
def copy(archive, tmp_path) -> Path:
    archive.back_up(tmp_path / "copy.backup", passphrase=WORDS)
    return tmp_path / "copy.backup"


@pytest.fixture
def keys(archive, tmp_path_factory) -> Keys:
    return keys_of(archive, tmp_path_factory.mktemp("safe") / "practice.keys")


def test_a_copy_holds_what_the_practice_wrote_itself(archive, tmp_path, keys):
    own = ("instruments/mood.toml", "protocols/twelve.toml", "modes/reframing/en.toml")
    for name in (*own, "modes/reframing/mode.sig", "instruments/notes.txt"):
        (archive.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (archive.folder / name).write_text(f"# {name}")
    archive.back_up(tmp_path / "own.backup", passphrase=WORDS)
    backup.restore(tmp_path / "own.backup", tmp_path / "new", passphrase=WORDS, keys=keys)
    for name in (*own, "modes/reframing/mode.sig"):
        assert (tmp_path / "new" / name).read_text() == f"# {name}"
    assert not (tmp_path / "new" / "instruments" / "notes.txt").exists()


def test_a_copy_holds_everything(archive, copy, tmp_path, keys):
    (going,), ended = archive.open_sittings(), archive.sittings()[0].id
    backup.restore(copy, tmp_path / "new", passphrase=WORDS, keys=keys)
    with Archive.open(tmp_path / "new", WORDS) as again:
        assert again.people() == archive.people()
        assert again.sitting(ended) == archive.sitting(ended)
        assert again.open_sittings() == (going,)
        assert again.repairs == ()
        assert again.verify_audit() > 0
    assert [path.name for path in (tmp_path / "new" / "set-aside").iterdir()]


def test_a_copy_holds_no_key_and_opens_with_none(archive, copy, tmp_path):
    with copy.open("rb") as file:
        held = b"".join(streams.opened(file.read, WORDS))
    (person,) = archive.people()
    assert (archive.folder / "keys" / f"{person.id}.key").read_bytes().strip() not in held
    assert (archive.folder / "master.key").read_bytes().strip() not in held
    with pytest.raises(ArchiveError, match="holds no keys"):
        backup.restore(copy, tmp_path / "new", passphrase=WORDS)
    assert not (tmp_path / "new").exists()


def test_a_key_copy_of_another_practice_is_refused(copy, tmp_path):
    with Archive.open(tmp_path / "other") as other:
        theirs = keys_of(other, tmp_path / "other.keys")
    with pytest.raises(ArchiveError, match="another practice's"):
        backup.restore(copy, tmp_path / "new", passphrase=WORDS, keys=theirs)
    assert not (tmp_path / "new").exists()


def test_a_key_copy_older_than_a_person_says_whose_keys_are_missing(archive, keys, tmp_path):
    newer = archive.add_person("Somebody new").id
    archive.back_up(tmp_path / "newer.backup", passphrase=WORDS)
    master = backup.restore(
        tmp_path / "newer.backup", tmp_path / "new", passphrase=WORDS, keys=keys
    )
    with Archive.open(tmp_path / "new", master) as again:
        assert again.keyless == (newer,)
        assert [person.name for person in again.people()] == [SECRET]


def test_a_copy_can_be_read_by_nobody_without_the_passphrase(copy):
    held = copy.read_bytes()
    assert SECRET.encode() not in held
    assert b"sketchwell-master-key" not in held
    assert copy.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("copy")
def test_the_archive_goes_on_after_a_copy(archive, tmp_path, keys):
    (going,) = archive.open_sittings()
    draw(archive, going.sitting.id, "c")
    archive.keep_turn(going.sitting.id, specimens.turn("two"))
    archive.back_up(tmp_path / "second.backup", passphrase=WORDS)
    backup.restore(tmp_path / "second.backup", tmp_path / "new", passphrase=WORDS, keys=keys)
    with Archive.open(tmp_path / "new", WORDS) as again:
        assert again.open_sittings() == archive.open_sittings()
        assert again.turns(going.sitting.id) == (specimens.turn("two"),)
    assert archive.audit()[0].what == "archive backed up"


def test_strokes_and_turns_made_meanwhile_are_whole(archive, tmp_path, keys):
    sitting, stop = archive.open_sittings()[0].sitting.id, threading.Event()

    def work() -> None:
        for number in range(200):
            if stop.is_set():
                return
            draw(archive, sitting, f"m{number}")
            archive.keep_turn(sitting, specimens.turn(f"t{number}"))

    hand = threading.Thread(target=work)
    hand.start()
    archive.back_up(tmp_path / "busy.backup", passphrase=WORDS)
    stop.set()
    hand.join()
    backup.restore(tmp_path / "busy.backup", tmp_path / "new", passphrase=WORDS, keys=keys)
    with Archive.open(tmp_path / "new", WORDS) as again:
        turns = again.turns(sitting)
        assert turns == archive.turns(sitting)[: len(turns)]
        assert again.open_sitting(sitting).kept == tuple(turn.id for turn in turns)
        assert again.repairs == ()


def test_progress_goes_from_nothing_to_everything(archive, copy, tmp_path, keys):
    written: list[float] = []
    archive.back_up(tmp_path / "again.backup", passphrase=WORDS, progress=written.append)
    read: list[float] = []
    backup.restore(copy, tmp_path / "new", passphrase=WORDS, keys=keys, progress=read.append)
    for told in (written, read):
        assert told == sorted(told)
        assert told[-1] == 1.0


@pytest.mark.usefixtures("copy")
def test_a_copy_lets_nobody_else_into_the_database(archive):
    """Closing a second handle on a file lets go of a process's locks on it (POSIX)."""
    attach = "import duckdb, sys; duckdb.connect().execute(f\"ATTACH '{sys.argv[1]}'\")"
    path = archive.folder / "archive.duckdb"
    tried = subprocess.run([sys.executable, "-c", attach, path], capture_output=True, text=True)
    assert "Could not set lock" in tried.stderr


@pytest.mark.parametrize("failing", ["write", "fsync"])
def test_a_full_disk_leaves_nothing_behind(archive, tmp_path, monkeypatch, failing):
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, failing, full)
        with pytest.raises(ArchiveError, match="No space left"):
            archive.back_up(tmp_path / "copy.backup", passphrase=WORDS)
    assert [path.name for path in tmp_path.iterdir()] == ["practice"]
    archive.back_up(tmp_path / "copy.backup", passphrase=WORDS)


def test_what_was_written_wrong_is_found(archive, tmp_path, monkeypatch):
    def flipped(handle: int, content: bytes) -> None:
        os.write(handle, content[:-20] + bytes([content[-20] ^ 1]) + content[-19:])

    monkeypatch.setattr(backup.disk, "write_all", flipped)
    with pytest.raises(SketchwellError):
        archive.back_up(tmp_path / "copy.backup", passphrase=WORDS)
    assert [path.name for path in tmp_path.iterdir()] == ["practice"]


def test_a_copy_never_replaces_a_file(archive, copy):
    held = copy.read_bytes()
    with pytest.raises(ArchiveError, match="is there already"):
        archive.back_up(copy, passphrase=WORDS)
    assert copy.read_bytes() == held


def test_a_short_passphrase_is_refused_before_anything(archive, tmp_path):
    with pytest.raises(SealError, match="has 4 characters"):
        archive.back_up(tmp_path / "copy.backup", passphrase="1234")


def test_a_wrong_passphrase_restores_nothing(copy, tmp_path):
    with pytest.raises(SealError, match="passphrase is wrong"):
        backup.restore(copy, tmp_path / "new", passphrase="four words that do not")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("change", ["flipped", "cut", "longer"])
def test_a_damaged_copy_restores_nothing(copy, tmp_path, change, keys):
    held = bytearray(copy.read_bytes())
    held[len(held) // 2] ^= change == "flipped"
    copy.write_bytes(held[:-5] if change == "cut" else held + b"x" * (change == "longer"))
    with pytest.raises(SealError, match="damaged or cut short"):
        backup.restore(copy, tmp_path / "new", passphrase=WORDS, keys=keys)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.backup", "practice"]


def test_a_folder_that_holds_something_is_left_alone(archive, copy, tmp_path, keys):
    with pytest.raises(ArchiveError, match="not empty"):
        backup.restore(copy, archive.folder, passphrase=WORDS, keys=keys)
    (tmp_path / "new").mkdir()
    backup.restore(copy, tmp_path / "new", passphrase=WORDS, keys=keys)
    assert not (tmp_path / "new" / "master.key").exists()
    assert (tmp_path / "new" / "keys" / "lock.json").stat().st_mode & 0o077 == 0


def test_a_disk_without_room_is_seen_before_anything_is_written(copy, tmp_path, monkeypatch, keys):
    usage = type("Usage", (), {"free": 10})
    monkeypatch.setattr(backup.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(ArchiveError, match="make room"):
        backup.restore(copy, tmp_path / "new", passphrase=WORDS, keys=keys)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "name",
    [
        "../master.key",
        "master.key",
        "keys/ada.key",
        "/etc/passwd",
        "journal/../../x",
        "journal/.hidden",
        "set-aside/a/b/c",
        "x",
    ],
)
def test_a_name_that_no_archive_has_is_refused(name):
    with Path(os.devnull).open("rb") as nothing:
        parts = [bundle.Part(each, 0, nothing) for each in (*bundle.NEEDED, name)]
        stream = b"".join(bundle.packed(parts, made="now"))
    with pytest.raises(ArchiveError, match="must be a file of an archive"):
        list(bundle.unpacked([stream]))


def test_what_a_stopped_backup_left_half_written_goes_with_the_next(archive, tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f".old.backup.{ended.pid}.new"
    going = tmp_path / f".other.backup.{os.getppid()}.new"
    for half in (left, going):
        half.write_bytes(b"half")
    archive.back_up(tmp_path / "copy.backup", passphrase=WORDS)
    assert not left.exists()
    assert going.exists()
