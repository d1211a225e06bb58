"""The files that ship, and a practice's own: what is missing or unclear is told with its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engines.errors import InstrumentError
from workbench.outcomes.change import between
from workbench.outcomes.instruments import HOME, of_practice, shipped
from workbench.outcomes.instruments.reading import read
from workbench.outcomes.scoring import score

OWN = """
name = "calm"
title = { en = "Calm", de = "Ruhe" }
recall_days = 7
instruction = { en = "This week:", de = "Diese Woche:" }
[licence]
text = "Our own."
holder = "The practice"
source = "Written here in 2026"
[languages.en]
source = "ours"
[languages.de]
source = "ours"
note = "not yet reviewed"
[answers]
low = 1
high = 5
ends = { en = ["never", "always"], de = ["nie", "immer"] }
[[items]]
id = "rested"
text = { en = "I was rested", de = "Ich war ausgeruht" }
[[items]]
id = "tense"
reverse = true
text = { en = "I was tense", de = "Ich war angespannt" }
[[scales]]
name = "total"
better = "higher"
error = 0.5
error_source = "ours"
bands_source = "ours"
bands = [
  { name = "little", low = 2, high = 5, text = { en = "little", de = "wenig" } },
  { name = "much", low = 6, high = 10, text = { en = "much", de = "viel" } },
]
[[thresholds]]
kind = "reliable_change"
scale = "total"
points = 2
source = "ours"
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "calm.toml"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_a_practice_s_own_instrument_is_read_and_scored(own: Path):
    every = of_practice(own.parent)
    assert set(every) == {*shipped(), "calm"}
    scored = score(every["calm"], {"rested": 4, "tense": 2})
    assert scored.total() == 4 + (1 + 5 - 2)
    assert scored.sums[0].band is not None
    assert scored.sums[0].band.text["de"] == "viel"
    change = between(every["calm"], 4, 6)
    assert change is not None
    assert change.judged[-1].index == pytest.approx(2 / (2**0.5 * 0.5))
    assert change.judged[-1].threshold.source == "ours"


FAULTS = {
    "no licence": ('text = "Our own."\n', "", "licence: text is missing. Fill it in."),
    "an empty licence": ('"Our own."', '"  "', "licence: text is empty. Fill it in."),
    "no holder": ('holder = "The practice"\n', "", "licence: holder is missing"),
    "no licence's source": ('source = "Written here in 2026"\n', "", "licence: source is missing"),
    "no source of a translation": ('source = "ours"\nnote', "note", "languages: de: source is mis"),
    "a text without a language": (', de = "Ich war ausgeruht"', "", "items 1: text: de is missing"),
    "a language nobody named": (
        'de = "Ruhe"',
        'de = "Ruhe", fr = "Calme"',
        "title: nobody knows fr",
    ),
    "an unknown key": ("recall_days", "recal_days = 3\nrecall_days", "nobody knows recal_days"),
    "a flag that is a text": ("reverse = true", 'reverse = "yes"', "items 2: reverse is 'yes'"),
    "a number that is a flag": (
        "low = 1\n",
        "low = true\n",
        "answers: low is True. Write a number.",
    ),
    "no number": ("high = 5\n", "high = nan\n", "answers: high is nan. Write a number that ends."),
    "ends turned round": ("low = 1\nhigh = 5", "low = 5\nhigh = 1", "low is 5 and high 1"),
    "one end": ('["nie", "immer"]', '["nie"]', "ends.de has 1 texts. Write 2."),
    "two items alike": ('id = "tense"', 'id = "rested"', "items has rested twice"),
    "a strange name": ('name = "calm"', 'name = "Calm down"', "name is “Calm down”"),
    "a strange direction": ('better = "higher"', 'better = "up"', "scales 1: better is “up”"),
    "a gap": ("low = 6", "low = 7", "little ends at 5 and much begins at 7"),
    "an overlap": ("low = 6", "low = 5", "little ends at 5 and much begins at 5"),
    "bands too short": (
        "high = 10",
        "high = 9",
        "the bands go from 2 to 9, the scale from 2 to 10",
    ),
    "bands without a source": ('bands_source = "ours"\n', "", "scales 1: bands_source is missing"),
    "an error of nothing": ("error = 0.5", "error = 0", "error is 0: a standard error"),
    "an error without a source": ('error_source = "ours"\n', "", "error_source is missing"),
    "a threshold's kind": (
        'kind = "reliable_change"',
        'kind = "big"',
        "thresholds 1: kind is “big”",
    ),
    "a threshold of nothing": ("points = 2", "points = 0", "needs points or percent, one of them"),
    "a threshold in both": ("points = 2", "points = 2\npercent = 5", "one of them, above 0"),
    "another scale": ('scale = "total"', 'scale = "sum"', "there is no scale “sum”"),
    "an item to look at never": (
        'id = "tense"',
        'id = "tense"\nlook_above = 5',
        "no answer or ever",
    ),
    "days before zero": (
        "recall_days = 7",
        "recall_days = -7",
        "recall_days is -7. Write 0 or more",
    ),
    "more answers than a page holds": ("high = 5\n", "high = 1_000_000_000\n", "too many answers"),
    "too deep to read": ("[licence]", "x = " + "[" * 5000 + "\n[licence]", "cannot be read"),
    "a file too large": ("[licence]", "# " + "x" * 300_000 + "\n[licence]", "at most 262144"),
    "no TOML": ("[licence]", "[licence", "calm.toml cannot be read"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_its_place(fault: str, own: Path):
    before, after, told = FAULTS[fault]
    assert before in OWN
    own.write_text(OWN.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(InstrumentError) as caught:
        read(own)
    assert told in str(caught.value)
    assert str(own) in str(caught.value)


def test_a_second_instrument_of_one_name_is_refused(own: Path):
    own.write_text(OWN.replace('"calm"', '"phq9"'), encoding="utf-8")
    with pytest.raises(InstrumentError, match="there is an instrument named “phq9” already"):
        of_practice(own.parent)


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(InstrumentError, match="cannot be read"):
        read(tmp_path / "none.toml")


def test_those_that_ship_are_named_as_their_files_and_speak_english_and_german():
    assert set(shipped()) == {path.stem for path in HOME.glob("*.toml")}
    for instrument in shipped().values():
        assert set(instrument.languages) == {"en", "de"}
        assert all(language.source for language in instrument.languages.values())
        texts = [item.text for item in instrument.items]
        assert all(text["en"] != text["de"] for text in texts)


def test_codes_are_loinc_s_and_no_item_has_the_total_s():
    """Read at loinc.org. One public project gives the ninth item's code to the total."""
    phq9, gad7 = shipped()["phq9"], shipped()["gad7"]
    assert phq9.scale("total").loinc == "44261-6"
    assert gad7.scale("total").loinc == "70274-6"
    assert [item.loinc for item in phq9.items] == [
        "44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3",
        "44260-8",
    ]  # fmt: skip
    assert [item.loinc for item in gad7.items] == [
        "69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7",
    ]  # fmt: skip


def test_the_four_questions_of_the_phq4_are_those_of_its_parents():
    phq4, parents = shipped()["phq4"], (shipped()["gad7"], shipped()["phq9"])
    for item in phq4.items:
        (parent,) = (one.by_id[item.id] for one in parents if item.id in one.by_id)
        assert parent.text == item.text


def test_two_weeks_are_what_the_phq_family_looks_back_on():
    days = {name: instrument.recall_days for name, instrument in shipped().items()}
    assert days == {
        "phq9": 14,
        "gad7": 14,
        "phq4": 14,
        "affective_slider": 0,
        "sitting_feedback": 0,
    }


def test_a_pipe_in_the_folder_is_not_waited_for(own: Path):
    os.mkfifo(own.with_name("pipe.toml"))
    with pytest.raises(InstrumentError, match="is no file"):
        read(own.with_name("pipe.toml"))


def test_no_questionnaire_is_longer_than_a_person_answers(own: Path):
    more = "".join(f'[[items]]\nid = "i{n}"\ntext = {{ en = "a", de = "b" }}\n' for n in range(200))
    own.write_text(OWN.replace("[[scales]]", f"{more}[[scales]]", 1), encoding="utf-8")
    with pytest.raises(InstrumentError, match="202 items"):
        read(own)
