"""The audit's page and its files: for those who may, readable, checked with one button."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from workbench.archive import audit
from workbench.archive.audited import Sought
from workbench.practice import Practice

APP = Path(__file__).resolve().parents[2] / "workbench" / "app.py"


def page() -> AppTest:
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    return at.switch_page("views/audit.py").run()


def written(at: AppTest) -> str:
    return " ".join(str(getattr(each, "value", "")) for each in at.get("html"))


def test_entries_are_sentences_and_hold_no_name(opened: Practice, person: str):
    opened.archive.edit_person(person, name="<img src=x>")
    at = page()
    assert not at.exception
    assert f"changed the record of person {person[:6]} (name)" in written(at)
    assert "img src=x" not in written(at)


@pytest.mark.usefixtures("person")
def test_one_button_checks_all_of_it_and_names_the_first_bad_entry(opened: Practice):
    at = page()
    at.button(key="check").click().run()
    assert "Nobody changed anything" in at.success[0].value
    with opened.archive._database.write() as cursor:
        was = cursor.execute("SELECT who FROM audit WHERE number = 3").fetchone()
        cursor.execute("UPDATE audit SET who = 'x' WHERE number = 3")
    at.button(key="check").click().run()
    assert "not right is number 3 of" in at.error[0].value
    with opened.archive._database.write() as cursor:
        cursor.execute("UPDATE audit SET who = ? WHERE number = 3", was)


def test_what_is_sought_is_shown_and_nothing_is_said_plainly(opened: Practice, person: str):
    at = page()
    at.selectbox(key="audit-person").set_value(person).run()
    assert written(at).count("<li>") == opened.archive.look_up_audit(Sought(person=person)).count
    at.selectbox(key="audit-group").set_value("program").run()
    assert "Nothing was noted that fits" in written(at)


def test_many_entries_come_in_pages(opened: Practice, person: str):
    with opened.archive._database.write() as cursor:
        for _ in range(60):
            audit.note(cursor, "practice", "table handed over", person=person)
    at = page()
    assert written(at).count("<li>") == 50


def test_it_goes_out_as_a_table_and_signed(client: TestClient, opened: Practice, person: str):
    rows = client.get("/api/audit.csv", params={"person": person}).text.splitlines()
    assert len(rows) == 1 + opened.archive.look_up_audit(Sought(person=person)).count
    file = client.get("/api/audit.json").json()
    assert json.loads(file["head"])["entries"] == len(file["entries"])
    assert [each[0] for each in file["entries"]] == [*range(1, len(file["entries"]) + 1)]
    assert "audit taken out" in [entry.what for entry in opened.archive.audit(3)]


@pytest.mark.parametrize("asked", [{"day": "x" * 5000}, {"group": "../"}, {"day": "9" * 20}])
def test_an_address_that_cannot_be_read_is_refused(client: TestClient, asked: dict[str, str]):
    answer = client.get("/api/audit.csv", params=asked)
    assert answer.status_code == 422
    assert len(answer.text) < 300


@pytest.mark.parametrize(("language", "order"), [("en", "YYYY-MM-DD"), ("de", "DD.MM.YYYY")])
def test_a_day_is_asked_for_as_the_language_writes_it(opened: Practice, language: str, order: str):
    opened.archive.set_preference("language", language)
    assert page().date_input(key="audit-day").proto.format == order
