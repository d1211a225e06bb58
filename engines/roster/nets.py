"""Graphs and engines of one model in the practice's folder, as its manifests tell.

DATA/plans/MODEL/onnx/NAME/graphs.json   exported graphs
DATA/plans/MODEL/KEY/GRAPH.engine        engines, each with its manifest and signature
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engines.errors import PlanMismatchError
from engines.nets import plan
from engines.nets.manifest import Manifest
from engines.nets.sets import GRAPHS, PLANS, heart_of


@dataclass(frozen=True, slots=True)
class Nets:
    """One folder of graphs or engines that belong together.

    Attributes:
        folder: where they lie.
        runtime: "tensorrt" or "tensorrt_rtx"; "" for graphs, which other runtimes open.
        made_with: the library and its version; "" for graphs.
        precision: what they compute in.
        sides: of the pictures they are for, in pixels.
        graphs: their names.
        size: bytes on the disk.
        verified: whether all of them were compared with their graphs and held.
        built: when, ISO time; "" where nothing says so.
        trouble: why they are not opened; "" where nothing speaks against it.
    """

    folder: Path
    runtime: str
    made_with: str
    precision: str
    sides: tuple[int, ...]
    graphs: tuple[str, ...]
    size: int
    verified: bool = False
    built: str = ""
    trouble: str = ""


def nets_of(model: str, data: Path) -> tuple[Nets, ...]:
    """What lies here for a model: graphs first, then engines, the newest last.

    Args:
        model: "house", "sd15", ...
        data: the practice's folder, with the machine's key.
    """
    home = data / PLANS / model
    graphs = [found for path in sorted(home.glob(f"onnx/*/{GRAPHS}")) if (found := _graphs(path))]
    folders = sorted({path.parent for path in home.glob("*/*.engine")})
    engines = [_engines(folder, data) for folder in folders]
    return (*graphs, *sorted(engines, key=lambda each: each.built))


def _graphs(path: Path) -> Nets | None:
    """A list of graphs; None where it cannot be read."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        asked, names = told["asked"], tuple(str(row["name"]) for row in told["graphs"])
        precision, sides = str(asked["precision"]), tuple(int(side) for side in asked["sizes"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Nets(path.parent, "", "", precision, sides, names, _size(path.parent))


def _engines(folder: Path, keys: Path) -> Nets:
    found: list[Manifest] = []
    trouble = ""
    for engine in sorted(folder.glob("*.engine")):
        try:
            found.append(_whole(engine, keys))
        except PlanMismatchError as error:
            trouble = trouble or str(error)
    names = tuple(path.stem for path in sorted(folder.glob("*.engine")))
    if not found:
        return Nets(folder, "", "", "", (), names, _size(folder), trouble=trouble)
    return _told(folder, found, names, trouble)


def _whole(engine: Path, keys: Path) -> Manifest:
    """The manifest of an engine that has its size; the bytes are checked when it is opened."""
    manifest = plan.read(engine, keys=keys)
    size = engine.stat().st_size
    if size != manifest.outcome.engine_bytes:
        raise PlanMismatchError(
            f"{engine} has {size:,} bytes, its manifest says {manifest.outcome.engine_bytes:,}."
        )
    return manifest


def _told(folder: Path, found: Sequence[Manifest], names: tuple[str, ...], trouble: str) -> Nets:
    went_in = [each.ingredients for each in found]
    first = heart_of(went_in)
    return Nets(
        folder,
        first.library,
        f"{first.library} {first.library_version}",
        first.precision,
        first.sizes,
        names,
        _size(folder),
        verified=not trouble and all(each.verified is not None for each in found),
        built=max(each.outcome.built for each in found),
        trouble=trouble,
    )


def _size(folder: Path) -> int:
    return sum(_sizes(folder))


def _sizes(folder: Path) -> Iterator[int]:
    for path in folder.rglob("*"):
        try:
            yield path.stat().st_size if path.is_file() else 0
        except OSError:  # gone meanwhile
            continue
