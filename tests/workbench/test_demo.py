"""The demo people: made by code, the same every time, painted for real, and out of the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.dialogue import mode_files
from engines.record import Feeling
from engines.settings import load
from tests.workbench.conftest import FILLED_S
from workbench import practice
from workbench.demo import filling
from workbench.demo.easel import asked, drawn
from workbench.demo.filling import requests_of
from workbench.demo.people import ALDER, EVERYONE, ROWAN, feeling
from workbench.demo.told import ABOUT, MARKED, NOTES, REFUSED, SAID, WRITTEN

PAGES = [page for someone in EVERYONE for meeting in someone.meetings for page in meeting.pages]


@pytest.mark.parametrize("page", PAGES, ids=range(len(PAGES)))
def test_every_page_can_be_drawn_and_asked_for(page):
    request = asked(page, 7, "wash")
    assert request.drawing.strokes
    assert request.drawing == drawn(page, seed=7)


def test_another_hand_draws_another_line():
    assert drawn(PAGES[0], seed=1) != drawn(PAGES[0], seed=2)


@pytest.mark.parametrize(
    ("said", "felt"),
    [("-", Feeling()), (".4/-", Feeling(0.4, None)), ("-/.6", Feeling(None, 0.6))],
)
def test_what_was_left_out_is_none(said: str, felt: Feeling):
    assert feeling(said) == felt


def test_some_feelings_are_left_out_and_both_phases_are_there():
    meetings = ALDER.meetings
    assert {meeting.phase for meeting in meetings} == {"traditional", "painter"}
    assert any(meeting.after == "-" for meeting in meetings)


def test_a_sitting_can_begin_before_the_past_is_painted(tmp_path: Path):
    settings = load({"data": str(tmp_path), "painter": "wash"})
    with practice.serving(settings, demo=True) as served:
        first, *_ = served.archive.people()
        assert first.synthetic
        served.filling.leave(first.id)
        number = len(served.archive.sittings(first.id)) + 1
        begun = served.tables.begin(first.id, "painter")
        assert served.archive.sittings(first.id)[-1].id == begun.sitting.id
        assert served.archive.sittings(first.id)[-1].number in (number, number + 1)


def test_a_practice_with_people_is_not_filled_again(tmp_path: Path):
    settings = load({"data": str(tmp_path), "painter": "wash"})
    with practice.serving(settings, demo=False) as served:
        served.archive.add_person("Somebody")
    with practice.serving(settings, demo=True) as served:
        assert [person.name for person in served.archive.people()] == ["Somebody"]


def test_what_is_told_beside_belongs_to_sittings_and_pages_that_are_there():
    meetings = {(someone.name, m.days_ago): m for someone in EVERYONE for m in someone.meetings}
    assert NOTES.keys() | WRITTEN.keys() <= meetings.keys()
    for name, days_ago, place in (*REFUSED, *MARKED, *SAID):
        assert meetings[name, days_ago].pages[place].style
    for who, mode, card, text in (line for lines in SAID.values() for line in lines):
        held = mode_files.read(mode_files.HOME / mode).cards
        assert who != "card" or text in held[card].says["en"]
    assert ABOUT.keys() == {someone.name for someone in EVERYONE}


def test_a_first_answer_is_asked_to_a_part_of_the_drawing():
    seeded = [[(page, 7) for page in meeting.pages] for meeting in ROWAN.meetings]
    asked_for = [*requests_of(ROWAN, seeded, "wash")]
    painted = sum(page.style is not None for pages in seeded for page, _ in pages)
    assert len(asked_for) == painted + 1
    first, second = asked_for[1:3]
    assert first.drawing.strokes == second.drawing.strokes[: len(first.drawing.strokes)]


def test_the_past_has_a_course_with_an_answer_put_back(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(filling, "EVERYONE", (ROWAN,))
    settings = load({"data": str(tmp_path), "painter": "wash"})
    with practice.serving(settings, demo=True) as served:
        assert served.filling.wait(FILLED_S)
        (person,) = served.archive.people()
        assert (person.goals, person.tailored) == (ABOUT["Rowan"].goals, ABOUT["Rowan"].table)
        rows = served.archive.sittings(person.id)
        sitting = served.archive.sitting(rows[3].id)
        assert served.archive.note(sitting.id) == NOTES["Rowan", 13]
    happened = [moment.what for moment in sitting.course if moment.what != "stroke"]
    assert happened == ["page", "answer", "put_back", "answer", "kept"]
    assert [moment.at for moment in sitting.course] == sorted(m.at for m in sitting.course)
