"""A mode written back into files, and what a therapist changes in one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engines.dialogue import mode_files, writing
from engines.dialogue.cards import Mode
from engines.errors import SettingsError
from tests.engines.dialogue import tiny


@pytest.fixture
def mode(tmp_path) -> Mode:
    return mode_files.read(tiny.written(tmp_path / "tiny"))


@pytest.mark.parametrize("by", ["", 'Ines "Nes" \\ Åcker'])
def test_what_is_written_reads_as_it_was(mode, tmp_path, by):
    told = replace(mode, reviewed_by=by, reviewed_on=date(2026, 1, 31) if by else None)
    folder = tmp_path / "again" / mode.id
    folder.mkdir(parents=True)
    for name, text in writing.files_of(told).items():
        (folder / name).write_text(text, encoding="utf-8")
    assert mode_files.read(folder) == told


def test_a_card_is_worded_otherwise_in_one_language(mode):
    changed = writing.with_card(mode, "begin", "de", says=("Ein Punkt.",), heard=("leer",))
    assert changed.cards["begin"].says == {**mode.cards["begin"].says, "de": ("Ein Punkt.",)}
    assert changed.cards["begin"].then == ("named",)


def test_a_new_card_says_the_same_everywhere_until_somebody_writes_it(mode):
    changed = writing.with_card(mode, "rest", "en", says=("Rest.",), heard=("tired",))
    assert list(changed.cards) == ["here", "begin", "named", "rest"]
    assert changed.cards["rest"].says == {"de": ("Rest.",), "en": ("Rest.",)}


def test_a_card_that_goes_is_named_nowhere_any_more(mode):
    changed = writing.without_card(writing.without_card(mode, "named"), "begin")
    assert list(changed.cards) == ["here"]
    assert changed.first == ("here",)
    with pytest.raises(SettingsError, match="a mode needs it"):
        writing.without_card(changed, "here")


def test_purpose_and_opening_are_changed_by_language(mode):
    assert writing.with_text(mode, "opening", "en", "Hello.").opening["en"] == "Hello."
    assert mode.opening["en"] != "Hello."
