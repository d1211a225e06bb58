"""python -m workbench back-up and restore."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.sealing import streams
from workbench import __main__ as command
from workbench.archive.store import Archive

WORDS = "four words that belong"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "COST", 10)


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    with Archive.open(tmp_path / "practice") as archive:
        archive.begin_sitting(archive.add_person("Ada").id, "painter")
    (tmp_path / "words").write_text(f"{WORDS}\n")
    return tmp_path / "practice"


def run(name: str, folder: Path, *more: str) -> int:
    place = folder.parent
    where = ["--data", str(folder), "--passphrase-file", str(place / "words")]
    return command.main([name, str(place / "copy.backup"), *where, *more])


def test_a_practice_is_copied_and_restored(practice, capsys):
    assert run("back-up", practice) == 0
    assert run("restore", practice.with_name("new")) == 0
    said = capsys.readouterr().out
    assert "as sensitive as the practice" in said
    assert "People: 1, sittings: 1" in said


def test_the_passphrase_is_asked_for_twice(practice, capsys, monkeypatch):
    typed = iter([WORDS, "something else"])
    monkeypatch.setattr(command.getpass, "getpass", lambda _: next(typed))
    file = practice.with_name("copy.backup")
    assert command.main(["back-up", str(file), "--data", str(practice)]) == 2
    assert "differ" in capsys.readouterr().err
    assert not file.exists()


def test_an_archive_in_use_is_not_copied_from_outside(practice, capsys):
    with Archive.open(practice):
        assert run("back-up", practice) == 2
    assert "use the Archive that is open" in capsys.readouterr().err
    assert not practice.with_name("copy.backup").exists()


def test_a_folder_without_a_practice_is_not_made_into_one(practice, capsys):
    assert run("back-up", practice.with_name("nothing")) == 2
    assert "no practice in" in capsys.readouterr().err
    assert not practice.with_name("nothing").exists()


def test_a_folder_in_use_is_not_written_over(practice, capsys):
    assert run("back-up", practice) == 0
    assert run("restore", practice) == 2
    assert "is not empty" in capsys.readouterr().err


def test_a_backup_that_is_not_there_is_named(practice, capsys):
    assert run("restore", practice.with_name("new")) == 2
    assert "There is no file" in capsys.readouterr().err
