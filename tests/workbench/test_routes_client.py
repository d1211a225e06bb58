"""What a browser gets while its table is handed over, and what it never gets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from engines.strokes import stroke_to_wire
from tests.workbench.conftest import a_stroke
from tests.workbench.lines import HOST, heard, line, pictured
from workbench.handing.passes import COOKIE
from workbench.handing.pin import LONGEST_WAIT_S
from workbench.practice import Practice
from workbench.routes.guard import REFUSED
from workbench.tailored import Tailored


@pytest.fixture(scope="module")
def clock(opened: Practice) -> Iterator[list[float]]:
    """By which a wrong PIN costs its wait: it goes on only as it is told to."""
    now = [opened.passes.pin._clock()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opened.passes.pin, "_clock", lambda: now[0])
        yield now


@pytest.fixture
def handed(
    client: TestClient, opened: Practice, sitting: str, clock: list[float]
) -> Iterator[TestClient]:
    """The browser of a person whose table is handed over."""
    if not opened.passes.pin.is_set:
        opened.passes.pin.choose("2468")
    with TestClient(client.app, base_url=HOST, cookies={COOKIE: opened.passes.issue()}) as browser:
        assert posted(browser, "hand-over", sitting=sitting)["ok"]
        yield browser
        clock[0] += LONGEST_WAIT_S
        assert posted(browser, "back", pin="2468")["ok"]


def posted(browser: TestClient, deed: str, **given: object) -> dict[str, Any]:
    return browser.post(f"/api/pass/{deed}", json=given, headers={"origin": HOST}).json()


def test_a_handed_over_browser_gets_its_own_pictures_and_no_files(
    handed: TestClient, person: str, kept: str
):
    own = f"/api/people/{person}/pictures/{kept}"
    assert [handed.get(f"{own}/{kind}").status_code for kind in ("picture", "small")] == [200, 200]
    assert handed.get(f"{own}/file").status_code == 404


@pytest.fixture
def earlier(opened: Practice, person: str) -> str:
    """A picture of the same person, of a sitting that has ended."""
    return a_picture(opened, person)


def a_picture(opened: Practice, person: str) -> str:
    table = opened.tables.at(opened.tables.begin(person, "traditional").sitting.id)
    table.draw((a_stroke(),))
    opened.tables.end(table.id)
    (turn,) = opened.archive.turns(table.id)
    return turn.id


def test_a_handed_over_browser_gets_nobody_elses_and_no_earlier_pictures(
    opened: Practice, person: str, earlier: str, handed: TestClient
):
    other = opened.archive.add_person("Another", synthetic=True).id
    for somebody, picture in ((person, earlier), (other, a_picture(opened, other))):
        assert handed.get(f"/api/people/{somebody}/pictures/{picture}/picture").status_code == 404
    elsewhere = opened.tables.begin(other, "painter").sitting.id
    with pytest.raises((WebSocketDisconnect, WebSocketDenialResponse)), line(handed, elsewhere):
        pass


@pytest.mark.parametrize(
    "path", ["/media/x.png", "/api/backup", "/api/sittings/s/note", "/_stcore/upload_file/a/b"]
)
def test_a_handed_over_browser_reaches_no_other_address(handed: TestClient, path: str):
    assert handed.get(path).status_code == 404
    assert handed.get(path).text == "There is nothing here."


def test_whoever_is_not_known_is_locked_while_a_table_is_handed_over(
    handed: TestClient, opened: Practice, person: str, kept: str, clock: list[float]
):
    unknown = {COOKIE: opened.passes.issue()}
    with TestClient(handed.app, base_url=HOST, cookies=unknown) as stranger:
        assert stranger.get("/api/pass").json()["scope"] == "locked"
        assert stranger.get(f"/api/people/{person}/pictures/{kept}/picture").status_code == 404
        assert not posted(stranger, "back", pin="1357")["ok"]
        clock[0] += 1.1
        assert posted(stranger, "back", pin="2468")["ok"]
        assert stranger.get("/api/pass").json()["scope"] == "whole"


def test_names_are_told_to_the_therapist_alone(client: TestClient, handed: TestClient):
    assert posted(handed, "ask", wanted=True)["ok"]
    assert client.get("/api/pass").json()["calls"][0]["name"] == "Somebody"
    assert handed.get("/api/pass").json() == {
        "scope": "handed",
        "sitting": handed.get("/api/pass").json()["sitting"],
        "pin": True,
        "asked": True,
    }


def hear_until_it_ends(socket: Any) -> None:
    while True:
        socket.receive_text()


def test_a_line_ends_when_its_browser_is_handed_over(
    client: TestClient, opened: Practice, sitting: str
):
    if not opened.passes.pin.is_set:
        opened.passes.pin.choose("2468")
    with TestClient(client.app, base_url=HOST, cookies={COOKIE: opened.passes.issue()}) as browser:
        with line(browser, sitting) as socket:
            heard(socket, "table")
            posted(browser, "hand-over", sitting=sitting)
            with pytest.raises(WebSocketDisconnect) as told:
                hear_until_it_ends(socket)
        assert told.value.code == REFUSED
        posted(browser, "back", pin="2468")


@pytest.mark.parametrize("deed", ["hand-over", "back", "hide", "ask"])
def test_another_origin_changes_no_pass(client: TestClient, deed: str):
    got = client.post(f"/api/pass/{deed}", json={}, headers={"origin": "http://evil.example"})
    assert got.status_code == 403


def test_a_held_answer_reaches_the_client_only_after_its_release(
    client: TestClient, handed: TestClient, opened: Practice, person: str, sitting: str
):
    opened.archive.tailor(person, Tailored(hold=True))
    with line(handed, sitting) as clients, line(client, sitting) as therapists:
        clients.send_json({"do": "draw", "strokes": [stroke_to_wire(a_stroke())]})
        clients.send_json({"do": "ask"})
        answer = pictured(therapists, "final")["answer"]
        address = f"/api/people/{person}/pictures/{answer}/picture"
        while not (seen := heard(clients, "table"))["held"]:
            assert seen["showing"] is None
        assert (seen["held"], seen["choices"], seen["showing"]) == (["waiting"], [], None)
        assert answer not in json.dumps(seen)
        assert handed.get(address).status_code == 404
        clients.send_json({"do": "release", "answer": answer})
        clients.send_json({"do": "keep", "answer": answer})
        assert "does not say" in heard(clients, "trouble")["text"]
        assert "does not say" in heard(clients, "trouble")["text"]
        therapists.send_json({"do": "release", "answer": answer})
        while heard(clients, "table")["showing"] != answer:
            pass
    assert handed.get(address).status_code == 200


def test_a_client_cannot_put_back_what_is_held_and_was_never_seen(
    client: TestClient, handed: TestClient, opened: Practice, person: str, sitting: str
):
    opened.archive.tailor(person, Tailored(hold=True))
    with line(handed, sitting) as clients, line(client, sitting) as therapists:
        clients.send_json({"do": "draw", "strokes": [stroke_to_wire(a_stroke())]})
        clients.send_json({"do": "ask"})
        answer = pictured(therapists, "final")["answer"]
        while not heard(clients, "table")["held"]:
            pass
        clients.send_json({"do": "put_back"})
        assert "does not say" in heard(clients, "trouble")["text"]
        assert opened.tables.at(sitting).snapshot()["held"] == [answer]
        opened.tables.at(sitting).release(answer)
        clients.send_json({"do": "put_back"})  # it was seen: the decision is the person's
        while heard(clients, "table")["choices"] or opened.tables.at(sitting).snapshot()["choices"]:
            pass


def test_a_client_asking_to_hand_over_learns_nothing_about_other_sittings(handed: TestClient):
    answers = [posted(handed, "hand-over", sitting=each) for each in ("no-such-one", "")]
    assert {each["text"] for each in answers} == {"This browser shows the client's view already."}


def test_a_pin_that_comes_too_early_is_told_from_a_wrong_one(handed: TestClient):
    wrong, early = (posted(handed, "back", pin=pin) for pin in ("1111", "2468"))
    assert (wrong["ok"], wrong["early"], wrong["wait"] > 0) == (False, False, True)
    assert (early["ok"], early["early"]) == (False, True)


def test_a_withheld_answer_is_put_back_and_never_seen(
    client: TestClient, handed: TestClient, opened: Practice, person: str, sitting: str
):
    opened.archive.tailor(person, Tailored(hold=True))
    with line(client, sitting) as therapists:
        therapists.send_json({"do": "draw", "strokes": [stroke_to_wire(a_stroke())]})
        therapists.send_json({"do": "ask"})
        answer = pictured(therapists, "final")["answer"]
        therapists.send_json({"do": "withhold", "answer": answer})
        while heard(therapists, "table")["held"]:
            pass
    opened.tables.at(sitting).turn_page(opened.tables.at(sitting).drawing.paper)
    (turn, _) = sorted(opened.archive.turns(sitting), key=lambda turn: turn.answer is None)
    assert (turn.id, turn.decision) == (answer, "put_back")
    assert handed.get(f"/api/people/{person}/pictures/{answer}/picture").status_code == 404


def test_a_client_s_undo_never_takes_back_what_the_therapist_withheld(
    client: TestClient, opened: Practice, person: str, sitting: str
):
    opened.archive.tailor(person, Tailored(hold=True))
    table = opened.tables.at(sitting)
    with line(client, sitting) as therapists:
        for name in ("s1", "s2"):
            therapists.send_json({"do": "draw", "strokes": [stroke_to_wire(a_stroke(name))]})
        therapists.send_json({"do": "ask"})
        table.withhold(answer := pictured(therapists, "final")["answer"])
    table.undo()
    assert [stroke.id for stroke in table.drawing.strokes] == ["s1"]
    assert table.snapshot()["choices"] == table.snapshot()["held"] == []
    assert not table.may_show(answer)


def test_a_screen_that_asks_again_is_told_the_drawing_alone(client: TestClient, sitting: str):
    with line(client, sitting) as draws, line(client, sitting) as watches:
        assert heard(watches, "drawing")["drawing"]["strokes"] == []
        draws.send_json({"do": "draw", "strokes": [stroke_to_wire(a_stroke("s1"))]})
        assert heard(watches, "saved")["strokes"] == ["s1"]
        watches.send_json({"do": "look"})
        assert [each["id"] for each in heard(watches, "drawing")["drawing"]["strokes"]] == ["s1"]


def test_a_step_said_again_after_a_break_is_done_once(client: TestClient, sitting: str):
    with line(client, sitting) as socket:
        for name in ("s1", "s2"):
            socket.send_json({"do": "draw", "strokes": [stroke_to_wire(a_stroke(name))]})
        step = {"do": "undo", "ids": ["s2"], "gone": True, "n": 1}
        socket.send_json(step)
        assert heard(socket, "done")["n"] == 1
        socket.send_json({**step, "again": True})
        assert heard(socket, "done")["n"] == 1
    with line(client, sitting) as socket:
        strokes = heard(socket, "drawing")["drawing"]["strokes"]
        assert [stroke["id"] for stroke in strokes] == ["s1"]
