"""A latent painter by nets beside the plain diffusers pipeline: same weights, noise and steps.

Each way runs in a process of its own, one after the other: two of them would not fit into memory.
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
from engines.errors import BackendMissingError, RequestError
from engines.nets.sides import Sides
from engines.settings import Settings

ROUNDS = 3
PLAIN = "diffusers"
# What is aimed at: the plain pipeline's time over a way's.
AIMS = {"pipeline, same decoder": 3.0, "pipeline, tiny decoder": 5.0}
_PREPARE = "from engines.bench.latent import prepare_child; prepare_child()"
_RUN = "from engines.bench.latent import run_child; run_child()"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is measured.

    Attributes:
        painter: "sd15", "sdxs" or another large painter.
        nets: keys of `engines.plans.pipelines.NETS`.
        size: of the picture.
        steps: of the UNet.
        rounds: how often each case runs, after one run that does not count.
        threads: of the processor.
        folder: for weights and graphs; what is there is taken.
    """

    painter: str
    nets: tuple[str, ...]
    size: Sides
    steps: int
    rounds: int
    threads: int
    folder: Path


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
    )


def report(asked: Asked, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Measures everything.

    Args:
        asked: what; weights are random where the folder holds none.
        say: told what is being done, in a few words.

    Returns:
        A JSON-ready mapping: `machine`, `asked`, `ways` (way -> case -> median, p95 and least
        seconds, `times_plain`: how many times as quick as the plain pipeline with its own decoder,
        and `apart`: mean and worst difference to it), `memory_mb` by way, `missing` by way.

    Raises:
        RequestError: an unknown net.
    """
    from engines.bench import _child, machine
    from engines.plans.pipelines import NETS

    unknown = [net for net in asked.nets if net not in NETS]
    if unknown:
        raise RequestError(f"--net is {unknown[0]!r}: choose of {', '.join(NETS)}.")
    task = {**asdict(asked), "folder": str(asked.folder)}
    environment = settings.child_environment(OMP_NUM_THREADS=str(asked.threads))
    say("exporting")
    _child(_PREPARE, task, environment)
    ways: dict[str, Any] = {}
    missing: dict[str, str] = {}
    for way in (PLAIN, *asked.nets):
        say(f"timing {way}")
        found = _child(_RUN, {**task, "way": way}, environment)
        if "missing" in found:
            missing[way] = found["missing"]
        else:
            ways[way] = found
    return {
        "machine": machine(asked.threads),
        "asked": task,
        "ways": {way: _with_ratios(way, ways, asked.folder) for way in ways},
        "memory_mb": {way: found["peak_mb"] for way, found in ways.items()},
        "missing": missing,
    }


def prepare_child() -> None:
    """Exports in this process; task from the last argument."""
    from engines.plans.pipelines import NETS, prepare

    task = json.loads(sys.argv[-1])
    prepare(_race(task), [NETS[net] for net in task["nets"]])
    sys.stdout.write("\n{}")


def run_child() -> None:
    """Times one way in this process, and keeps its answers for comparing."""
    from engines.bench import figures_of, measure
    from engines.nets.measuring import peak_memory_mb
    from engines.plans import pipelines

    task = json.loads(sys.argv[-1])
    race, answers = _race(task), dict[str, NDArray[np.float32]]()
    try:
        with ExitStack() as stack:
            plain = task["way"] == PLAIN
            cases = pipelines.plain(race) if plain else pipelines.by_nets(race, task["way"], stack)
            timed = measure(_keeping(cases, answers), rounds=task["rounds"])
        np.savez(_answers(race.folder, task["way"]), **answers)  # type: ignore[arg-type]
        told: dict[str, Any] = {"cases": figures_of(timed), "peak_mb": peak_memory_mb()}
    except BackendMissingError as error:
        told = {"missing": str(error)}
    sys.stdout.write("\n" + json.dumps(told))


def table(found: Mapping[str, Any]) -> str:
    """The report as text."""
    named, asked = found["machine"], found["asked"]
    load = named["load"]
    lines = [
        f"{named['processor']}, {named['cores']} cores, {named['threads']} threads, load {load}",
        f"{asked['painter']}, {Sides(*asked['size'])} px, {asked['steps']} steps, "
        f"{asked['rounds']} rounds; ratios to {PLAIN} in single "
        "precision with its own decoder, in the same run",
        "",
        f"{'way':<20}{'case':<26}{'median':>9}{'p95':>9}{'times':>7}  apart (mean, worst)",
    ]
    for way, cases in found["ways"].items():
        for case, figures in cases.items():
            mean, worst = figures["apart"]
            times = f"{figures['times_plain']:.2f}" if figures["times_plain"] else ""
            aim = AIMS.get(case)
            lines.append(
                f"{way:<20}{case:<26}{figures['median_s']:>7.2f} s{figures['p95_s']:>7.2f} s"
                f"{times:>7}  {mean:.4f}, {worst:.4f}"
                + (f"  (aim {aim:g})" if aim and way != PLAIN else "")
            )
        lines.append(f"{way:<20}peak memory {found['memory_mb'][way] or 0:.0f} MB")
    return "\n".join(
        lines + [f"{way}: not measured: {why}" for way, why in found["missing"].items()]
    )


def _with_ratios(way: str, ways: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    plain = ways.get(PLAIN, {}).get("cases", {})
    ours = np.load(_answers(folder, way))
    theirs = np.load(_answers(folder, PLAIN)) if plain else ours
    return {
        case: {
            **figures,
            "times_plain": _times(plain, case, figures["median_s"]),
            "apart": _apart(ours[case], theirs[case]),
        }
        for case, figures in ways[way]["cases"].items()
    }


def _times(plain: Mapping[str, Any], case: str, took_s: float) -> float | None:
    """Whole pipelines against the plain one with its own, slow decoder; the UNet with the UNet."""
    base = plain.get(case if case == "unet" else "pipeline, same decoder")
    return base["median_s"] / took_s if base else None


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
