"""ONNX files on ONNX Runtime's CPU provider: in the base install, on every machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from engines.errors import BackendMissingError
from engines.nets.base import Array, Slot, check_arrays

DTYPES: dict[str, str] = {
    "tensor(float)": "float32",
    "tensor(float16)": "float16",
    "tensor(double)": "float64",
    "tensor(int64)": "int64",
    "tensor(int32)": "int32",
    "tensor(bool)": "bool",
}


def open_file(path: Path, threads: int | None, _precision: str) -> OnnxNet:
    """A net over one `.onnx` file, for `with`."""
    return OnnxNet(path, threads)


class OnnxNet:
    """See `engines.nets.base.Net`."""

    def __init__(self, path: Path, threads: int | None) -> None:
        self._path = path
        self._threads = threads
        self._opened: Any = None
        self.inputs: tuple[Slot, ...] = ()

    def __enter__(self) -> OnnxNet:
        try:
            import onnxruntime
        except ImportError as error:
            raise BackendMissingError(
                "ONNX Runtime is not installed. Run: pip install onnxruntime"
            ) from error
        self._opened = _open(onnxruntime, self._path, self._threads)
        self.inputs = tuple(_slot(entry) for entry in self._opened.get_inputs())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened = None

    def run(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        """Computes once; see `engines.nets.base.Net.run`."""
        if self._opened is None:
            raise ValueError(f"The net {self._path.name!r} is closed. Open it with `with`.")
        check_arrays(self.inputs, arrays)
        names = [entry.name for entry in self._opened.get_outputs()]
        feed = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
        return dict(zip(names, self._opened.run(names, feed), strict=True))


def _open(onnxruntime: Any, path: Path, threads: int | None) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or 0
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.use_deterministic_compute = True
    options.enable_mem_pattern = True
    options.log_severity_level = 3
    # waiting threads sleep: the faces and the painter share few cores
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise BackendMissingError(
            f"ONNX Runtime {onnxruntime.__version__} cannot read {str(path)!r}: {error}. "
            "Install Sketchwell again, or update onnxruntime."
        ) from error


def _slot(entry: Any) -> Slot:
    shape = tuple(side if isinstance(side, int) else None for side in entry.shape)
    kind = str(entry.type)
    return Slot(entry.name, DTYPES.get(kind, kind), shape)
