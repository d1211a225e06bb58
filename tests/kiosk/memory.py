"""What the memory of a process holds, read from outside."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

STEP = 2**24


def found(pid: int, needles: Mapping[str, bytes]) -> set[str]:
    """The needles that lie in what a process can write to."""
    there: set[str] = set()
    for part in _parts(pid, max(map(len, needles.values())) - 1):
        there |= {name for name in needles.keys() - there if needles[name] in part}
        if len(there) == len(needles):
            break
    return there


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def _parts(pid: int, more: int) -> Iterator[bytes]:
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in _writable(pid):
            for at in range(start, end, STEP):
                try:
                    yield os.pread(memory.fileno(), min(end - at, STEP + more), at)
                except OSError:
                    continue


def _writable(pid: int) -> list[tuple[int, int]]:
    lines = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines()
    spans = [line.split()[0].split("-") for line in lines if line.split()[1].startswith("rw")]
    return [(int(start, 16), int(end, 16)) for start, end in spans]
