"""One graph becomes one engine, in a process of its own; whatever happens, nothing half is left.

The process (`engines.plans.child`) never imports torch. It writes `NAME.engine.PID.part`, which is
renamed only when it is whole.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engines.errors import PlanRoomError
from engines.plans.following import Course, Watch, followed
from engines.plans.graphs import Graph, Profile
from engines.plans.recipes import PREFER, Recipe
from engines.plans.targets import TITLES
from engines.plans.troubles import Failure, error_of

_HELD = (
    " If that does not help: {} of its nodes are held in single precision, which leaves fewer "
    "ways; take --precision fp32."
)


@dataclass(frozen=True, slots=True)
class Built:
    """One engine that lies there whole.

    Attributes:
        graph: what it was built from.
        engine: the file.
        engine_bytes: its size.
        seconds: how long it took, all in all.
        peak_rss_mb: the most memory of the building process, in MiB.
        skipped_tactics: ways of computing that did not fit into memory.
        warnings: what the builder warned of, each once.
        recipe: what the builder was told.
        layers: how many layers compute in which precision.
        table: one row a layer: name, kind, precision, shape.
        figures: `activation_bytes` and `weight_bytes`, where the builder says them.
        held: layers that were held in single precision one by one; 0 where the graph says it.
    """

    graph: Graph
    engine: Path
    engine_bytes: int
    seconds: float
    peak_rss_mb: float | None
    skipped_tactics: int
    warnings: tuple[str, ...]
    recipe: Recipe
    layers: Mapping[str, int]
    table: tuple[Mapping[str, Any], ...]
    figures: Mapping[str, int]
    held: int


def build(
    graph: Graph,
    recipe: Recipe,
    *,
    out: Path,
    watch: Watch,
    cache: Path | None = None,
    command: str = "the same command",
) -> Built:
    """Builds one engine.

    Args:
        graph: what to build from.
        recipe: what to tell the builder.
        out: the folder that gets `NAME.engine`; made where it is missing.
        watch: is told how it goes.
        cache: the file of tactics timed on this machine; None for none.
        command: the command line that asks for this, for messages.

    Raises:
        PlanRoomError: memory or disk is too small.
        PlanStopped: it was stopped.
        PlanError: the builder refused or failed; the message has the next step.
    """
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    sweep(out)
    _check_disk(graph, out)
    part = out / f"{graph.name}.engine.{os.getpid()}.part"
    log = out / f"{graph.name}.log"
    start_s = time.monotonic()
    try:
        course = followed(task_of(graph, recipe, part=part, cache=cache), watch, log=log)
        if "built" not in course.said:
            facts = {"out": out, "command": command, **_facts(recipe, course, out)}
            raise error_of(failure_of(graph.name, course, facts))
        engine = out / f"{graph.name}.engine"
        part.replace(engine)
    finally:
        part.unlink(missing_ok=True)
    log.unlink(missing_ok=True)
    return _built(graph, recipe, engine, course, time.monotonic() - start_s)


def read_ahead(
    asked: Sequence[tuple[Graph, Recipe]],
    *,
    out: Path,
    watch: Watch,
    command: str = "the same command",
) -> None:
    """Reads several graphs as their builds will, and builds nothing.

    On a board a build takes its time: what the last graph lacks is met before the first begins.

    Args:
        asked: graphs and what their builders will be told, for one library.
        out: the folder that gets the engines later; made where it is missing.
        watch: is told how it goes.
        command: the command line that asks for this, for messages.

    Raises:
        PlanStopped: it was stopped.
        PlanError: a graph cannot be read; the message names its nodes and the next step.
    """
    if len(asked) < 2:
        return
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = out / "reading.log"
    tasks = [task_of(graph, recipe, part=log, cache=None) for graph, recipe in asked]
    course = followed({"ahead": tasks, "graph": "reading", "part": str(log)}, watch, log=log)
    if "read" not in course.said:
        graph = course.said.get("reading", {}).get("graph", asked[0][0].name)
        facts = {"out": out, "command": command, **_facts(asked[0][1], course, out)}
        raise error_of(failure_of(graph, course, facts))
    log.unlink(missing_ok=True)


def task_of(graph: Graph, recipe: Recipe, *, part: Path, cache: Path | None) -> dict[str, Any]:
    """What the building process is told."""
    return {
        "graph": graph.name,
        "onnx": str(graph.path),
        "part": str(part),
        "profiles": [[_row(each) for each in profile] for profile in graph.profiles],
        "recipe": recipe.to_wire(),
        "cache": None if cache is None else str(cache),
    }


def failure_of(graph: str, course: Course, facts: Mapping[str, Any]) -> Failure:
    """What went wrong, for `troubles.error_of`."""
    told = course.said.get("failed", {})
    return Failure(
        graph=graph,
        stage="stuck" if course.stuck else told.get("stage", "ended"),
        reason=told.get("reason", ""),
        log=tuple(course.log),
        nodes=tuple(told.get("nodes", ())),
        status=course.status,
        number=told.get("errno"),
        facts=facts,
    )


def sweep(out: Path) -> None:
    """Removes what processes that are gone left half-written in a folder."""
    for part in out.glob("*.part"):
        if not in_work(part):
            part.unlink(missing_ok=True)


def in_work(part: Path) -> bool:
    """Whether the process that writes a file, as its name says, still lives."""
    owner = part.name.split(".")[-2] if part.suffix == ".part" else ""
    if not owner.isdigit():
        return False
    try:
        os.kill(int(owner), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _check_disk(graph: Graph, out: Path) -> None:
    weights = graph.path.with_name(f"{graph.path.name}.data")
    needed = sum(path.stat().st_size for path in (graph.path, weights) if path.is_file())
    free = shutil.disk_usage(out).free
    if free < needed:
        raise PlanRoomError(
            f"The disk has {free >> 20} MiB free in {out}; the engine {graph.name} wants about "
            f"{needed >> 20} MiB. See what can go: python build_trt.py clean"
        )


def _row(profile: Profile) -> dict[str, Any]:
    shapes = {"least": profile.least, "best": profile.best, "most": profile.most}
    return {"input": profile.input, **{name: list(shape) for name, shape in shapes.items()}}


def _facts(recipe: Recipe, course: Course, out: Path) -> dict[str, Any]:
    peak = course.peak_rss_mb
    return {
        "library": f"{TITLES[recipe.library]} {recipe.version}",
        "workspace_mib": recipe.workspace_mib,
        "peak_rss_mb": "unknown" if peak is None else round(peak),
        "disk_free_mib": shutil.disk_usage(out).free >> 20,
        "held": _HELD.format(len(recipe.islands)) if recipe.islands else "",
    }


def _about_islands(recipe: Recipe, course: Course) -> Iterator[str]:
    """What may keep nodes from staying in single precision."""
    missing = course.said.get("islands", {}).get("missing", ())
    if missing:
        yield (
            "These nodes stay in single precision, and no layer of the network is theirs: "
            f"{', '.join(missing)}. If verify fails, build with --precision fp32."
        )
    if PREFER in recipe.flags:
        yield (
            f"This library may compute the {len(recipe.islands)} nodes that stay in single "
            "precision in another. If verify fails, build with --precision fp32."
        )


def _built(graph: Graph, recipe: Recipe, engine: Path, course: Course, took_s: float) -> Built:
    parsed = course.said.get("parsed", {})
    return Built(
        graph=graph,
        engine=engine,
        engine_bytes=course.said["built"]["bytes"],
        seconds=took_s,
        peak_rss_mb=course.peak_rss_mb,
        skipped_tactics=course.skipped or course.requests,
        warnings=(*_about_islands(recipe, course), *course.warnings),
        recipe=recipe,
        layers=parsed.get("histogram", {}),
        table=tuple(parsed.get("table", ())),
        figures=dict(course.figures),
        held=course.said.get("islands", {}).get("layers", 0),
    )
