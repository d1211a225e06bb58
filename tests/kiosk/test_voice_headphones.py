"""Headphones start the spoken mode: what the kernel tells of them, read from files of its kind."""

from __future__ import annotations

import asyncio
import os
import struct
from pathlib import Path

import pytest

from kiosk.visits import wire
from kiosk.visits.lines import Lines
from kiosk.voice import headphones
from kiosk.voice.headphones import EV_SW, SW_HEADPHONE_INSERT, Places, cards, jacks, watch

CARDS = " 0 [Generic        ]: HDA-Intel - HD-Audio Generic\n     HD-Audio at 0x1 irq 5\n"
HEADSET = " 1 [Headset        ]: USB-Audio - Plain Headset\n     Plain at usb-1\n"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A machine with a jack at event1, a keyboard at event0, and one sound card."""
    found = Places(tmp_path / "dev", tmp_path / "class", tmp_path / "cards")
    found.devices.mkdir()
    for name, switches in (("event0", "0"), ("event1", "14")):
        told = found.classes / name / "device" / "capabilities"
        told.mkdir(parents=True)
        (told / "sw").write_text(switches + "\n")
    os.mkfifo(found.devices / "event1")
    found.cards.write_text(CARDS)
    return found


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headphones, "LOOK_EVERY_S", 0.05)


async def heard(places: Places, happens: bytes | str, *, hears: bool = True) -> bool:
    """Whether something that happens is heard as headphones."""
    plugged = asyncio.Event()

    async def tell() -> None:
        plugged.set()

    watching = asyncio.create_task(watch(tell, places))
    await asyncio.sleep(0)
    if isinstance(happens, str):
        places.cards.write_text(happens)
    else:
        jack = os.open(places.devices / "event1", os.O_WRONLY)
        os.write(jack, happens)
        os.close(jack)
    done, _ = await asyncio.wait(
        [asyncio.create_task(plugged.wait())], timeout=20 if hears else 0.4
    )
    watching.cancel()
    return bool(done)


def event(code: int, value: int) -> bytes:
    return struct.pack("llHHi", 0, 0, EV_SW, code, value)


def test_jacks_are_found_by_their_switch_and_cards_by_their_names(places: Places) -> None:
    assert [path.name for path in jacks(places)] == ["event1"]
    assert cards(places) == {"HDA-Intel - HD-Audio Generic"}
    assert cards(Places(cards=places.devices / "none")) == frozenset()


@pytest.mark.parametrize("happens", [event(SW_HEADPHONE_INSERT, 1), CARDS + HEADSET])
def test_headphones_are_heard_of(places: Places, happens: bytes | str) -> None:
    assert asyncio.run(heard(places, happens))


def test_unplugging_and_other_switches_are_passed_over(places: Places) -> None:
    others = event(SW_HEADPHONE_INSERT, 0) + event(4, 1) + b"cut"
    assert not asyncio.run(heard(places, others, hears=False))


def test_every_screen_is_told() -> None:
    told = []

    class Screen:
        silent_s, empty = 0.0, True

        async def hang_up(self, code: int) -> None: ...

        async def tell(self, kind: bytes, number: int, head) -> None:
            told.append((kind, number, head))

    lines = Lines()
    with lines.kept(Screen()):
        asyncio.run(lines.tell("headphones"))
    assert told == [(wire.TOLD, 0, {"did": "headphones"})]
