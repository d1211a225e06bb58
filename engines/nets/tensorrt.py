"""Engines on TensorRT: JetPack's on a Jetson, pip's on a workstation. See `engines.nets.plan`."""

from __future__ import annotations

import importlib
import math
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from engines import settings
from engines.errors import BackendMissingError, PlanError, PlanMismatchError
from engines.nets import cuda, place, plan, readying
from engines.nets.base import Array, FileNet, Slot
from engines.nets.lanes import Lane
from engines.nets.manifest import Manifest

HOW = {
    "tensorrt": "pip install 'sketchwell[tensorrt]'; on a Jetson: sudo apt-get install "
    "python3-libnvinfer and a virtual environment made with --system-site-packages",
    "tensorrt_rtx": "pip install 'sketchwell[rtx]'",
}


def open_file(path: Path, _threads: int | None, precision: str) -> EngineNet:
    """A net over one `.engine` file with its manifest, for `with`."""
    return EngineNet(path, precision=precision)


class EngineNet(FileNet):
    """See `engines.nets.base.Net`. The engine is checked before it is deserialized.

    Arrays go through pinned memory; buffers are made at the first run of a shape and kept. The
    first run of a shape is the slow one: it warms up and captures the CUDA graph.
    """

    library = "tensorrt"

    def __init__(
        self,
        path: Path,
        *,
        precision: str | None = None,
        keys: Path | None = None,
        verified: bool = True,
        graphed: bool = True,
    ) -> None:
        """An engine file.

        Args:
            path: `GRAPH.engine`, with its manifest and signature beside it.
            precision: what its manifest must say; None takes what is there.
            keys: the practice's folder; else as set.
            verified: whether an engine that was never verified is refused.
            graphed: whether runs are captured into a CUDA graph.
        """
        super().__init__(path, None)
        self._precision, self._keys = precision, keys
        self._verified, self._graphed = verified, graphed
        self._lane = Lane()
        self._context: Any = None
        self._shapes: dict[str, tuple[int, ...]] = {}
        self.outputs: tuple[Slot, ...] = ()
        self.manifest: Manifest | None = None
        self.streamable_mib: float | None = None

    def __enter__(self) -> EngineNet:
        super().__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._context, self._shapes = None, {}
        super().__exit__(kind, error, trace)
        self._lane.close()

    @property
    def lane(self) -> Lane:
        """The stream it runs in; for measuring."""
        return self._lane

    def described(self) -> str:
        """What the engine's inspector says of its layers, as JSON.

        Raises:
            ValueError: the net is closed.
        """
        if self._opened is None:
            raise ValueError(f"The net {self._path.name!r} is closed. Open it with `with`.")
        trt, (_, engine) = self._library(), self._opened
        inspector = engine.create_engine_inspector()
        inspector.execution_context = self._context
        return inspector.get_engine_information(trt.LayerInformationFormat.JSON)

    def _open(self) -> tuple[Any, tuple[Slot, ...]]:
        """In this order: the GPU, the library, the plan's check, and only then the engine."""
        try:
            device = cuda.device()
        except PlanError as error:
            raise BackendMissingError(f"No GPU answers here: {error}") from error
        trt = self._library()
        with plan.opened(
            self._path,
            place.here(device=device),
            library_version=trt.__version__,
            keys=self._keys or settings.load().data,
            verified=self._verified,
        ) as (manifest, mapped):
            self._check(manifest)
            self.manifest = manifest
            self._graphed = self._graphed and readying.capturable(manifest)
            self._lane.__enter__()
            try:
                return self._deserialized(trt, mapped, manifest)
            except BaseException:
                self._lane.close()
                raise

    def _deserialized(
        self, trt: Any, mapped: Any, manifest: Manifest
    ) -> tuple[Any, tuple[Slot, ...]]:
        runtime = trt.Runtime(trt.Logger(trt.Logger.WARNING))
        readying.before(runtime, manifest)
        engine = runtime.deserialize_cuda_engine(mapped)
        if engine is None:
            raise PlanError(
                f"TensorRT cannot open {self._path}, though it is what was built here: too little "
                "memory, or a driver that ails. Run: python build_trt.py doctor"
            )
        readying.after(trt, engine, self._path, manifest)
        self.streamable_mib = readying.streamable_mib(engine, manifest)
        self._context = self._made_context(engine)
        if self._context is None:
            raise PlanError(
                f"There is too little GPU memory to run {self._path}: close other programs, or "
                "build for a smaller size."
            )
        slots = _slots(trt, engine)
        self.outputs = tuple(slot for slot, goes_in in slots if not goes_in)
        return (runtime, engine), tuple(slot for slot, goes_in in slots if goes_in)

    def _made_context(self, engine: Any) -> Any:
        return engine.create_execution_context()

    def _library(self) -> Any:
        try:
            return importlib.import_module(self.library)
        except (ImportError, OSError) as error:
            raise BackendMissingError(
                f"{self.library} cannot be loaded ({error}). Install it: {HOW[self.library]}"
            ) from error

    def _check(self, manifest: Manifest) -> None:
        went_in = manifest.ingredients
        wanted = {"library": self.library, "precision": self._precision or went_in.precision}
        for name, value in wanted.items():
            if getattr(went_in, name) != value:
                raise PlanMismatchError(
                    f"The plan {self._path} is not opened: {name} is "
                    f"{getattr(went_in, name)!r} in the manifest, {value!r} is asked for: change "
                    f"the setting {'runtime' if name == 'library' else name}."
                )

    def _computed(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        self._lane.take()
        shapes = {name: array.shape for name, array in arrays.items()}
        if shapes != self._shapes:
            self._prepare(shapes)
        for slot in self.inputs:
            self._view(slot, shapes[slot.name])[...] = arrays[slot.name]
        if self._lane.captured:
            self._lane.launch()
        else:
            self._enqueue()
        self._lane.finish()
        # copied: the next run overwrites what was found
        return {slot.name: np.array(self._view(slot, self._shape(slot))) for slot in self.outputs}

    def _prepare(self, shapes: dict[str, tuple[int, ...]]) -> None:
        """Buffers for these shapes, one run to warm up, and the capture."""
        self._shapes = {}
        try:
            self._take_shapes(shapes)
            self._shapes = shapes
            self._enqueue()
            self._lane.finish()
            if self._graphed:
                self._lane.capture(self._enqueue)
        except BaseException:
            # the next run prepares anew: none goes on without the graph that was asked for
            self._shapes = {}
            raise

    def _take_shapes(self, shapes: dict[str, tuple[int, ...]]) -> None:
        self._lane.forget()
        self._take_profile(shapes)
        for slot in self.inputs:
            if not self._context.set_input_shape(slot.name, shapes[slot.name]):
                raise self._outside(slot.name, shapes[slot.name])
        for slot in (*self.inputs, *self.outputs):
            size = _size(slot, shapes.get(slot.name) or self._shape(slot))
            self._context.set_tensor_address(slot.name, self._lane.address(slot.name, size))

    def _take_profile(self, shapes: Mapping[str, tuple[int, ...]]) -> None:
        """Of several profiles the one that the shapes lie in: TensorRT stays with the first."""
        profiles = () if self.manifest is None else self.manifest.ingredients.profiles
        if len(profiles) < 2:
            return
        fitting = [
            number
            for number, profile in enumerate(profiles)
            if all(bounds.hold(shapes[bounds.input]) for bounds in profile)
        ]
        if not fitting:
            first = profiles[0][0].input
            raise self._outside(first, shapes[first])
        if not self._context.set_optimization_profile_async(fitting[0], self._lane.stream):
            raise PlanError(
                f"{self._path.name} does not change to its profile {fitting[0]}. Build it again "
                "with one --size."
            )

    def _outside(self, name: str, shape: tuple[int, ...]) -> ValueError:
        return ValueError(
            f"Input {name!r} has shape {shape}, outside the profiles that {self._path.name} was "
            "built for: see python build_trt.py inspect"
        )

    def _enqueue(self) -> None:
        for slot in self.inputs:
            self._lane.upload(slot.name, _size(slot, self._shapes[slot.name]))
        if not self._context.execute_async_v3(self._lane.stream):
            raise PlanError(f"{self._path.name} failed to run. Run: python build_trt.py doctor")
        for slot in self.outputs:
            self._lane.download(slot.name, _size(slot, self._shape(slot)))

    def _shape(self, slot: Slot) -> tuple[int, ...]:
        return tuple(self._context.get_tensor_shape(slot.name))

    def _view(self, slot: Slot, shape: tuple[int, ...]) -> Array:
        return self._lane.view(slot.name, np.dtype(slot.dtype), shape)


def _slots(trt: Any, engine: Any) -> list[tuple[Slot, bool]]:
    """Every named array of an engine, and whether it goes in."""
    names = [engine.get_tensor_name(index) for index in range(engine.num_io_tensors)]
    return [
        (_slot(trt, engine, name), engine.get_tensor_mode(name) == trt.TensorIOMode.INPUT)
        for name in names
    ]


def _slot(trt: Any, engine: Any, name: str) -> Slot:
    kind = engine.get_tensor_dtype(name)
    try:
        dtype = np.dtype(trt.nptype(kind)).name
    except TypeError as error:
        raise PlanError(
            f"The array {name!r} of the engine is {kind.name}, which numpy does not have: export "
            "the graph with float16 or float32 inputs and outputs."
        ) from error
    shape = tuple(None if side < 0 else side for side in engine.get_tensor_shape(name))
    return Slot(name, dtype, shape)


def _size(slot: Slot, shape: tuple[int, ...]) -> int:
    return math.prod(shape) * np.dtype(slot.dtype).itemsize
