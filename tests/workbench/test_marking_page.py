"""Marking a kept picture on its page, with and without a canvas that works."""

from __future__ import annotations

import sys

import pytest
from streamlit.testing.v1 import AppTest

from engines.record import Turn
from engines.record.marks import Mark
from tests.workbench.conftest import Heard, a_stroke
from workbench.practice import Practice
from workbench.table.telling import Frame

LOOP = Mark("m1", "loop", ((0.2, 0.3), (0.6, 0.3), (0.6, 0.7)), "too dark")
PAGE = """
import streamlit as st
from workbench import practice
from workbench.views.marking import mark_turn
archive = practice.current().archive
(row,) = archive.sittings(st.session_state["of"])
for turn in archive.turns(row.id):
    if turn.answer is not None:
        mark_turn(archive.person(row.person), row, turn)
"""


@pytest.fixture
def turn(opened: Practice, person: str) -> Turn:
    """A kept picture of somebody, with a mark, from a sitting that has ended."""
    heard = Heard()
    table = opened.tables.at(opened.tables.begin(person, "painter").sitting.id)
    table.listen(heard)
    table.set_options({"live": False})
    table.draw((a_stroke(),))
    table.ask()
    frame = heard.wait_for(lambda event: isinstance(event, Frame) and event.stage == "final")
    assert isinstance(frame, Frame)
    table.keep(str(frame.answer))
    table.mark(str(frame.answer), (LOOP,))
    opened.tables.end(table.id)
    return opened.archive.turn(str(frame.answer), person=person)


def page(person: str, surface: str) -> AppTest:
    at = AppTest.from_string(PAGE, default_timeout=60)
    at.session_state["of"] = person
    at.session_state["mark-with"] = surface
    return at.run()


def said(at: AppTest) -> str:
    return " ".join(element.proto.body for element in at.get("html"))


def test_a_picture_is_marked_by_hand_at_first(person: str, turn: Turn):
    at = page(person, "hand")
    assert not at.exception
    assert turn.marks == (LOOP,)
    assert "cannot be used" not in said(at)


def test_without_its_package_the_page_says_so_and_the_hand_still_marks(
    monkeypatch: pytest.MonkeyPatch, person: str, turn: Turn
):
    monkeypatch.setitem(sys.modules, "streamlit_drawable_canvas", None)
    monkeypatch.delitem(sys.modules, "workbench.drawable.canvas", raising=False)
    at = page(person, "canvas")
    assert not at.exception
    assert "The canvas cannot be used here. Marking by hand works as ever." in said(at)
    assert len(at.get("bidi_component")) == 1
    assert turn.answer is not None
