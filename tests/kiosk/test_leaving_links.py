"""Links that phones open: one download, ten minutes, and nothing else behind that port."""

from __future__ import annotations

import http.client
import socket
import time
import urllib.request
from contextlib import ExitStack

import pytest
from starlette.testclient import TestClient

from engines.sealing import links as tokens
from kiosk.leaving.links import LIFE_S, Links
from kiosk.leaving.listener import MOST_AT_ONCE, Listener
from kiosk.leaving.taking import A_MINUTE, A_MINUTE_IN_ALL, Pace, Taking
from kiosk.site.values import Linking

PNG = b"\x89PNG a picture of a visitor"
FILES = {"picture.png": PNG, "drawing.png": b"\x89PNG lines"}


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def links(clock: Clock) -> Links:
    return Links(now=clock)


@pytest.fixture
def phone(links: Links, clock: Clock) -> TestClient:
    return TestClient(Taking(links, now=clock), base_url="http://192.168.4.1:8503")


def left(links: Links, *, whose: str = "one", language: str = "en") -> str:
    token = links.leave(FILES, whose=whose, language=language)
    assert token is not None
    return token


def test_a_look_takes_nothing_and_the_button_takes_it_once(links: Links, phone: TestClient) -> None:
    path = f"/take/{tokens.grouped(left(links))}"
    for _ in range(3):  # a messenger looks, too
        page = phone.get(path)
        assert (page.status_code, "<button>" in page.text) == (200, True)
    first, second = phone.post(path), phone.post(path)
    assert first.text.count("data:image/png;base64,") == 4  # two pictures, each with its "Save"
    assert (second.status_code, phone.get(path).status_code, len(links)) == (404, 404, 0)


def test_whatever_is_not_there_is_answered_alike(links: Links, phone: TestClient) -> None:
    token = left(links)
    used = left(links, whose="another")
    phone.post(f"/take/{used}")
    wrong = tokens.new_token()
    paths = [f"/take/{each}" for each in (used, wrong, token[:-1], token + "0", "", "%2e%2e")]
    paths += [
        "/",
        "/take",
        f"/take/{token}/",
        f"//take/{token}",
        f"/Take/{token}",
        "/static/kiosk.js",
    ]
    paths += [
        f"/take/..%2ftake%2f{token}",
        f"/take/{token}%00",
        "/line",
        "/site.json",
        "/take/" + "a" * 5000,
    ]
    answers = {(found.status_code, found.content) for found in map(phone.get, paths)}
    methods = ("PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE")
    codes = {phone.request(method, f"/take/{token}").status_code for method in methods}
    assert [status for status, _ in answers] == [404]
    assert codes == {404}
    assert links.language_of(token) == "en"  # and none of it was a download


def test_a_wrong_token_is_compared_as_often_as_the_right_one(
    links: Links, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = [left(links, whose=str(number)) for number in range(5)]
    counts: list[int] = []
    finds = tokens.LinkKeys.finds
    monkeypatch.setattr(
        tokens.LinkKeys, "finds", lambda keys, id_: counts.append(1) or finds(keys, id_)
    )
    for told in (right[0], right[-1], tokens.new_token(), "no token"):
        counts.clear()
        links.language_of(told)
        assert len(counts) == 5


def test_a_link_ends_after_ten_minutes_and_its_memory_is_freed(links: Links, clock: Clock) -> None:
    token = left(links)
    clock.now_s += LIFE_S - 1
    assert links.language_of(token) == "en"
    clock.now_s += 1
    links.sweep()
    assert (len(links), links.take(token)) == (0, None)


def test_what_waits_is_sealed_and_only_the_link_opens_it(links: Links) -> None:
    token = left(links)
    held = repr(vars(links)) + repr([dict(each.sealed) for each in links._waiting])
    assert "picture of a visitor" not in held
    assert token not in held
    taken = links.take(tokens.grouped(token).upper())
    assert taken is not None
    assert taken.files == FILES


def test_the_oldest_are_refused_where_there_is_no_room(clock: Clock) -> None:
    links = Links(now=clock, most=3, most_bytes=1000)
    first, *others = [left(links, whose=str(number)) for number in range(4)]
    assert links.language_of(first) is None
    assert all(links.language_of(token) for token in others)
    large = links.leave({"picture.png": bytes(900)}, whose="large")
    assert (len(links), large and links.language_of(large)) == (1, "en")
    assert links.leave({"picture.png": bytes(1000)}, whose="too large") is None


def test_a_new_link_of_the_same_visit_ends_the_one_before(links: Links) -> None:
    before, after = left(links), left(links)
    assert (links.language_of(before), links.language_of(after), len(links)) == (None, "en", 1)


def test_one_address_is_slowed_and_the_others_are_not(clock: Clock) -> None:
    pace = Pace(clock)
    assert sum(pace.allows("10.0.0.1") for _ in range(A_MINUTE_IN_ALL * 2)) == A_MINUTE
    assert pace.allows("10.0.0.2")
    found = [pace.allows(f"10.0.1.{number}") for number in range(256) for _ in range(3)]
    assert sum(found) == A_MINUTE_IN_ALL - A_MINUTE - 1
    clock.now_s += 61
    assert pace.allows("10.0.0.1")


def test_too_many_requests_are_told_to_wait(links: Links, phone: TestClient) -> None:
    path = f"/take/{left(links)}"
    codes = [phone.get(path).status_code for _ in range(A_MINUTE + 3)]
    assert codes == [200] * A_MINUTE + [429] * 3


@pytest.mark.parametrize(
    ("language", "accepts", "page"),
    [("de", "fr", "asks"), ("en", "xx;q=0.1,de-AT", "nothing"), ("en", '"><script>', "nothing")],
)
def test_pages_are_in_the_visitors_language_and_run_no_script(
    links: Links, phone: TestClient, language: str, accepts: str, page: str
) -> None:
    path = f"/take/{left(links, language=language)}" if page == "asks" else "/take/"
    found = phone.get(path, headers={"accept-language": accepts})
    spoken = language if page == "asks" else ("de" if "de" in accepts else "en")
    assert f'<html lang="{spoken}">' in found.text
    assert "script" not in found.text
    policy = found.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert (found.headers["cache-control"], found.headers["referrer-policy"]) == (
        "no-store",
        "no-referrer",
    )


def test_a_sealed_file_comes_as_a_download(links: Links, phone: TestClient) -> None:
    token = links.leave({"sketchwell-01ab.sealed": b"SWX..."}, whose="one")
    found = phone.post(f"/take/{token}")
    assert found.content == b"SWX..."
    assert found.headers["content-disposition"] == 'attachment; filename="sketchwell-01ab.sealed"'


def test_the_second_listener_serves_links_and_stops(links: Links) -> None:
    token = left(links)
    with Listener(Linking("127.0.0.1", 0, "http://127.0.0.1"), links) as listener:
        address = f"http://127.0.0.1:{listener.port}/take/{token}"
        with urllib.request.urlopen(address, timeout=10) as answer:
            assert (answer.status, "server" in answer.headers) == (200, False)
        with pytest.raises(OSError, match="in use"):
            Listener(Linking("127.0.0.1", listener.port, ""), links)
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address, timeout=10)


def test_one_address_cannot_hold_all_connections(links: Links) -> None:
    path = f"/take/{left(links)}"
    with Listener(Linking("127.0.0.1", 0, ""), links) as listener, ExitStack() as held:
        for _ in range(MOST_AT_ONCE + 20):
            place = ("127.0.0.1", listener.port)
            one = socket.create_connection(place, timeout=10, source_address=("127.0.0.2", 0))
            held.enter_context(one).sendall(b"GET /take/")  # and never the rest
        end_s = time.monotonic() + 20
        while (status := _status(listener.port, path)) != 200:
            assert time.monotonic() < end_s, f"still {status}"
            time.sleep(0.1)


def _status(port: int, path: str) -> int:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        asked.request("GET", path)
        return asked.getresponse().status
    except OSError:
        return 0
    finally:
        asked.close()
