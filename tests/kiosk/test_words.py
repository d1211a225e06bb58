"""Typed words: a person first, children's eyes second, then what the painter understands."""

from __future__ import annotations

import asyncio
import json
import logging
import struct
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.testclient import TestClient, WebSocketTestSession

from engines import settings
from engines.strokes import Paper
from engines.worker import PaintingWorker
from kiosk.app import create_app
from kiosk.site import files
from kiosk.visits import wire, words
from kiosk.visits.instant import Instant
from kiosk.visits.visit import Visit
from tests.kiosk.test_line import ORIGIN, closed_with, do

RED = "I want to kill myself"


@pytest.mark.parametrize(
    ("text", "language", "sign", "known", "unknown"),
    [
        ("a red balloon and three funny trees", "en", None, ["balloon", "tree"], ["funny"]),
        ("ein Haus am Meer", "de", None, ["house", "sea"], []),
        (RED, "en", "red", [], []),
        ("a house, I want to die, two trees", "en", "red", [], []),
        ("quiero morir", "en", "red", [], []),
        ("a sun, I used to cut myself", "en", "amber", ["sun"], []),
        ("", "fr", None, [], []),
    ],
)
def test_words_are_read_and_a_sign_comes_before_any_picture(
    text: str, language: str, sign: str | None, known: list[str], unknown: list[str]
) -> None:
    found = words.told(words.understood(text, language), language)
    assert (found["did"], found["sign"]) == ("words", sign)
    assert [each["name"] for each in found["known"]] == known
    assert found["unknown"] == unknown


def test_what_is_not_for_children_is_left_out_and_not_repeated() -> None:
    found = words.understood("a house, naked woman, two trees", "en")
    assert found.left_out
    assert "naked" not in json.dumps([found.words, words.told(found, "en")])
    assert [wish.thing for wish in found.heard.wishes] == ["house", "tree"]


def test_the_painter_gets_the_words_that_are_understood_and_no_others() -> None:
    found = words.understood("a red balloon with weird glorpy trees!", "en")
    assert "glorpy" not in found.words
    told = words.told(found, "en")
    assert told["known"][0] == {
        "name": "balloon", "word": "balloon", "count": 1, "color": "#d42e2b",
        "picture": "/things/balloon.png",
    }  # fmt: skip
    assert words.typed(words.understood("glorpy", "en"), "en") is None


def test_typed_words_are_asked_for_beside_what_was_pointed_at_in_any_language() -> None:
    visit = Visit("screen-1", Paper(4 / 3, "#fffefb"))
    visit.choose({"words": ["sun"]})
    visit.typed = words.typed(words.understood("three trees, a house", "en"), "en")
    assert visit.words == "sun, three trees, a house"
    visit.choose({"language": "de", "words": ["Sonne"]})
    assert visit.words == "Sonne, 3 Bäume, Haus"
    assert not visit.empty


def session(folder: Path, *, typing: bool) -> WebSocketTestSession:
    path = folder / files.FILE
    path.write_text(f"format = 1\n[words]\ntyping = {str(typing).lower()}\n", encoding="utf-8")
    chosen = settings.load({"data": str(folder), "painter": "wash", "size": 64, "threads": 1})
    app = create_app(chosen, in_force=files.read(folder))
    # Neither is started: nothing is asked of a painter while there is nothing to paint.
    app.state.worker, app.state.instant = PaintingWorker(chosen), Instant(chosen)
    return TestClient(app, base_url="http://localhost").websocket_connect("/line", headers=ORIGIN)


def heard(socket: WebSocketTestSession) -> dict[str, Any]:
    data = socket.receive_bytes()
    (size,) = struct.unpack_from("<H", data, 5)
    return json.loads(data[7 : 7 + size])


def test_a_red_sign_is_told_and_no_word_of_it_is_kept_or_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with session(tmp_path, typing=True) as socket:
        socket.send_bytes(do("words", text=RED, language="en"))
        told = heard(socket)
    assert told == {
        "did": "words", "sign": "red", "left_out": False, "known": [], "unknown": [], "cut": False,
    }  # fmt: skip
    assert "kill" not in caplog.text
    assert [path.name for path in tmp_path.iterdir()] == [files.FILE, files.LAST_GOOD]


class Heard:
    """A line that only hears."""

    def __init__(self) -> None:
        self.visit = Visit("screen-1", Paper(4 / 3, "#fffefb"))
        self.asked: list[int] = []
        self.answers = SimpleNamespace(ask=self.asked.append)
        self.told: list[Any] = []

    async def tell(self, kind: bytes, number: int, head: Any) -> None:
        self.told.append((kind, number, head["sign"]))

    def hear(self, text: str, number: int) -> None:
        said = wire.read(do("words", number, text=text, language="en"))
        asyncio.run(words.words(cast(Any, self), said))


def test_a_bad_day_takes_nobody_s_picture_away() -> None:
    line = Heard()
    line.hear("two suns", 1)
    line.hear(RED, 2)
    assert line.visit.words == "two suns"
    assert line.asked == [1]
    assert line.told == [(wire.TOLD, 1, None), (wire.TOLD, 2, "red")]
    line.hear("", 3)
    assert line.visit.words == ""


@pytest.mark.parametrize(
    ("typing", "given"),
    [
        (False, {"text": "sun", "language": "en"}),
        (True, {"text": "s" * 201, "language": "en"}),
        (True, {"text": ["sun"], "language": "en"}),
        (True, {"text": "sun", "language": "xx"}),
        (True, {"text": "sun"}),
    ],
)
def test_what_no_screen_sends_closes_the_line(
    tmp_path: Path, *, typing: bool, given: dict[str, Any]
) -> None:
    with session(tmp_path, typing=typing) as socket:
        socket.send_bytes(do("words", **given))
        assert closed_with(socket) == wire.UNWANTED
