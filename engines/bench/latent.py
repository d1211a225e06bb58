"""A latent painter by nets beside the plain diffusers pipeline: same weights, noise and steps.

Each way runs in a process of its own, one after the other: two of them would not fit into memory.
Nets that run on a GPU are compared with the plain pipeline on that GPU, in single and in half
precision; nets on the processor with the plain pipeline there.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines import settings
from engines.errors import BackendMissingError, PaintingError, PlanError, RequestError
from engines.nets.sides import Sides
from engines.settings import Settings

ROUNDS = 3
PLAIN, HALF = "diffusers", "diffusers-fp16"
# What is aimed at: the plain pipeline's time over a way's.
AIMS = {"pipeline, same decoder": 3.0, "pipeline, tiny decoder": 5.0}
_PREPARE = "from engines.bench.latent import prepare_child; prepare_child()"
_RUN = "from engines.bench.latent import run_child; run_child()"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is measured.

    Attributes:
        painter: "sd15", "sdxs" or another large painter.
        nets: keys of `engines.plans.pipelines.NETS`, or of `engines.plans.racing_gpu.ON_GPU`.
        size: of the picture.
        steps: of the UNet.
        rounds: how often each case runs, after one run that does not count.
        threads: of the processor.
        folder: for weights and graphs; what is there is taken.
        data: the practice's folder, with its engines.
    """

    painter: str
    nets: tuple[str, ...]
    size: Sides
    steps: int
    rounds: int
    threads: int
    folder: Path
    data: Path


def asked_of(options: argparse.Namespace, chosen: Settings) -> Asked:
    """What the command line asks for.

    Args:
        options: of `engines.bench.options`.
        chosen: threads, and where the practice's folder is.

    Raises:
        RequestError: an option that no painter could take.
    """
    from engines.plans.models import checked_sizes
    from engines.plans.pipelines import USUAL

    if options.steps < 1:
        raise RequestError(f"--steps is {options.steps}: a painter takes at least one.")
    (size,) = checked_sizes(options.painter, (options.size,))
    folder = options.into or chosen.data / "bench" / f"{options.painter}-{size}"
    folder.mkdir(parents=True, exist_ok=True)
    return Asked(
        painter=options.painter,
        nets=tuple(options.net.split(",")) if options.net else USUAL,
        size=size,
        steps=options.steps,
        rounds=options.rounds or ROUNDS,
        threads=chosen.threads,
        folder=folder,
        data=chosen.data,
    )


def report(asked: Asked, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Measures everything.

    Args:
        asked: what; weights are random where the folder holds none.
        say: told what is being done, in a few words.

    Returns:
        A JSON-ready mapping: `machine`, `asked`, `ways` (way -> case -> median, p95, least and
        processor's seconds, `times_plain`: how many times as quick as the plain pipeline with its
        own decoder, `times_half`: the same against that in half precision on a GPU, None on a
        processor; and `apart`: mean and worst difference to the plain one), `memory_mb` and
        `gpu_mb` by way, `missing` by way.

    Raises:
        RequestError: an unknown net, or nets of a GPU and of the processor together.
        BackendMissingError: there is no GPU, no plain pipeline, or no engine of these weights.
    """
    from engines.bench import _child, machine
    from engines.plans.pipelines import NETS
    from engines.plans.racing_gpu import ON_GPU, check

    unknown = [net for net in asked.nets if net not in (*NETS, *ON_GPU)]
    if unknown:
        known = ", ".join((*NETS, *ON_GPU))
        raise RequestError(f"--net is {unknown[0]!r}: choose of {known}.")
    on_gpu = check(asked.nets)
    task = {**asdict(asked), "folder": str(asked.folder), "data": str(asked.data), "gpu": on_gpu}
    environment = settings.child_environment(OMP_NUM_THREADS=str(asked.threads))
    say("exporting")
    _child(_PREPARE, task, environment)
    _check_engines(asked, task)
    found: dict[str, Any] = {}
    for way in (PLAIN, *[HALF] * on_gpu, *asked.nets):
        say(f"timing {way}")
        found[way] = _child(_RUN, {**task, "way": way}, environment)
        if way == PLAIN and "missing" in found[way]:
            why = found[way]["missing"]
            raise BackendMissingError(f"There is no plain pipeline to compare with: {why}")
    ways = {way: each for way, each in found.items() if "missing" not in each}
    return {
        "machine": {**machine(asked.threads), "gpu": _gpu() if on_gpu else None},
        "asked": task,
        "ways": {way: _with_ratios(way, ways, asked.folder) for way in ways},
        "memory_mb": {way: each["peak_mb"] for way, each in ways.items()},
        "gpu_mb": {way: each["gpu_mb"] for way, each in ways.items()},
        "missing": {way: each["missing"] for way, each in found.items() if "missing" in each},
    }


def _check_engines(asked: Asked, task: Mapping[str, Any]) -> None:
    """Refuses what lacks its engines before minutes are spent on the plain pipeline."""
    from engines.plans.racing_gpu import engines_of

    for net in asked.nets:
        if net in settings.ENGINES:
            engines_of(_race(task), net, asked.data)


def _gpu() -> str | None:
    from engines.nets.cuda import asked_device

    device = asked_device()
    return None if device is None else f"{device.name}, CUDA {device.cuda}"


def prepare_child() -> None:
    """Exports in this process; task from the last argument."""
    from engines.plans.pipelines import NETS, prepare

    task = json.loads(sys.argv[-1])
    prepare(_race(task), [NETS[net] for net in task["nets"] if net in NETS])
    sys.stdout.write("\n{}")


def run_child() -> None:
    """Times one way in this process, and keeps its answers for comparing."""
    from engines.bench import figures_of, measure
    from engines.nets.measuring import peak_memory_mb

    task = json.loads(sys.argv[-1])
    answers: dict[str, NDArray[np.float32]] = {}
    try:
        with ExitStack() as stack:
            taken_mb = _gpu_memory(stack) if task["gpu"] else lambda: None
            cases = _cases(task, stack)
            timed = measure(_keeping(cases, answers), rounds=task["rounds"])
            gpu_mb = taken_mb()
        np.savez(_answers(Path(task["folder"]), task["way"]), **answers)  # type: ignore[arg-type]
        told: dict[str, Any] = {"cases": figures_of(timed), "peak_mb": peak_memory_mb()}
        told["gpu_mb"] = gpu_mb
    except (BackendMissingError, PaintingError, PlanError) as error:
        told = {"missing": str(error)}
    sys.stdout.write("\n" + json.dumps(told))


def _cases(task: Mapping[str, Any], stack: ExitStack) -> Mapping[str, Callable[[], Any]]:
    from engines.plans import pipelines, plain_diffusers, racing_gpu

    race, way = _race(task), task["way"]
    if way in (PLAIN, HALF):
        device = plain_diffusers.CUDA if task["gpu"] else plain_diffusers.CPU
        return plain_diffusers.plain(race, device=device, half=way == HALF)
    if way == racing_gpu.GRAPHED:
        return racing_gpu.by_graph(race, stack)
    if way in racing_gpu.ON_GPU:
        return racing_gpu.by_engines(race, way, Path(task["data"]), stack)
    return pipelines.by_nets(race, way, stack)


def _gpu_memory(stack: ExitStack) -> Callable[[], float]:
    """Says what the GPU's memory lost since now, beyond the context; others' use counts too."""
    from engines.nets.lanes import Lane

    lane = stack.enter_context(Lane())
    before_mb, _ = lane.free_mib()

    def taken_mb() -> float:
        lane.take()
        return float(before_mb - lane.free_mib()[0])

    return taken_mb


def table(found: Mapping[str, Any]) -> str:
    """The report as text."""
    named, asked = found["machine"], found["asked"]
    where = f"{named['processor']}, {named['cores']} cores, {named['threads']} threads"
    gpu = named.get("gpu")
    lines = [
        ", ".join([where, f"load {named['load']}", *[gpu] * bool(gpu)]),
        f"{asked['painter']}, {Sides(*asked['size'])} px, {asked['steps']} steps, "
        f"{asked['rounds']} rounds; ratios to {PLAIN} in single precision with its own decoder"
        f"{f', and to {HALF}' if gpu else ''}, in the same run",
        "",
        f"{'way':<20}{'case':<26}{'median':>10}{'p95':>10}{'cpu':>10}{'times':>7}"
        f"{'of fp16' if gpu else '':>9}  apart (mean, worst)",
    ]
    for way, cases in found["ways"].items():
        lines += [_line(way, case, figures) for case, figures in cases.items()]
        taken = found["gpu_mb"].get(way)
        held = "" if taken is None else f", {taken:.0f} MB of the GPU's"
        peak = found["memory_mb"][way]
        told = "unknown" if peak is None else f"{peak:.0f} MB"
        lines.append(f"{way:<20}peak memory {told}{held}")
    return "\n".join(
        lines + [f"{way}: not measured: {why}" for way, why in found["missing"].items()]
    )


def _line(way: str, case: str, figures: Mapping[str, Any]) -> str:
    took = "".join(f"{_told(figures[f'{name}_s']):>10}" for name in ("median", "p95", "cpu"))
    times, half = (
        "" if figures[name] is None else f"{figures[name]:.2f}"
        for name in ("times_plain", "times_half")
    )
    apart = "" if figures["apart"] is None else "{:.4f}, {:.4f}".format(*figures["apart"])
    aim = "" if way in (PLAIN, HALF) or case not in AIMS else f"  (aim {AIMS[case]:g})"
    return f"{way:<20}{case:<26}{took}{times:>7}{half:>9}  {apart}{aim}"


def _told(seconds: float) -> str:
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _with_ratios(way: str, ways: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    ours, plain = np.load(_answers(folder, way)), PLAIN in ways
    theirs = np.load(_answers(folder, PLAIN)) if plain else {}
    return {
        case: {
            **figures,
            "times_plain": _times(ways.get(PLAIN), case, figures["median_s"]),
            "times_half": _times(ways.get(HALF), case, figures["median_s"]),
            "apart": _apart(ours[case], theirs[case]) if plain else None,
        }
        for case, figures in ways[way]["cases"].items()
    }


def _times(base: Mapping[str, Any] | None, case: str, took_s: float) -> float | None:
    """Whole pipelines against the plain one with its own, slow decoder; the UNet with the UNet."""
    if base is None:
        return None
    return base["cases"][case if case == "unet" else "pipeline, same decoder"]["median_s"] / took_s


def _apart(have: NDArray[Any], want: NDArray[Any]) -> tuple[float, float]:
    difference = np.abs(have.astype(np.float64) - want)
    return float(difference.mean()), float(difference.max())


def _keeping(
    cases: Mapping[str, Callable[[], NDArray[np.float32]]], answers: dict[str, NDArray[np.float32]]
) -> dict[str, Callable[[], object]]:
    def kept(name: str, run: Callable[[], NDArray[np.float32]]) -> Callable[[], object]:
        return lambda: answers.__setitem__(name, run())

    return {name: kept(name, run) for name, run in cases.items()}


def _answers(folder: Path, way: str) -> Path:
    return folder / f"answers-{way}.npz"


def _race(task: Mapping[str, Any]) -> Any:
    from engines.plans.pipelines import Race

    folder = Path(task["folder"])
    size = Sides(*task["size"])
    return Race(task["painter"], size, task["steps"], task["threads"], folder)
