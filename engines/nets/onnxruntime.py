"""ONNX files on ONNX Runtime's CPU provider: in the base install, on every machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from engines.errors import BackendMissingError
from engines.nets.base import Array, FileNet, Slot, slot_of

# ONNX Runtime's names of numbers that are not numpy's; the others it calls as numpy does.
DTYPES = {"float": "float32", "double": "float64"}


def open_file(path: Path, threads: int | None, _precision: str) -> OnnxNet:
    """A net over one `.onnx` file, for `with`."""
    return OnnxNet(path, threads)


class OnnxNet(FileNet):
    """See `engines.nets.base.Net`."""

    def _open(self) -> tuple[Any, tuple[Slot, ...]]:
        try:
            import onnxruntime
        except ImportError as error:
            raise BackendMissingError(
                "ONNX Runtime is not installed. Run: pip install onnxruntime"
            ) from error
        opened = _loaded(onnxruntime, self._path, self._threads)
        return opened, tuple(_slot(entry) for entry in opened.get_inputs())

    def _computed(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        names = [entry.name for entry in self._opened.get_outputs()]
        feed = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
        return dict(zip(names, self._opened.run(names, feed), strict=True))


def _loaded(onnxruntime: Any, path: Path, threads: int | None) -> Any:
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
    kind = str(entry.type).removeprefix("tensor(").removesuffix(")")
    return slot_of(entry.name, DTYPES.get(kind, kind), shape)
