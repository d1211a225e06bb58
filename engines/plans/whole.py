"""A latent model as a whole: words, drawing, noise, two steps, picture; by any nets.

Parts that answer well one by one may still paint another picture together. So the same way is gone
twice over drawings that calibrated nothing, each with a seed of its own, once by the graphs in
single precision and once by what was made of them, every part fed by the answers of its own kind;
after each stage, and at the end, the two are held against each other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.nets.base import open_net
from engines.nets.plan import write_whole
from engines.nets.sides import Sides
from engines.plans import calibration, judging
from engines.plans.gates import GATES, Answer, Feed, Gate, Row, judged, moved, sizes_of
from engines.plans.graphs import Graph
from engines.plans.rounding import as_computed

Array = NDArray[Any]
# Runs one part of a model over many trials, one after the other.
Runs = Callable[[str, Sequence[Feed]], Sequence[Answer]]
PARTS = ("text", "control", "unet", "decoder", "encoder")
FILE = "whole.json"
KEPT = "whole.npz"
DRAWINGS = 2
# From the person's own colors with this much noise, as "together" begins; then half-way down.
STEPS = (699, 349)
PICTURE = "picture"


def ways(control: Sequence[str], sizes: Sequence[Sides], channels: int) -> list[dict[str, Array]]:
    """What the trials begin with: drawings that calibrated nothing, each with its own seed.

    Args:
        control: what the control network takes.
        sizes: of the pictures; every drawing at the first, the last one at all others too.
        channels: of its sketch.
    """
    found = []
    drawings = [drawing for drawing, _ in calibration.drawings()[-DRAWINGS:]]
    begun = [(each, sizes[0]) for each in drawings] + [(drawings[-1], each) for each in sizes[1:]]
    for number, (drawing, size) in enumerate(begun, 101):
        picture = calibration.picture_of(drawing, size)
        rng = np.random.default_rng(number)
        noise = rng.standard_normal(
            (len(STEPS), 1, 4, size.height // 8, size.width // 8), np.float32
        )
        sketch = calibration.lines_of(picture, channels)
        found.append(
            {
                "tokens": calibration.tokens_of(number),
                "picture": picture * 2 - 1,
                "noise": noise,
                "sketch": sketch,
                "strength": np.ones(1, np.float32),
                "takes": np.array(control),
            }
        )
    return found


def walked(run: Runs, begun: Sequence[Mapping[str, Array]]) -> list[dict[str, Array]]:
    """Goes the whole way, one part at a time over all trials.

    Returns:
        By trial: what each stage gave, the picture last.
    """
    names = [str(name) for name in begun[0]["takes"]]
    said = run("text", [{"tokens": each["tokens"]} for each in begun])
    laid = run("encoder", [{"picture": each["picture"]} for each in begun])
    found = [
        {"words": np.asarray(s["embedding"]), "colors": np.asarray(c["latent"])}
        for s, c in zip(said, laid, strict=True)
    ]
    clean = [each["colors"] for each in found]
    for number, now in enumerate(STEPS):
        left = calibration.left_at(now)
        noisy = [
            (left**0.5 * latent + (1 - left) ** 0.5 * each["noise"][number]).astype(np.float32)
            for latent, each in zip(clean, begun, strict=True)
        ]
        steps = [
            {"latent": latent, "time": np.full(1, now, np.float32), "embedding": each["words"]}
            for latent, each in zip(noisy, found, strict=True)
        ]
        told = [
            {name: {**each, **step}[name] for name in names}
            for each, step in zip(begun, steps, strict=True)
        ]
        added = run("control", told)
        asked = [{**step, **dict(more)} for step, more in zip(steps, added, strict=True)]
        predicted = [np.asarray(each["predicted"]) for each in run("unet", asked)]
        clean = [
            ((latent - (1 - left) ** 0.5 * noise) / left**0.5).astype(np.float32)
            for latent, noise in zip(noisy, predicted, strict=True)
        ]
        for each, noise in zip(found, predicted, strict=True):
            each[f"step at {now}"] = noise
    painted = run("decoder", [{"latent": latent} for latent in clean])
    for each, last in zip(found, painted, strict=True):
        each[PICTURE] = np.asarray(last[PICTURE])
    return found


def compared(
    found: Sequence[Answer], wanted: Sequence[Answer], precision: str
) -> tuple[list[Row], dict[str, Any]]:
    """Every stage of every trial against the reference's, and the figures, by stage."""
    found, wanted = _bare(found, wanted), _bare(wanted, wanted)
    sizes, gate = sizes_of(wanted), GATES[precision]
    rows = [
        row
        for trial, (have, want) in enumerate(zip(found, wanted, strict=True))
        for name in want
        for row in judged(have, {name: want[name]}, _gate(name, gate), trial, sizes)
    ]
    if not any(row.fault for row in rows):
        for (trial, stage), share in moved(found, wanted, gate).items():
            if stage == PICTURE and not share <= gate.strays:
                told = f"does not change with the drawing as it should (off by {share:.0%})"
                rows.append(Row(trial, stage, 0.0, share, share, told))
    stages = {name: _worst([row for row in rows if row.output == name]) for name in wanted[0]}
    told = {"trials": len(wanted), "steps": list(STEPS), "precision": precision, "stages": stages}
    return rows, {**told, "faults": [faulty(row) for row in rows if row.fault]}


def _bare(answers: Sequence[Answer], wanted: Sequence[Answer]) -> list[Answer]:
    """The pictures without the paper: what all of the reference has in common agrees by itself."""
    return [
        {**each, PICTURE: np.asarray(each[PICTURE]) - np.asarray(want[PICTURE]).mean()}
        for each, want in zip(answers, wanted, strict=True)
    ]


def _gate(stage: str, gate: Gate) -> Gate:
    """A later step begins where an earlier one ended: there only the picture is held to much."""
    later = [f"step at {now}" for now in STEPS[1:]]
    return replace(gate, cosine=-1.0, mean=np.inf, worst=np.inf) if stage in later else gate


def faulty(row: Row) -> str:
    """A row's fault in words."""
    return f"whole way {row.trial}, {row.output}: {row.fault}"


def _worst(rows: Sequence[Row]) -> dict[str, float]:
    return {
        "cosine": min(row.cosine for row in rows),
        "mean": max(row.mean for row in rows),
        "worst": max(row.worst for row in rows),
    }


def by_references(place: Path) -> Runs:
    """The parts in single precision on the processor; one at a time is in memory."""

    def run(name: str, feeds: Sequence[Feed]) -> Sequence[Answer]:
        with open_net(place / f"{name}.onnx") as net:
            return [net.run(feed) for feed in feeds]

    return run


def by_graphs(made: Mapping[str, Graph]) -> Runs:
    """The parts as they are built, rounded as the builder would."""

    def run(name: str, feeds: Sequence[Feed]) -> Sequence[Answer]:
        return judging.answers(as_computed(made[name]), feeds)

    return run


def keep(made: Sequence[Graph], references: Sequence[Graph], place: Path) -> dict[str, Any] | None:
    """Goes the way by references and by graphs; keeps beginning, end and figures beside them.

    A board then verifies the picture without the memory that the references take.

    Args:
        made: the graphs that are built from.
        references: the same in single precision.
        place: the folder of `made`; `trials/` in it is made.

    Returns:
        The figures; None for a model of one graph, whose own trials are the whole way.
    """
    known = {graph.name: graph for graph in references}
    if not set(PARTS) <= known.keys():
        return None
    control = known["control"].inputs
    channels = next(int(slot.shape[1] or 3) for slot in control if slot.name == "sketch")
    begun = ways([slot.name for slot in control], calibration.sizes_of(references), channels)
    wanted = walked(by_references(known["unet"].path.parent), begun)
    precision = next(graph.precision for graph in made if graph.name == "unet")
    found = wanted if precision == "fp32" else walked(by_graphs({g.name: g for g in made}), begun)
    _, told = compared(found, wanted, precision)
    (place / "trials").mkdir(exist_ok=True)
    arrays: Any = {
        f"{number} {kind} {name}": array
        for number, pair in enumerate(zip(begun, wanted, strict=True))
        for kind, each in zip(("begun", "wanted"), pair, strict=True)
        for name, array in each.items()
    }
    np.savez(place / "trials" / KEPT, **arrays)
    write_whole(place / FILE, f"{json.dumps(told, indent=1)}\n".encode())
    return told


def kept(place: Path) -> tuple[list[dict[str, Array]], list[dict[str, Array]]] | None:
    """What the trials begin with and what the references gave; None where nothing was kept."""
    path = place / "trials" / KEPT
    if not path.is_file():
        return None
    begun: dict[str, dict[str, Array]] = {}
    wanted: dict[str, dict[str, Array]] = {}
    with np.load(path, allow_pickle=False) as stored:
        for key in stored.files:
            number, kind, name = key.split(" ", 2)
            (begun if kind == "begun" else wanted).setdefault(number, {})[name] = stored[key]
    return [*begun.values()], [*wanted.values()]


def figures(place: Path) -> dict[str, Any] | None:
    """What was judged when the graphs were exported; None where nothing was."""
    try:
        return json.loads((place / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
