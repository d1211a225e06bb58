"""`python -m engines export`: a painter's networks as graphs for a processor's runtimes."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engines import settings
from engines.fetching.store import FOLDER
from engines.nets.sets import PLANS
from engines.nets.sides import Sides, size_of
from engines.plans import listing
from engines.plans.apart import exported_apart
from engines.plans.graphs import Graph
from engines.plans.models import checked_sizes, names, span_of, tried

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
        help="width x height in pixels, or 512; with --dynamic the longest side",
    )
    parser.add_argument(
        "--dynamic", action="store_true", help="one set of graphs for pages of every shape"
    )
    parser.add_argument(
        "--weights", type=Path, metavar="DIR", help="else what models fetch brought"
    )


def exported(asked: argparse.Namespace) -> int:
    """Writes a large painter's networks as ONNX graphs, for onnxruntime and openvino."""
    folder, made = export(
        asked.painter,
        size=asked.size,
        dynamic=asked.dynamic,
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
    model: str,
    *,
    size: Sides | None,
    dynamic: bool = False,
    weights: Path | None,
    data: Path,
    say: Callable[[str], None],
) -> tuple[Path, tuple[Graph, ...]]:
    """Writes one ONNX a part in single precision, with the tokenizer; whole ones are kept.

    Args:
        model: a name of `engines.plans.models.names()`.
        size: of the picture; None for the model's usual one. Of free sides, the longest.
        dynamic: whether the sides are free, for pages of every shape; their list says the span.
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
    how, asked, name = _asked(model, size, dynamic=dynamic)
    folder = data / PLANS / model / "onnx" / name
    asked["weights"] = str(weights)
    found = listing.kept(folder, asked)
    if found is None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        source = data / FOLDER if weights is None else weights
        task = {**how, "target": WRITTEN_FOR, "into": folder, "weights": source}
        found = exported_apart(task, say)
        listing.write(folder, found, asked)
    return folder, found


def _asked(
    model: str, size: Sides | None, *, dynamic: bool
) -> tuple[dict[str, Any], dict[str, Any], str]:
    """What the exporter is told, what the graphs' list keeps, and their folder's name."""
    how: dict[str, Any] = {"model": model, "precision": "fp32", "dynamic": dynamic}
    if not dynamic:
        sizes = checked_sizes(model, () if size is None else (size,))
        return {**how, "sizes": list(sizes)}, {**how, "sizes": list(sizes)}, f"processor-{sizes[0]}"
    span = span_of(model, size)
    how["sizes"] = list(tried(span))
    return {**how, "between": True}, {**how, "span": asdict(span)}, f"processor-to-{span.most}"
