"""python -m workbench back-up, restore and keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.sealing import streams
from engines.sealing.passwords import Cost
from workbench import __main__ as command
from workbench.archive.store import Archive
from workbench.archive.unlocking.sheet import Sheet
from workbench.vault import commands
from workbench.vault import words as vault

WORDS = "four words that belong"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "COST", 10)


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    with Archive.open(tmp_path / "practice") as archive:
        archive.begin_sitting(archive.add_person("Ada").id, "painter")
        archive._arrangement.cost = Cost(64, 1, 1)
        archive.copy_keys(tmp_path / "copy.keys", passphrase=WORDS)
    (tmp_path / "words").write_text(f"{WORDS}\n")
    return tmp_path / "practice"


def run(name: str, folder: Path, *more: str) -> int:
    place = folder.parent
    where = ["--data", str(folder), "--passphrase-file", str(place / "words")]
    return command.main([name, str(place / "copy.backup"), *where, *more])


def test_a_practice_is_copied_and_restored(practice, capsys):
    assert run("back-up", practice) == 0
    words = ["--keys-passphrase-file", str(practice.with_name("words"))]
    keys = ["--keys", str(practice.with_name("copy.keys")), *words]
    assert run("restore", practice.with_name("new"), *keys) == 0
    said = capsys.readouterr().out
    assert "a key copy together" in said
    assert "People: 1, sittings: 1" in said


def test_a_backup_alone_says_what_is_missing(practice, capsys):
    assert run("back-up", practice) == 0
    assert run("restore", practice.with_name("new")) == 2
    assert "name the key copy too" in capsys.readouterr().err
    assert not practice.with_name("new").exists()


def test_a_key_copy_is_made_without_anybody_at_the_keys(practice, capsys):
    (practice.with_name("own")).write_text(f"{WORDS} of keys\n")
    made, own = practice.with_name("own.keys"), ["--passphrase-file", practice.with_name("own")]
    assert keys(practice, "copy", str(made)) == 2
    assert "--own-passphrase" in capsys.readouterr().err
    assert keys(practice, "copy", str(made), *map(str, own)) == 0
    assert run("back-up", practice) == 0
    words = ["--keys-passphrase-file", str(practice.with_name("own"))]
    assert run("restore", practice.with_name("new"), "--keys", str(made), *words) == 0
    assert "People: 1, sittings: 1" in capsys.readouterr().out


def keys(folder: Path, *more: str) -> int:
    return command.main(["keys", "--data", str(folder), *more])


@pytest.fixture
def typed(monkeypatch):
    """What is typed unseen, one after another."""
    waiting: list[str] = []
    monkeypatch.setattr(vault.getpass, "getpass", lambda _: waiting.pop(0))
    return waiting


def test_the_key_goes_under_a_passphrase_and_back_by_commands(practice, typed, capsys):
    typed += [WORDS, WORDS]
    assert keys(practice, "keep", "passphrase") == 0
    assert not (practice / "master.key").exists()
    typed += [WORDS]
    assert keys(practice, "show") == 0
    typed += ["something else"]
    assert keys(practice, "keep", "file") == 2
    typed += [WORDS]
    assert keys(practice, "keep", "file") == 0
    said = capsys.readouterr().out
    assert said.count("under a passphrase: it is typed at each start") == 2
    assert (practice / "master.key").exists()


def test_a_locked_practice_is_looked_after_by_a_script(practice, typed, capsys):
    typed += [WORDS, WORDS]
    assert keys(practice, "keep", "passphrase") == 0
    opened = ["--unlock", str(practice.with_name("words"))]
    where = ["--data", str(practice), *opened]
    assert command.main(["verify", *where]) == 0
    assert run("back-up", practice, *opened) == 0
    assert command.main(["kiosk-key", str(practice.with_name("practice.pub")), *where]) == 0
    assert keys(practice, *opened, "show") == 0
    assert keys(practice, "copy", str(practice.with_name("more.keys")), *opened) == 0
    assert typed == []  # nobody was asked
    practice.with_name("words").write_text("some other words\n")
    capsys.readouterr()
    assert command.main(["verify", *where]) == 2
    assert "does not open this practice" in capsys.readouterr().err


def test_a_sheet_counts_once_it_was_typed_back_from_paper(practice, tmp_path, capsys, monkeypatch):
    sheet = Sheet()
    monkeypatch.setattr(commands, "Sheet", lambda: sheet)
    tries = iter(["wrong", "wrong", *(sheet.groups[place] for place in sheet.places)])
    monkeypatch.setattr(vault.getpass, "getpass", lambda _: next(tries))
    assert keys(practice, "sheet", str(tmp_path / "sheet.html")) == 2
    assert keys(practice, "sheet", str(tmp_path / "sheet.html")) == 0
    assert "from the paper" in capsys.readouterr().err
    assert not (tmp_path / "sheet.html").exists()
    with Archive.open(practice, sheet.code) as archive:
        assert archive.lock.has_sheet


def test_a_new_master_key_by_command(practice, capsys):
    before = (practice / "master.key").read_bytes()
    assert keys(practice, "rotate") == 0
    assert (practice / "master.key").read_bytes() != before
    assert "Everything is sealed" in capsys.readouterr().out
    with Archive.open(practice) as archive:
        assert [person.name for person in archive.people()] == ["Ada"]


def test_what_cannot_be_typed_or_read_is_said_in_a_line(practice, capsys, monkeypatch):
    def nobody(_: str) -> str:
        raise EOFError

    monkeypatch.setattr(vault.getpass, "getpass", nobody)
    assert keys(practice, "copy", str(practice.with_name("more.keys")), "--own-passphrase") == 2
    assert "nothing was typed" in capsys.readouterr().err
    practice.with_name("words").write_text("\nlater")
    assert run("back-up", practice) == 2
    assert "begins with an empty line" in capsys.readouterr().err
    practice.with_name("words").write_text("short")
    assert run("back-up", practice) == 2
    assert "at least 15" in capsys.readouterr().err


def test_the_folder_is_named_before_a_deed_or_after_it(practice, capsys):
    assert command.main(["keys", "show", "--data", str(practice)]) == 0
    assert command.main(["keys", "--data", str(practice), "show"]) == 0
    assert capsys.readouterr().out.count("in the file master.key") == 2
    with pytest.raises(SystemExit):
        command.main(["verfy"])
    assert "there is no command 'verfy'" in capsys.readouterr().err


def test_a_key_copy_is_told_from_other_files(practice, capsys):
    assert run("back-up", practice) == 0
    words = ["--keys-passphrase-file", str(practice.with_name("words"))]
    other = ["--keys", str(practice.with_name("words")), *words]
    assert run("restore", practice.with_name("new"), *other) == 2
    assert "is no key copy" in capsys.readouterr().err


def test_the_passphrase_is_asked_for_twice(practice, capsys, monkeypatch):
    typed = iter([WORDS, "something else"])
    monkeypatch.setattr(vault.getpass, "getpass", lambda _: next(typed))
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
