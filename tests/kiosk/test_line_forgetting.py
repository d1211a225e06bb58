"""Whoever keeps something of a visitor is told when the visit is over, and lets go of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from engines import settings
from engines.worker import PaintingWorker
from kiosk.app import create_app
from kiosk.visits import wire
from kiosk.visits.line import Line
from kiosk.visits.wire import Said
from tests.kiosk.test_line import ORIGIN, do, heard

SECRET = "grandmother's garden"


class Shelf:
    """Keeps something of a visitor, as taking home does."""

    def __init__(self) -> None:
        self.kept: list[str] = []

    async def keep(self, line: Line, said: Said) -> None:
        self.kept.append(SECRET)
        line.on_forget(self.broken)
        line.on_forget(self.clear)
        line.on_forget(self.clear)
        await line.tell(wire.TOLD, said.number, {"did": "keep"})

    def clear(self) -> None:
        self.kept.append("cleared") if not self.kept else self.kept.clear()

    def broken(self) -> None:
        raise ValueError(SECRET)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def client(shelf: Shelf) -> Iterator[TestClient]:
    chosen = settings.load({"painter": "wash"})
    app = create_app(chosen, worker=PaintingWorker(chosen))  # nothing is painted here
    app.state.doings = {"keep": shelf.keep}
    with TestClient(app, base_url="http://localhost") as opened:
        yield opened


def test_forgetting_calls_everybody_once_and_logs_who_failed(
    client: TestClient, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    with client.websocket_connect("/line", headers=ORIGIN) as socket:
        for what in ("keep", "forget", "forget"):
            socket.send_bytes(do(what))
            assert heard(socket)[1] == {"did": what}
        assert shelf.kept == []  # not even "cleared": the second forgetting called nobody
    (told,) = (each.getMessage() for each in caplog.records if each.levelno == logging.ERROR)
    assert "ValueError" in told
    assert SECRET not in told


@pytest.mark.parametrize("last", [None, b"nonsense"])
def test_a_line_that_breaks_is_a_visit_forgotten(
    client: TestClient, shelf: Shelf, last: bytes | None
) -> None:
    with client.websocket_connect("/line", headers=ORIGIN) as socket:
        socket.send_bytes(do("keep"))
        assert heard(socket)[1] == {"did": "keep"}
        assert shelf.kept == [SECRET]
        if last is not None:
            socket.send_bytes(last)
            assert socket.receive()["code"] == wire.UNREADABLE
    assert shelf.kept == []
