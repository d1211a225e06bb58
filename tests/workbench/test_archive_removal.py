"""Single things taken out of a record: hidden at once, back within a day, then gone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from engines.errors import ArchiveError
from engines.picture import png_of
from engines.record import Feeling, Turn
from engines.strokes import Drawing
from workbench.archive import specimens
from workbench.archive.events import Scanned
from workbench.archive.store import Archive

SCAN = specimens.painted_png(3)


@pytest.fixture
def archive(tmp_path: Path):
    with Archive.open(tmp_path) as opened:
        yield opened


@pytest.fixture
def ada(archive: Archive) -> str:
    return archive.add_person("Ada").id


@pytest.fixture
def sitting(archive: Archive, ada: str) -> str:
    """An ended sitting with two pictures, a note and a feeling."""
    sitting = archive.begin_sitting(ada, "painter").sitting.id
    for name in ("one", "two"):
        archive.keep_turn(sitting, specimens.turn(name), thumbnail_png=b"small")
    archive.write_note(sitting, "quiet today")
    archive.end_sitting(sitting, after=Feeling(0.5, 0.5))
    return sitting


def a_day_passes(archive: Archive) -> None:
    before = (datetime.now(timezone.utc) - timedelta(hours=25)).isoformat(timespec="milliseconds")
    with archive._rows.database.write() as cursor:
        cursor.execute("UPDATE removed SET noted = ?", [before])


def on_paper(name: str, scan: str) -> Turn:
    turn = specimens.turn(name, answered=False)
    paper = replace(turn.drawing.paper, scan=scan)
    return replace(turn, drawing=Drawing(paper, turn.drawing.strokes))


def tables(archive: Archive) -> list[list]:
    names = ("turn", "picture", "scan", "sitting", "removed")
    return [archive._rows.database.read(f"SELECT * FROM {name} ORDER BY id") for name in names]


def test_a_picture_is_hidden_at_once_and_comes_back_as_it_was(archive, ada, sitting):
    before = tables(archive)
    removal = archive.remove_turn("one-answer", person=ada)
    assert [turn.id for turn in archive.turns(sitting)] == ["two"]
    assert [turn.id for turn in archive.glimpses(ada)[sitting]] == ["two"]
    with pytest.raises(ArchiveError):
        archive.picture_png("one-answer", person=ada)
    assert archive.removals(ada) == (removal,)
    archive.bring_back_removed(removal.id, person=ada)
    assert tables(archive) == before


@pytest.mark.usefixtures("sitting")
def test_after_a_day_it_is_gone_and_the_audit_tells(archive, ada):
    removal = archive.remove_turn("one-answer", person=ada)
    assert archive.sweep() == 0
    a_day_passes(archive)
    assert archive.sweep() == 1
    assert archive.removals(ada) == ()
    with pytest.raises(ArchiveError, match="for good"):
        archive.bring_back_removed(removal.id, person=ada)
    told = [(entry.what, json.loads(entry.subject).get("turn")) for entry in archive.audit(2)]
    assert told == [("turn gone for good", "one"), ("turn removed", "one")]
    archive.verify_audit()


def test_what_waited_is_swept_at_the_next_start(archive, ada, sitting, tmp_path):
    archive.remove_note(sitting)
    a_day_passes(archive)
    archive.close()
    with Archive.open(tmp_path) as again:
        again.sweep()  # the same as the start does in the background
        assert again.removals(ada) == ()
        assert again.note(sitting) == ""


def test_a_note_comes_back_before_what_was_written_since(archive, ada, sitting):
    removal = archive.remove_note(sitting)
    assert archive.note(sitting) == ""
    archive.write_note(sitting, "new")
    archive.bring_back_removed(removal.id, person=ada)
    assert archive.note(sitting) == "quiet today\n\nnew"
    archive.write_note(sitting, "")
    with pytest.raises(ArchiveError, match="no note"):
        archive.remove_note(sitting)


def test_a_sitting_keeps_its_number_while_it_may_come_back(archive, ada, sitting):
    before = archive.sitting(sitting)
    removal = archive.remove_sitting(sitting)
    assert archive.sittings(ada) == ()
    newer = archive.begin_sitting(ada, "traditional").sitting.id
    archive.bring_back_removed(removal.id, person=ada)
    assert archive.sitting(sitting) == before
    assert {row.id: row.number for row in archive.sittings(ada)} == {sitting: 1, newer: 2}


def test_a_picture_of_a_removed_sitting_waits_for_it(archive, ada, sitting):
    picture = archive.remove_turn("one-answer", person=ada)
    whole = archive.remove_sitting(sitting)
    with pytest.raises(ArchiveError, match="sitting it belongs to"):
        archive.bring_back_removed(picture.id, person=ada)
    archive.bring_back_removed(whole.id, person=ada)
    archive.bring_back_removed(picture.id, person=ada)
    assert [turn.id for turn in archive.turns(sitting)] == ["one", "two"]


def test_an_open_sitting_is_neither_touched_nor_held_up(archive, ada, sitting):
    going = archive.begin_sitting(ada, "painter").sitting.id
    archive.keep_turn(going, specimens.turn("now"), thumbnail_png=b"small")
    for refused in (
        lambda: archive.remove_turn("now-answer", person=ada),
        lambda: archive.remove_note(going),
        lambda: archive.remove_sitting(going),
    ):
        with pytest.raises(ArchiveError, match="goes on"):
            refused()
    archive.remove_sitting(sitting)
    archive.end_sitting(going)


def test_a_paper_drawing_goes_with_its_last_picture(archive, ada):
    going = archive.begin_sitting(ada, "traditional").sitting.id
    scan = archive.keep_scan(going, SCAN)
    for name in ("a", "b"):
        archive.keep_turn(going, on_paper(name, scan), thumbnail_png=b"small")
    archive.end_sitting(going)
    archive.remove_turn("a", person=ada)
    a_day_passes(archive)
    archive.sweep()
    assert archive.scan_png(scan, person=ada) == SCAN
    archive.remove_turn("b", person=ada)
    a_day_passes(archive)
    archive.sweep()
    with pytest.raises(ArchiveError):
        archive.scan_png(scan, person=ada)


def test_a_paper_drawing_takes_every_picture_on_it_and_brings_them_back(archive, ada, sitting):
    going = archive.begin_sitting(ada, "traditional").sitting.id
    archive.record(going, Scanned(png_of(specimens.np.zeros((8, 8, 3), "uint8"))))
    (scan,) = archive.open_sitting(going).scans
    archive.keep_turn(going, on_paper("a", scan), thumbnail_png=b"small")
    with pytest.raises(ArchiveError, match="open table"):
        archive.remove_scan(scan, person=ada)
    archive.end_sitting(going)
    before = tables(archive)
    removal = archive.remove_scan(scan, person=ada)
    assert (archive.turns(going), len(archive.turns(sitting))) == ((), 2)
    archive.bring_back_removed(removal.id, person=ada)
    assert tables(archive) == before


@pytest.mark.usefixtures("sitting")
def test_nobody_removes_or_brings_back_what_is_another_s(archive, ada):
    other = archive.add_person("Bo").id
    with pytest.raises(ArchiveError):
        archive.remove_turn("one-answer", person=other)
    removal = archive.remove_turn("one-answer", person=ada)
    with pytest.raises(ArchiveError):
        archive.bring_back_removed(removal.id, person=other)
    assert archive.removals(other) == ()
