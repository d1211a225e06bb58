"""A device joins one sitting by a code, in a browser of its own, and is sent away with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from engines.strokes import stroke_to_wire
from tests.workbench.conftest import a_stroke
from tests.workbench.lines import heard
from workbench.handing.passes import COOKIE
from workbench.lan import hosting, tls
from workbench.practice import Practice
from workbench.routes.guard import REFUSED

ORIGIN = "https://10.0.0.7:8501"


@pytest.fixture(autouse=True, scope="module")
def lan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The practice's network is let in."""
    made = tls.made_here(
        tmp_path_factory.mktemp("lan"), ("10.0.0.7",), now=datetime.now(timezone.utc)
    )
    with hosting.opened(hosting.Hosting("10.0.0.7", 8501, ("10.0.0.7",), made)):
        yield


@pytest.fixture
def therapist(client: TestClient) -> Iterator[TestClient]:
    """The therapist's browser on the network: the same pass, another address."""
    with TestClient(client.app, base_url=ORIGIN, cookies=dict(client.cookies)) as browser:
        yield browser


@pytest.fixture
def tablet(client: TestClient) -> Iterator[TestClient]:
    """A device that was never here."""
    with TestClient(client.app, base_url=ORIGIN, follow_redirects=False) as browser:
        yield browser


def posted(browser: TestClient, sitting: str, deed: str, origin: str = ORIGIN) -> Any:
    address = f"/api/sittings/{sitting}/guest/{deed}"
    return browser.post(address, headers={"origin": origin})


def invited(therapist: TestClient, sitting: str) -> str:
    told = posted(therapist, sitting, "invite").json()
    assert told["address"].startswith(f"{ORIGIN}/join/")
    assert told["code"].startswith("<svg")
    return told["address"].removeprefix(ORIGIN)


def joined(therapist: TestClient, tablet: TestClient, sitting: str) -> None:
    assert tablet.post(invited(therapist, sitting)).status_code == 303


def live(browser: TestClient, sitting: str) -> Any:
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {"origin": ORIGIN, "host": "10.0.0.7:8501", "cookie": cookie}
    return browser.websocket_connect(f"/api/sittings/{sitting}/live", headers=headers)


def test_a_device_joins_one_sitting_and_sees_nothing_else(
    therapist: TestClient, tablet: TestClient, opened: Practice, sitting: str
):
    way = invited(therapist, sitting)
    assert tablet.get(way).status_code == tablet.get(way).status_code == 200
    came = tablet.post(way)
    assert (came.status_code, came.headers["location"]) == (303, "/")
    assert all(word in came.headers["set-cookie"] for word in ("Secure", "HttpOnly", "Strict"))
    told = tablet.get("/api/pass").json()
    assert (told["scope"], told["sitting"], told["guest"]) == ("handed", sitting, True)
    assert "calls" not in told
    other = opened.tables.begin(opened.archive.add_person("B", synthetic=True).id, "painter")
    with live(tablet, sitting) as socket:
        assert heard(socket, "drawing")["drawing"]["strokes"] == []
    with pytest.raises(WebSocketDisconnect), live(tablet, other.sitting.id) as socket:
        socket.receive_text()
    assert posted(tablet, sitting, "invite").status_code == 404
    assert tablet.get(f"/api/sittings/{sitting}/guest").status_code == 404


def test_a_code_is_used_up_by_the_first_device(
    therapist: TestClient, tablet: TestClient, sitting: str
):
    way = invited(therapist, sitting)
    assert tablet.post(way).status_code == 303
    with TestClient(tablet.app, base_url=ORIGIN, follow_redirects=False) as phone:
        got = phone.post(way)
        assert (got.status_code, got.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert "This code is over" in got.text
        assert phone.get("/api/pass").json()["scope"] != "handed"


def test_a_therapist_sees_who_joined_and_ends_it(
    therapist: TestClient, tablet: TestClient, sitting: str
):
    stands = f"/api/sittings/{sitting}/guest"
    assert therapist.get(stands).json() == {"joined": None, "waits": 0}
    joined(therapist, tablet, sitting)
    assert therapist.get(stands).json() == {"joined": 0, "waits": 0}
    with live(tablet, sitting) as socket:
        assert heard(socket, "drawing")
        assert posted(therapist, sitting, "end").json() == {"ok": True}
        assert ended(socket) == REFUSED
    assert tablet.get("/api/pass").json()["sitting"] is None


def ended(socket: Any) -> int:
    while (message := socket.receive())["type"] != "websocket.close":
        pass
    return message["code"]


def test_a_device_is_cut_off_when_the_sitting_ends(
    therapist: TestClient, tablet: TestClient, opened: Practice, sitting: str
):
    joined(therapist, tablet, sitting)
    with live(tablet, sitting) as socket:
        assert heard(socket, "drawing")
        opened.tables.end(sitting)
        assert ended(socket) == REFUSED
    assert tablet.get("/api/pass").json()["sitting"] is None
    assert posted(therapist, sitting, "invite").status_code == 404


def test_what_a_guest_draws_is_on_the_therapist_s_table(
    therapist: TestClient, tablet: TestClient, sitting: str
):
    joined(therapist, tablet, sitting)
    with live(tablet, sitting) as guest, live(therapist, sitting) as watching:
        assert heard(watching, "drawing")["drawing"]["strokes"] == []
        guest.send_json({"do": "draw", "strokes": [stroke_to_wire(a_stroke())]})
        assert heard(watching, "saved")["strokes"] == ["s1"]


def test_no_pin_and_no_other_deed_leads_back_from_a_guest(
    therapist: TestClient, tablet: TestClient, sitting: str
):
    joined(therapist, tablet, sitting)
    for deed in ("back", "hand-over", "hide"):
        tablet.post(f"/api/pass/{deed}", json={"pin": ""}, headers={"origin": ORIGIN})
        assert tablet.get("/api/pass").json()["scope"] == "handed"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_page_cannot_bring_a_browser_in(
    therapist: TestClient, tablet: TestClient, sitting: str, site: str
):
    way = invited(therapist, sitting)
    assert tablet.post(way, headers={"sec-fetch-site": site}).status_code == 403
    assert posted(therapist, sitting, "invite", "https://evil.example").status_code == 403


def test_on_this_machine_alone_nobody_joins(
    therapist: TestClient, tablet: TestClient, sitting: str
):
    way = invited(therapist, sitting)
    with hosting.opened(replace(hosting.current(), tls=None)):
        assert tablet.get(way).status_code == tablet.post(way).status_code == 404
        assert posted(therapist, sitting, "invite").status_code == 403


@pytest.mark.parametrize("path", ["/_stcore/stream", "/api/pass/line"])
def test_a_line_that_another_page_opens_is_refused(therapist: TestClient, path: str):
    headers = {"origin": "https://10.0.0.7:9999", "host": "10.0.0.7:8501"}
    with (
        pytest.raises((WebSocketDisconnect, WebSocketDenialResponse)),
        therapist.websocket_connect(path, headers=headers),
    ):
        pass


def test_over_tls_another_host_is_refused(client: TestClient):
    with TestClient(client.app, base_url="https://evil.example") as browser:
        assert browser.get("/").status_code == 421
        assert COOKIE not in browser.cookies
