"""The screen and the glass before it: how dense it is, and whether something takes touches.

Read from the kernel's files, so that it works without a desktop: a screen's EDID, and the list of
input devices.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engines.doctor import Finding

DRM = Path("/sys/class/drm")
DEVICES = Path("/proc/bus/input/devices")
UDEV = Path("/run/udev/data")
# Source: VESA E-EDID A.2, section 3.10.2, detailed timing descriptors; the first is the preferred.
_HEADER = bytes([0, 255, 255, 255, 255, 255, 255, 0])
_TIMING, _BLOCK = 54, 128
# Source: Linux, include/uapi/linux/input-event-codes.h
_DIRECT, _MT_X = 1, 0x35
_WORD_BITS = 64
_EVENT = re.compile(r"\bevent(\d+)\b")
# How far the settings may be from the screen before buttons are too small.
_OFF = 0.08
_EVEN = 0.1


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen that is connected.

    Attributes:
        name: of its connector.
        pixels: width and height that it prefers.
        millimeters: width and height of what lights up.
    """

    name: str
    pixels: tuple[int, int]
    millimeters: tuple[int, int]

    @property
    def px_per_mm(self) -> float:
        """Pixels on a millimeter, along the diagonal."""
        return round(math.hypot(*self.pixels) / math.hypot(*self.millimeters), 2)


def edid(name: str, data: bytes) -> Screen | None:
    """Reads a screen's own description; None where it is none, or gives no size."""
    if len(data) < _BLOCK or data[:8] != _HEADER or sum(data[:_BLOCK]) % 256:
        return None
    at = data[_TIMING : _TIMING + 18]
    pixels = (at[2] | (at[4] >> 4) << 8, at[5] | (at[7] >> 4) << 8)
    millimeters = (at[12] | (at[14] >> 4) << 8, at[13] | (at[14] & 15) << 8)
    if 0 in (*pixels, *millimeters) or at[:2] == b"\0\0":
        return None
    return Screen(name, pixels, millimeters)


def screens(drm: Path = DRM) -> list[Screen]:
    """The screens that are connected and say how large they are."""
    found: list[Screen] = []
    for folder in sorted(drm.glob("card*-*")):
        try:
            read = edid(folder.name.partition("-")[2], (folder / "edid").read_bytes())
        except OSError:
            continue
        found += [read] if read is not None else []
    return found


def density(set_px_per_mm: float, *, drm: Path = DRM) -> Finding:
    """Whether the settings know the screen, so that buttons have their 15 mm."""
    found = screens(drm)
    if not found:
        text = f"no screen here says its size; the settings say {set_px_per_mm:g} pixels a mm"
        return Finding("screen", "note", f"{text}: measure a button with a ruler, at least 15 mm")
    screen = found[0]
    wide, high = screen.pixels
    told = f"{screen.name}, {wide} x {high} on {screen.millimeters[0]} x {screen.millimeters[1]} mm"
    across = [px / mm for px, mm in zip(screen.pixels, screen.millimeters, strict=True)]
    if abs(across[0] / across[1] - 1) > _EVEN:
        return Finding("screen", "note", f"{told}: that cannot be; measure a button with a ruler")
    if abs(set_px_per_mm / screen.px_per_mm - 1) > _OFF:
        text = f"{told}: write px_per_mm = {screen.px_per_mm:g} (divided by any scaling)"
        return Finding("screen", "problem", f"{text}; the settings say {set_px_per_mm:g}")
    return Finding("screen", "ok", f"{told}, as the settings say")


def touches(text: str) -> Iterator[tuple[str, str]]:
    """The touchscreens in the kernel's list: name and event number; touchpads are none."""
    for block in text.split("\n\n"):
        name = re.search(r'^N: Name="(.*)"$', block, re.MULTILINE)
        event = _EVENT.search(block)
        if name and event and _bit(block, "PROP", _DIRECT) and _bit(block, "ABS", _MT_X):
            yield name[1], event[1]


def touch(*, devices: Path = DEVICES, udev: Path = UDEV) -> Finding:
    """Whether something takes touches, and whether they are turned or stretched on the way."""
    try:
        found = list(touches(devices.read_text(encoding="utf-8", errors="replace")))
    except OSError:
        found = []
    if not found:
        return Finding("touch", "problem", "no touchscreen is here: look at its USB cable")
    name, event = found[0]
    matrix = _matrix(event, udev)
    how = f"turned by {matrix}" if matrix else "as it comes"
    text = f"{name}, {how}; touch the four corners: a dot has to stand under the finger"
    more = f"; {len(found)} touchscreens are here" if len(found) > 1 else ""
    return Finding("touch", "ok", text + more)


def _matrix(event: str, udev: Path) -> str:
    # Input devices have major number 13, and events minors from 64 on; those beyond 31 are numbered
    # elsewhere, which no kiosk has.
    # Source: Linux, Documentation/admin-guide/devices.txt
    try:
        text = (udev / f"c13:{64 + int(event)}").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    found = re.search(r"^E:LIBINPUT_CALIBRATION_MATRIX=(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else ""


def _bit(block: str, kind: str, bit: int) -> bool:
    """Whether a bit is set in a row of hexadecimal words, the highest first."""
    row = re.search(rf"^B: {kind}=([0-9a-f ]+)$", block, re.MULTILINE)
    words = row[1].split()[::-1] if row else []
    at = bit // _WORD_BITS
    return at < len(words) and bool(int(words[at], 16) >> bit % _WORD_BITS & 1)
