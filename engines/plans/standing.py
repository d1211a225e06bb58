"""The commands of `build_trt.py` on plans that stand, and the kit that carries them to a board."""

from __future__ import annotations

import shlex
import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from engines import settings
from engines.errors import BackendMissingError
from engines.nets import plan
from engines.nets.sets import GRAPHS
from engines.plans import machine, telling
from engines.plans.commands import order_of
from engines.plans.proving import (
    Proof,
    Say,
    engines_in,
    feeds_of,
    graph_for,
    prove,
    prove_graphs,
)
from engines.plans.reports import DONE, UNVERIFIED, Report
from engines.plans.showing import Terminal

if TYPE_CHECKING:
    from engines.plans.timing import Timing

# The JetPack that most boards in the field run; the newest is 7.
JETPACK = "6.2"


def verify(asked: Namespace) -> Report:
    """Compares engines, or exported graphs, with their graphs in single precision, and signs."""
    shown = Terminal(sys.stderr, quiet=asked.json)
    folder: Path = asked.folder
    if (folder / GRAPHS).is_file() and not any(folder.glob("*.engine")):
        found = prove_graphs(folder, say=shown.said)
    else:
        found = _proved(folder, asked.onnx, shown.said)
    code = DONE if all(proof.held for proof in found) else UNVERIFIED
    value = {proof.graph: proof.to_wire() for proof in found}
    return Report(value, tuple(telling.proof_lines(found)), code)


def inspect(asked: Namespace) -> Report:
    """Shows manifest, sizes and precisions; --html writes a page with every layer."""
    from engines.plans.inspecting import looked_into, page_of, text_of

    keys = _data()
    found = [looked_into(engine, keys=keys) for engine in engines_in(asked.folder)]
    lines = ["\n\n".join(text_of(each) for each in found)]
    if asked.html is not None:
        title = f"Plans in {asked.folder}"
        asked.html.write_text(page_of(found, title=title), encoding="utf-8")
        lines.append(f"{asked.html}: every layer")
    value = [
        {
            **plan.figures_of(each.manifest),
            "layers": dict(each.histogram),
            "devices": each.devices,
            "beyond": list(each.manifest.ingredients.options.get("asked", ())),
            "skipped_tactics": each.manifest.outcome.skipped_tactics,
            "peak_rss_mb": each.manifest.outcome.peak_rss_mb,
            "verification": each.manifest.verified,
            "failed": each.manifest.failed,
            "judged": dict(each.manifest.outcome.judged),
            "origins": [asdict(origin) for origin in each.manifest.ingredients.origins],
            "calibration_sha256": each.manifest.ingredients.calibration_sha256,
        }
        for each in found
    ]
    return Report(value, tuple(lines))


def bench(asked: Namespace) -> Report:
    """Times every engine: p50, p95, p99, memory, power mode, with and without a CUDA graph."""
    from engines.plans.timing import table

    shown = Terminal(sys.stderr, quiet=asked.json)
    timings = []
    for engine in engines_in(asked.folder):
        shown.said(f"timing {engine.stem}")
        timings += _timed(engine, asked.onnx, asked.rounds)
    return Report([asdict(each) for each in timings], (table(timings),))


def pack(asked: Namespace) -> Report:
    """Packs a carry kit: one archive with which a Jetson without network builds and verifies."""
    from engines.plans import kit

    order, _ = order_of(asked, building=False)
    order = replace(order, weights=asked.weights, onnx=asked.onnx)
    shown = Terminal(sys.stderr, quiet=asked.json)
    made = kit.pack(order, jetpack=asked.jetpack, out=asked.out or Path(), say=shown.said)
    lines = (
        f"{made.path}: {made.size / (1 << 20):,.1f} MiB, for JetPack {made.jetpack} with Python "
        f"{made.python}, {len(made.wheels)} wheels",
        f"SHA-256 {made.sha256}",
        f"On the board: tar xf {made.path.name} && ./{made.path.stem}/run.sh",
    )
    return Report({**asdict(made), "path": str(made.path)}, lines)


def _proved(folder: Path, onnx: Path | None, say: Say) -> list[Proof]:
    try:
        return prove(folder, data=_data(), onnx=onnx, say=say)
    except BackendMissingError as error:
        went_in = plan.read(engines_in(folder)[0], keys=_data()).ingredients
        place, _ = graph_for(went_in, _data(), onnx)
        way = f"python build_trt.py verify {shlex.quote(str(place))}"
        raise BackendMissingError(
            f"{error}\nWhat the engines were built from is verified without a GPU: {way}"
        ) from error


def _timed(engine: Path, onnx: Path | None, rounds: int) -> Iterator[Timing]:
    from engines.nets.base import fitted
    from engines.plans.timing import measure_plan

    data = _data()
    went_in = plan.read(engine, keys=data).ingredients
    feed = feeds_of(graph_for(went_in, data, onnx)[0], went_in.graph)[0]
    yield from measure_plan(
        engine,
        went_in.library,
        fitted(feed, went_in.inputs),
        keys=data,
        machine=lambda: machine.here(data=data),
        rounds=rounds,
    )


def _data() -> Path:
    return settings.load().data
