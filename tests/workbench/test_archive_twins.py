"""Person keys, the lock and the practice's secret lie twice: one harmed file loses nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engines.errors import ArchiveError
from workbench.archive import disk, twins
from workbench.archive.store import Archive
from workbench.archive.unlocking import codes
from workbench.archive.unlocking import lock as locks

CODE = codes.new_code()
FILES = ("person", "lock.json", "practice.secret")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice of one person, with a recovery sheet."""
    folder = tmp_path_factory.mktemp("kept") / "practice"
    with Archive.open(folder) as archive:
        archive.add_sheet(CODE)
        archive.add_person("Ada")
    return folder


@pytest.fixture
def practice(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "practice"))


def place(practice: Path, name: str) -> Path:
    found = {"person": next((practice / "keys").glob("*.key"))}
    return found.get(name, practice / "keys" / name)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("second", [False, True])
def test_harmed_key_files_are_made_anew_from_their_twins(practice, second):
    paths = [place(practice, name) for name in FILES]
    before = [path.read_bytes() for path in paths]
    for path in paths:
        flip(twins.twin_of(path) if second else path)
    with Archive.open(practice, CODE) as archive:
        assert [person.name for person in archive.people()] == ["Ada"]
        told = archive.repairs
    assert sorted(each.split()[2] for each in told) == sorted(path.name for path in paths)
    assert [twins.twin_of(path).read_bytes() for path in paths] == before
    assert [path.read_bytes() for path in paths] == before
    assert len(list((practice / "keys").glob("*.harmed-1"))) == 3
    with Archive.open(practice, CODE) as archive:
        assert archive.repairs == ()


@pytest.mark.parametrize(("second", "told"), [(False, 3), (True, 0)])
def test_missing_key_files_are_made_anew_from_their_twins(practice, second, told):
    paths = [place(practice, name) for name in FILES]
    for path in paths:
        (twins.twin_of(path) if second else path).unlink()
    with Archive.open(practice) as archive:
        assert [person.name for person in archive.people()] == ["Ada"]
        assert len(archive.repairs) == told
    assert all(path.read_bytes() == twins.twin_of(path).read_bytes() for path in paths)


def test_nothing_is_moved_where_neither_copy_is_whole(practice):
    path = place(practice, "lock.json")
    for each in (path, twins.twin_of(path)):
        flip(each)
    before = sorted((practice / "keys").iterdir())
    with pytest.raises(ArchiveError, match="put it back from a key copy"):
        Archive.open(practice)
    assert sorted((practice / "keys").iterdir()) == before


def test_erasing_takes_the_twin_and_what_was_set_aside(practice):
    path = place(practice, "person")
    flip(path)
    with Archive.open(practice) as archive:
        assert list(path.parent.glob(f"{path.name}.harmed-1"))
        archive.erase(archive.people()[0].id)
    assert not list(path.parent.glob(f"*{path.stem}*"))


def test_a_twin_brings_back_nobody_who_was_erased(practice):
    path = place(practice, "person")
    content = path.read_bytes()
    with Archive.open(practice) as archive:
        archive.erase(path.stem)
    twins.twin_of(path).write_bytes(content)
    with Archive.open(practice) as archive:
        assert archive.people() == ()
        assert archive.repairs == ()
    assert not twins.present(path)


def test_rotating_replaces_both_and_removes_what_was_set_aside(practice):
    path = place(practice, "person")
    flip(path)
    with Archive.open(practice) as archive:
        before = twins.twin_of(path).read_bytes()
        archive.rotate()
    assert path.read_bytes() == twins.twin_of(path).read_bytes() != before
    assert not list(path.parent.glob("*.harmed-*"))
    with Archive.open(practice, CODE) as archive:
        assert (archive.repairs, len(archive.people())) == ((), 1)


def test_a_key_copy_takes_the_whole_one(practice):
    path = place(practice, "person")
    with Archive.open(practice) as archive:
        flip(path)
        wrapped = archive._vault.wrapped()[path.stem]
        assert archive._vault.unwrap(path.stem, wrapped) == archive._vault.key(path.stem)


@pytest.mark.parametrize("there", [False, True])
def test_a_refused_second_write_leaves_the_file_as_it_was(tmp_path, monkeypatch, there):
    path = tmp_path / "lock.json"
    if there:
        twins.write(path, b"old")
    whole, refusing = disk.write_whole, iter((False, True))

    def refused(at: Path, content: bytes) -> None:
        if next(refusing):
            raise OSError("full")
        whole(at, content)

    monkeypatch.setattr(disk, "write_whole", refused)
    with pytest.raises(OSError, match="full"):
        twins.write(path, b"new")
    assert twins.read(path, lambda content: content != b"") == (b"old" if there else b"new")


def test_a_lock_from_before_checksums_opens_and_gets_one(practice):
    path = place(practice, "lock.json")
    lock = locks.read(practice)
    assert lock is not None
    lines = path.read_text().replace('"format": 2', '"format": 1').splitlines()
    path.write_text("\n".join(line for line in lines if '"sum"' not in line))
    twins.twin_of(path).unlink()
    with Archive.open(practice, CODE) as archive:
        assert (archive.repairs, archive.lock) == ((), lock)
    assert path.read_bytes() == twins.twin_of(path).read_bytes() == lock.to_bytes()
