"""`python -m engines export`: a painter's networks as graphs for a processor's runtimes."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from engines import settings
from engines.fetching.store import FOLDER
from engines.nets.sets import PLANS
from engines.nets.sides import Sides, size_of
from engines.plans import listing
from engines.plans.apart import exported_apart
from engines.plans.graphs import Graph
from engines.plans.models import checked_sizes, names

# Its graphs have the opset and the types that ONNX Runtime and OpenVINO read, too.
WRITTEN_FOR = "rtx"


def add(parser: argparse.ArgumentParser, *, say: Callable[[str], None]) -> None:
    """Adds the command's arguments; `say` is told what is being done."""
    parser.set_defaults(say=say)
    parser.add_argument("painter", choices=[name for name in names() if name != "house"])
    parser.add_argument(
        "--size",
        type=size_of,
        metavar="512x384",
        help="width x height in pixels, or 512",
    )
    parser.add_argument(
        "--weights", type=Path, metavar="DIR", help="else what models fetch brought"
    )


def exported(asked: argparse.Namespace) -> int:
    """Writes a large painter's networks as ONNX graphs, for onnxruntime and openvino."""
    folder, made = export(
        asked.painter,
        size=asked.size,
        weights=asked.weights,
        data=settings.load().data,
        say=asked.say,
    )
    told = {"folder": str(folder), "graphs": [graph.name for graph in made]}
    if asked.json:
        print(json.dumps(told))
        return 0
    print(f"{folder}: {', '.join(told['graphs'])}")
    print("To paint with them: SKETCHWELL_LARGE_RUNTIME=onnxruntime, openvino or openvino-bf16.")
    return 0


def export(
    model: str, *, size: Sides | None, weights: Path | None, data: Path, say: Callable[[str], None]
) -> tuple[Path, tuple[Graph, ...]]:
    """Writes one ONNX a part in single precision, with the tokenizer; whole ones are kept.

    Args:
        model: a name of `engines.plans.models.names()`.
        size: of the picture; None for the model's usual one.
        weights: the folder of the weights; None for the practice's own.
        data: the practice's folder.
        say: told what is being done.

    Returns:
        Their folder, and the graphs.

    Raises:
        PlanRefused: weights are missing, or a size does not fit.
        PlanBuildError: the export ended without a word, most likely for want of memory.
        BackendMissingError: torch, diffusers or onnx is not installed.
    """
    sizes = checked_sizes(model, () if size is None else (size,))
    folder = data / PLANS / model / "onnx" / f"processor-{sizes[0]}"
    how = {"model": model, "precision": "fp32", "sizes": list(sizes), "dynamic": False}
    asked = {**how, "weights": str(weights)}
    found = listing.kept(folder, asked)
    if found is None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        source = data / FOLDER if weights is None else weights
        task = {**how, "target": WRITTEN_FOR, "into": folder, "weights": source}
        found = exported_apart(task, say)
        listing.write(folder, found, asked)
    return folder, found
