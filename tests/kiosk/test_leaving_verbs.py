"""Leaving, over the line: a real worker, a link taken by a phone, and a printer made of paper."""

from __future__ import annotations

import asyncio
import gc
import re
import socket as sockets
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession

from engines import settings
from engines.record import pack
from engines.sealing import boxes
from engines.worker import PaintingWorker
from kiosk.app import create_app
from kiosk.leaving import printing, ways
from kiosk.leaving.composing import Keepsake
from kiosk.site.files import InForce
from kiosk.site.values import Linking, Printing, Sealed
from kiosk.visits import wire
from tests.kiosk.test_line import ORIGIN, STARTED_S, closed_with, do, heard, line
from tests.kiosk.test_wire import message

PRACTICE = boxes.new_private()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kiosk")


@pytest.fixture(scope="module")
def client(folder: Path, free_port: int) -> Iterator[TestClient]:
    chosen = settings.load({"data": str(folder), "painter": "wash", "size": 256, "threads": 1})
    (folder / "stick").mkdir()
    (folder / "them.pub").write_text(boxes.to_line(boxes.public_of(PRACTICE)), encoding="utf-8")
    given = InForce.by_default(folder)
    site = replace(
        given.site,
        print=Printing("Paper"),
        link=Linking("127.0.0.1", free_port, f"http://127.0.0.1:{free_port}", "Guests"),
        sealed=Sealed(folder / "them.pub", "Practice at the mill", folder / "stick"),
    )
    with PaintingWorker(chosen) as worker:
        assert worker.wait_ready(STARTED_S).ready
        app = create_app(chosen, worker=worker, in_force=replace(given, site=site))
        with TestClient(app, base_url="http://localhost") as opened:
            yield opened


@pytest.fixture(scope="module")
def free_port() -> int:
    with sockets.create_server(("127.0.0.1", 0)) as asked:
        return asked.getsockname()[1]


@pytest.fixture
def socket(client: TestClient) -> Iterator[WebSocketTestSession]:
    with client.websocket_connect("/line", headers=ORIGIN) as opened:
        yield opened


def told(socket: WebSocketTestSession, *states: str, by: str = "") -> tuple[dict[str, Any], bytes]:
    """The next thing told of this kind; frames are passed over."""
    for _ in range(200):
        kind, head, rest = heard(socket)
        if kind == wire.TOLD and head.get("state") in states and by in ("", head.get("way")):
            return head, rest
    raise AssertionError(f"nothing told {states}")


def take(way: Any, what: Any, **more: Any) -> bytes:
    return message(wire.DO, {"do": "take", "way": way, "what": what, **more}, number=50)


def taken(socket: WebSocketTestSession, way: str, what: str = "both", **more: Any) -> None:
    socket.send_bytes(take(way, what, **more))


def test_leaving_shows_picture_and_drawing_and_the_ways(socket: WebSocketTestSession) -> None:
    socket.send_bytes(line())
    socket.send_bytes(do("leaving", 49, language="de"))
    told(socket, "painting")
    came = [told(socket, "there") for _ in range(2)]
    shown = {head["shows"]: (head, jpeg) for head, jpeg in came}
    head, jpeg = shown["picture"]
    assert shown.keys() == {"picture", "drawing"}
    assert jpeg.startswith(b"\xff\xd8")
    assert (head["ways"], head["painted"], head["drawn"]) == (
        ["print", "link", "sealed"],
        True,
        True,
    )
    assert head["practice"] == "Practice at the mill"


def test_an_empty_page_has_nothing_to_take(socket: WebSocketTestSession) -> None:
    socket.send_bytes(do("leaving", 49))
    assert told(socket, "empty")[0]["did"] == "leaving"
    taken(socket, "link")
    assert closed_with(socket) == wire.UNWANTED


@pytest.mark.parametrize(
    "hostile",
    [
        {"way": "mail"},
        {"way": ["link"]},
        {"what": "all"},
        {"what": {}},
        {"language": "xx"},
        {"language": 7},
    ],
)
def test_what_no_screen_of_ours_asks_for_closes_the_line(
    socket: WebSocketTestSession, hostile: dict[str, Any]
) -> None:
    socket.send_bytes(line())
    socket.send_bytes(take(**{"way": "link", "what": "both", **hostile}))
    assert closed_with(socket) == wire.UNWANTED


def test_a_phone_takes_the_picture_after_the_visitor_has_gone(
    client: TestClient, socket: WebSocketTestSession
) -> None:
    socket.send_bytes(line())
    taken(socket, "link", language="fr")
    head, code = told(socket, "open")
    assert (head["minutes"], head["wifi"], b"<svg" in code) == (10, "Guests", True)
    assert re.fullmatch(r"127\.0\.0\.1:\d+/take/[0-9a-z-]{34}", head["address"])
    socket.send_bytes(do("forget", 60))
    while heard(socket)[1] != {"did": "forget"}:
        pass
    end_s = time.monotonic() + 2
    while kept := [each for each in gc.get_objects() if type(each) is Keepsake]:
        assert time.monotonic() < end_s, f"{len(kept)} keepsakes are left"
        del kept
        time.sleep(0.05)
    address = f"http://{head['address']}"
    with urllib.request.urlopen(address, data=b"", timeout=10) as answer:
        assert b"data:image/png;base64,iVBOR" in answer.read()
    state: Any = client.app.state  # type: ignore[attr-defined]
    assert len(state.leaving.links) == 0


def test_the_screen_is_told_when_the_phone_has_it(socket: WebSocketTestSession) -> None:
    socket.send_bytes(line())
    taken(socket, "link", "drawing")
    head, _ = told(socket, "open")
    with urllib.request.urlopen(f"http://{head['address']}", data=b"", timeout=10) as answer:
        assert answer.read().count(b"<img") == 1
    assert told(socket, "taken")[0]["way"] == "link"


def test_a_sealed_file_lands_in_the_folder_and_opens_for_the_practice(
    socket: WebSocketTestSession, folder: Path
) -> None:
    socket.send_bytes(line())
    taken(socket, "sealed")
    head, _ = told(socket, "written", "failed")
    box = (folder / "stick" / head["file"]).read_bytes()
    sitting = pack.unpack(boxes.open_box(PRACTICE, box, context=boxes.FROM_A_KIOSK))
    assert [stroke.id for stroke in sitting.turns[0].drawing.strokes] == ["s1"]


def commands(place: Path, **scripts: str) -> None:
    """Commands of CUPS, made of paper."""
    for name, script in scripts.items():
        path = place / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setattr(printing, "LOOK_S", 0.05)
    quiet = (
        'case "$*" in *-W*) cat %s/queue 2>/dev/null;; *) echo "printer Paper is idle";; esac; true'
    )
    commands(tmp_path, lpstat=quiet % tmp_path, cancel=f'echo "$@" > {tmp_path}/cancelled')
    commands(
        tmp_path,
        lp=f"""echo "$@" > {tmp_path}/asked
            cat > {tmp_path}/page; echo "request id is Paper-7 (1 file(s))" """,
    )
    return tmp_path


def test_a_page_goes_to_the_printer_through_a_pipe(
    socket: WebSocketTestSession, cups: Path
) -> None:
    (cups / "queue").write_text("Paper-7  visitor  1024  now\n", encoding="utf-8")
    socket.send_bytes(line())
    taken(socket, "print")
    told(socket, "sent")
    assert (
        cups / "asked"
    ).read_text() == "-d Paper -o media=A4 -o fit-to-page -t Sketchwell -- -\n"
    assert (cups / "page").read_bytes().startswith(b"%PDF")
    (cups / "queue").unlink()
    assert told(socket, "printed", "gone")[0]["state"] == "printed"


@pytest.mark.parametrize(
    ("scripts", "state"),
    [
        ({"lpstat": "exit 1"}, "gone"),
        ({"lpstat": 'echo "printer Paper disabled since today -"'}, "gone"),
        ({"lpstat": 'echo "Alerts: media-empty-error"'}, "paper"),
        ({"lp": 'echo "lp: Error - The printer or class does not exist." >&2; exit 1'}, "gone"),
        ({"lp": 'echo "lp: Too many jobs."; exit 1'}, "failed"),
    ],
)
def test_what_keeps_a_page_from_being_printed_is_told(
    socket: WebSocketTestSession, cups: Path, scripts: dict[str, str], state: str
) -> None:
    commands(cups, **scripts)
    socket.send_bytes(line())
    taken(socket, "print", "drawing")
    assert told(socket, "gone", "paper", "failed", "sent", by="print")[0]["state"] == state


def test_no_cups_at_all_is_told_and_so_is_enough(
    socket: WebSocketTestSession, cups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "MOST_PAGES", 1)
    socket.send_bytes(line())
    taken(socket, "print", "drawing")
    told(socket, "sent")
    taken(socket, "print")
    told(socket, "enough")
    socket.send_bytes(do("forget", 60))
    monkeypatch.setenv("PATH", str(cups / "nothing"))
    socket.send_bytes(line())
    taken(socket, "print")
    told(socket, "gone")


def test_a_page_that_was_not_printed_is_withdrawn(
    cups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "WITHDRAW_S", 0.01)
    (cups / "queue").write_text("Paper-7  visitor  1024  now\n", encoding="utf-8")
    asyncio.run(printing.Printer(Printing("Paper")).withdraw("Paper-7"))
    assert (cups / "cancelled").read_text() == "-x Paper-7\n"
