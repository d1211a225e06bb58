"""Canaries in everything people say, draw and are called; then every byte that was written is read.

Five people in CI, thirty with -m slow. Nothing of them stands anywhere outside what was exported
on purpose; one is erased, and an older backup brings that one back no more, and everybody else as
ever.
"""

from __future__ import annotations

import base64
import logging
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from engines.picture import png_of
from engines.record import Feeling, StrokeStep
from engines.record.marks import Mark
from engines.sealing import streams
from engines.sealing.passwords import Cost
from workbench.archive import backup, keycopies, specimens
from workbench.archive.consent import ITEMS, Read, Said
from workbench.archive.events import Did, Shown
from workbench.archive.store import Archive

WORDS = "four words that belong"
FIELDS = ("name", "notes", "goals", "note", "words", "mark", "witness", "guardian", "reason")
LOCKED = 2  # whose record was locked for a while, and who is erased
OUTLINE = ((0.1, 0.1), (0.5, 0.1), (0.5, 0.5))


@dataclass(frozen=True)
class Canary:
    """What is only this person's: texts, and bytes out of the middle of pictures."""

    number: int

    def text(self, field: str) -> str:
        return f"Zq{field}Canary{self.number:02}Übermut"

    def picture(self, which: int) -> bytes:
        noise = np.random.default_rng([self.number, which]).integers(0, 256, (64, 64, 3))
        return png_of(noise.astype(np.uint8))

    @property
    def signs(self) -> list[bytes]:
        """How any of it would look in a file: plain, in base64, in hex, in wide letters."""
        plain = [self.text(field).encode() for field in FIELDS]
        plain += [self.picture(which)[5000:5030] for which in (0, 1)]
        wide = [self.text(field).encode("utf-16-le") for field in FIELDS]
        coded = [base64.b64encode(each)[4:-4] for each in plain]
        return [*plain, *wide, *coded, *(each.hex().encode() for each in plain)]


def live(archive: Archive, canary: Canary) -> str:
    """One person through every feature of the archive; gives the id."""
    text = canary.text
    person = archive.add_person("somebody", notes=text("notes"), goals=text("goals")).id
    archive.edit_person(person, name=text("name"))
    for item in ITEMS:
        read = Read(1, "0" * 64, "en")
        there, guardian = text("witness"), text("guardian")
        archive.consent(person, Said(item, "given", read, witness=there, guardian=guardian))
    for number in range(2):
        sitting = archive.begin_sitting(person, "painter").sitting.id
        archive.record(sitting, Did(StrokeStep((specimens.stroke(f"s{number}"),))))
        kept = specimens.turn(f"{person}-{number}")
        assert kept.answer is not None
        request = replace(kept.answer.request, words=text("words"))
        answer = replace(kept.answer, request=request, painted_png=canary.picture(0))
        archive.record(sitting, Shown(answer))
        archive.mark(sitting, answer.id, (Mark("m", "loop", OUTLINE, text("mark")),))
        archive.keep_turn(sitting, replace(kept, answer=answer))
        archive.keep_scan(sitting, canary.picture(1))
        archive.write_note(sitting, text("note"))
        archive.save_feelings(sitting, before=Feeling(0.2, 0.1))
        if number == 0:
            archive.end_sitting(sitting, after=Feeling(0.4, None))
            taken = archive.remove_note(sitting)
            archive.bring_back_removed(taken.id, person=person)
        if number == 0 and canary.number == LOCKED:
            archive.restrict(person, text("reason"))
            archive.lift(person, text("reason"))
    archive.put_away(archive.add_person(text("name")).id)
    look(archive, person)
    return person


def look(archive: Archive, person: str) -> list[object]:
    """Everything that can be looked at of one person."""
    rows = [row for row in archive.sittings() if row.person == person]
    return [
        archive.person(person),
        archive.consents(person),
        archive.glimpses(person),
        archive.notes(person),
        archive.turn_trends(person),
        *(archive.sitting(row.id) for row in rows),
    ]


def written(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Every file under these folders, and its name."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder.parent).as_posix()
            yield name, name.encode() + (path.read_bytes() if path.is_file() else b"")


def found(canaries: list[Canary], *folders: Path) -> list[str]:
    """Where any canary stands that can be read."""
    signs = [sign for canary in canaries for sign in canary.signs]
    return [name for name, held in written(*folders) if any(sign in held for sign in signs)]


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


MANY = [5, pytest.param(30, marks=pytest.mark.slow)]


@pytest.fixture(scope="module", params=MANY)
def lived(request, tmp_path_factory) -> Iterator[Lived]:
    """Its process ended a moment ago; an older backup and a key copy were taken before."""
    root = tmp_path_factory.mktemp("canaries")
    folder, copies, temporary = (root / name for name in ("practice", "copies", "tmp"))
    copies.mkdir()
    temporary.mkdir()
    canaries = [Canary(number) for number in range(request.param)]
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
