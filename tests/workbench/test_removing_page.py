"""Removing single things on the sittings' pages, and bringing them back from the same page."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.workbench.app_pages import APP, written
from workbench.archive import specimens
from workbench.practice import Practice


@pytest.fixture
def met(alone: Practice) -> tuple[str, str]:
    """A person and an ended sitting with two pictures and a note."""
    person = alone.archive.add_person("Somebody", synthetic=True).id
    sitting = alone.archive.begin_sitting(person, "painter").sitting.id
    for name in ("one", "two"):
        alone.archive.keep_turn(sitting, specimens.turn(f"{sitting[:6]}-{name}"))
    alone.archive.write_note(sitting, "quiet")
    alone.archive.end_sitting(sitting)
    return person, sitting


def sittings(person: str, sitting: str | None = None) -> AppTest:
    at = AppTest.from_file(str(APP), default_timeout=60)
    at = at.run().switch_page("views/gallery.py")
    at.query_params["person"] = person
    if sitting:
        at.query_params["sitting"] = sitting
    return at.run()


def back(at: AppTest) -> AppTest:
    return next(each for each in at.button if each.label == "Bring it back").click().run()


@pytest.mark.parametrize(
    ("button", "told"),
    [("picture", "A picture was removed."), ("note", "The note was removed.")],
)
def test_something_is_removed_and_brought_back_on_one_page(alone, met, button: str, told: str):
    person, sitting = met
    before = alone.archive.turns(sitting), alone.archive.note(sitting)
    at = sittings(person, sitting).button(key=f"remove-{button}").click().run()
    assert told in written(at)
    assert (alone.archive.turns(sitting), alone.archive.note(sitting)) != before
    at = back(at)
    assert told not in written(at)
    assert (alone.archive.turns(sitting), alone.archive.note(sitting)) == before


def test_many_removals_are_folded_and_say_of_which_sitting(alone, met):
    person, sitting = met
    alone.archive.remove_note(sitting)
    assert "Sitting 1: The note was removed." in written(sittings(person))
    for n in range(3):
        other = alone.archive.begin_sitting(person, "painter").sitting.id
        alone.archive.write_note(other, f"quiet {n}")
        alone.archive.end_sitting(other)
        alone.archive.remove_note(other)
    at = sittings(person)
    (folded,) = at.expander
    assert folded.label == "4 removals can be undone"
    assert "Sitting 4: The note was removed." in written(at)


def test_a_whole_sitting_comes_back_from_the_list(alone: Practice, met: tuple[str, str]):
    person, sitting = met
    at = sittings(person, sitting).button(key="remove-sitting").click().run()
    assert alone.archive.sittings(person) == ()
    assert "A sitting was removed." in written(at)
    assert "No sitting yet" in written(at)
    back(at)
    assert [row.id for row in alone.archive.sittings(person)] == [sitting]


def test_an_open_sitting_offers_nothing_to_remove(alone: Practice, met: tuple[str, str]):
    person, _ended = met
    going = alone.archive.begin_sitting(person, "traditional").sitting.id
    at = sittings(person, going)
    assert not [each for each in at.button if str(each.key).startswith("remove-")]
    alone.archive.end_sitting(going)
