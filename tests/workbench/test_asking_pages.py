"""Questionnaires on the pages, without a browser: asked, looked at, closed, read over time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from tests.workbench import app_pages
from tests.workbench.app_pages import APP, people
from workbench.asking import courses
from workbench.practice import Practice

PHQ9 = ("interest", "mood", "sleep", "energy", "appetite", "self", "concentration", "movement")
DAYS = ("2026-01-05T12:00:00.000+00:00", "2026-02-05T12:00:00.000+00:00")


@pytest.fixture
def ada(alone: Practice) -> Iterator[str]:
    person = alone.archive.add_person("Ada", synthetic=True).id
    yield person
    alone.archive.erase(person)


def written(at: AppTest) -> str:
    """With the headings between, too."""
    return " ".join([app_pages.written(at), *(each.value for each in at.subheader)])


def typed(alone: Practice, person: str, values: tuple[int | None, ...], dated: str) -> str:
    archive = alone.archive
    laid = archive.lay_out(person, "phq9", language="en", how="paper", dated=dated)
    for item, value in zip((*PHQ9, "self_harm"), values, strict=True):
        if value is not None:
            archive.answer_typed(laid.id, item, value, person=person)
    return archive.finish_questionnaire(laid.id, person=person).id


def test_nothing_is_laid_out_without_a_sitting_and_paper_is_typed_in_at_any_time(
    alone: Practice, ada: str
):
    at = people(ada).button(key="to-questions").click().run()
    assert at.button(key="lay-out").disabled
    assert "Nothing was answered yet" in written(at)
    at = at.button(key="type-in").click().run()
    assert not at.exception
    (laid,) = alone.archive.questionnaires(ada)
    assert (laid.how, laid.instrument, laid.done) == ("paper", "phq9", None)
    assert at.query_params["asking"] == f"questions-typing-{laid.id}"
    at = people(ada, "questions").button(key=f"off-{laid.id}").click().run()
    assert alone.archive.questionnaires(ada) == ()


def test_an_answer_to_look_at_stands_everywhere_until_somebody_says_what_was_done(
    alone: Practice, ada: str
):
    sitting = alone.tables.begin(ada, "traditional").sitting.id
    other = alone.archive.add_person("Ben", synthetic=True).id
    typed(alone, ada, (None,) * 8 + (1,), DAYS[0])
    (task,) = alone.archive.to_look_at(ada)
    start = AppTest.from_file(str(APP), default_timeout=60)
    start.query_params["person"] = other
    start.run()
    assert "Something of Ada is to be looked at" in written(start)
    table = AppTest.from_file(str(APP), default_timeout=60)
    table.query_params["person"] = ada
    table = table.run().button(key="end").click().run()
    assert alone.archive.open_sitting(sitting)  # it was not ended
    assert "is to be looked at first" in written(table)
    at = people(ada)
    assert "Thoughts that you would be better off dead" in written(at)
    at = at.button(key=f"close-{task.id}").click().run()
    assert alone.archive.to_look_at(ada) == (task,)  # nobody is named yet
    at.text_input(key=f"seen-by-{task.id}").set_value("Ruth Example")
    at.text_area(key=f"done-{task.id}").set_value("We spoke about it, and agreed on Thursday.")
    at = at.button(key=f"close-{task.id}").click().run()
    assert alone.archive.to_look_at() == ()
    table = table.button(key="end").click().run()
    assert "The sitting has ended" in written(table)
    alone.archive.erase(other)


def test_paper_typed_in_after_the_end_keeps_the_closing_page_open(alone: Practice, ada: str):
    table = AppTest.from_file(str(APP), default_timeout=60)
    table.query_params["person"] = ada
    alone.tables.begin(ada, "traditional")
    table = table.run().button(key="end").click().run()
    assert not table.button(key="done").disabled
    typed(alone, ada, (0,) * 8 + (3,), DAYS[0])
    assert table.run().button(key="done").disabled


def test_sums_stand_with_bands_changes_and_sources_and_no_score_says_that_all_is_well(
    alone: Practice, ada: str
):
    typed(alone, ada, (2, 2, 2, 2, 2, 2, 1, 1, 0), DAYS[0])
    typed(alone, ada, (1, 1, 1, 1, 1, 1, 0, 0, 0), DAYS[1])
    typed(alone, ada, (1, None, 1, 1, 1, 1, 0, 0, 0), "2026-03-05T12:00:00.000+00:00")
    at = people(ada, "questions")
    assert not at.exception
    seen = written(at)
    for part in (
        "14 (moderate)",
        "6 (mild)",
        "incomplete, 8 of 9",
        "Reliable change",
        "NHS Talking Therapies manual",
        "14 to 6, −8 points, −57\u00a0%",
        "Scores are sums of a person&#x27;s own answers.",
        "is no sign of safety",
    ):
        assert part in seen, part
    assert "no risk" not in seen.lower()
    assert "recover" not in seen.lower()  # there is no GAD-7: its definition asks for both
    at = at.switch_page("views/trends.py").run()
    assert "14 (moderate)" in written(at)


def test_an_answer_is_corrected_with_a_reason_and_removed_for_a_day(alone: Practice, ada: str):
    done = typed(alone, ada, (1,) * 8 + (0,), DAYS[0])
    at = people(ada, "questions")
    at.radio(key=f"ought-{done}").set_value("3")
    at.text_input(key=f"why-{done}").set_value("misread the sheet")
    correct = next(each for each in at.button if "Correct it" in each.label)
    at = correct.click().run()
    (found,) = alone.archive.questionnaires(ada)
    assert found.answers["interest"] == 3
    assert "misread the sheet" in written(at)
    at.button(key="remove-answers").click().run()
    assert alone.archive.questionnaires(ada) == ()
    (removal,) = alone.archive.removals(ada)
    people(ada, "questions").button(key=f"bring-{removal.id}").click().run()
    assert [each.id for each in alone.archive.questionnaires(ada)] == [done]


def test_the_halves_of_the_phq4_have_a_chart_each_with_the_cut_point(alone: Practice, ada: str):
    """3 and more asks for a closer look: GAD-2 (Kroenke 2007), PHQ-2 (Kroenke 2003)."""
    archive = alone.archive
    for dated, values in zip(DAYS, ((2, 1, 0, 1), (1, 1, 3, 1)), strict=True):
        laid = archive.lay_out(ada, "phq4", language="en", how="paper", dated=dated)
        items = archive.instruments()["phq4"].instrument.items
        for item, value in zip(items, values, strict=True):
            archive.answer_typed(laid.id, item.id, value, person=ada)
        archive.finish_questionnaire(laid.id, person=ada)
    (whole,) = courses.courses(archive.questionnaires(ada), archive.instruments())
    halves = {each.scale.name: each for each in courses.parts_of(whole)}
    sums = {name: [point.sum.total for point in each.points] for name, each in halves.items()}
    assert sums == {"anxiety": [3, 2], "depression": [1, 4]}
    assert [point.sum.total for point in whole.points] == [4, 6]
    at = people(ada, "questions")
    assert not at.exception
    seen = written(at)
    for half in ("the half about anxiety (GAD-2)", "the half about depression (PHQ-2)"):
        assert f"PHQ-4: {half}" in seen
    assert "at or above the cut-point of 3" in seen
