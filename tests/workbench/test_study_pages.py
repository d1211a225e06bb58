"""Studies on the pages, without a browser: registered, enrolled, due, noted, locked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from engines.errors import RequestError
from tests.workbench import app_pages
from tests.workbench.app_pages import APP, people
from tests.workbench.test_archive_studies import say
from workbench.archive.store import Archive
from workbench.outcomes.protocols import lots
from workbench.practice import Practice
from workbench.studying import places


@pytest.fixture
def ada(alone: Practice) -> Iterator[str]:
    person = alone.archive.add_person("Ada", synthetic=True).id
    yield person
    alone.archive.erase(person)


def registered(archive: Archive, protocol: str = "six_and_six") -> str:
    told = {"primary": "phq9", "people": 30, "analysis": "A mixed model."}
    return archive.register_study("Trying it out", protocol, **told).id


def page(path: str = "studies", **parts: str) -> AppTest:
    at = AppTest.from_file(str(APP), default_timeout=60)
    at = at.run().switch_page(f"views/{path}.py")
    for name, value in parts.items():
        at.query_params[name] = value
    return at.run()


def written(at: AppTest) -> str:
    """With the headings between, too."""
    assert not at.exception
    headings = [each.value for each in (*at.subheader, *at.title)]
    return " ".join([app_pages.written(at), *headings])


def test_a_plan_is_seen_with_its_hash_and_registered_once(alone: Practice):
    at = page("study_all")
    assert "A plan needs a title" in written(at)
    at.text_input(key="plan-title").set_value("Six and six at our place")
    at.text_area(key="plan-analysis").set_value("A mixed model with time and phase.")
    at = at.radio(key="plan-protocol").set_value("six_and_six_crossover").run()
    seen = written(at)
    assert "One of these, by lot" in seen
    at = at.button(key="register").click().run()
    (study,) = [e for e in alone.archive.studies() if e.plan.title == "Six and six at our place"]
    assert study.sha256 in seen
    assert study.commitment in written(at)
    at = at.radio(key="plan-protocol").set_value("free_practice").run()
    assert "nothing is registered" in written(at)


def test_nobody_is_enrolled_without_consent_and_the_lot_is_told_afterwards(
    alone: Practice, ada: str
):
    study = registered(alone.archive, "six_and_six_crossover")
    at = people(ada, "protocol")
    key = f"study-of-{ada}"
    at = at.selectbox(key=key).set_value(study).run()
    assert at.button(key="enrol").disabled
    assert "Research was not agreed to" in written(at)
    say(alone.archive, ada)
    at = people(ada, "protocol").selectbox(key=key).set_value(study).run()
    assert "sealed lot" in written(at)
    assert "then With the painter" not in written(at)
    assert "then Traditional" not in written(at)
    at = at.button(key="enrol").click().run()
    (entry,) = alone.archive.enrolments(ada)
    arm = ("Traditional (6 sittings), then", "With the painter (6 sittings), then")[entry.arm]
    assert arm in written(at)


def test_a_traditional_sitting_has_no_painter_and_the_pages_say_why(alone: Practice, ada: str):
    say(alone.archive, ada)
    alone.archive.enrol(ada, registered(alone.archive))
    at = AppTest.from_file(str(APP), default_timeout=60)
    at.query_params["person"] = ada
    seen = written(at.run())
    assert "Next: sitting 1 of 12, on paper or on the tablet" in seen
    assert "To ask today: " in seen
    assert "No painter answers in this sitting" in seen
    phase = next(each for each in at.button_group if "phase" in (each.key or ""))
    assert (phase.value, phase.disabled) == ("traditional", True)
    with pytest.raises(RequestError, match="without the painter"):
        alone.tables.begin(ada, "painter")
    for _ in range(6):
        alone.tables.end(alone.tables.begin(ada, "traditional").sitting.id)
    here = places.place(alone.archive, ada)
    assert here is not None
    assert here.today.sitting is not None
    assert here.today.sitting.number == 7
    alone.tables.end(alone.tables.begin(ada, "painter").sitting.id)
    (found,) = places.places(alone.archive, ada)
    assert found.deviations == ()


def test_an_adverse_event_is_noted_followed_up_and_closed_by_name(alone: Practice, ada: str):
    say(alone.archive, ada)
    alone.archive.enrol(ada, registered(alone.archive))
    at = people(ada, "protocol")
    at = at.button_group(key=f"kind-{ada}").set_value("adverse").run()
    at.text_input(key=f"text-{ada}-0").set_value("fell on the stairs")
    at.checkbox(key=f"serious-{ada}-0").check()
    at = at.button(key="note-it").click().run()
    (event,) = alone.archive.happenings(ada)
    assert (event.kind, event.serious, event.waits) == ("adverse", True, True)
    seen = written(at)
    assert "An adverse event is open" in seen
    assert "Ada. Next: sitting 1 of 12" in written(page("study_all"))
    at = at.button(key=f"follow-True-{event.id}").click().run()
    assert "Write what happened" in written(at)
    at.text_input(key=f"by-{event.id}-0").set_value("Ruth Example")
    at.text_input(key=f"up-{event.id}-0").set_value("well again")
    at = at.button(key=f"follow-True-{event.id}").click().run()
    assert alone.archive.happenings(ada)[0].closed is not None
    assert "An adverse event is open" not in written(at)


def test_a_missed_sitting_is_noted_corrected_and_taken_back(alone: Practice, ada: str):
    say(alone.archive, ada)
    alone.archive.enrol(ada, registered(alone.archive))
    at = people(ada, "protocol")
    at.text_input(key=f"text-{ada}-0").set_value("was ill")
    at = at.button(key="note-it").click().run()
    (entry,) = alone.archive.happenings(ada)
    assert "missed, " in written(at)
    at.text_area(key=f"ought-{entry.id}-0").set_value("was away")
    at.text_input(key=f"reason-{entry.id}-0").set_value("mixed up")
    at = at.button(key=f"change-False-{entry.id}").click().run()
    assert "was ill" in written(at)
    at.text_input(key=f"reason-{entry.id}-1").set_value("somebody else")
    at = at.button(key=f"change-True-{entry.id}").click().run()
    assert "taken back" in written(at)
    at.button(key="leave").click().run()
    assert alone.archive.enrolments(ada)[0].ended is not None


def test_lots_are_opened_and_checked_once_the_data_are_locked(alone: Practice, ada: str):
    say(alone.archive, ada)
    study = registered(alone.archive, "six_and_six_crossover")
    alone.archive.enrol(ada, study)
    at = page("study_all").button(key=f"lock-{study}").click().run()
    opened = alone.archive.opened_lots(study)
    assert opened.seed.hex() in written(at)
    assert "everybody here has the lot it gives" in written(at)
    whole = alone.whole_studies().of(study)
    assert whole.misplaced(opened) == ()
    assert whole.misplaced(lots.fresh(whole.study.sha256, 2)) == (1,)


def test_the_whole_study_is_told_by_pseudonym_and_locked_with_its_hash(alone: Practice, ada: str):
    say(alone.archive, ada)
    study = registered(alone.archive)
    alone.archive.enrol(ada, study)
    alone.tables.end(alone.tables.begin(ada, "traditional").sitting.id)
    whole = alone.whole_studies().of(study)
    at = page("study_all")
    assert whole.parts[0].name in written(at)
    at = at.button(key=f"lock-{study}").click().run()
    assert alone.whole_studies().of(study).unchanged
    assert whole.sha256 in written(at)
    alone.archive.note_happening(ada, "missed", "", day=date(2026, 3, 2))
    at = page("study_all").button(key=f"lock-{study}").click().run()
    assert "Write why" in written(at)
    lock = f"lock-why-{study}-1"
    at.text_input(key=lock).set_value("a missed sitting came to light")
    at = at.button(key=f"lock-{study}").click().run()
    assert len(alone.whole_studies().of(study).study.locks) == 2
    assert "The data are as they were locked" in written(at)
