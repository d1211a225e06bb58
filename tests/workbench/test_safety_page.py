"""The page of safety: the help card and who called its numbers; what is seen; who looked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.workbench import app_pages
from tests.workbench.app_pages import APP, written
from workbench.archive.retention import today
from workbench.practice import Practice
from workbench.views import help_card

RED = "I don't want to live anymore"


def page() -> AppTest:
    return (
        AppTest.from_file(str(APP), default_timeout=60).run().switch_page("views/safety.py").run()
    )


@pytest.mark.usefixtures("opened")
def test_it_says_what_is_seen_and_missed_with_intervals():
    at = page()
    assert not at.exception
    told = written(at)
    assert "61 of 64, 87 to 98 %" in told
    assert "39 of 96, 31 to 51 %" in told
    assert "nothing seen never means that nobody is in danger" in told
    assert "have been reviewed by nobody" in told


def test_the_card_is_signed_by_who_called_its_numbers_until_it_changes(opened: Practice):
    at = page()
    assert "Nobody has signed" not in written(at)  # there is nothing to sign yet
    at = at.text_area(key="write-help-card").set_value("Ring 12 34").run()
    assert "Nobody has signed that they called every number" in written(at)
    at = at.text_input(key="card-checked-by").set_value("Ruth Example").run()
    at = at.button(key="card-checked").click().run()
    assert "Ruth Example called every number on it on" in written(at)
    found = help_card.Checked("Ruth Example", today() - timedelta(days=181))
    assert found.stale
    assert not help_card.Checked("Ruth Example", today() - timedelta(days=180)).stale
    at = at.text_area(key="write-help-card").set_value("Ring 56 78").run()
    assert "Nobody has signed" in written(at)
    assert opened.archive.preference("help_card_checked") is None
    at.text_area(key="write-help-card").set_value("").run()


def test_what_somebody_was_asked_to_look_at_stands_with_who_did(opened: Practice):
    archive = opened.archive
    person = archive.add_person("Mara <b>", synthetic=True).id
    table = opened.tables.at(opened.tables.begin(person, "painter").sitting.id)
    table.set_options({"words": RED})
    at = page()
    told = written(at)
    assert "Typed words: harm to oneself" in told
    assert "Mara &lt;b&gt;" in told
    assert "live anymore" not in told  # the words stand on the person's own page
    assert at.button(key=f"alert-{person}").label == "Look at what waits of Mara <b>"
    (task,) = archive.to_look_at(person)
    archive.acknowledge(task.id, person=person, seen_by="Ruth Example", done="We talked.")
    at = page()
    assert "Ruth Example, " in written(at)
    assert not [each for each in at.button if each.key == f"alert-{person}"]


def test_each_thing_has_a_way_of_its_own_in_the_practice_s_words(opened: Practice):
    at = page()
    assert not at.exception
    at = at.text_area(key="write-path-abuse").set_value("Call Ines <first>.").run()
    assert opened.archive.preference("way_abuse") == "Call Ines <first>."
    person = opened.archive.add_person("Ivo", synthetic=True).id
    table = opened.tables.at(opened.tables.begin(person, "painter").sitting.id)
    opened.archive.alert(table.id, "abuse", "words")
    told = written(app_pages.people(person))
    assert "What to do: abuse" in told
    assert "Call Ines &lt;first&gt;." in told
    opened.archive.set_preference("way_abuse", None)
    assert "Promise no secrecy." in written(app_pages.people(person))
    (task,) = opened.archive.to_look_at(person)
    opened.archive.acknowledge(task.id, person=person, seen_by="Ruth", done="We talked.")
