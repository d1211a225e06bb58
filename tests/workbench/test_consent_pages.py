"""The consent pages without a browser: read, answered, taken back; kept, locked and erased."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from streamlit.testing.v1 import AppTest

from engines.errors import ArchiveError
from tests.workbench.app_pages import APP, people, written
from workbench.archive import specimens
from workbench.archive.consent import ITEMS, Read, Said
from workbench.archive.retention import PREFERENCE
from workbench.consent import standing, texts
from workbench.practice import Practice


@pytest.fixture
def mara(alone: Practice) -> str:
    return alone.archive.add_person("Mara").id


def met(alone: Practice, person: str, *, days: int) -> str:
    """An ended sitting of that many days ago."""
    at = (datetime.now(timezone.utc) - timedelta(days=days)).isoformat(timespec="milliseconds")
    sitting = alone.archive.begin_sitting(person, "traditional", started=at).sitting.id
    alone.archive.keep_turn(sitting, specimens.turn(f"{sitting}-t"))
    alone.archive.end_sitting(sitting, ended=at)
    return sitting


def test_four_items_are_asked_one_after_the_other_and_none_is_ticked(alone: Practice, mara: str):
    at = people(mara).button(key="to-consent").click().run()
    assert written(at).count("Not asked yet") == 4
    assert not at.checkbox
    at = at.button(key="ask-record").click().run()
    for item, answer in zip(ITEMS, ("given", "not_now", "given", "not_now"), strict=True):
        assert texts.text(item, "en").question in written(at)
        at = at.button(key=f"answer-{answer}").click().run()
    assert "Not asked yet" not in written(at)
    said = [(entry.said.item, entry.said.deed) for entry in alone.archive.consents(mara)]
    assert said == [*zip(ITEMS, ("given", "not_now", "given", "not_now"), strict=True)]
    assert alone.archive.consents(mara)[0].said.read == texts.text("record", "en").read


def test_german_is_read_in_german_and_paper_with_a_guardian_is_noted(alone: Practice, mara: str):
    at = people(mara, "painter")
    at.session_state["consent-language"] = "de"
    at.run()
    assert "Darf der Maler" in written(at)
    at.radio(key="consent-how").set_value("paper")
    at.text_input(key="consent-guardian").set_value("Mother of Mara")
    at.button(key="answer-given").click().run()
    (entry,) = alone.archive.consents(mara)
    assert (entry.said.how, entry.said.guardian) == ("paper", "Mother of Mara")
    assert entry.said.read == texts.text("painter", "de").read


def test_what_follows_is_said_before_anything_is_taken_back(alone: Practice, mara: str):
    alone.archive.consent(mara, Said("painter", "given", texts.text("painter", "en").read))
    at = people(mara, "all").button(key="back-painter").click().run()
    assert "The painter is off at once" in written(at)
    assert alone.archive.allows(mara, "painter")
    at = at.button(key="answer-withdrawn").click().run()
    assert "Taken back" in written(at)
    assert not alone.archive.allows(mara, "painter")


def test_whoever_takes_the_painter_back_says_what_becomes_of_the_pictures(alone, mara):
    alone.archive.consent(mara, Said("painter", "given", texts.text("painter", "en").read))
    painted(alone, mara)
    at = people(mara, "all").button(key="back-painter").click().run()
    assert at.radio(key="consent-pictures").value is None
    assert at.button(key="answer-withdrawn").disabled
    at = at.radio(key="consent-pictures").set_value("go").run()
    at = at.button(key="answer-withdrawn").click().run()
    assert "picture taken out; the drawing stays" in written(at)
    at = at.button(key="take-paint-out").click().run()
    assert "picture taken out" not in written(at)
    assert alone.archive.painted(mara) == ()
    (row,) = alone.archive.sittings(mara)
    assert [turn.answer for turn in alone.archive.turns(row.id)] == [None]  # the drawing stayed
    assert len(alone.archive.removals(mara)) == 1


def painted(alone: Practice, person: str) -> None:
    """A picture by the painter in an ended sitting."""
    sitting = alone.archive.begin_sitting(person, "painter").sitting.id
    alone.archive.keep_turn(sitting, specimens.turn(f"{sitting}-t"))
    alone.archive.end_sitting(sitting)
    assert len(alone.archive.painted(person)) == 1


def test_where_a_guardian_is_needed_a_yes_waits_for_the_name(alone: Practice, mara: str):
    at = people(mara, "all")
    at = at.toggle(key="guardian-needed").set_value(True).run()
    assert alone.archive.person(mara).tailored.guardian
    at = at.button(key="ask-record").click().run()
    at = at.button(key="answer-given").click().run()
    assert "write the guardian" in written(at)
    at.text_input(key="consent-guardian").set_value("Ada, mother")
    at = at.button(key="answer-given").click().run()
    assert alone.archive.consents(mara)[-1].said.guardian == "Ada, mother"
    assert alone.archive.allows(mara, "record")


def test_a_newer_text_is_asked_anew_and_what_was_given_still_counts(alone: Practice, mara: str):
    older = Read(1, "0" * 64, "en")
    alone.archive.consent(mara, Said("record", "given", older))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(standing.texts, "newest", lambda _item: 2)
        (record, *_) = standing.of(alone.archive, mara)
    assert (record.state, record.anew, record.waits) == ("given", True, True)
    assert alone.archive.may_begin(mara)


def test_a_sheet_to_sign_holds_every_text_and_its_version(mara: str):
    shown = written(people(mara, "paper"))
    for item in ITEMS:
        assert texts.text(item, "en").question in shown
        assert texts.text(item, "en").read.sha256[:12] in shown
    assert shown.count("Not now") == 4


def test_before_the_end_of_keeping_a_record_is_locked_instead_of_erased(alone, mara):
    met(alone, mara, days=30)
    at = people(mara, "all")
    assert "for how many years this practice keeps them" in written(at)
    with pytest.raises(ArchiveError, match="must still be kept"):
        alone.erase(mara)
    alone.archive.set_preference(PREFERENCE, "10")
    at = people(mara, "all")
    at.text_input(key="lock-reason").set_value("Mara asked to be erased")
    at = next(each for each in at.button if each.label == "Lock the record").click().run()
    shown = written(at)
    assert "This record is locked" in shown
    assert "Mara asked to be erased" in shown
    assert 'class="name" title="Mara"' not in shown
    alone.archive.set_preference(PREFERENCE, None)


def test_an_administrator_opens_a_locked_record_again_with_a_reason(alone: Practice, mara: str):
    alone.archive.restrict(mara, "asked to be erased")
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    at = at.switch_page("views/settings.py").run()
    at.text_input(key=f"lift-reason-{mara}").set_value("a court asks for it")
    lift = next(e for e in at.button if e.label == "Open it again" and mara in str(e.form_id))
    lift.click().run()
    assert alone.archive.person(mara).name == "Mara"
    assert alone.archive.restrictions(mara)[-1].lifted_why == "a court asks for it"


def test_what_need_not_be_kept_any_longer_is_said_and_may_be_erased(alone: Practice, mara: str):
    met(alone, mara, days=800)
    alone.archive.set_preference(PREFERENCE, "2")
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    at = at.switch_page("views/people.py").run()
    assert at.button(key=f"due-{mara}").label.startswith("Mara, since")
    alone.erase(mara)
    assert mara not in {person.id for person in alone.archive.people()}
    alone.archive.set_preference(PREFERENCE, None)


def test_the_studio_asks_before_the_first_sitting(alone: Practice, mara: str):
    at = AppTest.from_file(str(APP), default_timeout=60)
    at.query_params["person"] = mara
    at = at.run()
    assert "ask what Mara agrees to" in written(at)
    assert at.button(key="begin").disabled
    alone.archive.consent(mara, Said("record", "given", texts.text("record", "en").read))
    assert not at.run().button(key="begin").disabled


def test_years_and_grounds_are_asked_for_and_never_chosen_by_themselves(alone: Practice):
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    at = at.switch_page("views/settings.py").run()
    assert at.number_input(key="keep-years").value is None
    assert at.selectbox(key="basis-record").value is None
    at.number_input(key="keep-years").set_value(10)
    at.selectbox(key="basis-record").set_value("treatment").run()
    assert alone.archive.preference(PREFERENCE) == "10"
    assert alone.archive.preference("basis_record") == "treatment"
    for name in (PREFERENCE, "basis_record"):
        alone.archive.set_preference(name, None)


@pytest.mark.usefixtures("alone")
def test_papers_are_shown_on_the_help_page_in_the_language_that_is_chosen():
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    at = at.switch_page("views/help.py").run()
    at = at.button(key="paper-assessment").click().run()
    assert "# Data protection impact assessment" in at.markdown[0].value
    at.session_state["paper-language"] = "de"
    assert "# Datenschutz-Folgenabschätzung" in at.run().markdown[0].value
    assert at.button(key="from-papers").click().run().button(key="paper-assessment")
