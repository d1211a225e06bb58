"""Exported graphs at rest: `graphs.json` beside the ONNX files says what they are.

With it a build goes on without exporting again, and a board builds without torch or diffusers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engines.errors import PlanRefused
from engines.nets.base import Slot
from engines.nets.manifest import Origin
from engines.nets.plan import write_whole
from engines.nets.sets import GRAPHS
from engines.nets.sides import Sides
from engines.nets.sides import told as sides_told
from engines.plans import graphs
from engines.plans.graphs import Apart, Graph, Profile

FORMAT = 3


def write(folder: Path, made: Sequence[Graph], asked: Mapping[str, Any]) -> None:
    """Writes what lies in a folder, and what it was asked for."""
    rows = [{**asdict(graph), "path": graph.path.name} for graph in made]
    told = {"format": FORMAT, "asked": dict(asked), "graphs": rows}
    write_whole(folder / GRAPHS, f"{json.dumps(told, indent=1)}\n".encode())


def read(folder: Path) -> tuple[tuple[Graph, ...], dict[str, Any]]:
    """The graphs in a folder, each of them as it was exported, and what they were asked for.

    Raises:
        PlanRefused: there is no list, it cannot be read, or a graph is missing or was changed.
    """
    try:
        told = json.loads((folder / GRAPHS).read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise PlanRefused(f"{folder / GRAPHS} has format {told['format']!r}, not {FORMAT}.")
        found = tuple(_graph(row, folder) for row in told["graphs"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PlanRefused(
            f"{folder} holds no list of graphs that can be read ({error}). Export them again: "
            "python build_trt.py build without --onnx."
        ) from error
    for graph in found:
        if not _whole(graph):
            raise PlanRefused(f"{graph.path} is missing or was changed. Export it again.")
    return found, dict(told["asked"])


def carried(folder: Path, wanted: Mapping[str, Any], sizes: Sequence[Sides]) -> tuple[Graph, ...]:
    """The graphs in a folder, where they are what is ordered.

    Args:
        folder: with their list.
        wanted: what they must have been asked for, by name.
        sizes: of the pictures; none for whatever they are for.

    Raises:
        PlanRefused: they are others.
    """
    found, asked = read(folder)
    for name, value in wanted.items():
        if asked.get(name) != value:
            raise PlanRefused(
                f"The graphs in {folder} are of --{name} {asked.get(name)}, not {value}. Ask for "
                "that, or export others."
            )
    met = sides_told(asked.get("sizes", ()))
    if sizes and set(sizes) != set(met):
        raise PlanRefused(
            f"The graphs in {folder} are of --size {','.join(map(str, met))}, not "
            f"{','.join(map(str, sizes))}. Ask for that, or export others."
        )
    return found


def kept(folder: Path, asked: Mapping[str, Any]) -> tuple[Graph, ...] | None:
    """The graphs in a folder, if they are whole and were asked for in the same way."""
    try:
        found, before = read(folder)
    except PlanRefused:
        return None
    return found if before == json.loads(json.dumps(dict(asked))) else None


def command_of(asked: Mapping[str, Any]) -> str:
    """The command that exports and builds what was asked for, on the machine that is to run it."""
    words = f"--model {asked.get('model')} --target here --precision {asked.get('precision')}"
    sizes = ",".join(map(str, sides_told(asked.get("sizes", ()))))
    outside = asked.get("weights") not in (None, "None")
    more = [f"--size {sizes}"] * bool(sizes) + ["--dynamic"] * bool(asked.get("dynamic"))
    return " ".join(["python build_trt.py build", words, *more, *["--weights DIR"] * outside])


def _whole(graph: Graph) -> bool:
    from google.protobuf.message import DecodeError

    try:
        return graph.path.is_file() and graphs.digest(graph.path) == graph.digest
    except DecodeError:  # torn in the middle
        return False


def _graph(row: Mapping[str, Any], folder: Path) -> Graph:
    apart = row["apart"]
    return Graph(
        name=str(row["name"]),
        path=folder / Path(row["path"]).name,
        inputs=tuple(map(_slot, row["inputs"])),
        outputs=tuple(map(_slot, row["outputs"])),
        profiles=tuple(tuple(map(_profile, each)) for each in row["profiles"]),
        opset=int(row["opset"]),
        precision=str(row["precision"]),
        islands=tuple(row["islands"]),
        digest=str(row["digest"]),
        flags=tuple(row["flags"]),
        apart=None if apart is None else Apart(**apart),
        made_of=dict(row["made_of"]),
        origins=tuple(Origin(**each) for each in row["origins"]),
        calibrated=row["calibrated"],
    )


def _slot(row: Mapping[str, Any]) -> Slot:
    return Slot(row["name"], row["dtype"], tuple(row["shape"]))


def _profile(row: Mapping[str, Any]) -> Profile:
    return Profile(row["input"], *(tuple(row[name]) for name in ("least", "best", "most")))
