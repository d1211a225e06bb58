"""Finds the graphs that engines were made from, and verifies the engines by them.

Each engine is held to its own graph; then, where a folder has a whole latent model, the way from
words to a picture is gone with all of them (`engines.plans.whole`). Only what held in both is
signed as verified. What failed is looked into (`engines.plans.accusing`); its manifest says so.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np

from engines.errors import PlanRefused
from engines.nets import plan
from engines.nets.base import RUNTIMES, Array, fitted
from engines.nets.manifest import Ingredients, Manifest, rebuild
from engines.nets.place import here
from engines.nets.sets import PLANS
from engines.plans import listing, whole
from engines.plans.accusing import Accusation, Suspect, accuse
from engines.plans.calibration import elsewhere, trials
from engines.plans.converting import described
from engines.plans.exporting import REFERENCE
from engines.plans.gates import Answer, Feed
from engines.plans.graphs import Graph
from engines.plans.probing import Opens
from engines.plans.rounding import Rounded
from engines.plans.verifying import Expected, Verdict, expected, held_to

DRAWINGS = 4
TRIALS = "trials"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Proof:
    """What verifying one engine, or one graph, found.

    Attributes:
        graph: its name.
        figures: the worst of every figure.
        faults: what failed, in words; empty where all held.
        why: the layer that goes wrong first, and what to do; None where all held.
    """

    graph: str
    figures: Mapping[str, Any]
    faults: tuple[str, ...] = ()
    why: Accusation | None = None

    @property
    def held(self) -> bool:
        """Whether every gate held."""
        return not self.faults

    def to_wire(self) -> dict[str, Any]:
        """As JSON holds it."""
        why = None if self.why is None else self.why.to_wire()
        return {**self.figures, "held": self.held, "faults": list(self.faults), "why": why}


@dataclass(frozen=True, slots=True)
class _Engine:
    path: Path
    manifest: Manifest
    graph: Graph
    place: Path
    opens: Opens
    keys: Path

    def opened(self) -> Any:
        return self.opens(self.path, keys=self.keys, verified=False)

    @property
    def suspect(self) -> Suspect:
        return Suspect(
            self.graph,
            reference_of(self.place, self.graph.name),
            rebuild(self.manifest.ingredients),
            self.manifest,
            self.opens,
            self.keys,
        )

    def sign(self, *, verified: Any = None, failed: Any = None) -> None:
        told = replace(self.manifest, verified=verified, failed=failed)
        plan.write(self.path, told, keys=self.keys)


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


def opener(library: str) -> Opens:
    """What opens an engine of that library."""
    runtime = importlib.import_module(RUNTIMES[library])
    return runtime.RtxNet if library == "tensorrt_rtx" else runtime.EngineNet


def prove(
    folder: Path,
    *,
    data: Path,
    onnx: Path | None,
    say: Say,
    opens: Callable[[str], Opens] = opener,
) -> list[Proof]:
    """Verifies every engine in a folder on our own drawings; signs what held, and what failed.

    Args:
        folder: of plans.
        data: the practice's folder.
        onnx: the folder of the exported graphs; None to look where builds leave them.
        say: told what comes next.
        opens: gives what opens engines, by library.

    Raises:
        PlanMismatchError: a plan is not this machine's.
        PlanRefused: there is no engine, or its graph is not here any more.
        BackendMissingError: the library or a GPU is missing.
    """
    engines = [_engine(path, data, onnx, opens) for path in engines_in(folder)]
    found = []
    for engine in engines:
        say(f"verifying {engine.graph.name}")
        with engine.opened():
            pass  # what cannot be opened here is refused before the reference runs for minutes
        wanted = _expected(engine.graph, engine.place)
        with engine.opened() as net:
            verdict = held_to(net, wanted, precision=engine.graph.precision)
        if not verdict.held:
            # whatever comes now: an engine that fails is no longer one that held once
            engine.sign(failed={"faults": verdict.faults})
        found.append(_proof(engine.suspect, verdict, say))
    kept = whole.kept(engines[0].place)
    if kept is not None and {each.graph.name for each in engines} >= set(whole.PARTS):
        found = _together(found, _by_engines(engines), kept, say)
    for engine, proof in zip(engines, found, strict=True):
        now = {"at": datetime.now(timezone.utc).isoformat(timespec="seconds")}
        told = {**proof.to_wire(), **now}
        held = {**proof.figures, "gpu": here().gpu}
        engine.sign(**{"verified": held} if proof.held else {"failed": told})
    return found


def prove_graphs(folder: Path, *, say: Say) -> list[Proof]:
    """Verifies exported graphs as they would be computed, on the processor: needs no GPU.

    Args:
        folder: with the list of graphs.
        say: told what comes next.

    Raises:
        PlanRefused: the graphs are not whole.
    """
    listed, asked = listing.read(folder)
    found = []
    for graph in listed:
        say(f"verifying {graph.name} as it would be computed")
        wanted = _expected(graph, folder)
        with Rounded(graph) as net:
            verdict = held_to(net, wanted, precision=graph.precision)
        suspect = Suspect(graph, reference_of(folder, graph.name), listing.command_of(asked))
        found.append(_proof(suspect, verdict, say))
    kept = whole.kept(folder)
    if kept is not None:
        found = _together(found, whole.by_graphs({each.name: each for each in listed}), kept, say)
    return found


def reference_of(place: Path, name: str) -> Path:
    """The graph in single precision."""
    return place / REFERENCE / f"{name}.onnx"


def _engine(path: Path, data: Path, onnx: Path | None, opens: Callable[[str], Opens]) -> _Engine:
    manifest = plan.read(path, keys=data)
    place, graph = graph_for(manifest.ingredients, data, onnx)
    return _Engine(path, manifest, graph, place, opens(manifest.ingredients.library), data)


def _expected(graph: Graph, place: Path) -> Expected:
    """The references' answers: on a board they and the engine never share the memory."""
    return expected(reference_of(place, graph.name), feeds_of(place, graph.name))


def _proof(suspect: Suspect, verdict: Verdict, say: Say) -> Proof:
    why = None if verdict.held else accuse(suspect, verdict, say)
    return Proof(suspect.graph.name, verdict.figures(), verdict.faults, why)


def _by_engines(engines: Sequence[_Engine]) -> whole.Runs:
    by_name = {engine.graph.name: engine for engine in engines}

    def run(name: str, feeds: Sequence[Feed]) -> Sequence[Answer]:
        with by_name[name].opened() as net:
            return [net.run(fitted(feed, net.inputs)) for feed in feeds]

    return run


def _together(found: Sequence[Proof], run: whole.Runs, kept: Any, say: Say) -> list[Proof]:
    """The proofs with what the whole way showed; it is gone only where each part held."""
    if not all(proof.held for proof in found):
        return list(found)
    say("verifying the whole, from words to picture")
    begun, wanted = kept
    precision = next(proof.figures["precision"] for proof in found if proof.graph == "unet")
    rows, told = whole.compared(whole.walked(run, begun), wanted, precision)
    proofs = [replace(proof, figures={**proof.figures, "whole": told}) for proof in found]
    faults = tuple(whole.faulty(row) for row in rows if row.fault)
    if not faults:
        return proofs
    first = next(row.output for row in rows if row.fault)
    why = f"each part holds alone; together they go wrong at {first!r}"
    return [replace(proof, faults=faults, why=Accusation(why, "")) for proof in proofs]


def graph_for(went_in: Ingredients, data: Path, onnx: Path | None) -> tuple[Path, Graph]:
    """The folder of exported graphs that an engine was made from, and the very graph.

    Raises:
        PlanRefused: it is not here any more.
    """
    places = [onnx] if onnx is not None else sorted((data / PLANS / went_in.model).glob("onnx/*"))
    for place in places:
        try:
            listed, _ = listing.read(place)
        except PlanRefused:
            continue
        for graph in listed:
            if graph.digest == went_in.onnx_sha256:
                return place, graph
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
    for name, feeds in _trials(references_of(made, place)).items():
        listed = [(f"{k} {slot}", each[slot]) for k, each in enumerate(feeds) for slot in each]
        arrays: Any = dict(listed)
        np.savez(place / TRIALS / f"{name}.npz", **arrays)


def feeds_of(place: Path, name: str) -> list[Feed]:
    """Trials for one graph, in its reference's types: those that were kept, or run anew."""
    kept = place / TRIALS / f"{name}.npz"
    if not kept.is_file():
        return _trials(references_of(listing.read(place)[0], place))[name]
    feeds: dict[str, dict[str, Array]] = {}
    with np.load(kept, allow_pickle=False) as stored:
        for key in stored.files:
            number, _, slot = key.partition(" ")
            feeds.setdefault(number, {})[slot] = stored[key]
    return [*feeds.values()]


def _trials(references: Sequence[Graph]) -> dict[str, list[Feed]]:
    """A few drawings, and where sides are free also some at each other size."""
    found, others = trials(references, count=DRAWINGS), elsewhere(references)
    return {name: [*feeds, *others[name]] for name, feeds in found.items()}


def references_of(made: Sequence[Graph], place: Path) -> list[Graph]:
    """The same graphs in single precision, for the same pictures."""
    return [
        replace(
            described(reference_of(place, each.name), each.name, each.opset),
            profiles=each.profiles,
        )
        for each in made
    ]
