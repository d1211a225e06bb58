"""Processor time of what this process started, by part: it says something on a busy machine too."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

PROC = Path("/proc")
PARTS = ("painter", "server", "browser")
_PARENT, _USER, _SYSTEM = 1, 11, 12  # fields of /proc/PID/stat behind the name, from 0; see proc(5)


def spent_ms(*, below: int | None = None, proc: Path = PROC) -> dict[str, float]:
    """Milliseconds of all processors, by part.

    Args:
        below: the process that started them, else this one.
        proc: where the system tells of its processes.

    Returns:
        Part of `PARTS` -> milliseconds since each began; nothing where the system does not tell.
    """
    found = dict(_processes(proc))
    root, tick_ms = os.getpid() if below is None else below, 1000 / os.sysconf("SC_CLK_TCK")
    total: dict[str, float] = {}
    for process, (_, ticks, command) in found.items():
        part = _part(command)
        if part is not None and process != root and _is_below(process, root, found):
            total[part] = total.get(part, 0.0) + ticks * tick_ms
    return total


def _processes(proc: Path) -> Iterator[tuple[int, tuple[int, int, str]]]:
    """Every process: its parent, its ticks, its command."""
    for folder in proc.glob("[0-9]*"):
        try:
            row = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, UnicodeDecodeError):
            continue  # it ended meanwhile
        yield int(folder.name), (int(row[_PARENT]), int(row[_USER]) + int(row[_SYSTEM]), command)


def _is_below(process: int, root: int, found: Mapping[int, tuple[int, int, str]]) -> bool:
    while process in found:
        process = found[process][0]
        if process == root:
            return True
    return False


def _part(command: str) -> str | None:
    """What a process is for; None for what only measures."""
    if "engines.worker" in command:
        return "painter"
    if "-m kiosk" in command:
        return "server"
    return "browser" if "chrom" in command.partition(" ")[0] else None
