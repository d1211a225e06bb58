"""A mode's files: what is read, and what is refused with the place and the value met."""

from __future__ import annotations

import pytest

from engines.dialogue import mode_files
from engines.errors import SettingsError
from tests.engines.dialogue import tiny


def test_a_mode_is_read_with_its_cards_sheets_and_languages(tmp_path):
    mode = mode_files.read(tiny.written(tmp_path / "tiny"))
    assert (mode.id, mode.version, mode.languages) == ("tiny", 3, ("de", "en"))
    assert mode.cards["begin"].then == ("named",)
    assert mode.cards["named"].slots == {"word"}
    assert mode.sheets["line"].seconds == (5, 20)
    assert (mode.reviewed_by, mode.reviewed_on) == ("", None)


def test_a_card_is_worded_otherwise_the_next_time_and_wants_its_word(tmp_path):
    cards = mode_files.read(tiny.written(tmp_path / "tiny")).cards
    said = [cards["here"].said("en", turn) for turn in range(3)]
    assert said[0] == said[2] != said[1]
    told = cards["named"].said("de", filled={"word": " ein Boot "})
    assert told == "Du schreibst: ein Boot. Wo im Bild ist es?"
    for empty in ({}, {"word": "  "}):
        with pytest.raises(SettingsError, match="needs a word"):
            cards["named"].said("en", filled=empty)
    with pytest.raises(SettingsError, match="not written in fr"):
        cards["here"].said("fr")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("mode", "format = 1", "format = 2", "its format is 2"),
        ("mode", 'neutral = "here"', 'neutral = "gone"', "neutral is 'gone'"),
        ("mode", "version = 3", "version = true", "version is True"),
        ("mode", '["named"]', '["none"]', "card.begin.then is 'none'"),
        ("mode", "sources = []", "secret = 1", "unknown field 'secret'"),
        ("mode", "[5, 20]", "[5]", "2 lines and .* 1 times"),
        ("mode", "[5, 20]", "[5, 9000]", "must be a whole number in 1..240"),
        ("mode", '"exercise"', '"dance"', "must be one of exercise, lesson, role"),
        ("mode", 'reviewed_on = ""', 'reviewed_on = "soon"', "a day such as 2026-01-31"),
        ("en", "[card.begin]", "[card.other]", "lacks card"),
        ("en", "{word}", "{name}", "must be one of word, role"),
        ("en", 'says = ["Any', 'says = ["\\u0000Any', "must be one line of text"),
        ("de", 'name = "Klein"', 'name = ""', "de.toml name has 0 letters"),
        ("de", "Jeder Strich", "Strich " * 40, "de.toml card.begin.says has 3.. letters"),
        ("de", 'name = "Klein"', "name = 'Klein", "is not TOML"),
        ("en", "", None, "there is no en.toml"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(tmp_path, file, old, new, told):
    folder = tiny.written(tmp_path / "tiny")
    path = folder / f"{file}.toml"
    if new is None:
        path.unlink()
    else:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError, match=told):
        mode_files.read(folder)


def test_files_that_are_too_long_or_no_text_are_refused(tmp_path):
    folder = tiny.written(tmp_path / "tiny")
    (folder / "de.toml").write_bytes(b"#" * (mode_files.MOST_BYTES + 1))
    with pytest.raises(SettingsError, match="at most"):
        mode_files.read(folder)
    (folder / "de.toml").write_bytes(b"name = '\xff'")
    with pytest.raises(SettingsError, match="is not TOML"):
        mode_files.read(folder)
