"""What is said at a table: a card is laid, a person answers; words are read before all else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from engines.dialogue import mode_files
from engines.errors import RequestError
from tests.workbench.conftest import a_stroke
from tests.workbench.lines import HOST
from workbench.archive import specimens
from workbench.archive.events import Shown
from workbench.handing.passes import COOKIE
from workbench.practice import Practice
from workbench.table.live import Table
from workbench.tailored import Tailored

RED = "I don't want to live anymore"
CARD = "What is in the middle of it?"


@pytest.fixture
def table(opened: Practice, sitting: str) -> Iterator[Table]:
    table = opened.tables.at(sitting)
    yield table
    for task in opened.archive.to_look_at(table.person):
        opened.archive.acknowledge(task.id, person=table.person, seen_by="Ruth", done="talked")


def shown(opened: Practice, sitting: str) -> str:
    answer = specimens.turn(f"{sitting}-1").answer
    assert answer is not None
    opened.archive.record(sitting, Shown(answer))
    opened.tables.leave(sitting)
    opened.tables.at(sitting).show(answer.id)
    return answer.id


def test_a_card_lies_there_until_it_is_taken_away_and_stays_in_the_record(table: Table):
    before = table.snapshot()["talked"]
    table.talk.lay(CARD, language="de", mode="free_expression", card="middle")
    assert table.snapshot()["talked"] != before
    told = table.talk.seen_by_person()
    assert (told["card"]["text"], told["card"]["language"]) == (CARD, "de")
    assert [(line["who"], line["text"]) for line in told["lines"]] == [("therapist", CARD)]
    table.talk.take_away()
    assert table.talk.seen_by_person()["card"] is None
    (line,) = table.talk.lines
    assert (line.who, line.mode, line.card) == ("card", "free_expression", "middle")
    assert line.picture is None


def test_an_exercise_lies_there_with_its_lines_and_the_record_has_its_title(table: Table):
    sheet = mode_files.shipped()["mindfulness"].sheets["breathing_line"]
    table.talk.lay_sheet(sheet, mode="mindfulness", language="de")
    told = table.talk.seen_by_person()["card"]
    assert (told["kind"], told["text"], told["language"]) == ("exercise", sheet.title["de"], "de")
    assert [step["text"] for step in told["steps"]] == [*sheet.lines["de"]]
    assert [step["seconds"] for step in told["steps"]] == [*sheet.seconds]
    (line,) = table.talk.lines
    assert (line.who, line.mode, line.card) == ("card", "mindfulness", "breathing_line")


def test_what_was_heard_and_what_was_typed_are_two_things(table: Table):
    table.talk.lay(CARD, mode="storytelling", card="middle")
    table.talk.hear(" a gate ", mode="storytelling")
    table.talk.answer("it is open")
    assert [(line.who, line.text) for line in table.talk.lines[1:]] == [
        ("heard", "a gate"),
        ("client", "it is open"),
    ]
    assert table.talk.lines[-1].mode == "storytelling"
    assert table.snapshot()["answered"] == 1
    table.talk.unsay(table.talk.lines[1].id)
    assert [line.text for line in table.talk.lines] == [CARD, "it is open"]
    table.talk.unsay(table.talk.lines[0].id)
    assert table.talk.laid is None
    table.talk.unsay("not-there")


def test_it_is_tied_to_the_picture_that_both_look_at(opened: Practice, table: Table):
    picture = shown(opened, table.id)
    talk = opened.tables.at(table.id).talk
    talk.hear("that is too dark")
    assert talk.lines[-1].picture == picture


def test_a_picture_that_waits_for_the_therapist_is_not_named(opened: Practice, table: Table):
    opened.archive.tailor(table.person, Tailored(hold=True))
    shown(opened, table.id)
    talk = opened.tables.at(table.id).talk
    talk.hear("where is it?")
    assert talk.lines[-1].picture is None


@pytest.mark.parametrize("said", ["answer", "hear"])
def test_plain_words_take_the_card_away_and_drawing_goes_on(
    opened: Practice, table: Table, said: str
):
    table.talk.lay(CARD)
    getattr(table.talk, said)(RED)
    (task,) = opened.archive.to_look_at(table.person)
    assert (task.words, task.item) == (RED, "self_harm")
    assert table.talk.lines[-1].text == RED
    assert table.talk.seen_by_person()["card"] is None
    with pytest.raises(RequestError, match="The cards rest"):
        table.talk.lay(CARD)
    table.draw((a_stroke(),))
    table.talk.answer("I am still here")
    opened.archive.acknowledge(task.id, person=table.person, seen_by="Ruth", done="We talked.")
    assert table.talk.laid is None
    table.talk.lay(CARD)
    assert table.talk.laid is not None


@pytest.mark.parametrize(("text", "why"), [("  ", "no words here"), ("x" * 601, "600 letters")])
def test_no_words_and_too_many_are_refused_and_nothing_is_kept(table: Table, text: str, why: str):
    for deed in (table.talk.hear, table.talk.answer, table.talk.lay):
        with pytest.raises(RequestError, match=why):
            deed(text)
    assert table.talk.lines == ()


# At the person's own view


@pytest.fixture
def handed(opened: Practice, client: TestClient, table: Table) -> Iterator[TestClient]:
    """The browser of a person whose table is handed over."""
    key = opened.passes.issue()
    opened.passes.pin.choose("2468")
    opened.passes.hand_over(key.partition(".")[0], table.id)
    with TestClient(client.app, base_url=HOST, cookies={COOKIE: key}) as browser:
        yield browser
    opened.passes.come_back(key.partition(".")[0], "2468")
    opened.passes.pin.forget()


def said(browser: TestClient, sitting: str, body: object, **headers: str) -> tuple[int, dict]:
    where = f"/api/sittings/{sitting}/talk"
    answer = browser.post(where, json=body, headers={"origin": HOST, **headers})
    return answer.status_code, answer.json()


def test_the_person_reads_the_card_and_writes_back(handed: TestClient, table: Table):
    table.talk.lay(CARD)
    told = handed.get(f"/api/sittings/{table.id}/talk")
    assert told.headers["cache-control"] == "no-store"
    assert told.json()["card"] | {"text": CARD, "language": "en"} == told.json()["card"]
    assert told.json()["card"]["sound"] is None
    status, now = said(handed, table.id, {"text": "a gate"})
    assert (status, now["lines"][-1]["text"]) == (200, "a gate")
    assert table.talk.lines[-1].who == "client"


def test_an_exercise_is_read_aloud_by_sounds_of_this_machine(
    client: TestClient, handed: TestClient, table: Table
):
    sheet = mode_files.shipped()["mindfulness"].sheets["breathing_line"]
    table.talk.lay_sheet(sheet, mode="mindfulness", language="en")
    card = handed.get(f"/api/sittings/{table.id}/talk").json()["card"]
    addresses = [card["sound"], *(step["sound"] for step in card["steps"])]
    for address in addresses:
        answer = handed.get(address)
        assert (answer.status_code, answer.content[:4]) == (200, b"OggS")
        assert client.get(address).status_code == 404
    for bad in ("en/0000", "e-/0000", "fr/" + addresses[0].rpartition("/")[2]):
        assert handed.get(f"/api/sittings/{table.id}/talk/{bad}").status_code == 404


@pytest.mark.parametrize("body", [{}, {"text": 7}, {"text": " "}, ["a gate"]])
def test_what_is_no_text_is_refused_in_the_language_of_the_view(
    handed: TestClient, table: Table, body: object
):
    status, told = said(handed, table.id, body, **{"accept-language": "de"})
    assert (status, told["text"]) == (422, "Hier steht noch nichts: zuerst etwas schreiben.")
    assert table.talk.lines == ()


def test_only_the_client_s_view_of_that_sitting_is_answered(
    opened: Practice, client: TestClient, handed: TestClient, table: Table
):
    other = opened.archive.add_person("Another", synthetic=True).id
    elsewhere = opened.tables.begin(other, "painter").sitting.id
    opened.tables.at(elsewhere).talk.lay("somebody else's")
    for browser, sitting in ((handed, elsewhere), (client, table.id), (client, elsewhere)):
        where = f"/api/sittings/{sitting}/talk"
        for answer in (
            browser.get(where),
            browser.post(where, json={"text": "x"}, headers={"origin": HOST}),
        ):
            assert answer.status_code == 404
            assert "somebody else" not in answer.text
    bad = handed.post(
        f"/api/sittings/{table.id}/talk", json={"text": "x"}, headers={"origin": "https://evil"}
    )
    assert bad.status_code in (403, 404)
    assert table.talk.lines == ()
