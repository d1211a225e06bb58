"""A story told over pictures: the person's own words alone, on the page and as a booklet."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from engines.errors import BackendMissingError
from engines.record import Turn
from engines.record.spoken import Spoken
from engines.strokes import Drawing, Paper
from tests.workbench.app_pages import APP, written
from tests.workbench.conftest import a_stroke
from tests.workbench.test_reporting import Read
from workbench.practice import Practice
from workbench.reporting import writing
from workbench.table.live import Table
from workbench.talking import story
from workbench.talking.story import MODE, TITLE_CARD


def _line(second: int, who: str, text: str, card: str = "", mode: str = MODE) -> Spoken:
    at = f"2026-11-24T10:00:{second:02d}+00:00"
    return Spoken(str(second), at, who, text, mode, card)  # type: ignore[arg-type]


def test_a_story_is_the_person_s_words_picture_by_picture():
    at = "2026-11-24T10:00:{}+00:00"
    turns = [Turn(n, at.format(s), Drawing(Paper()), None, None) for n, s in (("a", 10), ("b", 20))]
    said = [
        _line(1, "card", "What is the place?", "place"),
        _line(2, "heard", "A harbor."),
        _line(3, "heard", "I am tired today.", mode="free_expression"),
        _line(12, "client", "Then the fog came."),
        _line(13, "edit", "And then?"),
        _line(25, "client", "It left."),
        _line(26, "card", "A title can be one word.", TITLE_CARD),
        _line(27, "client", "Fog"),
    ]
    told = story.told(said, turns)
    assert told.title == "Fog"
    assert [(turn.id, words) for turn, words in told.pages] == [
        ("a", ("A harbor.",)),
        ("b", ("Then the fog came.",)),
    ]
    assert told.ending == ("It left.",)


def test_without_words_of_the_mode_there_is_no_story():
    said = [_line(1, "card", "What is the place?", "place"), _line(2, "heard", "x", mode="")]
    assert not story.told(said, []).begun


@pytest.fixture
def table(opened: Practice) -> Table:
    person = opened.archive.add_person("Quetzal <b>", synthetic=True).id
    table = opened.tables.at(opened.tables.begin(person, "painter").sitting.id)
    table.draw((a_stroke(color="#b3304a"),))
    table.talk.hear("Once a line <i>went</i> out.", mode=MODE)
    table.keep_drawing()
    table.talk.lay("A title can be one word.", mode=MODE, card=TITLE_CARD)
    table.talk.hear("Out", mode=MODE)
    return table


def test_the_booklet_has_the_pictures_and_the_words_and_no_name(
    client: TestClient, opened: Practice, table: Table
):
    try:
        writing.to_pdf('<html lang="en"><title>t</title>')
    except BackendMissingError as error:
        pytest.skip(str(error))
    opened.tables.end(table.id)
    where = f"/api/people/{table.person}/sittings/{table.id}/story.pdf"
    found = client.get(where)
    assert (found.status_code, found.headers["content-type"]) == (200, "application/pdf")
    read = Read(found.content)
    assert read.pdf.metadata is not None
    assert read.pdf.metadata.title == "Out"
    assert "Once a line <i>went</i> out." in read.text
    assert "A title can be" not in read.text
    assert "Quetzal" not in read.text
    assert (read.tags["/H1"], read.tags["/Figure"], len(read.pdf.pages)) == (1, 1, 2)
    assert all(read.alts)
    (entry,) = opened.archive.audit(1)
    assert (entry.what, entry.about["sitting"]) == ("story taken out", table.id)
    other = opened.archive.add_person("Another", synthetic=True).id
    assert client.get(f"/api/people/{other}/sittings/{table.id}/story.pdf").status_code == 404


def test_a_sitting_without_a_story_and_a_locked_record_give_none(
    client: TestClient, opened: Practice, table: Table
):
    where = f"/api/people/{table.person}/sittings/{{}}/story.pdf"
    opened.tables.end(table.id)
    silent = opened.tables.begin(table.person, "painter").sitting.id
    opened.tables.end(silent)
    assert client.get(where.format(silent)).status_code == 404
    opened.archive.restrict(table.person, "asked for")
    assert client.get(where.format(table.id)).status_code == 404


def test_the_sitting_s_page_shows_the_story_and_where_to_save_it(opened: Practice, table: Table):
    opened.tables.end(table.id)
    at = AppTest.from_file(str(APP), default_timeout=60).run().switch_page("views/gallery.py")
    at.query_params["person"], at.query_params["sitting"] = table.person, table.id
    at = at.run()
    assert not at.exception
    told = written(at)
    assert "<h4>Out</h4>" in told
    assert "Once a line &lt;i&gt;went&lt;/i&gt; out." in told
    assert f"/sittings/{table.id}/story.pdf" in told or ".[reports]" in told
