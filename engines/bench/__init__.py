"""How long everything takes here: medians, and ratios within one run.

Every case is measured in turn, round after round, so that a busy moment hits all of them alike.
Each row of figures comes from a process of its own, and so does each painter's peak memory.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from engines import settings
from engines.bench import isa as bench_isa
from engines.bench.cases import cases_of, request
from engines.bench.networks import with_ratios as with_network_ratios
from engines.errors import BackendMissingError, PaintingError
from engines.nets.choosing import processor
from engines.nets.measuring import REFERENCE, Way, label, peak_memory_mb
from engines.studio import LARGE, PAINTERS, Studio

ROUNDS = 15
BASE = "wash"
# What the product promises on 2 cores, in seconds and MB.
BARS_S = {"wash": 0.1, "live answer": 0.15, "final answer": 0.5, "paper": 1.0}
MEMORY_BAR_MB = 700
# More processes a core that want to run than this before we start: timings mean little.
BUSY = 0.5
WIDTH = 18  # of a case's name
COLUMNS = {"median": "median_s", "p95": "p95_s", "min": "min_s", "cpu": "cpu_s"}
_TIME = "from engines.bench import time_child; time_child()"
_WEIGH = "from engines.bench import weigh_child; weigh_child()"
_TIME_NETWORKS = "from engines.bench.networks import time_networks_child; time_networks_child()"


@dataclass(frozen=True, slots=True)
class Timing:
    """One case: seconds over `runs` runs.

    `cpu_s` is the median of processor seconds, all threads together: on a busy machine only they
    say something.
    """

    case: str
    median_s: float
    p95_s: float
    min_s: float
    cpu_s: float
    runs: int


def report(
    *, rounds: int = ROUNDS, threads: int, way: Way = REFERENCE, say: Callable[[str], None]
) -> dict[str, Any]:
    """Measures everything.

    Args:
        rounds: how often each case runs, after one run that does not count.
        threads: threads for painting.
        way: runtime and precision of the network in the native row; the AVX2 row is always ONNX
            Runtime's, the only one that can be limited.
        say: told what is being measured, in a few words.

    Returns:
        A JSON-ready mapping: `machine`, `rows` (name -> case -> figures), `laptop` (the proof that
        the limit took effect, or why there is no such row), `network` (one step of the network:
        runtime and precision -> figures), `memory_mb`, `missing`, `bars`.
    """
    limited = {"rounds": rounds, "threads": threads, "way": REFERENCE}
    task = {**limited, "way": way}
    named = machine(threads, way)
    say("timing, native")
    native = _child(_TIME, task, settings.child_environment())
    rows: dict[str, Any] = {"native": native["cases"]}
    with TemporaryDirectory() as folder:
        try:
            say("timing, AVX2 only")
            environment = bench_isa.laptop_environment(Path(folder))
            laptop: dict[str, Any] = bench_isa.proved_effect(environment)
            rows["avx2 only"] = _child(_TIME, limited, environment)["cases"]
        except BackendMissingError as error:
            laptop = {"missing": str(error)}
    say("timing the network on each runtime")
    # Whoever waits sleeps, in OpenMP as in the runtimes: they take turns on the same cores.
    waiting = settings.child_environment(OMP_WAIT_POLICY="PASSIVE")
    networks = _child(_TIME_NETWORKS, task, waiting)
    say("weighing")
    weights = {
        name: _child(_WEIGH, {**task, "painter": name}, settings.child_environment())
        for name in PAINTERS
        if name not in LARGE
    }
    return {
        "machine": named,
        "rows": {name: _with_ratios(cases) for name, cases in rows.items()},
        "laptop": laptop,
        "network": with_network_ratios(networks["cases"]),
        "memory_mb": {name: found.get("peak_mb") for name, found in weights.items()},
        "missing": native["missing"] | networks["missing"],
        "bars": {"seconds": BARS_S, "memory_mb": MEMORY_BAR_MB},
    }


def table(found: Mapping[str, Any]) -> str:
    """The report as text: medians and ratios to the wash, side by side."""
    named = found["machine"]
    lines = [f"{named['processor']}, {named['cores']} cores, {named['threads']} threads"]
    lines += [f"{named['system']}, Python {named['python']}, ORT {named['onnxruntime']}"]
    lines += [f"the network runs on {named['network']}; where AVX2 only, on {label(REFERENCE)}"]
    load = named["load"]
    if load is not None and load > BUSY * (named["cores"] or 1):
        lines += [f"busy: {load:.1f} processes want to run; trust the cpu column only"]
    for row, cases in found["rows"].items():
        heads = "".join(f"{head:>10}" for head in COLUMNS)
        lines += ["", f"{row:<{WIDTH}}{heads} {'x wash':>7}  bar"]
        lines += [_line(case, figures) for case, figures in cases.items()]
    proof = found["laptop"]
    if "missing" in proof:
        lines += ["", f"avx2 only: {proof['missing']}"]
    else:
        speeds = f"{proof['native_gops']:.0f} to {proof['limited_gops']:.0f} GOP/s"
        lines += ["", f"avx2 only: took effect; an 8-bit matrix product fell from {speeds}"]
    lines += _network_lines(found["network"])
    lines += [f"{name}: not measured: {why}" for name, why in found["missing"].items()]
    peaks = {name: f"{mb:.0f} MB" if mb else "unknown" for name, mb in found["memory_mb"].items()}
    said = ", ".join(f"{name} {peak}" for name, peak in peaks.items())
    return "\n".join([*lines, f"peak memory: {said} (bar {MEMORY_BAR_MB} MB)"])


def _network_lines(cases: Mapping[str, Mapping[str, float]]) -> list[str]:
    heads = "".join(f"{head:>10}" for head in COLUMNS)
    lines = ["", f"{'one step':<{WIDTH}}{heads}   x ORT"]
    for name, figures in cases.items():
        times = "".join(f"{figures[key] * 1e3:>7.1f} ms" for key in COLUMNS.values())
        ratio = figures["to_onnxruntime"]
        told = f"{name:<{WIDTH}}{times}"
        lines += [f"{told}{ratio:>8.2f}" if ratio else told]
    return lines


def _line(case: str, figures: Mapping[str, float]) -> str:
    times = "".join(f"{figures[key] * 1e3:>7.1f} ms" for key in COLUMNS.values())
    ratio = f"{figures['to_wash']:>8.2f}" if figures["to_wash"] else " " * 8
    bar_s = BARS_S.get(case)
    if bar_s is None:
        return f"{case:<{WIDTH}}{times}{ratio}"
    kept = "kept" if figures["median_s"] <= bar_s else "NOT kept"
    return f"{case:<{WIDTH}}{times}{ratio}  {bar_s * 1e3:.0f} ms {kept}"


def machine(threads: int, way: Way = REFERENCE) -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "processor": processor(),
        "network": label(way),
        "cores": os.cpu_count(),
        "threads": threads,
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "onnxruntime": version("onnxruntime"),
    }


def time_child() -> None:
    """Times all cases in this process; task from the last argument, answer to standard output."""
    task = json.loads(sys.argv[-1])
    chosen = settings.load({"threads": task["threads"], "fallback_painter": "none"})
    with Studio(chosen) as studio:
        cases, missing = cases_of(studio, tuple(task["way"]))
        timed = measure(cases, rounds=task["rounds"])
    sys.stdout.write("\n" + json.dumps({"cases": figures_of(timed), "missing": missing}))


def figures_of(timed: list[Timing]) -> dict[str, dict[str, float]]:
    """The figures of the columns, by case."""
    return {t.case: {key: getattr(t, key) for key in COLUMNS.values()} for t in timed}


def weigh_child() -> None:
    """Paints once with one painter and says this process's peak memory, as `time_child` does."""
    task = json.loads(sys.argv[-1])
    peak: dict[str, Any] = {"peak_mb": None}
    try:
        with Studio(settings.load({"threads": task["threads"]})) as studio:
            runtime, precision = task["way"]
            asked = request(painter=task["painter"], runtime=runtime, precision=precision)
            for effort in ("live", "final"):
                studio.paint(replace(asked, effort=effort))
        peak = {"peak_mb": peak_memory_mb()}
    except BackendMissingError as error:
        peak["missing"] = str(error)
    sys.stdout.write("\n" + json.dumps(peak))


def measure(cases: dict[str, Callable[[], object]], *, rounds: int) -> list[Timing]:
    """Runs every case once unmeasured, then all of them in turn, `rounds` times."""
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in cases}
    for number in range(rounds + 1):
        for name, run in cases.items():
            start_s, start_cpu_s = time.perf_counter(), time.process_time()
            run()
            if number:
                wall_s = time.perf_counter() - start_s
                took[name].append((wall_s, time.process_time() - start_cpu_s))
    return [_timing(name, runs) for name, runs in took.items()]


def _child(code: str, task: Mapping[str, Any], environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-c", code, json.dumps(task)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise PaintingError(f"A measuring process failed: {last}")
    return json.loads(done.stdout.splitlines()[-1])


def _timing(case: str, runs: list[tuple[float, float]]) -> Timing:
    ordered = sorted(wall_s for wall_s, _ in runs)
    p95 = ordered[round(0.95 * (len(ordered) - 1))]
    cpu_s = statistics.median(cpu_s for _, cpu_s in runs)
    return Timing(case, statistics.median(ordered), p95, ordered[0], cpu_s, len(ordered))


def _with_ratios(cases: dict[str, dict[str, float]]) -> dict[str, dict[str, float | None]]:
    base_s = cases.get(BASE, {}).get("median_s")
    return {
        name: {**figures, "to_wash": figures["median_s"] / base_s if base_s else None}
        for name, figures in cases.items()
    }
