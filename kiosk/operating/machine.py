"""What a machine says of itself: memory, swap, the clock. Nothing is started or changed."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from engines.doctor import Finding

PROC = Path("/proc")
# Measured on x86 at 1920 x 1080 after six strokes, painted at 512: Pss of all processes of a
# headless Chromium 156 without a graphics processor (487), VmHWM of the server (234). A board will
# differ.
BROWSER_MB, SERVER_MB = 490, 240
# Of all memory; what is left belongs to the system, the screen and an engine being opened.
_SHARE = 0.75
_ASK_S = 3
_IN_MEMORY = ("zram", "ram")


def figure_mb(what: str, process: int | str | None = None, *, proc: Path = PROC) -> float | None:
    """A figure in MB: `VmRSS` or `VmHWM` of a process, or one of the machine; None if unknown."""
    place = proc / "meminfo" if process is None else proc / str(process) / "status"
    try:
        text = place.read_text(encoding="utf-8")
        return int(text.partition(f"{what}:")[2].split()[0]) / 1024
    except (OSError, IndexError, ValueError):
        return None


def memory(painter_mb: float | None, *, proc: Path = PROC) -> Finding:
    """Whether server, painter and browser go into this machine together."""
    total_mb = figure_mb("MemTotal", proc=proc)
    if total_mb is None:
        return Finding("memory", "note", "this system does not say how much there is")
    parts: Mapping[str, float] = {
        "browser": BROWSER_MB,
        "server": SERVER_MB,
        "painter": painter_mb or 0,
    }
    told = ", ".join(f"{name} {mb:,.0f}" for name, mb in parts.items())
    wanted_mb = sum(parts.values())
    fits = wanted_mb <= _SHARE * total_mb
    text = f"{wanted_mb:,.0f} MB wanted ({told}) of {total_mb:,.0f} MB"
    if painter_mb is None:
        return Finding("memory", "note", f"{text}; the painter could not be measured")
    more = "" if fits else ": too little; choose a smaller painter, or turn the desktop off"
    return Finding("memory", "ok" if fits else "problem", text + more)


def swap(*, proc: Path = PROC) -> Finding:
    """Whether memory may be written to a disk: of a visit, only that could outlive it."""
    try:
        rows = (proc / "swaps").read_text(encoding="utf-8").splitlines()[1:]
    except OSError:
        return Finding("swap", "note", "this system does not say whether swap is on")
    places = [row.split()[0] for row in rows if row.strip()]
    on_disk = [place for place in places if not Path(place).name.startswith(_IN_MEMORY)]
    if on_disk:
        text = f"is on at {', '.join(on_disk)}: memory of a visit may be written there; swapoff -a"
        return Finding("swap", "note", f"{text}, or keep it in memory (zram)")
    return Finding("swap", "ok", "in memory alone (zram)" if places else "off")


def clock(at: datetime, *, ask: tuple[str, ...] = ("timedatectl",)) -> Finding:
    """Whether the clock can be trusted: the help card's days and hours hang on it."""
    told = f"{at:%Y-%m-%d %H:%M} {at.tzname() or ''}".strip()
    command = [*ask, "show", "--property=NTPSynchronized", "--value"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_ASK_S, check=False
        ).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        done = ""
    if done == "yes":
        return Finding("clock", "ok", f"{told}, set by the network")
    why = "not set by the network" if done == "no" else "nobody here says who sets it"
    text = f"{told}; {why}: see that day and hour are right, for the help card needs them"
    return Finding("clock", "note", text)
