"""What was removed for good comes back from no older backup, and nothing else is touched."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from engines.errors import ArchiveError
from engines.record import Feeling, Turn
from engines.sealing import streams
from engines.sealing.passwords import Cost
from engines.strokes import Drawing
from workbench.archive import (
    backup,
    forgetting,
    gone,
    keycopies,
    ledger,
    rehearsal,
    rewriting,
    specimens,
    sweeping,
)
from workbench.archive.gone import Gone
from workbench.archive.restoring import beside
from workbench.archive.store import Archive
from workbench.vault import restoring

WORDS = "four words that belong"
SCAN = specimens.painted_png(3)
SECRET = b"s" * 32


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(streams, "COST", 10)


def sat(archive: Archive, person: str, *turns: Turn, scan: bytes = b"", note: str = "") -> str:
    sitting = archive.begin_sitting(person, "painter").sitting.id
    if scan:
        archive.keep_scan(sitting, scan)
    for turn in turns:
        archive.keep_turn(sitting, turn, thumbnail_png=b"small")
    archive.write_note(sitting, note)
    return sitting


def on_paper(name: str, scan: str) -> Turn:
    turn = specimens.turn(name, answered=False)
    paper = replace(turn.drawing.paper, scan=scan)
    return replace(turn, drawing=Drawing(paper, turn.drawing.strokes))


def a_day_passes(archive: Archive) -> None:
    before = (datetime.now(timezone.utc) - timedelta(hours=25)).isoformat(timespec="milliseconds")
    with archive._rows.database.write() as cursor:
        cursor.execute("UPDATE removed SET noted = ?", [before])


def held(archive: Archive) -> dict[str, list[str]]:
    """Every turn by its sitting, every note and every paper drawing."""
    rows = archive.sittings()
    told = {row.id: [turn.id for turn in archive.turns(row.id)] for row in rows}
    told |= {f"note of {row.id}": [archive.note(row.id)] for row in rows}
    people = [person.id for person in archive.people()]
    return told | {f"scans of {one}": sorted(archive._rows.scans.names(one)) for one in people}


class Practice:
    """Ada's two sittings, the second still going on, and Ben's; backed up on that day."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.archive = archive = Archive.open(place / "practice")
        archive._arrangement.cost = Cost(64, 1, 1)
        self.ada, self.ben = (archive.add_person(name).id for name in ("Ada", "Ben"))
        self.first = sat(archive, self.ada, *map(specimens.turn, ("one", "two")), note="quiet")
        archive.end_sitting(self.first, after=Feeling(0.5, 0.5))
        self.other = sat(archive, self.ben, specimens.turn("bens"), note="of Ben", scan=SCAN)
        archive.end_sitting(self.other)
        self.scan = "".join(archive._rows.scans.names(self.ben))
        turns = (specimens.turn("late"), on_paper("paper", self.scan))
        self.going = sat(archive, self.ada, *turns, scan=SCAN, note="second")
        archive.copy_keys(place / "practice.keys", passphrase=WORDS)
        self.back_up("older")
        archive.end_sitting(self.going)

    def back_up(self, name: str) -> None:
        self.archive.back_up(self.place / f"{name}.backup", passphrase=WORDS)

    def lets_go(self, remove: Callable[[], object]) -> None:
        remove()
        a_day_passes(self.archive)
        assert self.archive.sweep() == 1

    def restored(self, name: str = "older") -> Archive:
        """The backup, with the key copy and the ledger that lie beside it."""
        keys = keycopies.opened(self.place / "practice.keys", WORDS)
        folder, copy = self.place / f"new-{name}", self.place / f"{name}.backup"
        shutil.rmtree(folder, ignore_errors=True)
        return Archive.open(folder, backup.restore(copy, folder, passphrase=WORDS, keys=keys))


@pytest.fixture
def practice(tmp_path):
    practice = Practice(tmp_path)
    yield practice
    practice.archive.close()


def test_a_removed_picture_comes_back_from_no_older_backup(practice):
    """One of a sitting that still goes on there: its journal holds it, and its paper drawing."""
    far = practice.place / "far"
    shutil.copytree(practice.place, far, ignore=shutil.ignore_patterns("practice"))
    newer = practice.archive.add_person("Newer").id
    practice.lets_go(lambda: practice.archive.remove_turn("one-answer", person=practice.ada))
    practice.lets_go(lambda: practice.archive.remove_turn("paper", person=practice.ada))
    expected = {
        practice.first: ["two"],
        f"note of {practice.first}": ["quiet"],
        practice.going: ["late"],
        f"note of {practice.going}": ["second"],
        practice.other: ["bens"],
        f"note of {practice.other}": ["of Ben"],
        f"scans of {practice.ada}": [],
        f"scans of {practice.ben}": [practice.scan],
    }
    with practice.restored() as again:
        assert held(again) == expected
        assert again.open_sittings() == ()
        assert again.repairs == (forgetting.ENDED.format(sitting=practice.going),)
        assert again.check_audit().whole
        newest = again.audit(1)
        assert newer in keycopies.opened(practice.place / "practice.keys", WORDS).people
    with Archive.open(again.folder, again._vault.master) as later:
        assert held(later) == expected
        assert (later.repairs, later.audit(1)) == ((), newest)  # and nothing is applied twice
    _the_dry_run_tells_the_same(practice, far)


def _the_dry_run_tells_the_same(practice: Practice, far: Path) -> None:
    """Far from the practice, with a key copy of that day, only the practice's ledger can tell."""
    keys = keycopies.opened(far / "practice.keys", WORDS)
    copies = [practice.place / name for name in ("practice.keys", ledger.BESIDE_FILE)]
    before = [copy.read_bytes() for copy in copies]
    for ledgers, seen in (((), (3, 5, 1)), (beside(practice.archive.folder), (3, 3, 0))):
        told = rehearsal.rehearse(
            far / "older.backup", passphrase=WORDS, keys=keys, ledgers=ledgers
        )
        assert (told.sittings, told.turns, told.going) == seen
    assert [copy.read_bytes() for copy in copies] == before  # only looked at


def test_a_removed_sitting_note_and_paper_stay_gone_too(practice):
    archive, ada = practice.archive, practice.ada
    practice.lets_go(lambda: archive.remove_note(practice.other))
    practice.lets_go(lambda: archive.remove_scan(practice.scan, person=ada))
    practice.lets_go(lambda: archive.remove_sitting(practice.first))
    assert "not brought back: 4." in _restored_by_command(practice)
    with Archive.open(practice.place / "new", practice.archive._vault.master) as again:
        assert held(again) == {
            practice.going: ["late"],
            f"note of {practice.going}": ["second"],
            practice.other: ["bens"],
            f"note of {practice.other}": [""],
            f"scans of {ada}": [],
            f"scans of {practice.ben}": [practice.scan],
        }
        assert again.check_audit().whole


def _restored_by_command(practice: Practice) -> str:
    words = practice.place / "words"
    words.write_text(WORDS)
    asked = argparse.Namespace(
        file=practice.place / "older.backup",
        keys=practice.place / "practice.keys",
        passphrase_file=words,
        keys_passphrase_file=words,
    )
    return restoring.restore(asked, practice.place / "new", here=words.parent, told=lambda _: None)


def test_what_waited_in_a_backup_is_gone_and_what_came_later_stays(practice):
    """A backup between the removal and its end; one from after it, with another note."""
    archive = practice.archive
    removal = archive.remove_note(practice.first)
    practice.back_up("between")
    a_day_passes(archive)
    archive.sweep()
    archive.write_note(practice.first, "written since")
    practice.back_up("after")
    with practice.restored("between") as again:
        assert again.removals(practice.ada) == ()
        with pytest.raises(ArchiveError, match="for good"):
            again.bring_back_removed(removal.id, person=practice.ada)
    with practice.restored("after") as again:
        assert again.note(practice.first) == "written since"


def test_a_kill_half_way_is_finished_by_the_next_start(practice, monkeypatch):
    archive = practice.archive
    archive.remove_turn("one-answer", person=practice.ada)
    a_day_passes(archive)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(forgetting.Forgetting, "_clear", killed)
        with pytest.raises(KeyboardInterrupt):
            archive.sweep()
    archive.close()
    _a_full_disk_keeps_no_start_from_it(archive.folder, practice.ada, monkeypatch)
    with Archive.open(archive.folder) as again:
        assert held(again)[practice.first] == ["two"]
        assert not again._erasing.unfinished
        assert again.check_audit().whole


def _a_full_disk_keeps_no_start_from_it(folder: Path, ada: str, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise ArchiveError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(rewriting, "copied", full)
        with Archive.open(folder) as again:
            assert again.removals(ada) == ()
            again._sweeping.close()
            again._sweeping.once()
            assert again.unswept == sweeping.WAITS
            assert again._erasing.unfinished


def test_the_ledger_tells_nobody_what_was_removed(practice):
    archive = practice.archive
    practice.lets_go(lambda: archive.remove_scan(practice.scan, person=practice.ada))
    told = (practice.place / ledger.BESIDE_FILE).read_text()
    for word in (practice.scan, practice.ada, practice.going, "paper", "scan"):
        assert word not in told
    archive.erase(practice.ada)
    assert archive._erasing.ledger.removed == {}


def test_a_ledger_is_read_back_and_changes_are_refused():
    item = Gone("r1", "ada", "turn", "t1", "s1", "2026-11-22T10:00:00.000+00:00")
    known = ledger.Ledger({"ben": item.at}).with_removed([item])
    content = known.to_bytes(SECRET)
    assert ledger.from_bytes(content, SECRET) == known
    assert gone.from_bytes(gone.to_bytes([item])) == (item,)
    for changed in (
        content.replace(b"ben", b"bea"),
        content.replace(b'"removed": "', b'"removed": "A'),
    ):
        with pytest.raises(ArchiveError, match="not this practice"):
            ledger.from_bytes(changed, SECRET)
    assert ledger.gathered([b"{}", b"nothing", content], b"t" * 32).empty
