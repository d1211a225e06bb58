"""Whether engines can be built and run here, what they will be, and what to do about the rest."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engines.errors import PlanRefused, SealError
from engines.plans.machine import Machine
from engines.plans.refusing import check
from engines.plans.targets import Target, targets
from engines.sealing.signing import known_key

Standing = Literal["ok", "note", "problem"]
TITLES = {"tensorrt": "TensorRT", "tensorrt_rtx": "TensorRT-RTX"}
# Any name of a model: pairs of target and precision are refused alike for all.
_MODEL = "house"
# An 8 GB board builds with this much swap on disk. Source: jetson-containers, docs/setup.md (16 GB
# of swap on boards of 8 GB), https://github.com/dusty-nv/jetson-containers
SMALL_BOARD_MIB, SWAP_MIB = 16_500, 8_000
LOW_FREE_MIB, LOW_DISK_MIB = 3_000, 10_000
FLOOR = (3, 10)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        what: the thing.
        standing: "note" where building goes on without it, "problem" where it may not.
        text: what was found, in plain words.
        remedy: what to do; empty where there is nothing.
    """

    what: str
    standing: Standing
    text: str
    remedy: str = ""


def examine(machine: Machine, *, keys: Path) -> list[Finding]:
    """Looks at everything that building and running engines needs.

    Args:
        machine: this machine.
        keys: the practice's folder, with the machine's key.
    """
    return [
        _system(machine),
        _gpu(machine),
        *_jetson(machine),
        *(_library(machine, name) for name in TITLES),
        *_memory(machine),
        *_swap(machine),
        _disk(machine),
        *_power(machine),
        _key(keys),
        *_targets(machine),
    ]


def can_build(findings: list[Finding]) -> bool:
    """Whether an engine for at least one target can be built here."""
    return any(found.what.startswith("target ") and found.standing == "ok" for found in findings)


def _system(machine: Machine) -> Finding:
    python = platform.python_version()
    text = f"{machine.os} on {machine.arch}, Python {python}"
    if sys.version_info < FLOOR:
        return Finding("system", "problem", text, "Sketchwell needs Python 3.10 or newer.")
    return Finding("system", "ok", text)


def _gpu(machine: Machine) -> Finding:
    if machine.gpu is None:
        return Finding(
            "GPU",
            "note",
            "no NVIDIA GPU, or no driver for it: engines cannot run, be timed or be verified here",
            "TensorRT-RTX builds without one: python build_trt.py build --model house --target rtx",
        )
    known = {
        "compute": machine.compute,
        "multiprocessors": machine.sm_count,
        "driver": machine.driver,
        "CUDA": machine.cuda,
    }
    facts = [f"{name} {value}" for name, value in known.items() if value is not None]
    if machine.gpu_memory_mib is not None:
        facts.append(f"{machine.gpu_memory_mib:,} MiB of its own")
    text = ", ".join([machine.gpu, *facts])
    if machine.sm_count is None:
        return Finding(
            "GPU",
            "problem",
            f"{text}; the driver does not answer",
            "Start the machine again; on a Jetson check that your account is in the group video.",
        )
    return Finding("GPU", "ok", text)


def _jetson(machine: Machine) -> Iterator[Finding]:
    if machine.board is None:
        return
    jetpack = f"JetPack {machine.jetpack}" if machine.jetpack else "an unknown JetPack"
    text = f"{machine.board}, {jetpack}, Jetson Linux {machine.l4t or 'unknown'}"
    remedy = "Engines are built anew after every JetPack upgrade."
    yield Finding("board", "ok" if machine.jetpack else "note", text, remedy)


def _library(machine: Machine, name: str) -> Finding:
    title, version = TITLES[name], machine.libraries.get(name)
    jetson, own = machine.board is not None, machine.system_tensorrt
    if name == "tensorrt_rtx" and jetson:
        return Finding(title, "ok", "does not run on Jetson and is not needed here")
    if version is not None and jetson and own is not None and not version.startswith(own):
        return Finding(
            title,
            "problem",
            f"this Python has {version}, JetPack brought {own}: engines of one do not open in both",
            "pip uninstall tensorrt, and use JetPack's through a virtual environment made with "
            "python3 -m venv --system-site-packages .venv",
        )
    if version is not None:
        return Finding(title, "ok", version)
    if name == "tensorrt" and own is not None:
        return Finding(
            title,
            "problem",
            f"{own} is installed on this system, this Python does not see it",
            "sudo apt-get install -y python3-libnvinfer, then make the virtual environment with "
            "python3 -m venv --system-site-packages .venv",
        )
    if jetson:
        way = "sudo apt-get install -y nvidia-jetpack"
        return Finding(title, "problem", "JetPack's is not installed", way)
    extra = "rtx" if name == "tensorrt_rtx" else "tensorrt"
    return Finding(title, "note", "not installed", f"pip install '.[{extra}]'")


def _memory(machine: Machine) -> Iterator[Finding]:
    if machine.free_mib is None or machine.memory_mib is None:
        yield Finding("memory", "note", "this system does not say how much is free")
        return
    text = f"{machine.free_mib:,} of {machine.memory_mib:,} MiB free"
    if machine.board is not None:
        text += ", shared by processor and GPU"
    low = machine.free_mib < LOW_FREE_MIB
    remedy = "Close the browser and other programs while building." if low else ""
    yield Finding("memory", "problem" if low else "ok", text, remedy)
    if machine.desktop and _small(machine):
        yield Finding(
            "desktop",
            "note",
            "a desktop starts with this board and takes memory that the builder needs",
            "sudo systemctl isolate multi-user.target while building; back with graphical.target",
        )


def _small(machine: Machine) -> bool:
    memory = machine.memory_mib or SMALL_BOARD_MIB
    return machine.board is not None and memory < SMALL_BOARD_MIB


def _swap(machine: Machine) -> Iterator[Finding]:
    if machine.swap_mib is None:
        return
    text = f"{machine.swap_mib:,} MiB on disk"
    if machine.zram_mib:
        text += f", {machine.zram_mib:,} MiB in compressed memory"
    short = _small(machine) and machine.swap_mib < SWAP_MIB
    if short:
        yield Finding(
            "swap",
            "problem",
            f"{text}: a board of this size wants {SWAP_MIB:,} MiB on disk to build large graphs",
            "sudo systemctl disable --now nvzramconfig; sudo fallocate -l 8G /swapfile; sudo chmod "
            "600 /swapfile; sudo mkswap /swapfile; sudo swapon /swapfile",
        )
    elif _small(machine) and machine.zram_mib:
        yield Finding(
            "swap",
            "note",
            f"{text}, which is taken from the memory it is to spare",
            "sudo systemctl disable --now nvzramconfig while building",
        )
    else:
        yield Finding("swap", "ok", text)


def _disk(machine: Machine) -> Finding:
    if machine.disk_free_mib is None:
        return Finding("disk", "note", "this system does not say how much is free")
    low = machine.disk_free_mib < LOW_DISK_MIB
    remedy = "python build_trt.py clean shows what old plans and caches take." if low else ""
    text = f"{machine.disk_free_mib:,} MiB free, {LOW_DISK_MIB:,} wanted for the large models"
    return Finding("disk", "note" if low else "ok", text, remedy)


def _power(machine: Machine) -> Iterator[Finding]:
    mode, clocks = machine.power_mode, machine.clocks
    facts = [f"power mode {mode}"] if mode else []
    if clocks.now_mhz is not None:
        facts.append(f"GPU at {clocks.now_mhz:,} of {clocks.most_mhz:,} MHz")
    if not facts:
        return
    if machine.board is None or clocks.pinned:
        pinned = ", pinned: figures repeat" if clocks.pinned else ""
        yield Finding("clocks", "ok", ", ".join(facts) + pinned)
    else:
        remedy = "sudo jetson_clocks before bench; sudo nvpmodel -q tells the mode"
        yield Finding("clocks", "note", ", ".join([*facts, "not pinned: figures vary"]), remedy)


def _key(keys: Path) -> Finding:
    try:
        key = known_key(keys)
    except (SealError, OSError) as error:
        return Finding("machine's key", "problem", str(error))
    if key is None:
        return Finding("machine's key", "ok", "none yet; the first build makes it")
    return Finding("machine's key", "ok", f"{key.name}, in {keys}")


def _targets(machine: Machine) -> Iterator[Finding]:
    """What can be built here, target by target; then why the others cannot, each reason once."""
    others: dict[str, tuple[list[str], str]] = {}
    for target in targets():
        able, reason = _able(target, machine)
        if able:
            text = f"{target.title}: builds here in {', '.join(able)}"
            yield Finding(f"target {target.name}", "ok", text)
        else:
            # the same reason, whichever target and capability it names
            alike = re.sub(r"\d+\.\d+", "", reason.replace(target.name, ""))
            others.setdefault(alike, ([], reason))[0].append(target.name)
    for names, reason in others.values():
        yield Finding(f"no engine for {', '.join(names)}", "note", reason)


def _able(target: Target, machine: Machine) -> tuple[list[str], str]:
    """The precisions that build here, and why the first other one does not."""
    able, reason = [], ""
    for precision in target.precisions:
        try:
            check(_MODEL, target, precision, machine)
            able.append(precision)
        except PlanRefused as refused:
            reason = reason or str(refused)
    return able, reason
