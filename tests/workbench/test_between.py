"""What was drawn between the sittings: brought in, marked, and counted in no study."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import pytest
from streamlit.testing.v1 import AppTest

from engines.record import Phase
from tests.workbench import app_pages, researched
from tests.workbench.app_pages import APP
from tests.workbench.test_archive_studies import say
from tests.workbench.test_study_pages import registered
from workbench.archive import specimens
from workbench.archive.store import Archive
from workbench.practice import Practice
from workbench.recalling.last import last_time
from workbench.recalling.since import since
from workbench.studying import places
from workbench.studying.places import today_here
from workbench.views.between import moment


@pytest.fixture
def ada(alone: Practice) -> Iterator[str]:
    person = alone.archive.add_person("Ada", synthetic=True).id
    yield person
    alone.archive.erase(person)


def made(archive: Archive, person: str, phase: Phase, at: datetime) -> str:
    sitting = archive.begin_sitting(person, phase, started=researched.iso(at)).sitting.id
    archive.keep_turn(sitting, specimens.turn(f"turn-{sitting}"))
    archive.end_sitting(sitting, ended=researched.iso(at + timedelta(hours=1)))
    return sitting


def studio(person: str) -> AppTest:
    at = AppTest.from_file(str(APP), default_timeout=60)
    at.query_params["person"] = person
    return at.run()


def test_a_day_is_asked_for_and_the_drawings_get_a_table_of_their_own(alone: Practice, ada: str):
    at = studio(ada)
    drawn = today_here() - timedelta(days=4)
    at = at.date_input(key="between-drawn").set_value(drawn).run()
    at = at.button(key="bring-between").click().run()
    assert not at.exception
    (row,) = alone.archive.sittings(ada)
    assert row.phase == "between"
    assert places.day_of(row.started) == drawn
    assert "Between sittings" in app_pages.written(at)
    assert not [each for each in at.button if each.key == "hand-over"]
    at = at.button(key="end").click().run()
    assert not at.exception
    assert alone.archive.sittings(ada)[0].ended is not None
    assert at.button(key="begin").label == "Begin the sitting"
    assert at.segmented_control[0].options == ["With the painter", "Traditional"]


def test_today_is_now_and_an_earlier_day_is_its_noon():
    assert moment(today_here()) is None
    stands = moment(date(2026, 3, 4))
    assert stands is not None
    assert datetime.fromisoformat(stands).astimezone().isoformat()[:16] == "2026-03-04T12:00"


def test_it_counts_in_no_study(alone: Practice, ada: str):
    archive = alone.archive
    say(archive, ada, "research")
    archive.enrol(ada, registered(archive))
    before = places.place(archive, ada)
    made(archive, ada, "between", datetime.now(timezone.utc))
    here = places.place(archive, ada)
    assert before is not None
    assert here is not None
    assert here.course.held == before.course.held == ()
    assert here.today.sitting == before.today.sitting
    made(archive, ada, "traditional", datetime.now(timezone.utc))
    after = places.place(archive, ada)
    assert after is not None
    assert len(after.course.held) == 1


def test_it_is_no_sitting_of_what_a_researcher_takes_out(alone: Practice):
    study = researched.enrolled(alone.archive)
    before = researched.data_of(alone, study, locked=True).rows["sittings"]
    person = alone.archive.people()[0].id
    made(alone.archive, person, "between", researched.BEGAN + timedelta(days=3))
    assert researched.data_of(alone, study, locked=True).rows["sittings"] == before
    for each in alone.archive.people():
        alone.archive.erase(each.id)


def test_last_time_is_the_last_meeting_and_what_came_since_is_told(alone: Practice, ada: str):
    archive, now = alone.archive, datetime.now(timezone.utc)
    met = made(archive, ada, "traditional", now - timedelta(days=9))
    brought = made(archive, ada, "between", now - timedelta(days=2))
    last = last_time(archive, ada, now)
    assert last is not None
    assert last.sitting.id == met
    (line,) = since(archive, ada, last.sitting.ended)
    assert line.text == "1 drawing made between sittings"
    assert brought in str(line.source)
