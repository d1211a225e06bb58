"""The nets of one model that lie in the practice's folder: graphs for a processor, plans for a GPU.

DATA/plans/MODEL/onnx/NAME/graphs.json, UNET.onnx, ...    by `python -m engines export`
DATA/plans/MODEL/KEY/UNET.engine, .json, .sig             by `python build_trt.py build`
Either folder may hold `base/`: the tokenizer and the noise schedule of the model's weights.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from engines.errors import BackendMissingError, PlanMismatchError
from engines.nets import plan
from engines.nets.manifest import Ingredients, Manifest
from engines.nets.sides import Sides, Span, span_told
from engines.nets.sides import told as sides_told
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
    """One folder of nets that were made together.

    Attributes:
        folder: where they lie.
        built: whether they are engines; else graphs.
        runtime: a key of `engines.nets.base.RUNTIMES`; "" for graphs, which several open, and for
            engines whose manifests cannot be read.
        version: of an engine's library; "" where `runtime` is.
        precision: what they compute in.
        sides: of the pictures they were made for, in pixels.
        paths: graph name -> the net's file.
        dynamic: whether the sides are free between those.
        span: the pictures that free sides may have, of graphs; None where the sides are fixed, and
            of engines, which have their profiles' alone.
        made_of: SHA-256 of each file of weights that they were made of, by path in its folder.
        verified: whether all of them were compared with their graphs and held.
        at: when engines were built, ISO time; "" for graphs.
        trouble: why nothing opens them; "" where nothing speaks against it.
    """

    folder: Path
    built: bool
    runtime: str = ""
    version: str = ""
    precision: str = ""
    sides: tuple[Sides, ...] = ()
    paths: Mapping[str, Path] = field(default_factory=dict)
    dynamic: bool = False
    span: Span | None = None
    made_of: Mapping[str, str] = field(default_factory=dict)
    verified: bool = False
    at: str = ""
    trouble: str = ""

    @property
    def ways(self) -> tuple[str, ...]:
        """The keys of `WAYS` that may open them, once engines were verified."""
        if self.trouble:
            return ()
        if self.built:
            return (self.runtime,)
        # a processor's runtimes round for themselves; free sides need their bounds
        plain = self.precision == "fp32" and (self.span is not None or not self.dynamic)
        return tuple(way for way, (_, kind) in WAYS.items() if kind is not None and plain)


def lying(data: Path, model: str) -> tuple[NetSet, ...]:
    """Every folder of a model's nets, graphs before engines, the newest of each last.

    By a glance: manifests and sizes are read, nothing is hashed; opening a net checks it.

    Args:
        data: the practice's folder, with the machine's key.
        model: "house", "sd15", ...
    """
    home = data / PLANS / model
    lists = sorted(home.glob(f"onnx/*/{GRAPHS}"), key=lambda path: path.stat().st_mtime_ns)
    folders = sorted({engine.parent for engine in home.glob("*/*.engine")})
    engines = [_engines(folder, data) for folder in folders]
    return (*map(_graphs, lists), *sorted(engines, key=lambda each: each.at))


def find(data: Path, model: str, way: str) -> NetSet:
    """The newest nets of a model for a way of running; see `alike`."""
    return alike(data, model, way)[-1]


def alike(data: Path, model: str, way: str) -> tuple[NetSet, ...]:
    """The newest nets of a model for a way of running, last; before them those for other pictures.

    All are of the same weights and compute in the same, so that any may paint in another's place.

    Args:
        data: the practice's folder.
        model: "house", "sd15", ...
        way: a key of `WAYS`.

    Raises:
        BackendMissingError: there are none that may run; says why, and the command that makes them.
    """
    runtime, precision = WAYS[way]
    every = lying(data, model)
    able = [each for each in every if way in each.ways and (each.verified or not each.built)]
    if able:
        newest = able[-1]
        same = (newest.precision, newest.made_of)
        found = (each for each in able if (each.precision, each.made_of) == same)
        if precision is None:
            return tuple(found)
        return tuple(replace(each, runtime=runtime, precision=precision) for each in found)
    home = data / PLANS / model
    if precision is not None:
        raise BackendMissingError(
            f"There are no graphs of {model} for {runtime} in {home}. Write them: "
            f"python -m engines export {model}"
        )
    command = f"python build_trt.py build --model {model} --target here, then verify"
    raise BackendMissingError(
        f"There are no plans of {model} for {runtime} that may run here. "
        f"{_why(every, way) or f'Build them: {command}.'}"
    )


def heart_of(every: Sequence[Ingredients]) -> Ingredients:
    """The network that the work is in: what it computes in is said of its whole set."""
    return next((each for each in every if each.graph in ("unet", "house")), every[0])


def _why(every: Sequence[NetSet], way: str) -> str:
    """Why none of the engines that lie here may run."""
    for each in reversed(every):
        if each.built and each.trouble:
            return each.trouble
        if each.built and way in each.ways:
            again = f"python build_trt.py verify {each.folder}"
            return f"Those in {each.folder} were never verified: {again}"
    return ""


def _graphs(path: Path) -> NetSet:
    """Graphs as their list tells."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        asked, rows = told["asked"], told["graphs"]
        found = NetSet(
            path.parent,
            built=False,
            precision=str(asked["precision"]),
            sides=sides_told(asked["sizes"]),
            paths={str(row["name"]): path.with_name(Path(row["path"]).name) for row in rows},
            dynamic=bool(asked["dynamic"]),
            span=span_told(asked.get("span")),
            made_of={str(name): str(sha) for row in rows for name, sha in row["made_of"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return NetSet(path.parent, built=False, trouble=f"{path} cannot be read: export again.")
    missing = [each.name for each in found.paths.values() if not each.is_file()]
    trouble = f"{missing[0]} is missing in {path.parent}: export again." if missing else ""
    return replace(found, trouble=trouble)


def _engines(folder: Path, keys: Path) -> NetSet:
    """Engines as their signed manifests tell."""
    paths = {path.stem: path for path in sorted(folder.glob("*.engine"))}
    found: list[Manifest] = []
    trouble = ""
    for path in paths.values():
        try:
            found.append(_whole(path, keys))
        except PlanMismatchError as error:
            trouble = trouble or str(error)
    if not found:
        return NetSet(folder, built=True, paths=paths, trouble=trouble)
    every = [each.ingredients for each in found]
    if len({each.library for each in every}) > 1:
        trouble = trouble or f"{folder} has engines of several libraries: build them again."
    first = heart_of(every)
    return NetSet(
        folder,
        built=True,
        runtime=first.library,
        version=first.library_version,
        precision=first.precision,
        sides=first.sizes,
        paths=paths,
        dynamic=first.dynamic,
        made_of={name: sha for each in every for name, sha in each.weights.items()},
        verified=not trouble and all(each.verified for each in found),
        at=max(each.outcome.built for each in found),
        trouble=trouble,
    )


def _whole(engine: Path, keys: Path) -> Manifest:
    """The manifest of an engine that has its size."""
    manifest = plan.read(engine, keys=keys)
    size = engine.stat().st_size
    if size != manifest.outcome.engine_bytes:
        raise PlanMismatchError(
            f"{engine} has {size:,} bytes, its manifest says {manifest.outcome.engine_bytes:,}: "
            "build it again."
        )
    return manifest
