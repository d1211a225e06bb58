"""Hears of headphones being plugged in. A browser is told nothing of a jack; the kernel is.

A jack is an input device with a switch (`SW_HEADPHONE_INSERT`); headphones with a USB plug are a
new sound card. Nothing is listened to but these two: no microphone, no sound. The user that the
kiosk runs as has to be in the group `input`, else jacks are passed over.
"""

from __future__ import annotations

import asyncio
import logging
import os
import struct
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

# Source: Linux, include/uapi/linux/input.h and input-event-codes.h
_EVENT = struct.Struct("llHHi")
EV_SW, SW_HEADPHONE_INSERT = 0x05, 0x02
LOOK_EVERY_S = 1.0
_log = logging.getLogger(__name__)
Plugged = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the kernel tells of it."""

    devices: Path = Path("/dev/input")
    classes: Path = Path("/sys/class/input")
    cards: Path = Path("/proc/asound/cards")


async def watch(plugged: Plugged, places: Places | None = None) -> None:
    """Calls `plugged` each time, until it is cancelled."""
    where = places or Places()
    heard = asyncio.Event()
    with ExitStack() as opened:
        for path in jacks(where):
            _open(path, heard, opened)
        known = cards(where)
        while True:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(heard.wait(), LOOK_EVERY_S)
            now = cards(where)
            if heard.is_set() or now - known:
                heard.clear()
                await plugged()
            known = now


def jacks(places: Places) -> list[Path]:
    """The devices that have a switch for headphones."""
    found = sorted(places.classes.glob("event*"))
    return [places.devices / each.name for each in found if _has_switch(each)]


def cards(places: Places) -> frozenset[str]:
    """The names of the sound cards that are there."""
    try:
        rows = places.cards.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    return frozenset(row.partition("]:")[2].strip() for row in rows if "]:" in row)


def _has_switch(device: Path) -> bool:
    try:
        words = (device / "device" / "capabilities" / "sw").read_text(encoding="ascii").split()
        return bool(words) and bool(int(words[-1], 16) & (1 << SW_HEADPHONE_INSERT))
    except (OSError, ValueError):
        return False


def _open(path: Path, heard: asyncio.Event, opened: ExitStack) -> None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        _log.warning("headphones at %s are not heard of: %s", path, error.strerror)
        return
    opened.callback(os.close, descriptor)
    loop = asyncio.get_running_loop()
    loop.add_reader(descriptor, partial(_read, descriptor, heard, loop))
    opened.callback(loop.remove_reader, descriptor)


def _read(descriptor: int, heard: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
    try:
        told = os.read(descriptor, 64 * _EVENT.size)
    except BlockingIOError:
        return
    except OSError:
        told = b""
    if not told:  # the device is gone
        loop.remove_reader(descriptor)
        return
    whole = told[: len(told) // _EVENT.size * _EVENT.size]
    for _, _, kind, code, value in _EVENT.iter_unpack(whole):
        if (kind, code, value) == (EV_SW, SW_HEADPHONE_INSERT, 1):
            heard.set()
