"""The painter is killed, hangs, or runs out of memory: drawing goes on, and it is soon back."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession

from engines import settings
from engines.worker import PaintingWorker
from kiosk import serving
from kiosk.app import create_app
from tests.kiosk.test_line import ORIGIN, do, frame, heard, line

WATCHDOG_S = 3.0
BACK_S = 30.0
ODD = {"odd": "odd_painters:OddPainter", "wash": "engines.painters.wash:WashPainter"}


@pytest.fixture(scope="module")
def worker() -> Iterator[PaintingWorker]:
    chosen = settings.load({"painter": "wash", "size": 256, "threads": 1})
    chosen = replace(chosen, runtime="onnxruntime", precision="fp32", watchdog_s=WATCHDOG_S)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parents[1] / "engines"))
        with PaintingWorker(chosen, painters=ODD) as opened:
            assert opened.wait_ready(BACK_S).ready
            yield opened


@pytest.fixture(scope="module")
def client(worker: PaintingWorker) -> Iterator[TestClient]:
    chosen = settings.load({"painter": "wash", "size": 256, "threads": 1})
    chosen = replace(chosen, runtime="onnxruntime", precision="fp32")
    with TestClient(create_app(chosen, worker=worker), base_url="http://localhost") as opened:
        yield opened


def told(socket: WebSocketTestSession, *, resting: bool) -> list[dict[str, Any]]:
    """Everything that is heard until the screen is told how the painter does."""
    heads: list[dict[str, Any]] = []
    while not heads or heads[-1] != {"did": "painter", "resting": resting}:
        heads.append(heard(socket)[1])
    return heads


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_lost_painter_is_back_in_time_and_the_screen_is_told(
    client: TestClient, worker: PaintingWorker, how: signal.Signals
) -> None:
    with client.websocket_connect("/line", headers=ORIGIN) as socket:
        socket.send_bytes(line(number=1))
        assert frame(socket, "wash", 1)[0]["answers"] == 1
        pid = worker.wait_ready(BACK_S).pid
        assert pid is not None
        os.kill(pid, how)
        start_s = time.monotonic()
        socket.send_bytes(line(name="s2", y=0.2, number=2))
        heads = told(socket, resting=True)
        # nobody draws meanwhile: what is owed is painted without being asked for again
        heads += told(socket, resting=False)
        while not any(head.get("painted") == 2 for head in heads):
            heads.append(heard(socket)[1])
        assert time.monotonic() - start_s < BACK_S


def test_a_painter_short_of_memory_is_started_anew_while_the_wash_goes_on(
    client: TestClient, worker: PaintingWorker
) -> None:
    greedy = replace(client.app.state.settings, painter="odd")  # type: ignore[attr-defined]
    restarts = worker.status().restarts
    with (
        TestClient(create_app(greedy, worker=worker), base_url="http://localhost") as odd,
        odd.websocket_connect("/line", headers=ORIGIN) as socket,
    ):
        socket.send_bytes(do("choose", 1, words=["greedy"]))
        told(socket, resting=True)
        socket.send_bytes(line(number=2))
        assert "painted" not in frame(socket, "wash", 2)[0]
        socket.send_bytes(do("choose", 3, words=[]))
        told(socket, resting=False)
    assert worker.status().restarts > restarts


def test_the_kiosk_waits_for_no_painter_longer_than_a_visitor_does() -> None:
    chosen = settings.load({"painter": "wash"})
    assert serving.hurried(replace(chosen, watchdog_s=60.0)).watchdog_s == serving.WATCHDOG_S
    assert serving.hurried(replace(chosen, watchdog_s=2.0)).watchdog_s == 2.0
