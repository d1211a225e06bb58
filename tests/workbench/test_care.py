"""Typed words at a table that ask for a person: seen, kept, told, and looked at by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engines.errors import ArchiveError, RequestError, SettingsError
from engines.record.marks import Mark
from tests.workbench import app_pages
from tests.workbench.conftest import a_stroke
from workbench.archive.acting import acting
from workbench.archive.store import Archive
from workbench.practice import Practice
from workbench.table import care
from workbench.table.live import Table

RED, AMBER = "I don't want to live anymore", "Everybody would be better off without me"
LATER = f"{RED}, it is all too much"


@pytest.fixture
def table(opened: Practice) -> Iterator[Table]:
    person = opened.archive.add_person("Ada", synthetic=True).id
    opened.archive.set_preference("help_card", "Ring 12 34")
    sitting = opened.tables.begin(person, "painter").sitting.id
    yield opened.tables.at(sitting)
    for task in opened.archive.to_look_at(person):
        opened.archive.acknowledge(task.id, person=person, seen_by="Ruth", done="talked")
    opened.archive.erase(person)


def looked_at(archive: Archive, table: Table) -> None:
    (task,) = archive.to_look_at(table.person)
    archive.acknowledge(task.id, person=table.person, seen_by="Ruth", done="We talked about it.")


def test_plain_words_open_a_task_before_they_are_anybody_s_wish(opened: Practice, table: Table):
    table.set_options({"words": RED})
    (task,) = opened.archive.to_look_at(table.person)
    assert (task.words, task.item, task.questionnaire) == (RED, "self_harm", table.id)
    table.set_options({"words": LATER})  # still typing: the same task, with all of it
    (task,) = opened.archive.to_look_at(table.person)
    assert task.words == LATER
    whats = [entry.what for entry in opened.archive.audit(20)]
    assert whats.count("words ask for a person") == 1


def test_the_painter_rests_and_drawing_goes_on_until_somebody_has_looked(
    opened: Practice, table: Table
):
    table.draw((a_stroke(),))
    table.set_options({"words": RED})
    with pytest.raises(RequestError, match="The painter rests"):
        table.ask()
    table.draw((a_stroke("more"),))
    assert len(table.drawing.strokes) == 2
    with pytest.raises(ArchiveError, match="to be looked at first"):
        opened.tables.end(table.id)
    looked_at(opened.archive, table)
    table.ask()
    opened.tables.end(table.id)
    (closed,) = opened.archive.looked_at(table.person)
    assert (closed.words, closed.seen_by) == (RED, "Ruth")


def test_words_on_a_marked_picture_are_read_too(opened: Practice, table: Table):
    mark = Mark("m1", "loop", ((0.1, 0.1), (0.4, 0.1), (0.4, 0.4)), RED)
    with pytest.raises(Exception, match="no longer at hand"):
        table.mark("a" * 20, (mark,))
    assert opened.archive.to_look_at(table.person)


def test_whoever_has_the_table_reads_the_help_card(opened: Practice, table: Table):
    browser = opened.passes.issue().partition(".")[0]
    asked: list[str] = []
    table.care.on_alert(asked.append)
    table.set_options({"words": RED})
    assert asked == [table.id]
    opened.passes.ask_for_person(table.id, wanted=True, handed=True)
    assert table.id not in opened.passes.asked()  # the therapist has the screen
    opened.passes.pin.choose("1234")
    opened.passes.hand_over(browser, table.id)
    opened.passes.ask_for_person(table.id, wanted=True, handed=True)
    assert table.id in opened.passes.asked()
    opened.passes.ask_for_person(table.id, wanted=False)
    opened.passes.come_back(browser, "1234")
    opened.passes.pin.forget()


def test_what_is_hinted_at_is_told_quietly_and_stops_nothing(opened: Practice, table: Table):
    table.draw((a_stroke(),))
    table.set_options({"words": AMBER})
    assert table.care.hinted == (AMBER,)
    assert not opened.archive.to_look_at(table.person)
    table.ask()
    table.care.noticed()
    assert table.care.hinted == ()


def test_ordinary_and_dark_words_are_material(opened: Practice, table: Table):
    for words in ("a storm over a black sea", "the dragon kills the knight", "I'm dying to see it"):
        table.set_options({"words": words})
        if table.care.looking is not None:
            table.care.looking.result(30)
    assert not opened.archive.to_look_at(table.person)
    assert not table.care.rests()


def test_a_restart_still_waits_for_a_person(tmp_path: Path):
    with Archive.open(tmp_path) as archive:
        person = archive.add_person("Ada", synthetic=True).id
        sitting = archive.begin_sitting(person, "painter").sitting.id
        archive.alert(sitting, "self_harm", RED)
    with Archive.open(tmp_path) as archive:
        assert archive.alerted(sitting)
        (task,) = archive.to_look_at(person)
        assert task.words == RED
        archive.acknowledge(task.id, person=person, seen_by="Ruth", done="talked")
        assert not archive.alerted(sitting)


def test_the_person_s_page_shows_the_words_and_who_looked(opened: Practice, table: Table):
    table.set_options({"words": RED})
    at = app_pages.people(table.person)
    assert not at.exception
    assert "I don&#x27;t want to live anymore" in app_pages.written(at)
    assert "Look at these words, now" in [each.value for each in at.subheader]
    (task,) = opened.archive.to_look_at(table.person)
    at.text_input(key=f"seen-by-{task.id}").set_value("Ruth Example")
    at.text_area(key=f"done-{task.id}").set_value("We called her sister together.")
    at = at.button(key=f"close-{task.id}").click().run()
    assert not at.exception
    assert not opened.archive.to_look_at(table.person)


@pytest.mark.usefixtures("opened")
def test_without_its_rules_every_page_says_so(monkeypatch: pytest.MonkeyPatch):
    def broken() -> None:
        raise SettingsError("en.toml cannot be read")

    monkeypatch.setattr(care, "rulebook", broken)
    at = app_pages.people()
    assert "nothing is noticed" in app_pages.written(at)


def test_a_task_goes_with_its_person_and_its_sitting(opened: Practice):
    person = opened.archive.add_person("Gone", synthetic=True).id
    sitting = opened.tables.begin(person, "painter").sitting.id
    opened.archive.alert(sitting, "self_harm", RED)
    with acting(None):
        opened.archive.erase(person)
    assert not [each for each in opened.archive.to_look_at() if each.person == person]
