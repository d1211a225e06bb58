"""What a build would cost, before it is begun: graphs, memory, disk, minutes and the way it takes.

Nothing is built, exported or loaded. Every figure is an estimate and says so; what it rests on
stands at its constant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engines.errors import PlanRoomError
from engines.nets.sides import Sides
from engines.plans.models import Outline, outlines
from engines.plans.targets import Preset, Target, kiosk_mib

if TYPE_CHECKING:
    from engines.plans.machine import Machine

Standing = Literal["fits", "without kiosk", "with swap", "too small", "unknown"]
MIB = 1 << 20
# A build with hardly any weights: the house took 418 MiB in TensorRT-RTX 1.7.1; with CUDA's own
# memory an estimate.
BASE_MIB, CUDA_BASE_MIB = 400, 1_200
# Memory of a build, by bytes of weights: a UNet of 860 M numbers in half precision, 1.64 GiB, took
# 5.9 GiB in TensorRT-RTX 1.7.1.
WEIGHT_COPIES = 3.4
# Exporting, by bytes of all weights in single precision: SDXS at full size, 2.4 GiB, met 8.7 GiB.
EXPORT_BASE_MIB, EXPORT_COPIES = 500, 3.5
# Halving and judging its largest graph after that, by that graph's weights in single precision and
# by what lives between its layers, for a graph that rounds every result keeps several of each:
# SDXS's UNet, 1,234 MiB, met 6,810 MiB at 128x96 px and 9,761 MiB at 512x384 px in half precision.
# Eight bits were not measured.
JUDGE_COPIES, JUDGE_ACTIVATIONS = 5, 32
# One graph and each number of weights, in TensorRT-RTX on two processor cores: the house 8 s, that
# UNet 51 s.
GRAPH_MINUTES, MINUTES_A_NUMBER = 0.12, 0.85 / 859.5e6
# Exporting and judging, each number of weights: SDXS in half precision at 512x384 px, 638 M
# numbers, took 38 minutes on two cores that other work shared. A quiet machine needs less.
EXPORT_MINUTES_A_NUMBER = 38 / 638e6
# Of a Jetson's memory, what its firmware leaves: 7,620 of 8,192 MiB on an Orin Nano.
USABLE = 0.93
# An engine beside its weights; and room for one more while it is written.
ENGINE_SHARE = 1.05


@dataclass(frozen=True, slots=True)
class Share:
    """One graph's part of a budget; sizes in MiB, estimates.

    Attributes:
        graph: its name.
        size: the picture's sides in pixels.
        parameters: numbers that are weights.
        gflops: billions of floating point operations of one run.
        weights_mib: the weights in the precision asked for.
        activation_mib: between the layers, while it runs.
        engine_mib: the engine file.
        build_mib: the most memory while it is built.
        minutes: how long that takes.
    """

    graph: str
    size: Sides
    parameters: int
    gflops: float
    weights_mib: float
    activation_mib: float
    engine_mib: float
    build_mib: float
    minutes: float


@dataclass(frozen=True, slots=True)
class Budget:
    """What a whole model would cost; sizes in MiB, estimates.

    Attributes:
        shares: one a graph.
        build_mib: the most memory while building, one graph after the other.
        export_mib: the most memory while exporting and judging; None where graphs are carried.
        export_minutes: exporting and judging before the build, at most; None where carried.
        run_mib: memory of all engines in a running painter.
        kiosk_mib: what else a kiosk keeps in memory, by what it is; empty on workstations.
        memory_mib: what the machine has for all of it; None where it is not known.
        swap_mib: swap on disk; None where it is not known.
        disk_mib: ONNX, engines and room to write one.
        disk_free_mib: what is free; None where it is not known.
        minutes: building all graphs.
        standing: whether it can be built, and how.
        notes: what to do about it, in plain words.
    """

    shares: tuple[Share, ...]
    build_mib: float
    export_mib: float | None
    export_minutes: float | None
    run_mib: float
    kiosk_mib: dict[str, int]
    memory_mib: int | None
    swap_mib: int | None
    disk_mib: float
    disk_free_mib: int | None
    minutes: float
    standing: Standing
    notes: tuple[str, ...]


def budget(  # noqa: PLR0913 - what an engineer asks for in one command
    model: str,
    target: Target,
    preset: Preset,
    *,
    precision: str,
    sizes: Sequence[Sides],
    machine: Machine | None,
    carried: bool = False,
) -> Budget:
    """What building a model would cost.

    Args:
        model: a name of `engines.plans.models.names()`.
        target: what for.
        preset: how hard the builder tries.
        precision: of the graphs.
        sizes: the picture's sides in pixels.
        machine: the machine that will build; None to go by the target's own row.
        carried: whether its graphs are exported already, as for a board they always are.

    Raises:
        PlanRefused: the model or a size is unknown.
    """
    outlined = _largest(outlines(model, sizes))
    shares = tuple(_share(each, target, preset, precision) for each in outlined)
    kiosk = kiosk_mib() if target.jetson else {}
    memory = _memory(target, machine)
    swap = None if machine is None else machine.swap_mib
    build_mib = max(share.build_mib for share in shares)
    weights = sum(share.weights_mib for share in shares)
    full = sum(outline.weight_bytes["fp32"] for outline in outlined) / MIB
    disk = full + weights + ENGINE_SHARE * (weights + max(s.weights_mib for s in shares))
    free = None if machine is None else machine.disk_free_mib
    exports = not (target.jetson or carried)
    export_mib = _export_mib(outlined, precision) if exports else None
    numbers = sum(share.parameters for share in shares)
    standing = _standing(max(build_mib, export_mib or 0), kiosk, memory, swap)
    return Budget(
        shares=shares,
        build_mib=build_mib,
        export_mib=export_mib,
        export_minutes=EXPORT_MINUTES_A_NUMBER * numbers if exports else None,
        run_mib=_base(target) + weights + max(share.activation_mib for share in shares),
        kiosk_mib=kiosk,
        memory_mib=memory,
        swap_mib=swap,
        disk_mib=disk,
        disk_free_mib=free,
        minutes=sum(share.minutes for share in shares),
        standing=standing,
        notes=tuple(_notes(standing, target, disk, free)),
    )


def require(found: Budget, target: Target) -> None:
    """Stops before the start where memory or disk cannot do.

    Raises:
        PlanRoomError: with what is wanted, what there is, and what to do.
    """
    if found.standing == "too small":
        wanted = f"building wants about {found.build_mib:,.0f} MiB at its largest graph"
        if (found.export_mib or 0) > found.build_mib:
            wanted = f"exporting and judging want about {found.export_mib:,.0f} MiB"
        raise PlanRoomError(
            f"{target.name} has {found.memory_mib:,} MiB of memory, {wanted}. "
            f"{' '.join(found.notes)} (--anyway tries nonetheless.)"
        )
    if found.disk_free_mib is not None and found.disk_free_mib < found.disk_mib:
        raise PlanRoomError(
            f"The disk has {found.disk_free_mib:,} MiB free, about {found.disk_mib:,.0f} MiB are "
            "wanted. See what can go: python build_trt.py clean. (--anyway tries nonetheless.)"
        )


def _largest(found: Sequence[Outline]) -> list[Outline]:
    """One outline a graph: of its largest size, which the others of its profiles fit into."""
    best: dict[str, Outline] = {}
    for each in found:
        if each.graph not in best or each.size.area > best[each.graph].size.area:
            best[each.graph] = each
    return list(best.values())


def _export_mib(outlined: Sequence[Outline], precision: str) -> float:
    """The most memory while exporting; and, but for single precision, while judging."""
    full = sum(outline.weight_bytes["fp32"] for outline in outlined)
    found = [EXPORT_COPIES * full]
    if precision != "fp32":
        found += [
            JUDGE_COPIES * each.weight_bytes["fp32"] + JUDGE_ACTIVATIONS * each.activation_bytes
            for each in outlined
        ]
    return EXPORT_BASE_MIB + max(found) / MIB


def _base(target: Target) -> int:
    return BASE_MIB if target.library == "tensorrt_rtx" else CUDA_BASE_MIB


def _share(outline: Outline, target: Target, preset: Preset, precision: str) -> Share:
    weights = outline.weight_bytes[precision] / MIB
    halved = 1 if precision == "fp32" else 2
    activation = outline.activation_bytes / halved / MIB
    on_gpu = target.library == "tensorrt" and target.unified
    workspace = target.workspace_mib if on_gpu else 0
    once = GRAPH_MINUTES + MINUTES_A_NUMBER * outline.parameters
    return Share(
        graph=outline.graph,
        size=outline.size,
        parameters=outline.parameters,
        gflops=outline.flops / 1e9,
        weights_mib=weights,
        activation_mib=activation,
        engine_mib=ENGINE_SHARE * weights,
        build_mib=_base(target) + WEIGHT_COPIES * weights + activation + workspace,
        minutes=once * target.minutes * preset.time,
    )


def _memory(target: Target, machine: Machine | None) -> int | None:
    """The memory to build in: this machine's where it builds, else the board's as it is sold."""
    if machine is not None and (not target.jetson or machine.board is not None):
        return machine.memory_mib if target.jetson else machine.free_mib
    return None if target.memory_gib is None else int(target.memory_gib * 1024 * USABLE)


def _standing(
    build_mib: float, kiosk: dict[str, int], memory: int | None, swap: int | None
) -> Standing:
    if memory is None:
        return "unknown"
    alone = build_mib + kiosk.get("system", 0)
    if build_mib + sum(kiosk.values()) <= memory:
        return "fits"
    if alone <= memory:
        return "without kiosk"
    # Weights may wait in swap; what the GPU works on may not, so swap counts for half of a board.
    reach = memory + min(swap or 0, memory // 2)
    return "with swap" if alone <= reach else "too small"


def _notes(standing: Standing, target: Target, disk: float, free: int | None) -> list[str]:
    said = {
        "without kiosk": "Build with the kiosk and the desktop off: sudo systemctl isolate "
        "multi-user.target",
        "with swap": "Memory alone does not do: zram off, the kiosk and the desktop off; it will "
        "be slow.",
        "too small": "Take a smaller model or --size, int8, or put 8 GiB of swap on a disk "
        "(sudo fallocate -l 8G /swapfile, mkswap, swapon) with zram off."
        if target.jetson
        else "Take a smaller model or --size, or close other programs.",
        "unknown": "The memory here is not known.",
    }
    notes = [said[standing]] if standing in said else []
    if free is not None and free < disk:
        notes.append("Free some disk: python build_trt.py clean")
    return [*notes, *target.notes]
