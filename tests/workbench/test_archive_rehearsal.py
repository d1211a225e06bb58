"""A backup rehearsed: what it would bring back is told, and nothing is kept or changed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from engines.errors import SealError
from engines.sealing import streams
from engines.sealing.passwords import Cost
from workbench.__main__ import main
from workbench.archive import keycopies, migrations, rehearsal, specimens
from workbench.archive.store import Archive

WORDS = "four words that belong"


@pytest.fixture
def copy(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(streams, "COST", 10)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Archive.open(tmp_path / "practice") as archive:
        person = archive.add_person("Ottoline", synthetic=True).id
        archive.add_person("Bea", synthetic=True)
        sitting = archive.begin_sitting(person, "painter").sitting.id
        archive.keep_turn(sitting, specimens.turn("one"))
        archive.end_sitting(sitting)
        archive.begin_sitting(person, "painter")
        archive._arrangement.cost = Cost(64, 1, 1)
        archive.copy_keys(tmp_path / "copy.keys", passphrase=WORDS)
        archive.back_up(tmp_path / "copy.backup", passphrase=WORDS)
    (tmp_path / "words").write_text(WORDS)
    return tmp_path / "copy.backup"


def test_what_would_come_back_is_counted_and_nothing_is_left(copy, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    keys = keycopies.opened(tmp_path / "copy.keys", WORDS)
    held = rehearsal.rehearse(copy, passphrase=WORDS, keys=keys)
    assert (held.people, held.sittings, held.going, held.turns) == (2, 2, 1, 1)
    assert held.version == len(migrations.MIGRATIONS)
    assert held.newest.startswith("20")
    assert held.repairs == ()
    assert sorted(tmp_path.rglob("*")) == before


def test_the_command_tells_it_in_words(copy, tmp_path, capsys):
    words = str(tmp_path / "words")
    keys = ["--keys", str(tmp_path / "copy.keys"), "--keys-passphrase-file", words]
    assert main(["restore", str(copy), "--dry-run", "--passphrase-file", words, *keys]) == 0
    said = capsys.readouterr().out
    assert "people: 2, sittings: 2 (1 still open), kept turns: 1" in said
    assert "Nothing was kept or changed" in said


def test_a_wrong_passphrase_or_a_cut_file_is_refused(copy):
    with pytest.raises(SealError):
        rehearsal.rehearse(copy, passphrase="four words that do not")
    copy.write_bytes(copy.read_bytes()[:-100])
    with pytest.raises(SealError):
        rehearsal.rehearse(copy, passphrase=WORDS)
