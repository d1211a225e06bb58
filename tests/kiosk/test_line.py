"""The line, whole: real painters, a real worker process, messages as a screen sends them."""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import signal
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from engines import settings
from engines.worker import PaintingWorker
from kiosk.app import create_app
from kiosk.visits import wire
from kiosk.visits.pace import MOST_A_SECOND, Pace
from kiosk.visits.papers import PAPERS
from kiosk.visits.wire import LineError
from tests.kiosk.test_wire import HEAD, message

ORIGIN = {"origin": "http://localhost", "host": "localhost"}
STARTED_S = 60
SEEING = Path(__file__).parents[2] / "kiosk" / "static" / "seeing.js"


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaintingWorker]:
    data = str(tmp_path_factory.mktemp("kiosk"))
    chosen = settings.load({"data": data, "painter": "house", "size": 256, "threads": 1})
    with PaintingWorker(chosen) as opened:
        assert opened.wait_ready(STARTED_S).ready
        yield opened


@pytest.fixture(scope="module")
def client(worker: PaintingWorker) -> Iterator[TestClient]:
    chosen = settings.load({"painter": "house", "size": 256, "threads": 1})
    with TestClient(create_app(chosen, worker=worker), base_url="http://localhost") as opened:
        yield opened


def line(color: str = "#d01f1f", *, name: str = "s1", y: float = 0.5, number: int = 7) -> bytes:
    points = np.array([[x, y, 10 * x, np.nan] for x in np.linspace(0.2, 0.8, 20)], "<f4")
    head = {**HEAD, "id": name, "color": color, "width": 0.04}
    return message(wire.STROKE, head, points.tobytes(), number)


def do(what: str, number: int = 8, **more: Any) -> bytes:
    return message(wire.DO, {"do": what, **more}, number=number)


def heard(socket: WebSocketTestSession) -> tuple[bytes, dict[str, Any], bytes]:
    data = socket.receive_bytes()
    kind, _, size = struct.unpack_from("<cIH", data)
    return kind, json.loads(data[7 : 7 + size]), data[7 + size :]


def frame(
    socket: WebSocketTestSession, painter: str | None, number: int = 7
) -> tuple[dict, np.ndarray]:
    """The next frame of a painter that has seen a message; a house's may have come before."""
    seen = "painted" if painter == "house" else "answers"
    head, jpeg = getattr(socket, "painted", ({}, b""))
    for _ in range(60):
        if head.get(seen, 0) >= number:
            return head, np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB"))
        kind, head, jpeg = heard(socket)
        if kind == wire.FRAME and "painted" in head:
            socket.painted = head, jpeg  # type: ignore[attr-defined]
    raise AssertionError(f"no frame of {painter}")


def closed_with(socket: WebSocketTestSession) -> int:
    """The code that the kiosk closes a line with."""
    while True:
        told = socket.receive()
        if told["type"] == "websocket.close":
            return told["code"]


def test_a_stroke_is_answered_at_once_and_then_by_the_painter(client: TestClient) -> None:
    with client.websocket_connect("/line", headers=ORIGIN) as socket:
        socket.send_bytes(line())
        _, instant = frame(socket, "wash")
        head, painted = frame(socket, "house")
    assert painted.shape == (192, 256, 3)
    assert (head["effort"], head["resting"], head["size"]) == ("live", False, [256, 192])
    for pixels in (instant, painted):
        red = pixels[pixels.shape[0] // 2, pixels.shape[1] // 2].astype(int)
        assert red[0] - red[1] > 20  # lightened, for the line to be seen


def test_the_newest_stroke_shows_over_the_last_answer(client: TestClient) -> None:
    with client.websocket_connect("/line", headers=ORIGIN) as socket:
        socket.send_bytes(line())
        frame(socket, "house")
        socket.send_bytes(line("#1f3fd0", name="s2", y=0.2, number=9))
        _, pixels = frame(socket, "wash", 9)
    middle = pixels[:, pixels.shape[1] // 2].astype(int)
    blue, red = middle[len(middle) // 5], middle[len(middle) // 2]
    assert blue[2] - blue[0] > 20
    assert red[0] - red[2] > 20  # lightened, and each visit's seed lightens it a little otherwise


def test_hidden_strokes_are_not_answered_and_come_back(client: TestClient) -> None:
    with client.websocket_connect("/line", headers=ORIGIN) as socket:
        socket.send_bytes(line())
        socket.send_bytes(line("#1f3fd0", name="s2", y=0.2))
        socket.send_bytes(do("hide", 20, ids=["s2"]))
        _, without = frame(socket, "house", 20)
        socket.send_bytes(do("show", 21, ids=["s2", "never"]))
        _, again = frame(socket, "house", 21)
    top = slice(0, len(again) // 3)
    assert again[top].astype(int)[..., 0].mean() < without[top].astype(int)[..., 0].mean() - 3


def test_dark_paper_is_painted_on_and_gone_with_the_visit(client: TestClient) -> None:
    with client.websocket_connect("/line", headers=ORIGIN) as socket:
        socket.send_bytes(do("paper", paper="dark"))
        socket.send_bytes(line("#ffffff", number=9))
        _, dark = frame(socket, "house", 9)
        socket.send_bytes(do("forget", 10))
        socket.send_bytes(line(number=11))
        _, light = frame(socket, "house", 11)
    assert dark.mean() < 90 < 200 < light.mean()


def test_there_is_no_other_paper(client: TestClient) -> None:
    colors = re.search(r"PAPERS = .*", SEEING.read_text(encoding="utf-8"))
    assert colors is not None
    assert all(f'{name}: "{color}"' in colors[0] for name, color in PAPERS.items())
    with client.websocket_connect("/line", headers=ORIGIN) as socket:
        socket.send_bytes(do("paper", paper="#ff0000"))
        assert closed_with(socket) == wire.UNWANTED


def test_what_is_chosen_changes_the_answer_and_another_is_another(client: TestClient) -> None:
    with client.websocket_connect("/line", headers=ORIGIN) as socket:
        socket.send_bytes(line())
        _, plain = frame(socket, "house")
        socket.send_bytes(do("choose", 30, mood="dusk", style="pastel"))
        _, dusk = frame(socket, "house", 30)
        socket.send_bytes(do("another", 31))
        head, other = frame(socket, "house", 31)
    assert head["effort"] == "final"
    assert dusk.mean() < plain.mean() - 10
    assert not np.array_equal(dusk, other)


def test_forgetting_leaves_nothing_of_a_visit(client: TestClient, worker: PaintingWorker) -> None:
    visits = client.app.state.tally.visits  # type: ignore[attr-defined]
    with client.websocket_connect("/line", headers=ORIGIN) as socket:
        socket.send_bytes(line())
        frame(socket, "house")
        socket.send_bytes(do("forget", 40))
        while heard(socket)[1] != {"did": "forget"}:
            pass
        assert client.app.state.tally.visits == visits + 1  # type: ignore[attr-defined]
        assert worker._board.jobs() == []  # type: ignore[attr-defined]
        socket.send_bytes(line("#1f3fd0", y=0.2, number=41))
        _, pixels = frame(socket, "wash", 41)
    middle = pixels[len(pixels) // 2, pixels.shape[1] // 2].astype(int)
    assert middle[0] - middle[1] < 20  # no red of the visitor before


@pytest.mark.parametrize(
    ("hostile", "code"),
    [
        (b"nonsense", wire.UNREADABLE),
        (message(wire.STROKE, HEAD, np.full((2, 4), np.nan, "<f4").tobytes()), wire.UNWANTED),
        (do("erase everything"), wire.UNWANTED),
        (do("choose", style="oil"), wire.UNWANTED),
        (do("choose", plain=1), wire.UNWANTED),
        (do("choose", words=["x" * 5000]), wire.UNWANTED),
        (do("hide", ids="s1"), wire.UNWANTED),
        (bytes(wire.MOST_BYTES + 1), wire.TOO_LARGE),
    ],
)
def test_a_hostile_line_is_closed_and_the_next_screen_is_answered(
    client: TestClient, hostile: bytes, code: int
) -> None:
    with client.websocket_connect("/line", headers=ORIGIN) as calm:
        with client.websocket_connect("/line", headers=ORIGIN) as socket:
            socket.send_bytes(hostile)
            assert closed_with(socket) == code
        calm.send_bytes(line())
        frame(calm, "wash")


def test_a_flood_of_messages_is_closed() -> None:
    async def flood() -> None:
        pace = Pace()
        for _ in range(MOST_A_SECOND):
            pace.count()
        with pytest.raises(LineError) as refused:
            pace.count()
        assert refused.value.code == wire.UNWANTED

    asyncio.run(flood())


@pytest.mark.parametrize("headers", [{"origin": "http://elsewhere.example"}, {"origin": ""}])
def test_a_page_from_elsewhere_gets_no_line(client: TestClient, headers: dict[str, str]) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/line", headers=headers):
        pass
    assert client.get("/", headers={"host": "kiosk.example"}).status_code == 421


def test_drawing_goes_on_while_the_painter_is_lost(
    client: TestClient, worker: PaintingWorker
) -> None:
    with client.websocket_connect("/line", headers=ORIGIN) as socket:
        pid = worker.status().pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        start_s = time.monotonic()
        socket.send_bytes(line())
        frame(socket, "wash")
        assert time.monotonic() - start_s < 10
        frame(socket, "house")
        assert time.monotonic() - start_s < 30
