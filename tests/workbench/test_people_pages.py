"""The people's pages without a browser: the first one, put away, brought back, renamed, erased."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.workbench.app_pages import people, written
from workbench.people import distinct
from workbench.practice import Practice


def submitted(at: AppTest, field: str, text: str, button: str) -> AppTest:
    next(each for each in at.text_input if each.label == field).set_value(text)
    return next(each for each in at.button if each.label == button).click().run()


def test_nobody_yet_becomes_somebody_in_one_step(alone: Practice):
    at = people()
    assert "Nobody is here yet" in written(at)
    at = submitted(at, "Name", "B. 14", "Add")
    assert "B. 14" in written(at)
    assert [person.name for person in alone.archive.people()] == ["B. 14"]


def test_a_blank_name_is_asked_for_and_the_note_stays(alone: Practice):
    before = len(alone.archive.people())
    at = people()
    next(each for each in at.text_input if each.label == "A note").set_value("likes blue")
    at = submitted(at, "Name", "  ", "Add")
    assert "Write a name or a code first." in written(at)
    assert len(alone.archive.people()) == before
    assert next(e for e in at.text_input if e.label == "A note").value == "likes blue"


def test_no_two_people_are_chosen_by_the_same_words():
    long = "A very long name of somebody who comes on Mondays"
    told = distinct({"1": "Robin", "2": "Robin", "3": "Robin (2)", "4": long, "5": f"{long} too"})
    assert [*told.values()][:3] == ["Robin", "Robin (2)", "Robin (2) (2)"]
    assert len({*told.values()}) == 5
    assert max(map(len, told.values())) <= 36


def test_a_name_too_long_is_said_and_nothing_is_lost(alone: Practice):
    before = len(alone.archive.people())
    at = submitted(people(), "Name", "n" * 121, "Add")
    assert "at most 120 letters" in written(at)
    assert next(e for e in at.text_input if e.label == "Name").value == "n" * 121
    assert len(alone.archive.people()) == before


def test_a_person_is_put_away_and_brought_back(alone: Practice):
    person = alone.archive.add_person("Somebody").id
    at = people(person).button(key="put-away").click().run()
    assert alone.archive.person(person).archived
    assert "Put away on" in written(at)
    at.button(key="bring-back").click().run()
    assert alone.archive.person(person).archived is None


def test_a_person_gets_another_name(alone: Practice):
    person = alone.archive.add_person("Wrong").id
    at = submitted(people(person), "Name", "Right", "Change the name")
    assert alone.archive.person(person).name == "Right"
    assert "Right" in written(at)


def test_nobody_is_erased_without_their_name(alone: Practice):
    person = alone.archive.add_person("Going").id
    at = submitted(people(person), "Type the name to go on", "Someone", "Erase Going")
    assert "Nothing was erased" in written(at)
    at = submitted(at, "Type the name to go on", "Going", "Erase Going")
    assert person not in {each.id for each in alone.archive.people()}
    assert not at.exception


def test_who_draws_now_cannot_be_put_away(alone: Practice):
    person = alone.archive.add_person("Drawing", synthetic=True).id
    alone.tables.begin(person, "traditional")
    assert people(person).button(key="put-away").disabled
