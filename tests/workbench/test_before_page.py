"""Before a sitting: last time and since, each line from where the record holds it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from streamlit.testing.v1 import AppTest

from engines.record import Feeling, Phase
from engines.record.marks import Mark
from tests.workbench import app_pages
from tests.workbench.app_pages import people
from tests.workbench.test_asking_pages import typed
from workbench.archive import specimens
from workbench.archive.events import Shown
from workbench.archive.store import Archive
from workbench.practice import Practice
from workbench.recalling import in_sitting, replayed
from workbench.recalling.last import ago, last_time
from workbench.recalling.since import since

NOW = datetime(2026, 3, 20, 12, tzinfo=timezone.utc)
BEGAN, ENDED = "2026-03-11T12:00:00.000+00:00", "2026-03-11T12:50:00.000+00:00"
SQUARE = ((0.1, 0.1), (0.4, 0.1), (0.4, 0.4))
ZEROS, ONES = (0,) * 9, (1,) * 8 + (0,)


@pytest.fixture
def ada(alone: Practice) -> Iterator[str]:
    person = alone.archive.add_person("Ada", synthetic=True).id
    yield person
    alone.archive.erase(person)


def held(archive: Archive, person: str, phase: Phase = "painter") -> tuple[str, str]:
    """A sitting with one answer kept and one put back; gives its id and that of the picture."""
    sitting = archive.begin_sitting(person, phase, started=BEGAN).sitting.id
    kept, back = specimens.answer("one"), specimens.answer("two")
    for answer, decision in ((kept, "kept"), (back, "put_back")):
        archive.record(sitting, Shown(answer))
        turn = replace(specimens.turn(answer.id), answer=answer, decision=decision)
        archive.keep_turn(sitting, turn)
    return sitting, kept.id


def texts(lines: object) -> list[str]:
    return [each.text for each in lines]  # type: ignore[attr-defined]


def written(at: AppTest) -> str:
    assert not at.exception
    return " ".join([app_pages.written(at), *(each.value for each in at.subheader)])


def test_last_time_tells_what_was_made_felt_marked_and_left(alone: Practice, ada: str):
    archive = alone.archive
    sitting, picture = held(archive, ada)
    (kept, _back) = archive.glimpses(ada)[sitting]
    archive.save_turn_feeling(sitting, kept.id, Feeling(0.9, None))
    archive.mark(sitting, picture, (Mark("m1", "loop", SQUARE, "not this red"),))
    archive.mark(
        sitting,
        picture,
        (Mark("m1", "loop", SQUARE, "not this red"), Mark("m2", "loop", SQUARE, "")),
    )
    archive.write_note(sitting, "Bring the blue paper.")
    archive.save_feelings(sitting, before=Feeling(0.1, None), after=Feeling(0.7, None))
    archive.end_sitting(sitting, ended=ENDED)
    found = last_time(archive, ada, NOW)
    assert found is not None
    assert (found.sitting.id, found.note) == (sitting, "Bring the blue paper.")
    assert found.when.endswith("9 days ago")
    assert texts(found.lines) == [
        "Pleasure: very unpleasant before, pleasant after",
        "1 answer was put back.",
    ]
    (made,) = found.made
    assert made.picture.endswith(f"/{picture}/picture")
    told = texts(made.lines)
    assert told[0] == f"“{kept.answer.request.words}”" if kept.answer else ""
    assert {"It felt: very pleasant", "Marked: “not this red”", "1 mark without words"} <= {*told}
    assert {each.source for each in made.lines} == {in_sitting(sitting, picture), replayed(sitting)}


def test_a_sitting_that_is_open_is_not_the_last(alone: Practice, ada: str):
    first, _ = held(alone.archive, ada)
    assert last_time(alone.archive, ada, NOW) is None
    alone.archive.end_sitting(first, ended=ENDED)
    alone.archive.begin_sitting(ada, "traditional")
    found = last_time(alone.archive, ada, NOW)
    assert found is not None
    assert found.sitting.id == first
    assert texts(found.lines)[0] == "How it felt was left out."


def test_since_tells_what_came_later_and_what_waits_of_any_age(alone: Practice, ada: str):
    archive = alone.archive
    archive.note_happening(ada, "distress", "Rang late.", day=date(2026, 1, 2))
    closed = archive.note_happening(ada, "distress", "Slept badly.", day=date(2026, 1, 3))
    archive.follow_up(closed.id, "Talked about it.", person=ada, by="Kim", over=True)
    typed(alone, ada, ONES, "2026-02-05T12:00:00.000+00:00")
    typed(alone, ada, ZEROS, "2026-03-15T12:00:00.000+00:00")
    archive.lay_out(ada, "gad7", language="en", how="paper", dated="2026-03-16T12:00:00.000+00:00")
    later = (datetime.now(timezone.utc) + timedelta(days=1)).isoformat(timespec="milliseconds")
    told = since(archive, ada, ENDED)
    (sum_line,) = [each.text for each in told if "PHQ-9" in each.text]
    assert "−8 since" in sum_line
    assert [each.asks for each in told if "GAD-7" in each.text] == [True]
    assert any("Kim: Talked about it." in each.text and not each.asks for each in told)
    (waits, laid) = since(archive, ada, later)
    assert "Rang late." in waits.text or "Rang late." in laid.text
    assert waits.asks
    assert laid.asks


def test_incomplete_sums_are_told_and_never_subtracted(alone: Practice, ada: str):
    typed(alone, ada, ONES, "2026-03-14T12:00:00.000+00:00")
    typed(alone, ada, (None, *ONES[1:]), "2026-03-15T12:00:00.000+00:00")
    (_whole, half) = texts(since(alone.archive, ada, ENDED))
    assert "incomplete, 8 of 9" in half
    assert "since" not in half


def test_days_are_counted_as_the_calendar_has_them():
    noon = NOW.astimezone().replace(hour=12)
    assert ago(noon.replace(hour=1).isoformat(), noon) == "today"
    assert ago((noon - timedelta(hours=13)).isoformat(), noon) == "1 day ago"


def test_the_page_says_all_of_it_and_every_way_leads_where_the_line_is_from(
    alone: Practice, ada: str
):
    archive = alone.archive
    archive.edit_person(ada, goals="Come to rest.")
    sitting, picture = held(archive, ada)
    archive.write_note(sitting, "Bring <b>blue</b> paper.")
    archive.share(sitting, "better", "<i>more</i> wind")
    archive.end_sitting(sitting, ended=ENDED)
    at = people(ada).button(key="to-before").click().run()
    assert at.query_params["asking"] == "before"
    seen = written(at)
    assert "Bring &lt;b&gt;blue&lt;/b&gt; paper." in seen
    assert "Come to rest." in seen
    assert "<dt>What would say it better?</dt><dd>&lt;i&gt;more&lt;/i&gt; wind</dd>" in seen
    assert f"/{picture}/picture" in seen
    at = at.button(key="way-made-0-0").click().run()
    assert not at.exception
    assert at.query_params["sitting"] == sitting


def test_a_new_person_has_an_empty_page_and_a_way_to_begin(ada: str):
    at = people(ada, "before")
    assert "After the first one, this page tells of last time." in written(at)
    assert at.button(key="to-studio")
