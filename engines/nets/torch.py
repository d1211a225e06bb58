"""Exported programs (`.pt2`, from `torch.export.save`) on torch: for comparing runtimes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from engines.errors import BackendMissingError
from engines.nets.base import Array, FileNet, Slot


def open_file(path: Path, threads: int | None, _precision: str) -> TorchNet:
    """A net over one `.pt2` file, for `with`."""
    return TorchNet(path, threads)


class TorchNet(FileNet):
    """See `engines.nets.base.Net`. Outputs are named `output_0`, `output_1`, ..."""

    def _open(self) -> tuple[Any, tuple[Slot, ...]]:
        try:
            import torch
        except ImportError as error:
            raise BackendMissingError(
                "torch is not installed. Run: pip install 'sketchwell[train]'"
            ) from error
        if self._threads:
            torch.set_num_threads(self._threads)
        program = torch.export.load(str(self._path))
        return program.module(), _slots(program)

    def _computed(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        import torch

        tensors = [torch.from_numpy(np.array(arrays[slot.name])) for slot in self.inputs]
        with torch.inference_mode():
            found = self._opened(*tensors)
        outputs = found if isinstance(found, (tuple, list)) else (found,)
        return {f"output_{k}": output.numpy() for k, output in enumerate(outputs)}


def _slots(program: Any) -> tuple[Slot, ...]:
    values = {
        node.name: node.meta["val"] for node in program.graph.nodes if node.op == "placeholder"
    }
    return tuple(_slot(name, values[name]) for name in program.graph_signature.user_inputs)


def _slot(name: str, value: Any) -> Slot:
    shape = tuple(side if isinstance(side, int) else None for side in value.shape)
    return Slot(name, str(value.dtype).removeprefix("torch."), shape)
