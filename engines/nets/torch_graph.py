"""torch on an NVIDIA GPU, its work captured into CUDA graphs: one launch a run, not one a kernel.

A graph repeats the very kernels over the very addresses that were captured. So every input has a
buffer that stays, and each set of shapes and types a graph of its own. Few are kept: the one that
was unused longest is freed for a new one.

Source: PyTorch, CUDA semantics, "CUDA Graphs",
https://docs.pytorch.org/docs/stable/notes/cuda.html#cuda-graphs
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from engines.errors import BackendMissingError, PaintingError
from engines.nets.base import Slot
from engines.nets.torch import TorchNet, library

if TYPE_CHECKING:
    from torch import Tensor

RUNTIME = "torch_graph"
DEVICE = "cuda"
# Graphs that are kept, one for each set of shapes: each holds memory of its own.
MOST = 4
# Runs before a capture, in which libraries choose their kernels and make their workspaces.
# Source: as above, "Partial-network capture" and the example of torch.cuda.graph
WARM_UP = 3
_WITHOUT = "To run without CUDA graphs take torch, also as the setting large_runtime."

Work = Callable[..., Sequence["Tensor"]]


@dataclass(frozen=True)
class Recording:
    """Work that was captured.

    Attributes:
        outputs: the tensors that each replay fills anew.
        replay: does the work again.
        free: gives the memory back; not to be replayed after it.
    """

    outputs: tuple[Tensor, ...]
    replay: Callable[[], None]
    free: Callable[[], None]


Recorder = Callable[[Callable[[], Sequence["Tensor"]]], Recording]


@dataclass(frozen=True)
class _Kept:
    inputs: tuple[Tensor, ...]
    recording: Recording


class Graphs:
    """A function of tensors as CUDA graphs, one for each set of shapes and types that it meets.

    Opened by its first run, freed by `close`; used by one thread at a time. What the function takes
    besides its tensors is captured with it and must not change.

    Args:
        work: takes and gives tensors of one GPU; neither reads a value of theirs nor moves them.
        most: graphs that are kept at a time.
        record: warms up and captures; `recorded` unless a test has no GPU.
    """

    def __init__(self, work: Work, *, most: int = MOST, record: Recorder | None = None) -> None:
        if most < 1:
            raise ValueError(f"most is {most}: at least one graph is kept.")
        self._work, self._most, self._record = work, most, record or recorded
        self._kept: dict[tuple[object, ...], _Kept] = {}

    def __len__(self) -> int:
        """How many graphs are kept."""
        return len(self._kept)

    def __call__(self, *given: Tensor, on: Any = None) -> tuple[Tensor, ...]:
        """Computes once; the first run of new shapes is slow, for it captures.

        Args:
            given: in the order in which the work takes them, wherever they lie.
            on: the device of the buffers; None for that of each tensor.

        Returns:
            What the work gives. The next run overwrites it: copy what is to stay.

        Raises:
            PaintingError: the work cannot be captured, or memory is too short; nothing is kept.
        """
        key = tuple((tuple(each.shape), each.dtype) for each in given)
        with library().inference_mode():
            kept = self._kept.pop(key, None) or self._made(given, on)
            self._kept[key] = kept  # the last is the one used last
            for buffer, each in zip(kept.inputs, given, strict=True):
                buffer.copy_(each)
            kept.recording.replay()
        return kept.recording.outputs

    def close(self) -> None:
        """Frees every graph; a second time does nothing."""
        while self._kept:
            self._free_oldest()

    def _made(self, given: Sequence[Tensor], on: Any) -> _Kept:
        while len(self._kept) >= self._most:  # before the next one asks for memory
            self._free_oldest()
        # clones: nobody else may write into what a graph reads, or move it
        inputs = tuple(each.clone() if on is None else each.to(on, copy=True) for each in given)
        return _Kept(inputs, self._record(lambda: self._work(*inputs)))

    def _free_oldest(self) -> None:
        self._kept.pop(next(iter(self._kept))).recording.free()


def recorded(work: Callable[[], Sequence[Tensor]]) -> Recording:
    """Warms up on a stream of its own, and captures.

    Raises:
        BackendMissingError: torch has no GPU here.
        PaintingError: the work cannot be captured, or memory is too short.
    """
    torch = gpu()
    graph = torch.cuda.CUDAGraph()
    try:
        _warmed_up(torch, work)
        outputs = _captured(torch, graph, work)
    except torch.OutOfMemoryError as error:
        raise PaintingError(
            "The GPU has too little memory for a CUDA graph: close other programs, or use a "
            f"smaller size. {_WITHOUT}"
        ) from error

    def free() -> None:
        torch.cuda.synchronize()
        graph.reset()

    return Recording(outputs, graph.replay, free)


def _warmed_up(torch: Any, work: Callable[[], Sequence[Tensor]]) -> None:
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(WARM_UP):
            work()
    torch.cuda.current_stream().wait_stream(side)


def _captured(torch: Any, graph: Any, work: Callable[[], Sequence[Tensor]]) -> tuple[Tensor, ...]:
    """What the work gives; ended by a mistake of this thread alone: others may load meanwhile."""
    try:
        with torch.cuda.graph(graph, capture_error_mode="thread_local"):
            return tuple(work())
    except torch.OutOfMemoryError:
        raise
    except RuntimeError as error:
        raise PaintingError(
            f"torch cannot capture this work into a CUDA graph ({_begun_by(error)}). {_WITHOUT}"
        ) from error


def _begun_by(error: BaseException) -> str:
    """The first line of what went wrong first: the capture's own end fails after it."""
    while error.__context__ is not None:
        error = error.__context__
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def gpu() -> Any:
    """torch, where it has a GPU.

    Raises:
        BackendMissingError: it is not installed, was built without CUDA, or finds no GPU.
    """
    torch = library()
    if not torch.cuda.is_available():
        built = torch.version.cuda or torch.version.hip
        why = "torch finds none here" if built else f"torch {torch.__version__} is for processors"
        raise BackendMissingError(
            f"CUDA graphs need a GPU, and {why}. {_WITHOUT} More: python build_trt.py doctor"
        )
    return torch


def open_file(path: Path, threads: int | None, _precision: str) -> TorchGraphNet:
    """A net over one `.pt2` file on the GPU, for `with`."""
    return TorchGraphNet(path, threads)


class TorchGraphNet(TorchNet):
    """See `engines.nets.base.Net`: a `TorchNet` on the first GPU, in CUDA graphs."""

    device = DEVICE
    _graphs: Graphs | None = None
    _names: tuple[str, ...] = ()

    @property
    def graphs(self) -> int:
        """How many are kept: one for each set of input shapes met lately."""
        return len(self._graphs or ())

    def __enter__(self) -> TorchGraphNet:
        super().__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        graphs, self._graphs = self._graphs, None
        super().__exit__(kind, error, trace)
        if graphs is not None:
            graphs.close()
            library().cuda.empty_cache()

    def _open(self) -> tuple[Any, tuple[Slot, ...]]:
        gpu()
        opened = super()._open()
        self._graphs = Graphs(self._flat)
        return opened

    def _found(self, tensors: Sequence[Tensor]) -> dict[str, Tensor]:
        """As the program gives them, by name; the next run overwrites them."""
        if self._graphs is None:
            raise ValueError(f"The net {self._path.name!r} is closed. Open it with `with`.")
        outputs = self._graphs(*tensors, on=self.device)
        return dict(zip(self._names, outputs, strict=True))

    def _flat(self, *tensors: Tensor) -> tuple[Tensor, ...]:
        found = super()._found(tensors)
        self._names = tuple(found)
        return tuple(found.values())
