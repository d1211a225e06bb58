"""From a checkpoint to what ships: `house.safetensors`, `house.onnx`, `vocabulary.json`.

Both weight files hold the moving average in half precision; the ONNX graph computes in single
precision (its weights are cast once, when it is loaded).
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from engines.errors import RecordError
from engines.training import icons as icon_files
from engines.training.checkpoint import network_of
from engines.training.network import SKETCH, House, Shape
from engines.training.vocabulary import groups_of, vocabulary_of

WEIGHTS = Path(__file__).parents[1] / "weights"
OPSET = 18
_SMALLEST_HALVED = 256
INPUTS, OUTPUTS = ("sketch", "noise", "t", "words", "mood"), ("clean", "drawn")


def export(run: Path, cache: Path, *, into: Path = WEIGHTS) -> str:
    """Writes the three files.

    Args:
        run: the folder of a training's checkpoint.
        cache: where the icons are; they decide the vocabulary.
        into: the folder to write to.

    Returns:
        The revision: the first 12 hex digits of the ONNX file's SHA-256.
    """
    from safetensors.torch import save_file

    network = network_of(run)
    into.mkdir(parents=True, exist_ok=True)
    halves = {name: value.half().contiguous() for name, value in network.state_dict().items()}
    save_file(halves, into / "house.safetensors")
    write_onnx(network, into / "house.onnx")
    icons = icon_files.load(cache)
    vocabulary = vocabulary_of(icons)
    kept = {"words": vocabulary, "groups": groups_of(icons, vocabulary, cache)}
    (into / "vocabulary.json").write_text(json.dumps(kept, indent=0) + "\n")
    return hashlib.sha256((into / "house.onnx").read_bytes()).hexdigest()[:12]


def shipped(folder: Path = WEIGHTS) -> House:
    """The network in torch with the weights of a folder, to compare runtimes with.

    Raises:
        RecordError: the weights belong to an earlier network.
    """
    from safetensors.torch import load_file

    kept = load_file(folder / "house.safetensors")
    entering = ("enter", "fold1", "fold2")
    first, second, third = (len(kept[f"{name}.weight"]) for name in entering)
    blocks = len({name.split(".")[1] for name in kept if name.startswith("mind.")})
    words, context = len(kept["word.weight"]) - 1, kept["mood.weight"].shape[1]
    network = House(Shape(words, (first, second, third), blocks, context))
    try:
        network.load_state_dict({name: value.float() for name, value in kept.items()})
    except RuntimeError as error:
        raise RecordError(
            f"The weights in {folder} belong to an earlier network: export them anew."
        ) from error
    return network.eval()


def eager(
    feed: Mapping[str, NDArray[Any]], *, threads: int, folder: Path = WEIGHTS
) -> Callable[[], object]:
    """One step of the shipped network in torch, as a function: for comparing speeds.

    Args:
        feed: its inputs, by the names of the ONNX file.
        threads: threads for one step.
        folder: where the weights are.

    Raises:
        RecordError: the weights belong to an earlier network.
    """
    torch.set_num_threads(threads)
    network = shipped(folder)
    tensors = [torch.from_numpy(np.array(feed[name])) for name in INPUTS]

    def run() -> object:
        with torch.inference_mode():
            return network(*tensors)

    return run


def examples(count: int = 2) -> tuple[torch.Tensor, ...]:
    """Inputs of the right shapes and types, for exporting and comparing."""
    rng = torch.Generator().manual_seed(3)
    return (
        torch.rand(count, SKETCH, 128, 128, generator=rng),
        torch.randn(count, 3, 128, 128, generator=rng),
        torch.ones(count),
        torch.zeros(count, 8, dtype=torch.int64),
        torch.zeros(count, dtype=torch.int64),
    )


def write_onnx(network: House, path: Path) -> None:
    """Writes the network as one ONNX file, batch dynamic, weights in half precision."""
    import onnx

    batch = torch.export.Dim("batch", min=1, max=64)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            network,
            examples(),
            str(whole),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            opset_version=OPSET,
            dynamic_shapes={name: {0: batch} for name in INPUTS},
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        proto = onnx.load(str(whole))
    _halve(proto)
    _forget_sources(proto)
    onnx.checker.check_model(proto)
    onnx.save(proto, str(path))


def _halve(proto: Any) -> None:
    from onnx import TensorProto, helper, numpy_helper

    casts = []
    for tensor in proto.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < _SMALLEST_HALVED:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    nodes = list(proto.graph.node)
    del proto.graph.node[:]
    proto.graph.node.extend([*casts, *nodes])


def _forget_sources(proto: Any) -> None:
    """Takes out the exporter's notes, which hold paths of the machine it ran on."""
    del proto.metadata_props[:]
    proto.doc_string = ""
    for node in proto.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    for value in (
        *proto.graph.input,
        *proto.graph.output,
        *proto.graph.value_info,
        *proto.graph.initializer,
    ):
        value.doc_string = ""
        del value.metadata_props[:]
