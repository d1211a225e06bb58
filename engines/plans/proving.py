"""Finds the graphs that engines were made from, and verifies the engines by them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engines.errors import PlanRefused
from engines.nets import plan
from engines.nets.base import RUNTIMES, Array
from engines.nets.manifest import Ingredients
from engines.plans import listing
from engines.plans.calibration import trials
from engines.plans.converting import described
from engines.plans.exporting import REFERENCE
from engines.plans.graphs import Graph
from engines.plans.verifying import Feed, verify_plan

DRAWINGS = 4
TRIALS = "trials"


def engines_in(folder: Path) -> list[Path]:
    """The engines in a folder of plans.

    Raises:
        PlanRefused: there is none.
    """
    found = sorted(folder.glob("*.engine"))
    if not found:
        raise PlanRefused(
            f"There is no engine in {folder}. Give the folder that python build_trt.py build named."
        )
    return found


def prove(
    folder: Path, *, data: Path, onnx: Path | None, say: Callable[[str], None]
) -> dict[str, dict[str, Any]]:
    """Verifies every engine in a folder on our own drawings; gives the figures, by graph.

    Args:
        folder: of plans.
        data: the practice's folder.
        onnx: the folder of the exported graphs; None to look where builds leave them.
        say: told what comes next.

    Raises:
        PlanMismatchError: a plan is not this machine's.
        VerificationError: an engine does not answer as its graph does.
        PlanRefused: there is no engine, or its graph is not here any more.
        BackendMissingError: the library or a GPU is missing.
    """
    found: dict[str, dict[str, Any]] = {}
    for engine in engines_in(folder):
        went_in = plan.read(engine, keys=data).ingredients
        place = graphs_for(went_in, data, onnx)
        say(f"verifying {went_in.graph}")
        reference = place / REFERENCE / f"{went_in.graph}.onnx"
        runtime = importlib.import_module(RUNTIMES[went_in.library])
        kind = runtime.RtxNet if went_in.library == "tensorrt_rtx" else runtime.EngineNet
        feeds = feeds_of(place, went_in)
        with kind(engine, keys=data, verified=False) as net:
            verdict = verify_plan(engine, net, reference, feeds, keys=data)
        found[went_in.graph] = verdict.figures()
    return found


def graphs_for(went_in: Ingredients, data: Path, onnx: Path | None) -> Path:
    """The folder of exported graphs that an engine was made from.

    Raises:
        PlanRefused: it is not here any more.
    """
    places = [onnx] if onnx is not None else sorted((data / "plans" / went_in.model).glob("onnx/*"))
    for place in places:
        try:
            listed, _ = listing.read(place)
        except PlanRefused:
            continue
        if any(graph.digest == went_in.onnx_sha256 for graph in listed):
            return place
    raise PlanRefused(
        f"The graph {went_in.graph} that the engine was made from is not here. Give --onnx DIR, or "
        "export it again: python build_trt.py build."
    )


def keep_trials(made: Sequence[Graph], place: Path) -> None:
    """Runs a few drawings through exported graphs and keeps what went in, for verifying anywhere.

    A board then needs neither our weights' vocabulary nor the memory that the reference takes.

    Args:
        made: the graphs.
        place: their folder, with `reference/` in it.
    """
    (place / TRIALS).mkdir(exist_ok=True)
    for name, feeds in trials(_references(made, place), count=DRAWINGS).items():
        listed = [(f"{k} {slot}", each[slot]) for k, each in enumerate(feeds) for slot in each]
        arrays: Any = dict(listed)
        np.savez(place / TRIALS / f"{name}.npz", **arrays)


def feeds_of(place: Path, went_in: Ingredients) -> list[Feed]:
    """Trials for one graph, in its reference's types: those that were kept, or run anew."""
    kept = place / TRIALS / f"{went_in.graph}.npz"
    if not kept.is_file():
        return trials(_references(listing.read(place)[0], place), count=DRAWINGS)[went_in.graph]
    feeds: dict[str, dict[str, Array]] = {}
    with np.load(kept, allow_pickle=False) as stored:
        for key in stored.files:
            number, _, slot = key.partition(" ")
            feeds.setdefault(number, {})[slot] = stored[key]
    return [*feeds.values()]


def _references(made: Sequence[Graph], place: Path) -> list[Graph]:
    folder = place / REFERENCE
    return [described(folder / f"{each.name}.onnx", each.name, each.opset) for each in made]
