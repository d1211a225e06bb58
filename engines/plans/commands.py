"""The commands of `build_trt.py` that make plans: each gives a report and prints nothing."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engines import settings
from engines.errors import PlanRefused
from engines.plans import cleaning, machine, telling
from engines.plans.budget import budget
from engines.plans.making import make
from engines.plans.models import checked_sizes, model_of
from engines.plans.offers import look
from engines.plans.orders import Order
from engines.plans.refusing import resolved
from engines.plans.reports import CANNOT, DONE, NO_ROOM, Report
from engines.plans.showing import Terminal
from engines.plans.targets import HERE, preset_of
from engines.plans.wishes import Wishes, check_wishes


def plan(asked: Namespace) -> Report:
    """Says what would be built: graphs, memory, disk, minutes, TensorRT path. Builds nothing."""
    order, here = order_of(asked, building=False)
    order.check(None)
    builds_here = _builds_here(order, here)
    offers = look(order.target.library) if builds_here else None
    check_wishes(
        order.wishes,
        order.target,
        order.precision,
        dynamic=order.dynamic,
        machine=here if builds_here else None,
        offers=offers,
    )
    sizes = checked_sizes(order.model, order.sizes, dynamic=order.dynamic)
    found = budget(
        order.model,
        order.target,
        order.preset,
        precision=order.precision,
        sizes=sizes,
        machine=here if order.target.library == "tensorrt_rtx" or builds_here else None,
    )
    try:
        order.check(here)
        refusal = ""
    except PlanRefused as error:
        refusal = str(error)
    lines = [*telling.budget_lines(order, found, offers)]
    lines += ["", f"Not to be built on this machine. {refusal}"] if refusal else []
    value = {"model": order.model, "target": order.target.name, "precision": order.precision}
    value |= {"preset": order.preset.name, "path": telling.way(order, offers)}
    value |= {"here": not refusal, "refused": refusal or None, **asdict(found)}
    value |= telling.plan_json(order, None if refusal else offers, sizes)
    return Report(value, tuple(lines), NO_ROOM if found.standing == "too small" else DONE)


def build(asked: Namespace) -> Report:
    """Builds a model's engines, signed, one graph after the other."""
    order, here = order_of(asked, building=True)
    shown = Terminal(sys.stderr, quiet=asked.json)
    try:
        made = make(order, here, shown, shown.said)
    finally:
        shown.close()
    return Report(telling.built_json(made), tuple(telling.made_lines(made)))


def doctor(_: Namespace) -> Report:
    """Says what this machine is, what will build here, and what to do about the rest."""
    from engines.plans.doctor import can_build, examine

    data = _data()
    findings = examine(machine.here(data=data), keys=data)
    able = can_build(findings)
    marks = {"ok": "   ", "note": " - ", "problem": " ! "}
    lines = [
        f"{marks[each.standing]}{each.what}: {each.text}"
        + (f" -> {each.remedy}" if each.remedy else "")
        for each in findings
    ]
    lines.append("Engines can be built here." if able else "No engine can be built here.")
    value = {"builds": able, "findings": [asdict(each) for each in findings]}
    return Report(value, tuple(lines), DONE if able else CANNOT)


def clean(asked: Namespace) -> Report:
    """Lists caches, exported graphs and stale plans with their sizes; deletes after asking."""
    data = _data()
    found = cleaning.items(data, machine.here(data=data))
    gone = cleaning.chosen(found, everything=asked.all)
    freed = 0
    lines = list(telling.item_lines(found))
    total = sum(item.mib for item in gone)
    if gone and (asked.yes or _agreed(f"Delete {len(gone)} of these, {total:,.1f} MiB?", lines)):
        freed = cleaning.remove(gone, data)
        lines = [*(f"deleted: {item.path}" for item in gone), f"{total:,.1f} MiB are free again."]
    elif gone:
        lines.append(f"{len(gone)} of these may go, {total:,.1f} MiB: add --yes.")
    value = {"found": [_item_json(item, gone) for item in found], "freed_bytes": freed}
    return Report(value, tuple(lines))


def _agreed(question: str, lines: list[str]) -> bool:
    """Asks on a terminal, after showing what it is about; nowhere else."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    sys.stderr.write("\n".join([*lines, f"{question} [y/N] "]))
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _item_json(item: cleaning.Item, gone: list[cleaning.Item]) -> dict[str, Any]:
    return {**asdict(item), "path": str(item.path), "chosen": item in gone}


def _data() -> Path:
    return settings.load().data


def _builds_here(order: Order, here: machine.Machine) -> bool:
    """Whether this is the machine that would build."""
    jetson = order.target.jetson == (here.board is not None)
    return jetson and order.target.library in here.libraries


def order_of(asked: Namespace, *, building: bool) -> tuple[Order, machine.Machine]:
    """The order that a command line says, and this machine.

    Raises:
        PlanRefused: a name in it is unknown.
    """
    data = _data()
    here = machine.here(data=data)
    model_of(asked.model)
    target = resolved(asked.target or HERE, here)
    extra = {}
    if building:
        names = ("weights", "onnx", "out", "resume", "anyway")
        extra = {name: getattr(asked, name) for name in names}
        extra |= {"workspace_mib": asked.workspace, "cached": not asked.no_cache}
    order = Order(
        model=asked.model,
        target=target,
        precision=asked.precision or target.precisions[0],
        preset=preset_of(asked.preset),
        data=data,
        sizes=asked.size,
        dynamic=asked.dynamic,
        computes=asked.compute,
        islands=tuple(asked.island),
        wishes=Wishes(
            strip=asked.strip,
            streamed_mib=asked.weight_streaming,
            dla=asked.dla,
            compatible=asked.compatible,
            from_cache=asked.require_cache,
            rest=asked.rest,
        ),
        **extra,
    )
    return order, here
