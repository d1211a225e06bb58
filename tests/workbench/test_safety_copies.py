"""Copies of the database: which are kept, when one is due, where the second one goes."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from engines.errors import ArchiveError
from workbench.archive.safety import daily, second, snapshots
from workbench.archive.safety.snapshots import Snapshot
from workbench.archive.store import Archive

TODAY = datetime(2026, 11, 22, 20, tzinfo=timezone.utc)


def copy(days: float, why: str = "daily") -> Snapshot:
    return Snapshot(Path(f"{days}"), TODAY - timedelta(days=days), 1, why)


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "practice") as opened:
        opened.add_person("Ada", synthetic=True)
        yield opened


def ages(*held: Snapshot) -> list[float]:
    return [float(one.path.name) for one in snapshots.kept(held, TODAY)]


def test_the_newest_of_each_of_seven_days_is_kept():
    held = [copy(0), copy(0.1), copy(0.2), *(copy(day) for day in range(1, 12))]
    assert ages(*held) == [0, 0.1, 1, 2, 3, 4, 5, 6]


def test_days_on_which_nothing_was_written_do_not_count():
    assert ages(*(copy(day * 30) for day in range(9))) == [0, 30, 60, 90, 120, 150, 180]


def test_a_copy_from_before_a_new_version_stays_for_thirty_days():
    days = [copy(day) for day in range(8)]
    assert ages(*days, copy(29, "migration"), copy(31, "migration")) == [0, 1, 2, 3, 4, 5, 6, 29]


def test_one_copy_a_day_and_none_where_nothing_was_written(archive):
    today = datetime.now(timezone.utc).astimezone().date()
    assert archive.copies.due(today)
    archive.copies.take()
    assert [one.why for one in archive.copies.held()] == ["daily"]
    assert not archive.copies.due(today + timedelta(days=1))
    archive.add_person("Bea", synthetic=True)
    assert not archive.copies.due(today)
    assert archive.copies.due(today + timedelta(days=1))


def test_much_written_on_one_day_makes_a_copy_due(archive, monkeypatch):
    archive.copies.take()
    archive.add_person("Bea", synthetic=True)
    monkeypatch.setattr(daily, "JOURNAL_BYTES", 100)
    assert archive.copies.due(datetime.now(timezone.utc).astimezone().date())


def test_it_is_taken_in_the_background(tmp_path, monkeypatch):
    monkeypatch.setattr(daily, "EVERY_S", 0.02)
    with Archive.open(tmp_path) as archive:
        archive.add_person("Ada", synthetic=True)
        for _ in range(500):
            if archive.copies.held():
                break
            archive.copies._background.stop.wait(0.02)
        assert archive.copies.held()[0].why == "daily"


def test_a_second_place_holds_the_three_newest(archive, tmp_path):
    archive.set_preference(daily.SECOND_PLACE, str(tmp_path))
    archive.copies.take()
    one = archive.copies.held()[0]
    (there,) = (tmp_path / second.FOLDER).iterdir()
    assert there.read_bytes() == one.path.read_bytes()
    for number in range(4):
        (tmp_path / second.FOLDER / f"2020010{number}T000000Z-000000000001-daily.duckdb").touch()
    second.put(one, tmp_path)
    assert len(list((tmp_path / second.FOLDER).iterdir())) == second.NEWEST


def test_a_second_place_that_is_not_there_is_told_and_the_first_copy_stands(archive, tmp_path):
    archive.set_preference(daily.SECOND_PLACE, str(tmp_path / "unplugged"))
    archive.copies.take()
    assert "is its disk plugged in" in archive.copies.trouble
    assert len(archive.copies.held()) == 1


def test_a_copy_without_room_leaves_nothing_behind(archive, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshots, "_check_room", full)
    with pytest.raises(ArchiveError, match="No space left"):
        archive._database.snapshot("daily")
    assert archive.copies.held() == []


def test_an_erasing_leaves_one_copy_in_the_second_place(archive, tmp_path):
    archive.set_preference(daily.SECOND_PLACE, str(tmp_path))
    archive.copies.take()
    archive.erase(archive.people()[0].id)
    (there,) = (tmp_path / second.FOLDER).iterdir()
    assert there.name == archive.copies.held()[0].path.name


def test_an_erased_person_is_in_no_copy_and_no_journal(archive):
    archive.copies.take()
    ada = archive.people()[0].id
    archive.erase(ada)
    assert [one.why for one in archive.copies.held()] == ["renewed"]
    folder = archive.folder
    archive.close()
    (folder / "archive.duckdb").unlink()
    with Archive.open(folder) as again:
        assert again.people() == ()
        assert again.verify_audit() > 0


def test_a_clock_that_was_set_back_costs_no_copy_and_no_journal(archive, tmp_path, monkeypatch):
    archive.set_preference(daily.SECOND_PLACE, str(tmp_path))
    for day in (9, 8, 7, 6, 5, 4, 3, 2):
        _clock(monkeypatch, TODAY + timedelta(days=30 - day))
        archive.add_person(f"Day {day}", synthetic=True)
        archive.copies.take()
    _clock(monkeypatch, TODAY)
    archive.add_person("After", synthetic=True)
    archive.copies.take()
    newest = archive.copies.held()[0]
    assert newest.number == archive._database.newest
    assert newest.made.date() == TODAY.date()
    assert not archive.copies.due(TODAY.astimezone().date())
    assert newest.path.name in {one.name for one in (tmp_path / second.FOLDER).iterdir()}
    oldest = min(one.number for one in archive.copies.held())
    assert archive._database._redo.first <= oldest + 1


def _clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return at.astimezone(tz)

    monkeypatch.setattr(snapshots, "datetime", Clock)


def test_a_full_disk_ends_no_round_of_copies(archive, monkeypatch):
    """The place has no room, then has: the thread that takes copies is still there."""
    full = OSError(28, "No space left on device")
    with monkeypatch.context() as patch:
        patch.setattr(snapshots, "_copied", _raising(full))
        archive.copies.take()
        assert "No space left" in archive.copies.trouble
    archive.copies.take()
    assert archive.copies.trouble == ""
    assert len(archive.copies.held()) == 1


def _raising(error: OSError):
    def refused(*_: object, **__: object) -> None:
        raise error

    return refused
