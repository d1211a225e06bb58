from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from engines import sealing
from engines.errors import RecordError
from engines.record import StrokeStep
from workbench.archive import disk, frames, journal, specimens
from workbench.archive.entries import from_bytes
from workbench.archive.events import Did

KEY = bytes(range(32))


def step(name: str) -> Did:
    return Did(StrokeStep((specimens.stroke(name),)))


def begun(folder: Path, *entries: bytes) -> Path:
    """A journal of one sitting with these entries; gives its path."""
    path = folder / "sitting.journal"
    file = journal.begin(path, KEY, b"header")
    for entry in entries:
        file.sync(file.enqueue(entry))
    file.close()
    return path


def found(path: Path) -> journal.Found:
    """What the file alone leads to."""
    journal.twin_of(path).unlink(missing_ok=True)
    return both(path)


def both(path: Path) -> journal.Found:
    return journal.find(path, lambda header: (KEY, header or b"again"), aside=path.parent / "aside")


def entries(path: Path) -> list[bytes]:
    return [entry for _, entry in found(path).entries]


def test_entries_come_back_in_order(tmp_path):
    path = begun(tmp_path, b"one", b"", b"three")
    assert found(path) == journal.Found(b"header", ((1, b"one"), (2, b""), (3, b"three")), ())


def test_entries_are_not_readable_in_the_file(tmp_path):
    assert b"what she said" not in begun(tmp_path, b"what she said").read_bytes()


def test_a_file_cut_at_any_byte_keeps_every_whole_entry(tmp_path):
    path = begun(tmp_path, b"one", b"two", b"three")
    content = path.read_bytes()
    first = len(frames.MAGIC) + len(frames.framed(0, b"header"))
    counts = []
    for cut in range(first, len(content)):
        path.write_bytes(content[:cut])
        kept = entries(path)
        assert kept == [b"one", b"two", b"three"][: len(kept)]
        assert found(path).damage == ()
        counts.append(len(kept))
    assert sorted(set(counts)) == [0, 1, 2]
    assert counts == sorted(counts)


def test_writing_goes_on_behind_a_torn_tail(tmp_path):
    path = begun(tmp_path, b"one", b"two")
    path.write_bytes(path.read_bytes()[:-5])
    assert entries(path) == [b"one"]
    file = journal.Journal(path, KEY, last=1)
    file.sync(file.enqueue(b"again"))
    file.close()
    assert entries(path) == [b"one", b"again"]


def test_zeros_behind_the_last_entry_are_a_torn_tail(tmp_path):
    path = begun(tmp_path, b"one")
    path.write_bytes(path.read_bytes() + bytes(4096))
    assert found(path).damage == ()
    assert entries(path) == [b"one"]


def test_a_damaged_middle_keeps_the_rest_and_a_copy(tmp_path):
    path = begun(tmp_path, b"one", b"two", b"three")
    content = bytearray(path.read_bytes())
    content[content.index(frames.MARKER, 70) + 25] ^= 1
    path.write_bytes(content)
    whole = found(path)
    assert len(whole.entries) == 2
    assert "after number" in whole.damage[0]
    assert (tmp_path / "aside" / "sitting.1.journal").read_bytes() == bytes(content)
    assert found(path).damage == ()


def test_every_flipped_bit_is_found(tmp_path):
    path = begun(tmp_path, b"one", b"two")
    content = path.read_bytes()
    for place in range(0, len(content), 3):
        changed = bytearray(content)
        changed[place] ^= 4
        path.write_bytes(changed)
        whole = found(path)
        kept = [entry for _, entry in whole.entries]
        assert set(kept) <= {b"one", b"two"}
        assert whole.damage or kept == [b"one"] or kept == [b"one", b"two"]


def test_an_entry_does_not_pass_for_another_one(tmp_path):
    path = begun(tmp_path, b"one", b"two")
    scan = frames.scanned(path.read_bytes())
    one, two = (frame.payload for frame in scan.frames[1:])
    swapped = [frames.framed(0, b"header"), frames.framed(1, two), frames.framed(2, one)]
    path.write_bytes(frames.MAGIC + b"".join(swapped))
    assert found(path).damage == ("entry 1, which was changed", "entry 2, which was changed")


def test_an_entry_is_synced_before_it_is_acknowledged(tmp_path, monkeypatch):
    synced: list[int] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        real(handle)
        synced.append(os.fstat(handle).st_size)

    file = journal.begin(tmp_path / "sitting.journal", KEY, b"header")
    monkeypatch.setattr(os, "fsync", fsync)
    for _ in range(3):
        file.sync(file.enqueue(b"entry"))
        assert synced[-1] == file.path.stat().st_size
    file.close()
    assert len(synced) == 3


def test_a_new_journals_name_is_synced_too(tmp_path, monkeypatch):
    folders: list[Path] = []
    monkeypatch.setattr(disk, "sync_folder", folders.append)
    journal.begin(tmp_path / "sitting.journal", KEY, b"").close()
    assert folders == [tmp_path, tmp_path]


def test_entries_that_arrive_together_share_a_sync(tmp_path, monkeypatch):
    count, real = [0], os.fsync

    def slow(handle: int) -> None:
        count[0] += 1
        threading.Event().wait(0.02)
        real(handle)

    file = journal.begin(tmp_path / "sitting.journal", KEY, b"header")
    monkeypatch.setattr(os, "fsync", slow)
    writers = [
        threading.Thread(target=lambda n=n: file.sync(file.enqueue(str(n).encode())))
        for n in range(24)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    file.close()
    assert sorted(int(entry) for entry in entries(file.path)) == list(range(24))
    assert count[0] < 24


@pytest.mark.parametrize("entry", [b"", b"Z", b"J", b"J" + bytes(9), b"T\x00\x00\x00\x01x", b"A"])
def test_a_strange_entry_is_refused(entry):
    with pytest.raises(RecordError):
        from_bytes(entry)


def test_a_journal_of_another_key_is_not_opened(tmp_path):
    path = begun(tmp_path, b"one")
    other = journal.find(path, lambda h: (sealing.new_key(), h), aside=tmp_path / "aside")
    assert other.entries == ()
    assert other.damage


@pytest.mark.parametrize("which", ["sitting.journal", "sitting.twin"])
@pytest.mark.parametrize("harm", ["flipped", "cut", "emptied", "removed"])
def test_one_harmed_file_of_two_loses_nothing(tmp_path, which, harm):
    path, harmed = begun(tmp_path, b"one", b"two", b"three"), tmp_path / which
    whole, content = path.read_bytes(), bytearray(path.read_bytes())
    content[len(content) // 2] ^= 8
    harmed.write_bytes({"flipped": content, "cut": whole[:-70]}.get(harm, b""))
    if harm == "removed":
        harmed.unlink()
    again = both(path)
    assert [entry for _, entry in again.entries] == [b"one", b"two", b"three"]
    assert (again.header, again.damage) == (b"header", ())
    assert path.read_bytes() == journal.twin_of(path).read_bytes() == whole
    assert again.mended or (which == "sitting.twin" and harm != "flipped")


def test_two_files_harmed_in_different_places_lose_nothing(tmp_path):
    path = begun(tmp_path, b"one", b"two", b"three")
    for file, entry in ((path, 1), (journal.twin_of(path), 2)):
        content = bytearray(file.read_bytes())
        place = [at for at in range(len(content)) if content.startswith(frames.MARKER, at)][entry]
        content[place + 30] ^= 1
        file.write_bytes(content)
    again = both(path)
    assert ([entry for _, entry in again.entries], again.mended) == (
        [b"one", b"two", b"three"],
        True,
    )
