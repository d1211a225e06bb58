"""Whoever means harm is refused at once, by a close code, and nobody else's answers wait for it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from engines.settings import child_environment
from kiosk import bench
from kiosk.soak.screen import PEN, Screen, wave
from kiosk.visits import wire
from kiosk.visits.lines import FULL, MOST_LINES, STALE_S, Lines
from kiosk.visits.pace import SHARE, Pace
from tests.kiosk.test_wire import message

Harm = Callable[[Screen], object]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    own = {"SKETCHWELL_DATA": str(tmp_path_factory.mktemp("kiosk")), "SKETCHWELL_SIZE": "256"}
    with bench.serving(child_environment(SKETCHWELL_PAINTER="wash", **own)) as served:
        yield served


def announced(screen: Screen) -> None:
    """A binary message that says it is 100 MB long, and one byte of it."""
    screen.line.socket.sendall(struct.pack(">BBQ4sB", 0x82, 0xFF, 10**8, b"mask", 0))


def flood(screen: Screen) -> None:
    for _ in range(600):
        screen.do("hide", ids=[])


HARMS: dict[str, tuple[Harm, int]] = {
    "noise": (lambda screen: screen.line.send(b"\x00\xff" * 500), wire.UNREADABLE),
    "text": (lambda screen: screen.line.send("hello"), wire.UNREADABLE),
    "nowhere": (lambda screen: screen.stroke(np.full((3, 4), np.nan, "<f4")), wire.UNWANTED),
    "a million points": (lambda screen: screen.stroke(np.zeros((10**6, 4), "<f4")), wire.TOO_LARGE),
    "100 MB": (announced, wire.TOO_LARGE),
    "a flood": (flood, wire.UNWANTED),
    "a language of nobody": (lambda screen: screen.do("choose", language="xx"), wire.UNWANTED),
    "a number too long": (lambda s: s.line.send(_do(b'{"do":' + b"9" * 5000 + b"}")), 1007),
}


def _do(head: bytes) -> bytes:
    return struct.pack("<cIH", wire.DO, 1, len(head)) + head


def refused(address: str, harm: Harm) -> tuple[int | None, float]:
    """The close code, and how long it took."""
    with Screen(address) as screen:
        start_s = time.perf_counter()
        with contextlib.suppress(ConnectionClosed, OSError):
            harm(screen)
        return screen.closed_with(), time.perf_counter() - start_s


@pytest.mark.parametrize("name", list(HARMS))
def test_harm_is_refused_at_once(address: str, name: str) -> None:
    harm, code = HARMS[name]
    found, took_s = refused(address, harm)
    # who goes on sending may lose the close frame to a reset
    assert found == code or (found is None and name == "a million points")
    assert took_s < 2  # of 0.2 on a quiet machine


def test_nothing_is_deflated_even_where_a_screen_offers_it(address: str) -> None:
    url, origin = address.replace("http", "ws") + "line", address.rstrip("/")
    with connect(url, origin=Origin(origin), compression="deflate") as line:
        assert line.protocol.extensions == []


def test_only_a_few_lines_are_open_and_a_page_is_there_again_after_a_break(address: str) -> None:
    with contextlib.ExitStack() as stack:
        screens = [stack.enter_context(Screen(address)) for _ in range(MOST_LINES)]
        screens[0].do("hide", ids=[])
        with Screen(address) as more:
            assert more.closed_with() == FULL
        screens[0].drop()
        # hundreds of strokes at once, as after a break
        numbers = [screens[1].stroke(wave(), id=f"s{number}") for number in range(450)]
        screens[1].washed(numbers[-1])


def test_a_visitor_is_answered_while_another_line_attacks(address: str) -> None:
    longest = message(wire.SO_FAR, PEN | {"id": "x"}, wave(20_000).tobytes())
    over = threading.Event()

    def attack() -> None:
        while not over.is_set():
            with Screen(address) as screen, contextlib.suppress(ConnectionClosed, OSError):
                for _ in range(3):
                    screen.line.send(longest)
                flood(screen)

    attacker = threading.Thread(target=attack)
    with Screen(address) as calm:
        attacker.start()
        try:
            for number in range(2):
                points = wave(y=0.1 + 0.2 * number)
                calm.painted(calm.stroke(points, id=f"s{number}"))
        finally:
            over.set()
            attacker.join()


def test_who_asks_for_nothing_is_hung_up_on(address: str) -> None:
    port = urlsplit(address).port or 0
    with socket.create_connection(("127.0.0.1", port), timeout=20) as silent:
        silent.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        assert silent.recv(1) == b""
    assert urlopen(address).status == 200


class Idle:
    """A line that says nothing."""

    def __init__(self, silent_s: float, *, empty: bool) -> None:
        self.silent_s, self.empty, self.code = silent_s, empty, 0

    async def hang_up(self, code: int) -> None:
        self.code = code

    async def tell(
        self, kind: bytes, number: int, head: Mapping[str, Any], rest: bytes = b""
    ) -> None: ...


def test_a_line_with_an_empty_page_makes_room_and_no_other_does() -> None:
    lines = Lines()
    drawn = [Idle(2 * STALE_S, empty=False) for _ in range(MOST_LINES - 1)]
    with contextlib.ExitStack() as stack:
        for line in drawn:
            stack.enter_context(lines.kept(line))
        stack.enter_context(lines.kept(Idle(1, empty=True)))
        assert not asyncio.run(lines.has_room())
    stale = Idle(2 * STALE_S, empty=True)
    with contextlib.ExitStack() as stack:
        for line in (*drawn, stale):
            stack.enter_context(lines.kept(line))
        assert asyncio.run(lines.has_room())
    assert (stale.code, len(lines)) == (FULL, 0)


def test_a_line_that_takes_long_waits_for_the_others() -> None:
    async def waited(took_s: float) -> float:
        pace, start_s = Pace(), time.perf_counter()
        await pace.rest(took_s)
        return time.perf_counter() - start_s

    assert asyncio.run(waited(SHARE / 10)) < 0.05
    assert asyncio.run(waited(SHARE + 0.06)) >= 0.19
