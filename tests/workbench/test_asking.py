"""Questionnaires over the routes: at a person's own view, from paper, and taken out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from engines.errors import NotHereError
from tests.workbench.lines import HOST
from workbench.access.accounts import DEMO
from workbench.archive.questions import Questionnaire
from workbench.asking import courses
from workbench.charts import totals
from workbench.handing.passes import COOKIE, Pass
from workbench.handing.standing import standing
from workbench.practice import Practice

OURS = {"origin": HOST}


@pytest.fixture
def own(client: TestClient, opened: Practice, sitting: str) -> Iterator[TestClient]:
    """The tablet of the person in that sitting, which joined by a code."""
    key = opened.passes.issue_guest()
    opened.passes.guests.join(opened.passes.guests.invite(sitting), key.partition(".")[0])
    with TestClient(client.app, base_url=HOST, cookies={COOKIE: key}) as browser:
        yield browser
    opened.passes.guests.dismiss(sitting)


@pytest.fixture
def laid(opened: Practice, person: str, sitting: str) -> Questionnaire:
    assert opened.archive.open_sitting(sitting)
    return opened.archive.lay_out(person, "phq9", language="de", how="own")


def said(browser: TestClient, sitting: str, laid: Questionnaire, **given: Any) -> Any:
    body = {"questionnaire": laid.id, **given}
    return browser.post(f"/api/sittings/{sitting}/questions", json=body, headers=OURS)


def test_the_own_view_reads_questions_answers_and_never_a_sum(
    opened: Practice, own: TestClient, sitting: str, person: str, laid: Questionnaire
):
    first = own.get(f"/api/sittings/{sitting}/questions").json()
    (shown,) = first["asked"]
    assert (shown["language"], len(shown["items"]), shown["answers"]) == ("de", 9, {})
    assert set(shown) == {
        *("id", "title", "instruction", "language", "items", "values", "labels", "ends"),
        "answers",
    }
    answer = said(own, sitting, laid, item="self_harm", value=2)
    assert answer.json()["asked"][0]["answers"] == {"self_harm": 2}
    assert "look" not in answer.text.replace("looked", "")
    assert [each.answer for each in opened.archive.to_look_at(person)] == [2]
    told = standing(opened, Pass("b", "whole"))["looks"]
    assert told == [{"sitting": sitting, "person": person, "name": "Somebody"}]
    assert "looks" not in standing(opened, Pass("b", "handed", sitting))
    assert said(own, sitting, laid, done=True).json()["asked"] == []
    (kept,) = opened.archive.questionnaires(person)
    assert (kept.answers, kept.how) == ({"self_harm": 2}, "own")
    assert kept.done is not None
    assert {entry.who for entry in opened.archive.audit(2)} == {"client"}
    (task,) = opened.archive.to_look_at(person)
    opened.archive.acknowledge(task.id, person=person, seen_by="Ruth", done="We spoke.")


@pytest.mark.parametrize(
    "given",
    [
        {"item": "self_harm", "value": 9},
        {"item": "self_harm", "value": "1"},
        {"item": "self_harm", "value": True},
        {"item": "nothing", "value": 1},
        {"item": "self_harm"},
        {},
    ],
)
def test_what_is_no_answer_is_refused_there(
    own: TestClient, sitting: str, laid: Questionnaire, given: dict[str, Any]
):
    assert said(own, sitting, laid, **given).status_code == 422


def test_nobody_answers_as_if_from_there_and_nobody_for_another_sitting(
    opened: Practice, client: TestClient, own: TestClient, sitting: str, laid: Questionnaire
):
    assert said(client, sitting, laid, item="mood", value=1).status_code == 404
    staff = Pass("b", "whole", account=DEMO)
    with pytest.raises(NotHereError):
        opened.within(staff).archive.answer_own(sitting, laid.id, "mood", 1)
    other = opened.archive.add_person("Other", synthetic=True).id
    there = opened.tables.begin(other, "traditional").sitting.id
    theirs = opened.archive.lay_out(other, "gad7", language="en", how="own")
    assert said(own, sitting, theirs, item="nervous", value=1).status_code == 404
    assert said(own, there, theirs, item="nervous", value=1).status_code == 404
    address = f"/api/people/{laid.person}/questionnaires/{laid.id}"
    typed = own.put(address, json={"item": "mood", "value": 1}, headers=OURS)
    assert typed.status_code in (403, 404)


def test_paper_is_typed_in_and_told_at_once_what_is_to_be_looked_at(
    opened: Practice, client: TestClient, person: str
):
    paper = opened.archive.lay_out(person, "phq9", language="en", how="paper")
    address = f"/api/people/{person}/questionnaires/{paper.id}"
    first = client.put(address, json={"item": "mood", "value": 3}, headers=OURS)
    assert first.json() == {"ok": True, "look": False}
    second = client.put(address, json={"item": "self_harm", "value": 1}, headers=OURS)
    assert second.json() == {"ok": True, "look": True}
    opened.archive.finish_questionnaire(paper.id, person=person)
    late = client.put(address, json={"item": "mood", "value": 0}, headers=OURS)
    assert late.status_code == 422
    assert "correction" in late.json()["text"]


def test_answers_are_taken_out_a_row_a_question_and_blank_stays_blank(
    opened: Practice, client: TestClient, person: str
):
    paper = opened.archive.lay_out(person, "gad7", language="en", how="paper")
    opened.archive.answer_typed(paper.id, "nervous", 0, person=person)
    opened.archive.finish_questionnaire(paper.id, person=person)
    opened.archive.correct_answers(paper.id, {"nervous": 2}, "=misread", person=person)
    got = client.get(f"/api/people/{person}/questionnaires.csv")
    rows = list(csv.DictReader(io.StringIO(got.text)))
    assert [(row["item"], row["value"]) for row in rows[:2]] == [
        ("nervous", "2"),
        ("worry_control", ""),
    ]
    assert len(rows) == 7
    assert (rows[0]["loinc"], rows[0]["what_was_done"]) == ("69725-0", "")
    assert '"before": {"nervous": 0}' in rows[0]["corrections"]
    assert opened.archive.audit(1)[0].what == "questionnaires taken out"


def test_a_course_says_incomplete_and_its_change_leaves_that_out(opened: Practice, person: str):
    archive, items = opened.archive, None
    for month, values in ((1, (2,) * 7), (2, (3, None, 3, 3, 3, 3, 3)), (3, (1,) * 7)):
        dated = f"2026-0{month}-01T12:00:00.000+00:00"
        laid = archive.lay_out(person, "gad7", language="en", how="paper", dated=dated)
        items = [each.id for each in archive.instruments()["gad7"].instrument.items]
        for item, value in zip(items, values, strict=True):
            archive.answer_typed(laid.id, item, value, person=person)
        archive.finish_questionnaire(laid.id, person=person)
    (course,) = courses.courses(archive.questionnaires(person), archive.instruments())
    assert [each.sum.total for each in course.points] == [14, None, 7]
    assert course.changed is not None
    assert (course.changed.points, course.changed.percent) == (-7, -50)
    assert courses.recovered([course]) is None


def test_the_chart_draws_no_height_for_what_is_incomplete():
    points = [
        totals.Total("2026-01-05T12:00:00+00:00", 14, 9, 9, "moderate"),
        totals.Total("2026-02-05T12:00:00+00:00", None, 8, 9),
    ]
    bands = [totals.Band(0, 4, "minimal"), totals.Band(5, 27, "more")]
    shown = totals.Totals("PHQ-9", 0, 27, points, bands, 6)
    made = totals.figure(shown).to_plotly_json()
    assert list(made["data"][0]["y"]) == [14, None]
    assert made["data"][0]["connectgaps"] is False
    kinds = [each["type"] for each in made["layout"]["shapes"]]
    assert (kinds.count("rect"), kinds.count("line")) == (2, 3)  # bands; 14 - 6, 14 + 6, the gap
    assert "incomplete, 8 of 9" in totals.told(shown)
    assert totals.table(shown).rows[1][1] == "incomplete, 8 of 9"
