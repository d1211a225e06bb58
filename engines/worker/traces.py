"""What freed memory still holds: the environment that overwrites it, and what only we can do.

A process keeps the bytes of what it let go of until something else is written there. The C library
overwrites them where it is told to (`environment`); the rest, which the interpreter and numpy keep
for the next small number or array, is overwritten by `scrub`.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
from dataclasses import replace
from pathlib import Path

import numpy as np

from engines.picture import PictureRequest
from engines.strokes import Drawing

# Large blocks take huge pages where the kernel gives them: a picture is tens of blocks of a
# megabyte, and their small pages cost a tenth of an answer.
# Source: glibc manual, 3.2.4 Memory Allocation Tunables; Python, PYTHONMALLOC.
TUNABLES, HUGE_PAGES = "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1"
# Every freed block is filled but for its last word, none is set aside unfilled, there is one heap
# for all threads, and the interpreter's small blocks are of it as well.
ENVIRONMENT = {
    TUNABLES: "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0"
    f":glibc.malloc.arena_max=1:{HUGE_PAGES}",
    "PYTHONMALLOC": "malloc",
}
# A float takes the smallest block there is: enough of them fill every gap.
_BLOCK, _MOST_BLOCKS = 32, 2_000_000
# Source: numpy, core/src/multiarray/alloc.c: 7 freed blocks of each size below 1024 bytes are kept.
_SIZES, _EACH = 1024, 8
_SACRIFICE = 500
_EXPENDABLE = Path("/proc/self/oom_score_adj")


class _Heap(ctypes.Structure):
    """What glibc tells of its heap: ten sizes in bytes or blocks, of which one is asked for."""

    _fields_ = tuple((name, ctypes.c_size_t) for name in (*"abcdefgh", "free", "top"))


def emptied(request: PictureRequest) -> PictureRequest:
    """The same work with nothing of anybody in it, in the medium that is open anyway."""
    return PictureRequest(
        Drawing(replace(request.drawing.paper, scan=None)),
        size=request.size,
        effort=request.effort,
        painter=request.painter,
        runtime=request.runtime,
        precision=request.precision,
    )


def scrub() -> None:
    """Overwrites what is freed and kept, and gives whole free pages back to the system."""
    gc.collect()
    small = [np.zeros(size, np.uint8) for size in range(1, _SIZES) for _ in range(_EACH)]
    del small
    with contextlib.suppress(OSError, AttributeError):  # another C library
        library = ctypes.CDLL(None)
        library.malloc_trim(0)
        library.mallinfo2.restype = _Heap
        gaps = min(library.mallinfo2().free // _BLOCK, _MOST_BLOCKS)
        filled = [float(number) for number in range(gaps)]
        del filled
        library.malloc_trim(0)


def expendable() -> None:
    """Where memory runs out, the system ends this process before its parent or a browser."""
    with contextlib.suppress(OSError):
        _EXPENDABLE.write_text(str(_SACRIFICE), encoding="ascii")
