"""The nets of one model that lie in the practice's folder: graphs for a processor, plans for a GPU.

DATA/plans/MODEL/onnx/NAME/graphs.json, UNET.onnx, ...    by `python -m engines export`
DATA/plans/MODEL/KEY/UNET.engine, .json, .sig             by `python build_trt.py build`
Either folder may hold `base/`: the tokenizer and the noise schedule of the model's weights.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engines.errors import BackendMissingError, PlanMismatchError
from engines.nets import plan
from engines.nets.manifest import Ingredients, Manifest
from engines.settings import ENGINES

PLANS = "plans"
GRAPHS = "graphs.json"
BASE = "base"
# What a large painter's nets may run on, and in what; an engine computes in what it was built for.
WAYS: dict[str, tuple[str, str | None]] = {
    "onnxruntime": ("onnxruntime", "fp32"),
    "openvino": ("openvino", "fp32"),
    "openvino-bf16": ("openvino", "bf16"),
    **{name: (name, None) for name in ENGINES},
}


@dataclass(frozen=True, slots=True)
class NetSet:
    """One model's nets, made together.

    Attributes:
        folder: where they lie.
        runtime: a key of `engines.nets.base.RUNTIMES`.
        precision: what they compute in.
        side: of the square pictures they were made for, in pixels.
        paths: graph name -> the net's file.
        made_of: SHA-256 of each file of weights that they were made of, by path in its folder.
    """

    folder: Path
    runtime: str
    precision: str
    side: int
    paths: Mapping[str, Path]
    made_of: Mapping[str, str]


def find(data: Path, model: str, way: str) -> NetSet:
    """The newest nets of a model for a way of running, by a glance: opening them checks them.

    Args:
        data: the practice's folder.
        model: "house", "sd15", ...
        way: a key of `WAYS`.

    Raises:
        BackendMissingError: there are none that may run; says why, and the command that makes them.
    """
    home = data / PLANS / model
    runtime, precision = WAYS[way]
    if precision is None:
        return _plans(home, runtime, data)
    return _graphs(home, runtime, precision)


def heart_of(every: Sequence[Ingredients]) -> Ingredients:
    """The network that the work is in: what it computes in is said of its whole set."""
    return next((each for each in every if each.graph in ("unet", "house")), every[0])


def _graphs(home: Path, runtime: str, precision: str) -> NetSet:
    rows = [row for row in map(_listed, home.glob(f"onnx/*/{GRAPHS}")) if row is not None]
    if not rows:
        raise BackendMissingError(
            f"There are no graphs of {home.name} for {runtime} in {home}. Write them: "
            f"python -m engines export {home.name}"
        )
    folder, side, paths, made_of = max(rows, key=lambda row: (row[0] / GRAPHS).stat().st_mtime_ns)
    return NetSet(folder, runtime, precision, side, paths, made_of)


def _listed(path: Path) -> tuple[Path, int, dict[str, Path], dict[str, str]] | None:
    """Graphs of one size in single precision; None where it is another list, or not whole."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        asked, rows = told["asked"], told["graphs"]
        if asked["precision"] != "fp32" or asked["dynamic"]:
            return None
        paths = {str(row["name"]): path.with_name(Path(row["path"]).name) for row in rows}
        made_of = {str(name): str(sha) for row in rows for name, sha in row["made_of"].items()}
        side = int(asked["sizes"][0])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None
    whole = all(each.is_file() for each in paths.values())
    return (path.parent, side, paths, made_of) if whole else None


def _plans(home: Path, library: str, keys: Path) -> NetSet:
    """The newest folder whose plans this machine signed, for this library, all verified."""
    fits: dict[Path, dict[str, Manifest]] = {}
    why = ""
    for folder in sorted({engine.parent for engine in home.glob("*/*.engine")}):
        try:
            found = dict(_manifests(folder, keys))
        except PlanMismatchError as error:
            why = str(error)
            continue
        if {each.ingredients.library for each in found.values()} != {library}:
            continue
        if all(each.verified for each in found.values()):
            fits[folder] = found
        else:
            why = f"Those in {folder} were never verified: python build_trt.py verify {folder}"
    if not fits:
        command = f"python build_trt.py build --model {home.name} --target here, then verify"
        raise BackendMissingError(
            f"There are no plans of {home.name} for {library} that may run here. "
            f"{why or f'Build them: {command}.'}"
        )
    folder = max(fits, key=lambda each: max(one.outcome.built for one in fits[each].values()))
    return _set_of(folder, fits[folder])


def _manifests(folder: Path, keys: Path) -> Iterator[tuple[str, Manifest]]:
    for engine in sorted(folder.glob("*.engine")):
        yield engine.stem, plan.read(engine, keys=keys)


def _set_of(folder: Path, manifests: Mapping[str, Manifest]) -> NetSet:
    every = [each.ingredients for each in manifests.values()]
    first = heart_of(every)
    return NetSet(
        folder,
        first.library,
        first.precision,
        max(first.sizes),
        {name: folder / f"{name}.engine" for name in manifests},
        {name: sha for each in every for name, sha in each.weights.items()},
    )
