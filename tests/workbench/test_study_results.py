"""A study's results from what was recorded: headline, who counts, refusals, and the file."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.workbench.test_archive_studies import agreed, say
from tests.workbench.test_study_pages import page, written
from workbench.archive import studying
from workbench.archive.store import Archive
from workbench.outcomes import results as analysis
from workbench.practice import Practice
from workbench.studying import results
from workbench.studying.whole import Wholes

PEOPLE, BEGAN = 7, datetime(2026, 1, 5, 9, tzinfo=timezone.utc)
# Two and two, and a questionnaire of one's own that is asked in every sitting.
FORM = (
    Path(analysis.__file__).with_name("protocols").joinpath("six_and_six.toml").read_text("utf-8")
)
FORM = FORM.replace('"six_and_six"', '"two_and_two"').replace("sittings = 6", "sittings = 2")


def iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def sat(archive: Archive, person: str, number: int, *, phase: str, score: int | None) -> None:
    """A sitting of that week, and the feedback on it."""
    at = BEGAN + timedelta(days=7 * number)
    sitting = archive.begin_sitting(person, phase, started=iso(at)).sitting.id  # type: ignore[arg-type]
    if score is not None:
        laid = archive.lay_out(
            person, "sitting_feedback", language="en", how="paper", dated=iso(at)
        )
        items = archive.instruments()["sitting_feedback"].instrument.items
        for place, item in enumerate(items):
            value = score // 4 + (place < score % 4)
            archive.answer_typed(laid.id, item.id, value, person=person)
        archive.finish_questionnaire(laid.id, person=person)
    archive.end_sitting(sitting, ended=iso(at + timedelta(hours=1)))


@pytest.fixture(scope="module")
def study(alone: Practice) -> str:
    """Seven people with two sittings of each phase, whoever is last without any answers."""
    archive = alone.archive
    (archive.folder / "protocols").mkdir()
    (archive.folder / "protocols" / "two_and_two.toml").write_text(FORM, "utf-8")
    told = {"primary": "sitting_feedback", "people": 9, "analysis": "A mixed model."}
    made = archive.register_study("Two and two", "two_and_two", **told).id
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(studying, "now", lambda: iso(BEGAN - timedelta(days=1)))
        for place in range(PEOPLE):
            person = agreed(archive, f"Person {place}")
            archive.enrol(person, made)
            for number in range(4):
                score = 20 + place + number + (3 if number > 1 else 0) + (place * number) % 3
                phase = "painter" if number > 1 else "traditional"
                last = place == PEOPLE - 1
                sat(archive, person, number, phase=phase, score=None if last else score)
    return made


def test_the_page_has_the_model_first_and_says_what_is_not_adjusted(alone: Practice, study: str):
    whole = alone.whole_studies().of(study)
    found = results.found(whole, "sitting_feedback")
    assert found.of.flow.people == PEOPLE
    assert (found.of.flow.with_values, found.of.flow.missing) == (PEOPLE - 1, 4)
    assert found.effects[0].adjusted
    assert not found.effects[-1].adjusted
    at = page("results", study=study)
    seen = written(at) + " ".join(each.value for each in at.markdown)
    for part in (
        "with the painter",
        "adjusted for time. Mixed model, 6 people, 24 values.",
        "Means with and without the painter, not adjusted for time",
        "d_z, over the scatter of the differences",
        "Sittings held without a value",
        "named beforehand",
        "A falling line is no proof",
        whole.sha256,
    ):
        assert part in seen or part in str(at.radio[0].options), part
    assert "Person 1" not in seen


def test_a_refused_model_is_told_in_words_and_nothing_is_tried_in_silence(study: str):
    at = page("results", study=study)
    at = at.radio(key="outcome").set_value("phq9").run()
    assert not at.exception
    seen = " ".join(each.value for each in at.markdown)
    assert "The mixed model gives no result." in seen
    assert "values of 0 people" in seen


def test_few_people_are_warned_of_and_whoever_takes_consent_back_is_not_in_it(
    alone: Practice, study: str
):
    before = alone.whole_studies().of(study)
    found = results.found(before, "sitting_feedback")
    assert results.small(found) == ""
    first = alone.archive.everybody_in(study)[0].person
    second = alone.archive.everybody_in(study)[1].person
    say(alone.archive, first, deed="withdrawn")
    say(alone.archive, second, deed="withdrawn")
    after = alone.whole_studies().of(study)
    assert (len(after.parts), after.gone) == (PEOPLE - 2, 2)
    assert after.sha256 != before.sha256
    assert "below 5" in results.small(results.found(after, "sitting_feedback"))
    for each in (first, second):
        say(alone.archive, each)


def test_the_file_reads_back_into_the_same_results(alone: Practice, study: str):
    whole = Wholes(alone.archive, locks=False).of(study)
    text = whole.to_csv().decode()
    again = analysis.results(analysis.read(text, "sitting_feedback"))
    assert again.flow == results.found(whole, "sitting_feedback").of.flow
    assert text.splitlines()[0].startswith("pseudonym,arm,sitting,phase,day,sitting_feedback")
    assert "Person" not in text
    # The same name as in the files for an analysis, and from no other study.
    here = alone.archive.everybody_in(study)
    assert {each.name for each in whole.parts} == {
        alone.archive.name_in_study(each.person, study) for each in here
    }


def test_the_data_are_not_locked_while_somebodys_event_is_open(alone: Practice, study: str):
    archive = alone.archive
    first = archive.everybody_in(study)[2]
    day = datetime.now(timezone.utc).date()
    entry = archive.note_happening(first.person, "distress", "it was too much", day=day)
    name = next(each.name for each in alone.whole_studies().of(study).parts if each.waiting)
    at = page("study_all")
    assert at.button(f"lock-{study}").disabled
    assert f"still open: {name}." in written(at)
    archive.follow_up(entry.id, "we spoke", person=first.person, by="Ruth", over=True)
    at = page("study_all")
    assert not at.button(f"lock-{study}").disabled
    assert "still open" not in written(at)
