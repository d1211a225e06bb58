"""What every net is, how one is opened, and the checks that all runtimes share."""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engines.errors import BackendMissingError

Array = NDArray[np.generic]

# runtime -> module that has `open_file(path, threads, precision) -> Net`
RUNTIMES = {
    "onnxruntime": "engines.nets.onnxruntime",
    "openvino": "engines.nets.openvino",
    "torch": "engines.nets.torch",
    "torch_graph": "engines.nets.torch_graph",
    "tensorrt": "engines.nets.tensorrt",
    "tensorrt_rtx": "engines.nets.tensorrt_rtx",
}
# What a net may take: numpy's own, whoever taught it others.
_DTYPES = frozenset(
    {"bool", "float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16"}
    | {"uint32", "uint64"}
)
# An engine computes in what it was built for; opening it checks that.
_BUILT = ("fp32", "fp16", "bf16", "int8", "fp8")
# runtime -> what it computes in. On processors ONNX Runtime has no bfloat16 kernels.
PRECISIONS: dict[str, tuple[str, ...]] = {
    "onnxruntime": ("fp32",),
    "openvino": ("fp32", "bf16"),
    "torch": ("fp32",),
    "torch_graph": ("fp32",),
    "tensorrt": _BUILT,
    "tensorrt_rtx": _BUILT,
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One input or output: its name, numpy dtype name and shape; None is a free dimension."""

    name: str
    dtype: str
    shape: tuple[int | None, ...]


class Net(Protocol):
    """A compiled function: loads its file when entered, frees it when left."""

    def __enter__(self) -> Net: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    @property
    def inputs(self) -> tuple[Slot, ...]:
        """What `run` takes, in order."""
        ...

    def run(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        """Computes once.

        Args:
            arrays: one array an input, of its dtype and shape; no more, no fewer.

        Returns:
            One array an output.

        Raises:
            ValueError: a name, dtype or shape does not fit; the message names it.
        """
        ...


class FileNet(ABC):
    """A net over one file: what is the same whatever runs it. See `Net`."""

    def __init__(self, path: Path, threads: int | None) -> None:
        """The file, and threads for one run; None leaves them to the runtime."""
        self._path = path
        self._threads = threads
        self._opened: Any = None
        self.inputs: tuple[Slot, ...] = ()

    def __enter__(self) -> FileNet:
        if self._opened is not None:
            raise ValueError(
                f"The net {self._path.name!r} is open already: leave its `with` first."
            )
        self._opened, self.inputs = self._open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened = None

    def run(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        """Computes once; see `Net.run`."""
        if self._opened is None:
            raise ValueError(f"The net {self._path.name!r} is closed. Open it with `with`.")
        check_arrays(self.inputs, arrays)
        return self._computed(arrays)

    @abstractmethod
    def _open(self) -> tuple[Any, tuple[Slot, ...]]:
        """Loads the file: gives what is kept as `_opened`, and the inputs."""

    @abstractmethod
    def _computed(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        """Computes with arrays that were checked."""


def open_net(
    path: Path | str,
    *,
    runtime: str = "onnxruntime",
    precision: str | None = "fp32",
    threads: int | None = None,
) -> Net:
    """A net for `with`, not yet loaded.

    Args:
        path: the compiled file: `.onnx` for onnxruntime and openvino, `.pt2` (torch.export) for
            torch and torch_graph (on a GPU, in CUDA graphs), `.engine` with its manifest beside it
            for tensorrt and tensorrt_rtx.
        runtime: a key of `RUNTIMES`.
        precision: one of the runtime's `PRECISIONS`; None takes an engine in what it was built for.
        threads: threads for one run; None leaves it to the runtime (one a core).

    Raises:
        BackendMissingError: the runtime is unknown or cannot compute in that precision, or the file
            is not there. Opening raises it where the library is not installed, the processor cannot
            compute in that precision, or the file cannot be read.
        ValueError: there are fewer than one thread.
    """
    if threads is not None and threads < 1:
        raise ValueError(f"threads is {threads}: a net runs in at least one; None leaves it open.")
    if runtime not in RUNTIMES:
        known = ", ".join(sorted(RUNTIMES))
        raise BackendMissingError(f"Unknown runtime {runtime!r}. Choose one of: {known}.")
    built = PRECISIONS[runtime] is _BUILT
    if precision not in PRECISIONS[runtime] and not (built and precision is None):
        # an engine cannot compute what another runtime's file holds
        plain = {name: kinds for name, kinds in PRECISIONS.items() if kinds is not _BUILT}
        able = [name for name, kinds in plain.items() if precision in kinds]
        others = f"; {' and '.join(able)} can" if able else ""
        raise BackendMissingError(
            f"{runtime} does not compute in {precision!r} here, only in "
            f"{' and '.join(PRECISIONS[runtime])}{others}: change the setting runtime or precision."
        )
    if not Path(path).is_file():
        again = "Build it: python build_trt.py build" if built else "Install Sketchwell again"
        raise BackendMissingError(f"The file of the net is missing: {str(path)!r}. {again}.")
    return importlib.import_module(RUNTIMES[runtime]).open_file(Path(path), threads, precision)


def slot_of(name: str, kind: str, shape: tuple[int | None, ...]) -> Slot:
    """An input or output as its library tells it.

    Raises:
        BackendMissingError: no array of numpy has such numbers.
    """
    if kind not in _DTYPES:
        raise BackendMissingError(
            f"The array {name!r} of the net is {kind}, which numpy does not have: export the graph "
            "with float16 or float32 inputs and outputs."
        )
    return Slot(name, kind, shape)


def fitted(arrays: Mapping[str, Array], inputs: Sequence[Slot]) -> dict[str, Array]:
    """Arrays in the types of a net's inputs: TensorRT 8 has no int64."""
    return {slot.name: arrays[slot.name].astype(slot.dtype, copy=False) for slot in inputs}


def check_arrays(inputs: tuple[Slot, ...], arrays: Mapping[str, Array]) -> None:
    """Refuses arrays that the net would misread.

    Raises:
        ValueError: a name is missing or unknown, or a dtype or shape does not fit.
    """
    wanted = {slot.name for slot in inputs}
    if missing := sorted(wanted - arrays.keys()):
        raise ValueError(f"The net lacks its input {missing[0]!r}; given: {sorted(arrays)}.")
    if unknown := sorted(arrays.keys() - wanted):
        raise ValueError(f"The net has no input {unknown[0]!r}; it takes: {sorted(wanted)}.")
    for slot in inputs:
        _check_array(slot, arrays[slot.name])


def _check_array(slot: Slot, array: Array) -> None:
    if not isinstance(array, np.ndarray):
        raise ValueError(f"Input {slot.name!r} is a {type(array).__name__}, not a numpy array.")
    if array.dtype != np.dtype(slot.dtype):
        raise ValueError(
            f"Input {slot.name!r} is {array.dtype}; the net takes {slot.dtype}: convert it."
        )
    fits = len(array.shape) == len(slot.shape) and all(
        want is None or want == have for want, have in zip(slot.shape, array.shape, strict=True)
    )
    if not fits:
        raise ValueError(
            f"Input {slot.name!r} has shape {array.shape}; the net takes {slot.shape} (None = any)."
        )
