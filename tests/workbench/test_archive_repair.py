from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from engines.errors import ArchiveError
from engines.record import Feeling, StrokeStep
from workbench.archive import entries, frames, journal, rescue, specimens
from workbench.archive.events import Did, Kept, Undid
from workbench.archive.store import Archive

KEY = bytes(range(32))
AGAIN = replace(specimens.turn("one"), at="2026-03-02T11:00:00.000+00:00")


def step(name: str) -> Did:
    return Did(StrokeStep((specimens.stroke(name),)))


@pytest.fixture
def practice(tmp_path):
    """A folder with an open sitting of four entries and one kept turn; gives folder and state."""
    with Archive.open(tmp_path) as archive:
        person = archive.add_person("Ada", synthetic=True).id
        sitting = archive.begin_sitting(person, "painter").sitting.id
        for name in "abc":
            archive.record(sitting, step(name))
        archive.keep_turn(sitting, specimens.turn("one"))
        return tmp_path, archive.open_sitting(sitting)


def the_journal(folder: Path, *, alone: bool = True) -> Path:
    """The open sitting's journal; alone, its second file is gone."""
    path = next((folder / "journal").glob("*.journal"))
    if alone:
        journal.twin_of(path).unlink()
    return path


@pytest.mark.parametrize("failing", ["write", "fsync"])
def test_a_full_disk_refuses_and_goes_on_once_there_is_room(practice, monkeypatch, failing):
    folder, state = practice
    sitting = state.sitting.id

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with Archive.open(folder) as archive:
        with monkeypatch.context() as broken:
            broken.setattr(os, failing, full)
            with pytest.raises(ArchiveError, match="No space left"):
                archive.record(sitting, step("lost"))
        assert archive.open_sitting(sitting) == state
        assert archive.record(sitting, step("d")) == state.entries + 1
        state = archive.open_sitting(sitting)
    with Archive.open(folder) as archive:
        assert archive.open_sitting(sitting) == state
        assert archive.repairs == ()


def test_many_threads_may_draw_at_once(practice):
    folder, state = practice
    sitting = state.sitting.id
    with Archive.open(folder) as archive:

        def draw(person: int) -> None:
            for number in range(10):
                archive.record(sitting, step(f"t{person}-{number}"))

        writers = [threading.Thread(target=draw, args=(person,)) for person in range(6)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        state = archive.open_sitting(sitting)
    assert len(state.history.done) == 63
    with Archive.open(folder) as archive:
        assert archive.open_sitting(sitting) == state


def test_what_only_the_journal_has_is_entered_at_the_next_start(practice, monkeypatch):
    folder, state = practice
    with Archive.open(folder) as archive:
        monkeypatch.setattr(archive._database, "write", lambda: 1 / 0)
        for attempt in (
            lambda: archive.keep_turn(state.sitting.id, specimens.turn("two")),
            lambda: archive.keep_turn(state.sitting.id, AGAIN),
            lambda: archive.save_turn_feeling(state.sitting.id, "one", Feeling(0.1, 0.2)),
            lambda: archive.end_sitting(state.sitting.id),
        ):
            with pytest.raises(ZeroDivisionError):
                attempt()
    with Archive.open(folder) as archive:
        whole = archive.sitting(state.sitting.id)
        assert whole.turns == (replace(AGAIN, feeling=Feeling(0.1, 0.2)), specimens.turn("two"))
        assert whole.ended is not None
        assert archive.open_sittings() == ()
        assert archive.repairs == ()


def test_ending_can_be_repeated_after_an_error(practice, monkeypatch):
    folder, state = practice
    with Archive.open(folder) as archive:
        with monkeypatch.context() as broken:
            broken.setattr(archive._database, "write", lambda: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                archive.end_sitting(state.sitting.id)
        archive.end_sitting(state.sitting.id)
        assert archive.sittings()[0].ended is not None


def test_a_lost_database_comes_back_from_the_journal(practice):
    folder, state = practice
    for path in folder.glob("archive.duckdb*"):
        path.unlink()
    with Archive.open(folder) as archive:
        assert archive.open_sitting(state.sitting.id) == state
        assert archive.turns(state.sitting.id) == (specimens.turn("one"),)
        assert [person.name for person in archive.people()] == ["Ada"]
        assert archive.sittings()[0].number == 1


def test_a_damaged_database_is_set_aside_and_never_deleted(practice):
    folder, state = practice
    path = folder / "archive.duckdb"
    damaged = bytes(8) + path.read_bytes()[8:3000]
    path.write_bytes(damaged)
    with Archive.open(folder) as archive:
        assert archive.open_sitting(state.sitting.id) == state
        assert "nothing is lost" in archive.repairs[0]
    (kept,) = (folder / "set-aside").rglob("archive.duckdb")
    assert kept.read_bytes() == damaged


def test_a_database_put_aside_by_hand_is_made_again(practice):
    folder, state = practice
    assert "1 people and 1 open sittings" in rescue.set_database_aside(folder)
    with Archive.open(folder) as archive:
        assert archive.open_sitting(state.sitting.id) == state
        assert archive.repairs == ()


def test_a_damaged_journal_is_made_whole_from_its_second_file(practice):
    folder, state = practice
    path = the_journal(folder, alone=False)
    path.write_bytes(path.read_bytes()[:-3000])
    with Archive.open(folder) as archive:
        assert archive.open_sitting(state.sitting.id) == state
        assert "nothing is lost" in archive.repairs[0]
    with Archive.open(folder) as archive:
        assert archive.repairs == ()


def test_a_damaged_journal_says_which_and_keeps_the_rest(practice):
    folder, state = practice
    path = the_journal(folder)
    content = bytearray(path.read_bytes())
    place = content.index(frames.MARKER, content.index(frames.MARKER, 10) + 1)
    content[place + 30] ^= 1
    path.write_bytes(content)
    with Archive.open(folder) as archive:
        assert path.name in archive.repairs[0]
        history = archive.open_sitting(state.sitting.id).history
        assert [stroke.id for stroke in history.drawing.strokes] == ["a", "c"]
    with Archive.open(folder) as archive:
        assert archive.repairs == ()


def test_a_damaged_header_is_made_again_from_the_database(practice):
    folder, state = practice
    path = the_journal(folder)
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    with Archive.open(folder) as archive:
        assert "the header" in archive.repairs[0]
        assert archive.open_sitting(state.sitting.id).history == state.history
    with Archive.open(folder) as archive:
        assert archive.repairs == ()


def test_a_lost_journal_begins_the_page_anew_and_says_so(practice):
    folder, state = practice
    the_journal(folder).unlink()
    with Archive.open(folder) as archive:
        assert "was missing" in archive.repairs[0]
        assert archive.open_sitting(state.sitting.id).kept == ("one",)
        archive.record(state.sitting.id, step("new"))


def test_a_journal_that_belongs_to_nobody_is_set_aside(practice):
    folder, state = practice
    (folder / "journal" / "stranger.journal").write_bytes(b"SWJ1 what is this")
    with Archive.open(folder) as archive:
        assert "stranger.journal could not be used" in archive.repairs[0]
        assert archive.open_sitting(state.sitting.id) == state
    assert (folder / "set-aside" / "stranger.1.journal").exists()


def test_an_erased_persons_set_aside_journals_go_too(practice):
    folder, _ = practice
    journal.set_aside(the_journal(folder), folder / "set-aside")
    with Archive.open(folder) as archive:
        archive.erase(archive.people()[0].id)
    assert list((folder / "set-aside").iterdir()) == []


@pytest.mark.parametrize(
    "event",
    [step("a"), Undid(), Kept(specimens.turn("one"), b"png"), Kept(specimens.turn("two"))],
    ids=["did", "undid", "kept", "kept without thumbnail"],
)
def test_an_event_survives_the_journal(event):
    assert entries.from_bytes(entries.to_bytes(event)) == (event, None)
