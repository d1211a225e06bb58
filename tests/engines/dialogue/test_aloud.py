"""What a mode says aloud: everything that ships is spoken, and a practice's own comes first."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from engines.dialogue import __main__ as commands
from engines.dialogue import aloud, mode_files
from engines.dialogue.library import Library
from engines.voice import recordings
from engines.voice.making import make

MODES = mode_files.shipped()


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_exercise_that_ships_is_spoken(language: str, tmp_path: Path):
    wanted = aloud.texts(MODES.values(), language)
    silent = [text for text in wanted if not aloud.sound_of(text, language, tmp_path)]
    assert not silent, "python -m engines.dialogue speak"
    assert recordings.read(aloud.SHIPPED, language).texts.keys() == {*wanted}
    exercises = [s for mode in MODES.values() for s in mode.sheets.values() if s.kind == "exercise"]
    assert {line for sheet in exercises for line in sheet.lines[language]} <= {*wanted}


def test_cards_are_spoken_where_a_practice_wants_them_and_never_with_a_slot(tmp_path: Path):
    everything = aloud.texts(MODES.values(), "en", cards=True)
    arrive = MODES["free_expression"].cards["arrive"].says["en"][0]
    assert arrive in everything
    assert not [text for text in everything if "{" in text]
    assert aloud.texts(MODES.values(), "fr", cards=True) == ()
    assert aloud.sound_of(arrive, "en", tmp_path) == ""
    make("en", [arrive], tmp_path / aloud.FOLDER, by="test", speak=lambda text, _: text.encode())
    name = aloud.sound_of(arrive, "en", tmp_path)
    assert aloud.sound(name, "en", tmp_path) == arrive.encode()


@pytest.mark.parametrize("language", ["", "e", "../en", "EN/", "ené"])
def test_a_language_that_names_no_file_has_no_sound(language: str, tmp_path: Path):
    assert aloud.sound("x", language, tmp_path) is None


@pytest.mark.skipif(
    not (shutil.which("espeak-ng") and shutil.which("opusenc")), reason="needs a synthesizer"
)
def test_a_practice_s_own_words_are_spoken_by_a_command(tmp_path: Path, capsys):
    library = Library(tmp_path)
    files = {**library.files("free_expression")}
    line = MODES["free_expression"].opening["en"]
    files["en.toml"] = files["en.toml"].replace(line, "Here is a page. It can wait.")
    library.write("free_expression", files)
    library.sign("free_expression", "Ruth Example", date(2026, 11, 24))
    assert commands.main(["speak", "--data", str(tmp_path), "--speaker", "espeak-ng"]) == 0
    assert "1 texts, 1 spoken now" in capsys.readouterr().out
    assert aloud.sound_of("Here is a page. It can wait.", "en", tmp_path)
