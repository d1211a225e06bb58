"""Canaries in everything people say, draw and are called; then every byte that was written is read.

Five people here, in the archive alone; `python -m tests.workbench.planting` is the whole, with
thirty people, the workbench and a browser. Nothing of them stands anywhere outside what was
exported on purpose; one is erased, and an older backup brings that one back no more, and everybody
else as ever.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from engines.sealing import streams
from engines.sealing.passwords import Cost
from tests.workbench.canaries import LOCKED, Canary, found, live, look, written
from workbench.archive import backup, keycopies
from workbench.archive.store import Archive

WORDS = "four words that belong"
PEOPLE = 5


@dataclass(frozen=True)
class Lived:
    """A practice in which everybody did everything, and its folders: all that was written."""

    folder: Path
    copies: Path
    everywhere: tuple[Path, ...]
    canaries: list[Canary]
    people: list[str]
    before: dict[str, list[object]]
    gone: str


@pytest.fixture(scope="module")
def lived(tmp_path_factory) -> Iterator[Lived]:
    """Its process ended a moment ago; an older backup and a key copy were taken before."""
    root = tmp_path_factory.mktemp("canaries")
    folder, copies, temporary = (root / name for name in ("practice", "copies", "tmp"))
    copies.mkdir()
    temporary.mkdir()
    canaries = [Canary(number) for number in range(PEOPLE)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streams, "COST", 10)
        patch.setattr(tempfile, "tempdir", str(temporary))
        log = logging.FileHandler(temporary / "everything.log")
        patch.setattr(logging.getLogger(), "handlers", [log])
        patch.setattr(logging.getLogger(), "level", logging.DEBUG)
        with Archive.open(folder) as archive:
            archive._arrangement.cost = Cost(64, 1, 1)
            people = [live(archive, canary) for canary in canaries]
            archive.back_up(copies / "older.backup", passphrase=WORDS)
            archive.copy_keys(copies / "practice.keys", passphrase=WORDS)
            assert archive.export_sitting(archive.sittings(people[0])[0].id)
            assert found(canaries, folder, temporary, copies) == []
            before = {person: look(archive, person) for person in people}
            archive.rotate()
        log.close()
        everywhere = (folder, temporary, copies)
        yield Lived(folder, copies, everywhere, canaries, people, before, people[LOCKED])


def test_nothing_of_anybody_can_be_read_anywhere(lived):
    assert found(lived.canaries, *lived.everywhere) == []


def test_who_was_erased_comes_back_from_no_older_backup(lived, tmp_path):
    with Archive.open(lived.folder) as archive:
        assert look(archive, lived.people[0]) == lived.before[lived.people[0]]
        archive.erase(lived.gone)
    places = (lived.folder / "keys", lived.folder / "journal")
    assert not [name for name, _ in written(*places) if lived.gone in name]
    keys = keycopies.opened(lived.copies / "practice.keys", WORDS)
    master = backup.restore(
        lived.copies / "older.backup", tmp_path / "new", passphrase=WORDS, keys=keys
    )
    with Archive.open(tmp_path / "new", master) as archive:
        assert lived.gone not in {person.id for person in archive.people()}
        for person in {*lived.people} - {lived.gone}:
            assert look(archive, person) == lived.before[person]
        assert archive.check_audit().whole
    assert found([lived.canaries[LOCKED]], tmp_path, *lived.everywhere) == []
