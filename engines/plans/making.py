"""From a model to its plans: check, export, build one graph after the other, write and sign.

A build that was stopped or killed goes on where it stood: what was built with the same ingredients
stays.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines import catalog
from engines.errors import PlanMismatchError, PlanRefused
from engines.fetching.store import FOLDER, Store
from engines.nets import plan
from engines.nets.manifest import Bounds, Ingredients, Manifest, Outcome, folder_of, key_of
from engines.nets.place import Place
from engines.nets.readying import STRIP, weights_beside
from engines.nets.sets import BASE
from engines.plans import apart, budget, calibration, listing, whole
from engines.plans.building import Built, build, read_ahead
from engines.plans.converting import linked
from engines.plans.following import Watch
from engines.plans.graphs import Graph
from engines.plans.models import checked_sizes
from engines.plans.offers import Offers, look
from engines.plans.orders import Made, Order
from engines.plans.origins import licences_of, revision_of
from engines.plans.recipes import Recipe, recipe_for
from engines.plans.targets import Target
from engines.plans.wishes import check_wishes, reach

if TYPE_CHECKING:
    from engines.plans.machine import Machine


@dataclass(frozen=True, slots=True)
class _Job:
    graph: Graph
    recipe: Recipe
    went_in: Ingredients


def make(order: Order, machine: Machine, watch: Watch, say: Callable[[str], None]) -> Made:
    """Builds what is ordered.

    Args:
        order: what to build.
        machine: this machine.
        watch: is told how each graph goes.
        say: is told what comes next.

    Raises:
        PlanRefused: it cannot work; nothing was begun.
        PlanRoomError: memory or disk is too small.
        PlanError: a build failed or was stopped. What was built before it stays.
    """
    order.check(machine)
    target = order.target
    offers = look(target.library)
    cache = _cache_of(order, offers, machine)
    _check_wishes(order, machine, offers, cache)
    _check_room(order, machine)
    if order.workspace_mib is not None:
        target = replace(target, workspace_mib=order.workspace_mib)
    graphs = graphs_of(order, offers, say)
    # what they are for is said by the graphs: an order may leave it to the model
    free = any(graph.profiles for graph in graphs)
    order = replace(order, sizes=calibration.sizes_of(graphs)[::-1], dynamic=free)
    jobs = [_job(order, target, graph, offers, machine) for graph in graphs]
    folder = order.out or order.home / folder_of(job.went_in for job in jobs)
    stood = [job for job in jobs if order.resume and stands(folder, job.went_in, keys=order.data)]
    rest = [job for job in jobs if job not in stood]
    read = [(job.graph, job.recipe) for job in rest]
    read_ahead(read, out=folder, watch=watch, command=order.command)
    built = []
    for job in rest:
        say(f"building {job.graph.name}")
        built.append(_built(job, order, folder, cache, watch))
    _carry(graphs[0].path.parent / BASE, folder / BASE)
    standing = tuple(job.graph.name for job in stood)
    return Made(folder, tuple(built), standing, offers, order.onnx)


def _carry(base: Path, into: Path) -> None:
    """Tokenizer and noise schedule go with the engines, which then need no weights to paint."""
    if base.is_dir():
        shutil.copytree(base, into, dirs_exist_ok=True, copy_function=shutil.copyfile)


def stands(folder: Path, went_in: Ingredients, *, keys: Path) -> bool:
    """Whether a plan made of the same lies there, whole and signed."""
    engine = folder / f"{went_in.graph}.engine"
    try:
        found = plan.read(engine, keys=keys)
    except PlanMismatchError:
        return False
    whole = engine.is_file() and engine.stat().st_size == found.outcome.engine_bytes
    whole = whole and (STRIP not in went_in.flags or bool(weights_beside(engine)))
    return whole and found.key == key_of(went_in)


def graphs_of(order: Order, offers: Offers, say: Callable[[str], None]) -> tuple[Graph, ...]:
    """The graphs to build from: carried here, kept from before, or exported now.

    Raises:
        PlanRefused: they were carried and are not what is ordered.
    """
    if order.onnx is not None:
        asked = {"model": order.model, "precision": order.precision, "rest": order.wishes.rest}
        return listing.carried(order.onnx, asked, order.sizes)
    opset = order.target.opset_for(offers.version)
    sizes = checked_sizes(order.model, order.sizes, dynamic=order.dynamic)
    free = "-dynamic" if order.dynamic else ""
    weak = "" if offers.strong else "-weak"
    rest = {} if order.wishes.rest is None else {"rest": order.wishes.rest}
    kind = "-".join([order.precision, *rest.values()])
    name = f"{kind}-{'-'.join(map(str, sizes))}{free}-opset{opset}{weak}"
    folder = order.home / "onnx" / name
    asked = {"model": order.model, "precision": order.precision, "weights": str(order.weights)}
    asked |= {"sizes": list(sizes), "dynamic": order.dynamic, "revision": _pins(order)}
    asked |= {"islands": list(order.islands)} | rest
    found = listing.kept(folder, asked) if order.resume else None
    if found is not None:
        say(f"the graphs in {folder} stand already")
        return found
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = ("model", "precision", "dynamic", "islands")
    task = {name: getattr(order, name) for name in names}
    task |= {
        "target": order.target.name,
        "sizes": sizes,
        "into": folder,
        "weights": order.weights,
        "version": offers.version,
        **rest,
    }
    made = apart.exported_apart(task, say)
    listing.write(folder, made, asked)
    return made


def _check_wishes(order: Order, machine: Machine, offers: Offers, cache: Path | None) -> None:
    check_wishes(
        order.wishes,
        order.target,
        order.precision,
        dynamic=order.dynamic,
        cached=order.cached,
        machine=machine,
        offers=offers,
    )
    if order.wishes.from_cache and (cache is None or not cache.is_file()):
        raise PlanRefused(
            "Nothing was timed on this machine with this library yet: build once without "
            "--require-cache."
        )


def _check_room(order: Order, machine: Machine) -> None:
    found = budget.budget(
        order.model,
        order.target,
        order.preset,
        precision=order.precision,
        sizes=order.sizes,
        machine=machine,
        carried=order.onnx is not None,
    )
    if not order.anyway:
        budget.require(found, order.target)


def _job(order: Order, target: Target, graph: Graph, offers: Offers, machine: Machine) -> _Job:
    recipe = recipe_for(
        graph.precision,
        target,
        order.preset,
        offers,
        computes=order.computes,
        wanted_flags=graph.flags,
        islands=graph.islands,
        wishes=order.wishes,
    )
    went_in = Ingredients(
        model=order.model,
        revision=revision_of(graph.origins),
        licence=licences_of(graph.origins),
        graph=graph.name,
        precision=graph.precision,
        onnx_sha256=graph.digest,
        opset=graph.opset,
        target=target.name,
        library=offers.library,
        library_version=offers.version,
        place=_place(target, machine, order.wishes.compatible),
        preset=order.preset.name,
        sizes=order.sizes,
        dynamic=order.dynamic,
        inputs=graph.inputs,
        outputs=graph.outputs,
        profiles=tuple(tuple(_bounds(each) for each in rows) for rows in graph.profiles),
        islands=graph.islands,
        weights=graph.made_of,
        origins=graph.origins,
        calibration_sha256=graph.calibrated,
        flags=recipe.flags,
        options=recipe.options,
        computes=order.computes or target.computes or reach(order.wishes.compatible),
    )
    return _Job(graph, recipe, went_in)


def _built(job: _Job, order: Order, folder: Path, cache: Path | None, watch: Watch) -> Built:
    made = build(job.graph, job.recipe, out=folder, watch=watch, cache=cache, command=order.command)
    outcome = Outcome(
        engine_sha256=catalog.digest(made.engine),
        engine_bytes=made.engine_bytes,
        built=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        seconds=round(made.seconds, 2),
        peak_rss_mb=made.peak_rss_mb,
        skipped_tactics=made.skipped_tactics,
        warnings=made.warnings,
        layers=made.layers,
        table=made.table,
        judged=_judged(job.graph),
    )
    if STRIP in job.recipe.flags:
        linked(job.graph.path, made.engine.with_suffix(".onnx"))
    manifest = Manifest(job.went_in, outcome, _builder())
    plan.write(made.engine, manifest, keys=order.data)
    return made


def _judged(graph: Graph) -> dict[str, Any]:
    """What the precision costs, as it was judged before building."""
    alone = {} if graph.apart is None else {"graph": asdict(graph.apart)}
    found = whole.figures(graph.path.parent)
    return alone if found is None else {**alone, "whole": found}


def _place(target: Target, machine: Machine, compatible: str | None) -> Place:
    """What an engine is bound to: to less where it is to run on other GPUs too."""
    if target.compute is None:
        return Place(os=machine.os, arch=machine.arch)
    if compatible is None:
        return machine.place
    compute = None if compatible == "ampere+" else machine.compute
    return replace(machine.place, gpu=None, sm_count=None, compute=compute)


def _bounds(profile: Any) -> Bounds:
    return Bounds(profile.input, profile.least, profile.best, profile.most)


def _cache_of(order: Order, offers: Offers, machine: Machine) -> Path | None:
    """The file of timed tactics: of this device, this driver and this library, and no other."""
    if not order.cached or not offers.timing_cache:
        return None
    parts: Sequence[Any] = (
        offers.library,
        offers.version,
        machine.gpu,
        machine.compute,
        machine.sm_count,
        machine.cuda,
        machine.driver or machine.l4t,
    )
    name = re.sub(r"[^a-z0-9.]+", "-", " ".join(str(part) for part in parts).lower())
    return order.home.parent / "caches" / f"{name}.timing"


def _pins(order: Order) -> str:
    """One name for the weights as they are pinned now, for knowing graphs that were kept."""
    shipped = {row.name: row.revision for row in catalog.rows()}
    known = {recipe.name: recipe.models for recipe in catalog.recipes()}
    if order.weights is not None or order.model not in known:
        return shipped.get(order.model, "by folder")
    return Store(order.data / FOLDER).revision(known[order.model])


def _builder() -> str:
    try:
        return version("sketchwell")
    except PackageNotFoundError:
        return "unknown"
