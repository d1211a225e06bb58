"""Who gets a picture and a line to a sitting, and who does not."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from engines.strokes import stroke_to_wire
from tests.workbench.conftest import a_stroke
from tests.workbench.lines import HOST, closed, heard, line, pictured
from workbench import parts
from workbench.practice import Practice
from workbench.routes.guard import OVER, REFUSED
from workbench.routes.policies import content_policy


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


@pytest.mark.parametrize("path", ["/api/people/nobody/pictures/none/small", "/api/nothing"])
def test_an_answer_that_there_is_nothing_is_stored_by_no_browser(client: TestClient, path: str):
    got = client.get(path)
    assert got.status_code == 404
    assert "no-store" in got.headers["cache-control"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1"])
def test_another_host_name_is_refused(client: TestClient, person: str, kept: str, host: str):
    path = f"/api/people/{person}/pictures/{kept}/picture"
    assert client.get(path, headers={"host": host}).status_code == 421


def test_pages_may_load_from_here_only():
    policy = content_policy()
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize("path", ["/", "/api/audit.csv", "/api/people/none/everything.zip", "/x"])
def test_no_window_of_another_site_has_a_hold_on_ours(client: TestClient, path: str):
    got = client.get(path)
    assert got.headers["cross-origin-opener-policy"] == "same-origin"
    assert got.headers["cross-origin-resource-policy"] == "same-origin"


def test_no_tag_in_a_page_begins_what_only_a_tap_may(client: TestClient, person: str, kept: str):
    small = f"/api/people/{person}/pictures/{kept}/small"
    exports = (
        f"/api/people/{person}/everything.zip",
        "/api/audit.json",
        "/api/exhibition/pictures.zip",
    )
    for wanted in ("image", "iframe", "style"):
        for path in exports:
            got = client.get(path, headers={"sec-fetch-dest": wanted})
            assert got.status_code == 404
    assert client.get("/api/audit.json", headers={"sec-fetch-dest": "document"}).status_code == 200
    assert client.get(small, headers={"sec-fetch-dest": "image"}).status_code == 200
    assert client.get(small, headers={"sec-fetch-dest": "script"}).status_code == 404
    assert parts.plain("![](/api/audit.json) *so*") == ("\\!\\[\\]\\(/api/audit\\.json\\) \\*so\\*")


def test_a_saved_file_says_it_is_partly_machine_made(client: TestClient, person: str, sitting: str):
    with line(client, sitting) as socket:
        socket.send_json({"do": "draw", "strokes": [stroke_to_wire(a_stroke())]})
        socket.send_json({"do": "ask"})
        answer = pictured(socket, "final")["answer"]
    got = client.get(f"/api/people/{person}/pictures/{answer}/file")
    texts = Image.open(io.BytesIO(got.content)).text  # type: ignore[attr-defined]
    assert "machine-made" in texts["Comment"]
    assert texts["Painter"] == "wash"
