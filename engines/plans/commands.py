"""The commands of `build_trt.py`: each gives a report, prints nothing, and raises what is wrong."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from engines import settings
from engines.errors import (
    PlanBuildError,
    PlanMismatchError,
    PlanRefused,
    PlanRoomError,
    PlanStopped,
)
from engines.plans import cleaning, machine, telling
from engines.plans.budget import budget
from engines.plans.making import make
from engines.plans.models import checked_sizes, model_of
from engines.plans.offers import look
from engines.plans.orders import Order
from engines.plans.refusing import check, resolved
from engines.plans.showing import Terminal
from engines.plans.targets import HERE, preset_of

DONE, CANNOT, REFUSED, FAILED, UNVERIFIED, MISMATCH, NO_ROOM, STOPPED = 0, 1, 2, 3, 4, 5, 6, 130
CODES: Mapping[int, str] = MappingProxyType(
    {
        DONE: "done",
        CANNOT: "doctor: nothing can be built here",
        REFUSED: "refused before any work, or misused",
        FAILED: "a build or an export failed",
        UNVERIFIED: "an engine does not answer as its graph does",
        MISMATCH: "a manifest or its signature was refused",
        NO_ROOM: "too little memory or disk",
        STOPPED: "stopped with Ctrl-C",
    }
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a command found.

    Attributes:
        value: for `--json`.
        lines: for people.
        code: the exit status.
    """

    value: Any
    lines: tuple[str, ...]
    code: int = DONE


def code_of(error: BaseException) -> int:
    """The exit status of an error; one of `CODES`."""
    from engines.plans.verifying import VerificationError

    kinds: dict[type[BaseException], int] = {
        VerificationError: UNVERIFIED,
        PlanMismatchError: MISMATCH,
        PlanRoomError: NO_ROOM,
        PlanBuildError: FAILED,
        PlanStopped: STOPPED,
        KeyboardInterrupt: STOPPED,
    }
    return next((code for kind, code in kinds.items() if isinstance(error, kind)), REFUSED)


def plan(asked: Namespace) -> Report:
    """Says what would be built: graphs, memory, disk, minutes, TensorRT path. Builds nothing."""
    order, here = _order(asked, building=False)
    check(order.model, order.target, order.precision, None, order.computes)
    builds_here = _builds_here(order, here)
    offers = look(order.target.library) if builds_here else None
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
        check(order.model, order.target, order.precision, here, order.computes)
        refusal = ""
    except PlanRefused as error:
        refusal = str(error)
    lines = [*telling.budget_lines(order, found, offers)]
    lines += ["", f"Not to be built on this machine. {refusal}"] if refusal else []
    value = {"model": order.model, "target": order.target.name, "precision": order.precision}
    value |= {"preset": order.preset.name, "path": telling.way(order, offers)}
    value |= {"here": not refusal, "refused": refusal or None, **asdict(found)}
    return Report(value, tuple(lines), NO_ROOM if found.standing == "too small" else DONE)


def build(asked: Namespace) -> Report:
    """Builds a model's engines, signed, one graph after the other."""
    order, here = _order(asked, building=True)
    shown = Terminal(sys.stderr, quiet=asked.json)
    try:
        made = make(order, here, shown, shown.said)
    finally:
        shown.close()
    return Report(telling.built_json(made), tuple(telling.made_lines(made)))


def verify(asked: Namespace) -> Report:
    """Compares engines with their graphs in single precision; what holds is signed as verified."""
    from engines.plans.proving import prove

    shown = Terminal(sys.stderr, quiet=asked.json)
    found = prove(asked.folder, data=_data(), onnx=asked.onnx, say=shown.said)
    lines = [
        f"{name}: holds; cosine {row['cosine']:.6f}, mean {row['mean']:.2%}, "
        f"worst {row['worst']:.2%} over {row['trials']} trials"
        for name, row in found.items()
    ]
    return Report(found, tuple(lines))


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


def _order(asked: Namespace, *, building: bool) -> tuple[Order, machine.Machine]:
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
        **extra,
    )
    return order, here
