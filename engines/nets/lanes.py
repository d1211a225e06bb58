"""One stream of the GPU with its buffers: what goes in, what comes out, and the captured work.

Each named array has a buffer on the GPU and one of pinned memory, made once and kept while it is
large enough: a run allocates nothing. The work between them, copies included, can be captured into
a CUDA graph, which is then launched with one call.
"""

from __future__ import annotations

import ctypes
import logging
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import numpy as np

from engines.errors import PlanError
from engines.nets.base import Array
from engines.nets.cuda import call, number

_NON_BLOCKING = 1  # CU_STREAM_NON_BLOCKING
_RELAXED = 2  # CU_STREAM_CAPTURE_MODE_RELAXED
_FIRST = 0  # the GPU that everything runs on
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Buffer:
    device: int
    host: int
    size: int


class Lane:
    """Opened and freed by `with`; used by one thread at a time, whichever it is."""

    def __init__(self) -> None:
        self._device = self._context = self._stream = self._graph = 0
        self._buffers: dict[str, _Buffer] = {}

    def __enter__(self) -> Lane:
        call("cuInit", 0)
        self._device = number("cuDeviceGet", _FIRST)
        self._context = number("cuDevicePrimaryCtxRetain", self._device)
        try:
            self.take()
            self._stream = number("cuStreamCreate", _NON_BLOCKING)
        except PlanError:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def stream(self) -> int:
        """The stream's handle, as TensorRT wants it."""
        return self._stream

    @property
    def captured(self) -> bool:
        """Whether work is kept as a graph."""
        return bool(self._graph)

    def take(self) -> None:
        """Makes this thread the one that uses the GPU."""
        call("cuCtxSetCurrent", self._context)

    def address(self, name: str, size: int) -> int:
        """The GPU's address for a named array of so many bytes; the buffer is kept if it fits."""
        kept = self._buffers.get(name)
        if kept is None or kept.size < size:
            self._drop(name)
            self._buffers[name] = _allocated(max(size, 1))
        return self._buffers[name].device

    def view(self, name: str, dtype: np.dtype, shape: tuple[int, ...]) -> Array:
        """A named array's pinned memory; what is written is uploaded, what came down is read."""
        size = math.prod(shape) * dtype.itemsize
        memory = (ctypes.c_byte * size).from_address(self._buffers[name].host)
        return np.frombuffer(memoryview(memory), dtype).reshape(shape)

    def upload(self, name: str, size: int) -> None:
        """Copies pinned memory to the GPU, in the stream's order."""
        buffer = self._buffers[name]
        call("cuMemcpyHtoDAsync_v2", buffer.device, buffer.host, size, self._stream)

    def download(self, name: str, size: int) -> None:
        """Copies from the GPU to pinned memory, in the stream's order."""
        buffer = self._buffers[name]
        call("cuMemcpyDtoHAsync_v2", buffer.host, buffer.device, size, self._stream)

    def capture(self, work: Callable[[], None]) -> None:
        """Keeps what `work` puts into the stream, for `launch`.

        Raises:
            PlanError: something in it cannot be captured; nothing is kept then.
        """
        self.forget()
        call("cuStreamBeginCapture_v2", self._stream, _RELAXED)
        try:
            work()
        except BaseException:
            # what the work says matters; a capture that it broke cannot even be ended
            with suppress(PlanError):
                call("cuGraphDestroy", number_last("cuStreamEndCapture", self._stream))
            raise
        drawn = number_last("cuStreamEndCapture", self._stream)
        try:
            self._graph = number("cuGraphInstantiateWithFlags", drawn, 0)
        finally:
            call("cuGraphDestroy", drawn)

    def launch(self) -> None:
        """Does the captured work."""
        call("cuGraphLaunch", self._graph, self._stream)

    def finish(self) -> None:
        """Waits until everything in the stream is done."""
        call("cuStreamSynchronize", self._stream)

    def forget(self) -> None:
        """Drops the captured work: shapes or addresses changed."""
        graph, self._graph = self._graph, 0
        if graph:
            call("cuGraphExecDestroy", graph)

    def free_mib(self) -> tuple[int, int]:
        """Free memory of the GPU, and all of it."""
        free, total = ctypes.c_size_t(), ctypes.c_size_t()
        call("cuMemGetInfo_v2", ctypes.byref(free), ctypes.byref(total))
        return free.value >> 20, total.value >> 20

    def close(self) -> None:
        """Frees everything; a second time does nothing.

        After a fault of the GPU the driver refuses to free: the rest is tried, and the log says it.
        """
        if not self._context:
            return
        steps: list[Callable[[], None]] = [self.take, self.forget]
        steps += [partial(self._drop, name) for name in self._buffers]
        if self._stream:
            steps.append(partial(call, "cuStreamDestroy_v2", self._stream))
        steps.append(partial(call, "cuDevicePrimaryCtxRelease_v2", self._device))
        for step in steps:
            _tried(step)
        self._stream = self._context = 0

    def _drop(self, name: str) -> None:
        kept = self._buffers.pop(name, None)
        if kept is None:
            return
        try:
            call("cuMemFree_v2", kept.device)
        finally:
            call("cuMemFreeHost", kept.host)


def _allocated(room: int) -> _Buffer:
    device = number("cuMemAlloc_v2", room)
    try:
        return _Buffer(device, number("cuMemAllocHost_v2", room), room)
    except PlanError:
        call("cuMemFree_v2", device)
        raise


def _tried(step: Callable[[], None]) -> None:
    try:
        step()
    except PlanError as error:
        _log.warning("The GPU's memory was not all freed: %s", error)


def number_last(name: str, handle: int) -> int:
    """Calls a function that fills in its last argument."""
    found = ctypes.c_uint64(0)
    call(name, handle, ctypes.byref(found))
    return found.value
