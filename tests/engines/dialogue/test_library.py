"""A practice's own modes: kept, signed, no longer signed once a word is changed."""

from __future__ import annotations

from datetime import date

import pytest

from engines.dialogue import checking, mode_files
from engines.dialogue.library import FOLDER, Library
from engines.errors import SettingsError
from tests.engines.dialogue import tiny

TODAY = date(2026, 11, 23)


@pytest.fixture
def library(tmp_path, monkeypatch) -> Library:
    """A practice that wrote one mode itself."""
    monkeypatch.setattr(checking, "LEAST_CARDS", 3)
    monkeypatch.setattr(mode_files, "IDS", ())
    tiny.written(tmp_path / FOLDER / "tiny")
    return Library(tmp_path)


def test_a_mode_is_a_draft_until_somebody_signs_it(library):
    assert [(held.id, held.standing) for held in library.all()] == [("tiny", "draft")]
    assert not library.mode("tiny").for_clients
    signed = library.sign("tiny", " Ines Acker ", TODAY)
    assert (signed.reviewed_by, signed.reviewed_on) == ("Ines Acker", TODAY)
    assert library.mode("tiny").standing == "signed"
    assert library.mode("tiny").for_clients


def test_a_name_with_quotes_is_kept_as_it_is(library):
    name = 'Ines "Nes" \\ Åcker'
    assert library.sign("tiny", name, TODAY).reviewed_by == name
    assert library.mode("tiny").standing == "signed"


def test_whoever_changes_a_word_takes_the_signature_off(library, tmp_path):
    library.sign("tiny", "Ines Acker", TODAY)
    path = tmp_path / FOLDER / "tiny" / "de.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("Jeder", "Ein"), encoding="utf-8")
    held = library.mode("tiny")
    assert (held.standing, held.for_clients) == ("changed", False)
    assert "changed after it was signed" in held.why


def test_another_machines_signature_counts_for_nothing(library, tmp_path):
    library.sign("tiny", "Ines Acker", TODAY)
    (tmp_path / "machine.key").unlink()
    assert library.mode("tiny").standing == "changed"


def test_a_change_is_a_new_version_and_a_draft_again(library):
    library.sign("tiny", "Ines Acker", TODAY)
    text = library.files("tiny")["en.toml"].replace("Any mark will do.", "One dot will do.")
    mode = library.write("tiny", {"en.toml": text})
    assert (mode.version, mode.reviewed_by, mode.reviewed_on) == (4, "", None)
    assert library.mode("tiny").standing == "draft"
    assert "One dot" in library.mode("tiny").mode.cards["begin"].says["en"][0]


def test_what_may_not_be_said_is_not_kept(library):
    before = library.files("tiny")
    text = before["en.toml"].replace("Any mark will do.", "What a perfect page.")
    with pytest.raises(SettingsError, match=r"praise \(perfect\)"):
        library.write("tiny", {"en.toml": text})
    with pytest.raises(SettingsError, match="name"):
        library.sign("tiny", "  ", TODAY)
    with pytest.raises(SettingsError, match="names no mode"):
        library.write("tiny", {"../../en.toml": text})
    assert library.files("tiny") == before


def test_a_mode_that_cannot_be_read_is_not_used_and_says_why(library, tmp_path):
    (tmp_path / FOLDER / "tiny" / "en.toml").write_text("name = ", encoding="utf-8")
    held = library.mode("tiny")
    assert (held.standing, held.mode, held.for_clients) == ("unreadable", None, False)
    assert "is not TOML" in held.why
    with pytest.raises(SettingsError, match="There is no mode"):
        library.mode("other")


def test_a_new_mode_begins_with_all_its_files(library):
    files = {"mode.toml": tiny.MODE, "en.toml": tiny.ENGLISH}
    assert library.write("garden", files).languages == ("en",)
    assert [held.id for held in library.all()] == ["garden", "tiny"]
