"""Rotating keys and erasing somebody, killed at every write; a start goes on from there."""

from __future__ import annotations

import os
import random
import shutil
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from engines.record import StrokeStep
from workbench.archive import disk, specimens
from workbench.archive.events import Did
from workbench.archive.store import Archive
from workbench.archive.unlocking import codes

DEEDS = ("write_whole", "shred", "remove", "sync_folder", "make_folder")
CODE = codes.new_code()
ENOUGH = 500
IN_CI = 3

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no fork there")


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people, one of them in a sitting that goes on, and a recovery sheet."""
    folder = tmp_path_factory.mktemp("practice") / "whole"
    with Archive.open(folder) as archive:
        archive.add_sheet(CODE)
        for name in ("Ada", "Ben"):
            person = archive.add_person(name).id
            sitting = archive.begin_sitting(person, "painter").sitting.id
            archive.keep_turn(sitting, specimens.turn(f"turn-{name}"))
            archive.record(sitting, Did(StrokeStep((specimens.stroke("a"),))))
    return folder


def rotating(archive: Archive) -> None:
    archive.rotate()


def erasing(archive: Archive) -> None:
    archive.erase(archive.people()[1].id)


def killed(folder: Path, deed: Callable[[Archive], None], number: int) -> bool:
    """Does it in a process that ends at its nth write; whether it came so far."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        child = os.fork()
    if child == 0:
        with Archive.open(folder) as archive:
            _end_at(number)
            deed(archive)
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def _end_at(number: int) -> None:
    left = [number]

    def counting(write: Callable[..., object]) -> Callable[..., object]:
        def doing(*given: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                os._exit(9)
            return write(*given)

        return doing

    for name in DEEDS:
        setattr(disk, name, counting(getattr(disk, name)))


def check(folder: Path, deed: Callable[[Archive], None]) -> None:
    """Everything is as it was, or all of it was done."""
    with Archive.open(folder, CODE) as archive:
        names = [person.name for person in archive.people()]
        assert names == ["Ada", "Ben"] if deed is rotating else names in (["Ada", "Ben"], ["Ada"])
        assert len(archive.open_sittings()) == len(names)
        for row in archive.sittings():
            assert len(archive.turns(row.id)) == 1
        assert archive.check_audit().faults == ()
        assert archive.repairs == ()
        archive.add_person("Cleo")
    left = {path.name for path in folder.iterdir()}
    assert "renewing" not in left
    assert not (folder / "keys" / "unfinished").exists()
    with Archive.open(folder) as archive:
        assert archive.people()[-1].name == "Cleo"


def attempt(practice: Path, place: Path, deed: Callable[[Archive], None], number: int) -> bool:
    folder = place / f"{deed.__name__}-{number}"
    shutil.copytree(practice, folder)
    came = killed(folder, deed, number)
    check(folder, deed)
    shutil.rmtree(folder)
    return came


@pytest.mark.parametrize("deed", [rotating, erasing])
def test_a_kill_at_some_writes_leaves_a_whole_archive(practice, tmp_path, deed):
    chance = random.Random(deed.__name__)
    for number in chance.sample(range(1, 80), IN_CI):
        attempt(practice, tmp_path, deed, number)


@pytest.mark.large
@pytest.mark.parametrize("deed", [rotating, erasing])
def test_a_kill_at_every_write_leaves_a_whole_archive(practice, tmp_path, deed):
    for number in range(1, ENOUGH):
        if not attempt(practice, tmp_path, deed, number):
            assert number > 20
            return
    raise AssertionError(f"{ENOUGH} writes were not enough")
