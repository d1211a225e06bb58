"""ONNX files on OpenVINO's CPU device: quicker on some processors, and it has bfloat16."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from engines.errors import BackendMissingError
from engines.nets.base import Array, FileNet, Slot, slot_of

# Our names of precisions -> OpenVINO's.
PRECISIONS = {"fp32": "f32", "bf16": "bf16"}
# OpenVINO loads its converter with it, which tells its makers over the network that it was loaded.
# Nothing here converts anything: the converter and its messenger stay out of this process.
KEPT_OUT = ("openvino.tools.ovc", "openvino_telemetry")


def open_file(path: Path, threads: int | None, precision: str) -> OpenVinoNet:
    """A net over one `.onnx` file, for `with`."""
    return OpenVinoNet(path, threads, precision)


class OpenVinoNet(FileNet):
    """See `engines.nets.base.Net`."""

    def __init__(self, path: Path, threads: int | None, precision: str) -> None:
        super().__init__(path, threads)
        self._precision = precision
        self._outputs: tuple[str, ...] = ()

    def _open(self) -> tuple[Any, tuple[Slot, ...]]:
        compiled = _compiled(self._path, self._threads, self._precision)
        self._outputs = tuple(entry.get_any_name() for entry in compiled.outputs)
        return compiled.create_infer_request(), tuple(_slot(entry) for entry in compiled.inputs)

    def _computed(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        feed = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
        # Both ways copied: what was given may change, and the next run overwrites what was found.
        found = self._opened.infer(feed, share_inputs=False, share_outputs=True)
        return {name: np.array(found[k]) for k, name in enumerate(self._outputs)}


def _library() -> Any:
    modules: dict[str, Any] = sys.modules
    for name in KEPT_OUT:
        modules.setdefault(name, None)
    try:
        import openvino
    except ImportError as error:
        raise BackendMissingError(
            "OpenVINO is not installed. Run: pip install 'sketchwell[openvino]'"
        ) from error
    return openvino


def _compiled(path: Path, threads: int | None, precision: str) -> Any:
    library = _library()
    core = library.Core()
    kind = PRECISIONS[precision]
    if kind != "f32" and kind.upper() not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        raise BackendMissingError(
            f"This processor cannot compute in {precision}: set precision to auto or fp32."
        )
    try:
        return core.compile_model(str(path), "CPU", _options(threads, kind))
    except Exception as error:
        version = library.get_version().split("-")[0]
        raise BackendMissingError(
            f"OpenVINO {version} cannot read {str(path)!r}: {_last_line(error)}. "
            "Install Sketchwell again, or update openvino."
        ) from error


def _options(threads: int | None, kind: str) -> dict[str, Any]:
    options: dict[str, Any] = {
        "PERFORMANCE_HINT": "LATENCY",
        "NUM_STREAMS": 1,
        "INFERENCE_PRECISION_HINT": kind,
        # The faces and the painter share few cores: nobody owns one.
        "ENABLE_CPU_PINNING": False,
    }
    return options if threads is None else {**options, "INFERENCE_NUM_THREADS": threads}


def _slot(entry: Any) -> Slot:
    shape = tuple(
        side.get_length() if side.is_static else None for side in entry.get_partial_shape()
    )
    told = entry.get_element_type()
    # it gives bfloat16 out as float16, which would be misread
    kind = "bfloat16" if told.get_type_name() == "bf16" else np.dtype(told.to_dtype()).name
    return slot_of(entry.get_any_name(), kind, shape)


def _last_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else type(error).__name__
