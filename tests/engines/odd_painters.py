"""Painters that a worker must live with: slow, deaf, hanging, crashing, broken, chatty.

What they do stands in the request's words, so that one class serves many tests.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import TracebackType

import numpy as np

from engines.errors import PaintingError
from engines.painters.base import Painted, Watch
from engines.picture import Picture, PictureRequest
from engines.sketch import Sketch, size_of
from engines.sketch.scans import Scan


class OddPainter:
    """Does what the request's words say: "slow 0.5", "deaf 2", "crash", "crash-once PATH", ..."""

    name = "odd"
    weights = "none"
    runs_on = ("onnxruntime", "fp32")

    def __init__(self, *, threads: int) -> None:
        self.threads = threads

    def __enter__(self) -> OddPainter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def paint(
        self,
        request: PictureRequest,
        *,
        sketch: Sketch | None = None,  # noqa: ARG002
        parent: Picture | None = None,
        scan: Scan | None = None,  # noqa: ARG002
        watch: Watch | None = None,
    ) -> Painted:
        assert watch is not None
        how, _, rest = request.words.partition(" ")
        getattr(self, "_" + (how or "plain").replace("-", "_"))(rest, watch)
        width, height = size_of(request.drawing.paper, request.size)
        shade = request.seed % 256 if parent is None else int(parent.painted[0, 0, 0])
        return Painted(np.full((height, width, 3), shade, np.uint8))

    def let_go(self) -> None:
        pass

    def _plain(self, _rest: str, watch: Watch) -> None:
        watch.progress(0.5)

    def _slow(self, rest: str, watch: Watch) -> None:
        end_s = time.monotonic() + float(rest)
        while (left_s := end_s - time.monotonic()) > 0:
            watch.progress(1 - left_s / float(rest))
            time.sleep(0.01)

    def _preview(self, rest: str, watch: Watch) -> None:
        watch.progress(0.25)
        watch.preview(np.full((8, 8, 3), 7, np.uint8))
        self._slow(rest, watch)

    def _deaf(self, rest: str, watch: Watch) -> None:
        watch.preview(np.full((8, 8, 3), 7, np.uint8))  # after this it hears nothing
        time.sleep(float(rest))

    def _crash(self, _rest: str, _watch: Watch) -> None:
        os._exit(3)

    def _crash_once(self, rest: str, _watch: Watch) -> None:
        if not Path(rest).exists():
            Path(rest).touch()
            os._exit(3)

    def _broken(self, _rest: str, _watch: Watch) -> None:
        raise RuntimeError("the words were secret")

    def _greedy(self, _rest: str, _watch: Watch) -> None:
        np.ones(2**50)

    def _refuses(self, _rest: str, _watch: Watch) -> None:
        raise PaintingError("This page is too blue to paint.")

    def _chatty(self, _rest: str, _watch: Watch) -> None:
        print("a library prints")
        os.write(1, b"and so does its C code\n")


class DeadPainter(OddPainter):
    """Takes the process with it when it opens."""

    def __enter__(self) -> OddPainter:
        os._exit(4)


class SleepyPainter(OddPainter):
    """Never opens."""

    def __enter__(self) -> OddPainter:
        time.sleep(60)
        return self
