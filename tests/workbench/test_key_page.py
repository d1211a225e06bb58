"""The part of Settings about the practice's key: sheet, copy, another way, a new key."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from engines.sealing.passwords import Cost
from workbench.archive.unlocking import arranging
from workbench.practice import Practice

WORDS = "four words that belong"
PAGE = "from workbench.views import key\nkey.section()"


@pytest.fixture
def page(opened: Practice) -> AppTest:
    opened.archive._arrangement.cost = Cost(64, 1, 1)
    return AppTest.from_string(PAGE, default_timeout=30).run()


def pressed(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click()
    shown = page.run()
    assert not shown.exception
    return shown


def said(page: AppTest) -> str:
    return " ".join(str(getattr(each, "value", "")) for each in page.get("html"))


def test_a_sheet_counts_once_it_was_typed_back(page, opened):
    shown = pressed(page, "make-sheet")
    sheet = shown.session_state["noted-key-sheet"]
    assert sheet.groups[0] in said(shown)
    shown = pressed(shown, "hide-sheet")
    assert not any(group in said(shown) for group in sheet.groups)
    for place in sheet.places:
        shown.text_input(key=f"group{place}").input("0000")
    shown = pressed(shown, "keep-sheet")
    assert "type them from the paper" in said(shown)
    assert not opened.archive.lock.has_sheet
    assert sheet.groups[0] in said(pressed(shown, "show-sheet"))
    shown = pressed(shown, "hide-sheet")
    for place in sheet.places:
        shown.text_input(key=f"group{place}").input(sheet.groups[place].lower())
    assert "opens the practice" in pressed(shown, "keep-sheet").success[0].value
    assert opened.archive.opens(sheet.code)


def test_a_key_copy_is_written_into_a_folder(page, opened, tmp_path):
    page.text_input(key="copy-folder").input(str(tmp_path))
    page.text_input(key="copy-words").input(WORDS)
    shown = pressed(page, "copy-keys")
    (made,) = tmp_path.glob("*.keys")
    assert opened.archive.key_copies[-1] == made
    assert "Do not keep it with the backups" in shown.success[0].value
    assert shown.text_input(key="copy-words").proto.set_value  # empty on the screen too


def test_what_is_said_once_moves_nothing_that_is_open_below(page):
    def places(shown: AppTest) -> list[str]:
        (card,) = shown.main.children.values()
        return [getattr(each, "label", "") for each in card.children.values()]

    before = places(page)
    assert places(pressed(page, "copy-keys")) == before  # refused, and told why
    assert places(page.run()) == before


def test_the_key_is_kept_another_way_and_back(page, opened):
    folder = opened.archive.folder
    page.radio(key="key-way").set_value("passphrase").run()
    for key in ("key-words", "key-again"):
        page.text_input(key=key).input(WORDS)
    pressed(page, "keep-key")
    assert arranging.door(folder) == "locked"
    assert opened.archive.opens(WORDS)
    page.radio(key="key-way").set_value("file").run()
    pressed(page, "keep-key")
    assert arranging.door(folder) == "open"


def test_a_new_key_is_one_press(page, opened):
    before = opened.archive.lock.key
    person = opened.archive.add_person("Ada").id
    pressed(page, "rotate")
    assert opened.archive.lock.key != before
    assert opened.archive.person(person).name == "Ada"
