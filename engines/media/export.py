"""torch -> ONNX for the media. Needs the `train` extra; never imported to paint."""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path
from typing import Any

from engines.media.washes import Sheet

OPSET = 18
GRIDS = {"walls": "coarse", "drift": "coarse", "barrier": "work", "trace": "work"}
IR_VERSION = 10  # the newest that onnxruntime 1.23, the last for Python 3.10, reads


def export(style: str, path: Path) -> None:
    """Writes one medium as ONNX with free sizes.

    Args:
        style: a module of `engines.media` that has `painted`.
        path: the file to write.
    """
    import onnx
    import torch

    function = importlib.import_module(f"engines.media.{style}").painted
    names = list(Sheet._fields)
    arguments = example()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            wrapped(function),
            tuple(arguments[name] for name in names),
            input_names=names,
            output_names=["painted"],
            dynamic_shapes=(tuple(_free(name) for name in names),),
            opset_version=OPSET,
            dynamo=True,
            verbose=False,
        )
    proto = program.model_proto  # pyright: ignore[reportOptionalMemberAccess]
    proto.ir_version = IR_VERSION
    stripped(proto)
    onnx.checker.check_model(proto)
    path.write_bytes(proto.SerializeToString(deterministic=True))


def wrapped(function: Any) -> Any:
    """The medium as a module, which torch.export wants."""
    import torch

    class Medium(torch.nn.Module):
        def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
            return function(Sheet(*tensors))

    return Medium().eval()


def example() -> dict[str, Any]:
    """Inputs of distinct sizes, so that the export takes no two for one."""
    import torch

    sizes = {
        "underpainting": (1, 3, 48, 64),
        "walls": (1, 1, 96, 128),
        "barrier": (1, 1, 144, 192),
        "trace": (1, 4, 144, 192),
        "cell": (1,),
        "drift": (1, 2, 96, 128),
        "clouds": (1, 5, 168, 224),
        "grain": (1, 1, 240, 320),
        "paper": (1, 3),
        "strength": (1,),
    }
    return {name: torch.full(size, 0.5) for name, size in sizes.items()}


def _free(name: str) -> dict[int, Any]:
    import torch

    if name in {"paper", "strength", "cell"}:
        return {}
    grid = GRIDS.get(name, name)
    dim = torch.export.Dim
    return {2: dim(f"{grid}_rows", min=8, max=4096), 3: dim(f"{grid}_columns", min=8, max=4096)}


def stripped(proto: Any) -> None:
    """Drops traces of the exporting machine (stack traces, paths): only the function ships."""
    del proto.metadata_props[:]
    for node in proto.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    for value in [*proto.graph.value_info, *proto.graph.input, *proto.graph.output]:
        del value.metadata_props[:]
    for function in proto.functions:
        for node in function.node:
            del node.metadata_props[:]
