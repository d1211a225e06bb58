"""Exported programs (`.pt2`, from `torch.export.save`) on torch: for comparing runtimes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engines.errors import BackendMissingError
from engines.nets.base import Array, FileNet, Slot, slot_of

if TYPE_CHECKING:
    from torch import Tensor

CPU = "cpu"


def open_file(path: Path, threads: int | None, _precision: str) -> TorchNet:
    """A net over one `.pt2` file, for `with`."""
    return TorchNet(path, threads)


class TorchNet(FileNet):
    """See `engines.nets.base.Net`. Threads are those of the whole process.

    Outputs are named as the program names them where it gives a mapping, else `output_0`,
    `output_1`, ...
    """

    device = CPU

    def _open(self) -> tuple[Any, tuple[Slot, ...]]:
        torch = library()
        if self._threads:
            torch.set_num_threads(self._threads)
        program = _loaded(torch, self._path)
        return moved(program, self.device).module(), _slots(program)

    def _computed(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        torch = library()
        # copied: what was given may be read-only, or change
        tensors = [torch.from_numpy(np.array(arrays[slot.name])) for slot in self.inputs]
        with torch.inference_mode():
            found = self._found(tensors)
            return {name: _array(name, each) for name, each in found.items()}

    def _found(self, tensors: Sequence[Tensor]) -> dict[str, Tensor]:
        """What the program gives, by name."""
        found = self._opened(*tensors)
        if isinstance(found, Mapping):
            return {str(name): each for name, each in found.items()}
        several = found if isinstance(found, tuple | list) else (found,)
        return {f"output_{k}": each for k, each in enumerate(several)}


def library() -> Any:
    """Gives torch.

    Raises:
        BackendMissingError: it is not installed.
    """
    try:
        import torch
    except ImportError as error:
        raise BackendMissingError(
            "torch is not installed. Run: pip install 'sketchwell[train]'"
        ) from error
    return torch


def moved(program: Any, device: str) -> Any:
    """An exported program for a device: its weights, and the tensors that it makes on its way."""
    from torch.export.passes import move_to_device_pass

    return program if device == CPU else move_to_device_pass(program, device)


def _loaded(torch: Any, path: Path) -> Any:
    try:
        return torch.export.load(str(path))
    except Exception as error:
        raise BackendMissingError(
            f"torch {torch.__version__} cannot read {str(path)!r} ({type(error).__name__}): export "
            "it again with torch.export.save, on this torch."
        ) from error


def _array(name: str, tensor: Tensor) -> Array:
    try:
        # copied: a program may give what it keeps, and a graph overwrites what it gave
        return np.array(tensor.cpu().numpy())
    except TypeError as error:
        raise BackendMissingError(
            f"The output {name!r} of the net is {_kind(tensor.dtype)}, which numpy does not have: "
            "export it with float32 or float16 outputs."
        ) from error


def _slots(program: Any) -> tuple[Slot, ...]:
    values = {
        node.name: node.meta["val"] for node in program.graph.nodes if node.op == "placeholder"
    }
    return tuple(_slot(name, values[name]) for name in program.graph_signature.user_inputs)


def _slot(name: str, value: Any) -> Slot:
    shape = tuple(side if isinstance(side, int) else None for side in value.shape)
    return slot_of(name, _kind(value.dtype), shape)


def _kind(dtype: Any) -> str:
    return str(dtype).removeprefix("torch.")
