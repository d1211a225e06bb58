"""What the memory of a process holds, read from outside."""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

STEP = 2**24
# /proc/PID/pagemap: eight bytes a page, the two highest bits say that it is there or swapped out.
ENTRY, HELD_BITS = 8, 62


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
    proc = Path(f"/proc/{pid}")
    with (
        (proc / "mem").open("rb", buffering=0) as memory,
        (proc / "pagemap").open("rb", buffering=0) as pages,
    ):
        for start, end in _writable(pid):
            for first, last in _held(pages.fileno(), start, end):
                for at in range(first, last, STEP):
                    try:
                        yield os.pread(memory.fileno(), min(last - at, STEP + more), at)
                    except OSError:
                        continue


def _held(pages: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The runs of pages that there are, in memory or swapped out; the others are all zeros."""
    count = (end - start) // mmap.PAGESIZE
    told = os.pread(pages, ENTRY * count, start // mmap.PAGESIZE * ENTRY)
    there = np.frombuffer(told, dtype="<u8") >> HELD_BITS != 0
    edges = np.flatnonzero(np.diff(there, prepend=False, append=False)).tolist()
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        yield start + first * mmap.PAGESIZE, start + last * mmap.PAGESIZE


def _writable(pid: int) -> list[tuple[int, int]]:
    lines = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines()
    spans = [line.split()[0].split("-") for line in lines if line.split()[1].startswith("rw")]
    return [(int(start, 16), int(end, 16)) for start, end in spans]
