"""Who gets a picture and a line to a sitting, and who does not."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from engines.errors import ArchiveError
from engines.strokes import stroke_to_wire
from tests.workbench.conftest import a_stroke
from workbench.asgi import routes
from workbench.asgi_guard import OVER, REFUSED, Guard, content_policy
from workbench.passes import COOKIE
from workbench.practice import Practice
from workbench.tailored import Tailored

HOST = "http://127.0.0.1:8501"


@pytest.fixture(scope="module")
def client(opened: Practice) -> Iterator[TestClient]:
    app = Starlette(routes=routes(), middleware=[Middleware(Guard)])
    with TestClient(app, base_url=HOST, cookies={COOKIE: opened.passes.issue()}) as client:
        client.get("/api/pass")  # known before anything is handed over
        yield client


@pytest.fixture
def sitting(opened: Practice, person: str) -> str:
    return opened.tables.begin(person, "painter").sitting.id


@pytest.fixture
def kept(opened: Practice, sitting: str) -> str:
    table = opened.tables.at(sitting)
    table.draw((a_stroke(),))
    table.keep_drawing()
    return table.snapshot()["kept"][0]


def line(client: TestClient, sitting: str, origin: str = HOST) -> Any:
    headers = {"origin": origin, "host": "127.0.0.1:8501"}
    headers["cookie"] = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    return client.websocket_connect(f"/api/sittings/{sitting}/live", headers=headers)


def heard(socket: Any, say: str) -> dict[str, Any]:
    while True:
        message = socket.receive()
        assert message["type"] == "websocket.send"
        if "text" in message and (told := json.loads(message["text"]))["say"] == say:
            return told


def pictured(socket: Any, stage: str) -> dict[str, Any]:
    while True:
        data = socket.receive().get("bytes")
        if data:
            length = int.from_bytes(data[:4], "big")
            head = json.loads(data[4 : 4 + length])
            if head["stage"] == stage:
                return {**head, "jpeg": data[4 + length : 4 + length + head["sizes"][0]]}


def closed(client: TestClient, sitting: str) -> int:
    with pytest.raises(WebSocketDisconnect) as told, line(client, sitting) as socket:
        socket.receive_text()
    return told.value.code


def test_a_line_to_a_sitting_that_is_over_says_so(
    client: TestClient, opened: Practice, sitting: str
):
    opened.tables.end(sitting)
    assert closed(client, sitting) == OVER


def test_a_line_greets_with_the_table_and_the_drawing(client: TestClient, sitting: str):
    with line(client, sitting) as socket:
        assert heard(socket, "table")["strokes"] == 0
        assert heard(socket, "drawing")["drawing"]["strokes"] == []


def test_a_stroke_is_acknowledged_and_answered_live(client: TestClient, sitting: str):
    with line(client, sitting) as socket:
        socket.send_json({"do": "draw", "strokes": [stroke_to_wire(a_stroke())]})
        assert heard(socket, "saved")["strokes"] == ["s1"]
        frame = pictured(socket, "live")
        assert Image.open(io.BytesIO(frame["jpeg"])).size == (256, 192)


def test_a_reload_finds_the_drawing_again(client: TestClient, sitting: str):
    with line(client, sitting) as socket:
        socket.send_json({"do": "draw", "strokes": [stroke_to_wire(a_stroke())]})
        heard(socket, "saved")
    with line(client, sitting) as socket:
        (stroke,) = heard(socket, "drawing")["drawing"]["strokes"]
        assert stroke["id"] == "s1"


def test_a_final_answer_comes_with_its_id_and_is_fetched_by_it(
    client: TestClient, person: str, sitting: str
):
    with line(client, sitting) as socket:
        socket.send_json({"do": "draw", "strokes": [stroke_to_wire(a_stroke())]})
        socket.send_json({"do": "ask"})
        answer = pictured(socket, "final")["answer"]
    for kind in ("picture", "painted", "drawing", "small"):
        got = client.get(f"/api/people/{person}/pictures/{answer}/{kind}")
        assert (got.status_code, got.headers["content-type"]) == (200, "image/png")


@pytest.mark.parametrize(
    "said", ["no json", "[]", '{"do": "fly"}', '{"do": "draw", "strokes": [{"id": "x"}]}']
)
def test_a_wrong_message_is_answered_and_the_line_stays(
    client: TestClient, sitting: str, said: str
):
    with line(client, sitting) as socket:
        socket.send_text(said)
        assert heard(socket, "trouble")["text"]
        socket.send_json({"do": "draw", "strokes": [stroke_to_wire(a_stroke())]})
        assert heard(socket, "saved")["strokes"] == ["s1"]


@pytest.mark.parametrize("origin", ["http://evil.example", "", "http://127.0.0.1:9999"])
def test_another_origin_gets_no_line(client: TestClient, sitting: str, origin: str):
    with (
        pytest.raises((WebSocketDisconnect, WebSocketDenialResponse)),
        line(client, sitting, origin),
    ):
        pass


def test_without_the_key_there_is_no_line_and_no_picture(
    client: TestClient, person: str, sitting: str, kept: str
):
    with TestClient(client.app, base_url=HOST) as stranger:
        assert stranger.get(f"/api/people/{person}/pictures/{kept}/picture").status_code == 403
        assert closed(stranger, sitting) == REFUSED


def test_a_picture_is_handed_out_for_its_own_person_only(
    client: TestClient, opened: Practice, person: str, kept: str
):
    other = opened.archive.add_person("Somebody else", synthetic=True).id
    assert client.get(f"/api/people/{person}/pictures/{kept}/picture").status_code == 200
    assert client.get(f"/api/people/{other}/pictures/{kept}/picture").status_code == 404
    assert client.get(f"/api/people/{other}/pictures/{kept}/small").status_code == 404


def test_pictures_are_not_stored_by_the_browser(client: TestClient, person: str, kept: str):
    got = client.get(f"/api/people/{person}/pictures/{kept}/picture")
    assert got.headers["cache-control"] == "private, no-store"
    saved = client.get(f"/api/people/{person}/pictures/{kept}/file")
    assert "attachment" in saved.headers["content-disposition"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1"])
def test_another_host_name_is_refused(client: TestClient, person: str, kept: str, host: str):
    path = f"/api/people/{person}/pictures/{kept}/picture"
    assert client.get(path, headers={"host": host}).status_code == 421


def test_pages_may_load_from_here_only():
    policy = content_policy()
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert "unsafe-eval" not in policy


def test_a_saved_file_says_it_is_partly_machine_made(client: TestClient, person: str, sitting: str):
    with line(client, sitting) as socket:
        socket.send_json({"do": "draw", "strokes": [stroke_to_wire(a_stroke())]})
        socket.send_json({"do": "ask"})
        answer = pictured(socket, "final")["answer"]
    got = client.get(f"/api/people/{person}/pictures/{answer}/file")
    texts = Image.open(io.BytesIO(got.content)).text  # type: ignore[attr-defined]
    assert "machine-made" in texts["Comment"]
    assert texts["Painter"] == "wash"


@pytest.fixture
def handed(client: TestClient, opened: Practice, sitting: str) -> Iterator[TestClient]:
    """The browser of a person whose table is handed over."""
    if not opened.passes.pin.is_set:
        opened.passes.pin.choose("2468")
    with TestClient(client.app, base_url=HOST, cookies={COOKIE: opened.passes.issue()}) as browser:
        assert posted(browser, "hand-over", sitting=sitting)["ok"]
        yield browser
        posted(browser, "back", pin="2468")


def posted(browser: TestClient, deed: str, **given: object) -> dict[str, Any]:
    return browser.post(f"/api/pass/{deed}", json=given, headers={"origin": HOST}).json()


def test_a_handed_over_browser_gets_its_own_pictures_and_no_files(
    handed: TestClient, person: str, kept: str
):
    own = f"/api/people/{person}/pictures/{kept}"
    assert [handed.get(f"{own}/{kind}").status_code for kind in ("picture", "small")] == [200, 200]
    assert handed.get(f"{own}/file").status_code == 404


def test_a_handed_over_browser_gets_nobody_elses_and_no_earlier_pictures(
    handed: TestClient, opened: Practice, person: str
):
    for somebody in (opened.archive.add_person("Another", synthetic=True).id, person):
        try:
            table = opened.tables.at(opened.tables.begin(somebody, "traditional").sitting.id)
        except ArchiveError:
            continue
        table.draw((a_stroke(),))
        table.keep_drawing()
        picture = table.snapshot()["kept"][0]
        assert handed.get(f"/api/people/{somebody}/pictures/{picture}/picture").status_code == 404
        assert closed(handed, table.id) == REFUSED


@pytest.mark.parametrize(
    "path", ["/media/x.png", "/api/backup", "/api/sittings/s/note", "/_stcore/upload_file/a/b"]
)
def test_a_handed_over_browser_reaches_no_other_address(handed: TestClient, path: str):
    assert handed.get(path).status_code == 404
    assert handed.get(path).text == "There is nothing here."


def test_whoever_is_not_known_is_locked_while_a_table_is_handed_over(
    handed: TestClient, opened: Practice, person: str, kept: str
):
    unknown = {COOKIE: opened.passes.issue()}
    with TestClient(handed.app, base_url=HOST, cookies=unknown) as stranger:
        assert stranger.get("/api/pass").json()["scope"] == "locked"
        assert stranger.get(f"/api/people/{person}/pictures/{kept}/picture").status_code == 404
        assert not posted(stranger, "back", pin="1357")["ok"]
        time.sleep(1.1)
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
                while True:
                    socket.receive_text()
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
