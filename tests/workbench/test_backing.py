"""Backups from a page: where to, how hard to guess, how they go; what the folder holds."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from engines.errors import ArchiveError, RequestError
from workbench.archive.store import Archive
from workbench.guide import backing, storage
from workbench.guide.backing import Backing
from workbench.saying import speaking

TODAY = datetime(2026, 11, 22)  # noqa: DTZ001 - a wall clock


def nothing() -> None:
    """Nobody listens."""


def test_a_backup_is_written_told_and_counted(tmp_path: Path):
    told: list[str] = []

    def write(to: Path, secret: str, went: backing.Progress) -> None:
        went(0.5)
        to.write_text(secret)

    backs = Backing()
    assert backs.standing.stage == "never"
    backs.start(tmp_path / "a.backup", "four words", write, lambda: told.append("done"))
    assert backs.wait(5)
    assert (backs.standing.stage, backs.standing.size, told) == ("done", 10, ["done"])


@pytest.mark.parametrize(
    ("fault", "said"),
    [(ArchiveError("The disk is full."), "The disk is full."), (OSError(), backing.UNFORESEEN)],
)
def test_a_backup_that_fails_says_why(tmp_path: Path, fault: Exception, said: str):
    def write(*_: object) -> None:
        raise fault

    backs, told = Backing(), []
    backs.start(tmp_path / "a", "secret", write, lambda: told.append("done"))
    assert backs.wait(5)
    assert (backs.standing.stage, backs.standing.error, told) == ("failed", said, [])


def test_a_backup_has_the_day_s_name_and_never_takes_another_s_place(tmp_path: Path):
    first = backing.file_in(str(tmp_path), TODAY)
    first.touch()
    second = backing.file_in(f" {tmp_path} ", TODAY)
    assert (first.name, second.name) == (
        "sketchwell-2026-11-22.backup",
        "sketchwell-2026-11-22-2.backup",
    )


@pytest.mark.parametrize(
    "folder", ["", "somewhere", "/no/such/folder", "~nobody-here", "/" + "x" * 5000]
)
def test_a_folder_that_is_not_there_is_refused(folder: str):
    with pytest.raises(RequestError, match="write its whole path"):
        backing.file_in(folder, TODAY)


@pytest.mark.parametrize(
    ("passphrase", "strength"),
    [
        ("", "short"),
        ("elevenchars", "short"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "weak"),
        ("fifteen letters", "weak"),
        ("harbor violin paper cloud", "good"),
        ("Kx7#mQ2$vT9!pL4&wZ8@", "good"),
    ],
)
def test_a_passphrase_s_strength_is_a_hint(passphrase: str, strength: str):
    assert backing.strength(passphrase) == strength


def test_the_home_folder_suggests_itself_where_nothing_is_plugged_in(tmp_path: Path):
    (tmp_path / "media" / "stick").mkdir(parents=True)
    assert backing.places(tmp_path, (tmp_path / "media", tmp_path / "none")) == [tmp_path]


def test_everything_in_a_practice_s_folder_is_explained(tmp_path: Path):
    with Archive.open(tmp_path) as archive:
        archive.add_person("Somebody")
        held = {each.name: each for each in storage.holdings(tmp_path)}
        assert set(held) == {path.name for path in tmp_path.iterdir()}
        assert held["archive.duckdb"].guarded == storage.ENCRYPTED
        assert held["master.key"].size > 0


def test_sizes_are_said_as_a_person_reads_them():
    assert [storage.size(n) for n in (0, 240, 640_000, 12_340_000)] == [
        "empty",
        "0.2 kB",
        "640 kB",
        "12.3 MB",
    ]
    with speaking("de"):
        assert storage.size(1_250_000_000) == "1,2 GB"
