"""The building process: reads one task, follows its recipe, tells its steps as lines of JSON.

It never imports torch: on a board the builder needs that memory. It is told to stop by a line on
its standard input, or by the end of it, which is how it learns that its parent is gone.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engines.plans import layering
from engines.plans.parsing import UnfitGraphError, histogram, layers, parsed, unbound

GRACE_S = 1.5
ALIVE_EVERY_S = 1.0
STEP_EVERY_S = 0.02  # a large graph takes tens of thousands of steps
STOPPED, FAILED = 130, 3
# Of what the library says without need, the parent wants these figures and these refusals.
FIGURES = re.compile(
    r"Total (?:Activation|Weights) Memory|Max Scratch Memory"
    r"|[Ss]kipping tactic|Tactic Device request"
)
# Higher is likelier to be ended by a kernel that runs out of memory: the builder before the kiosk.
_FIRST_TO_GO = "1000"

Tell = Callable[..., None]


def main() -> int:
    """Takes one task from standard input: builds a graph, or reads several ahead of their builds.

    Returns:
        0 done, 3 failed, 130 stopped.
    """
    tell = _teller()
    _offer_oneself()
    task = json.loads(sys.stdin.readline())
    stop = threading.Event()
    part = Path(task["part"])
    threading.Thread(target=_listen, args=(stop, tell, part), daemon=True).start()
    try:
        return _read(task, tell) if "ahead" in task else _build(task, tell, stop)
    except UnfitGraphError as error:
        tell("failed", stage="parse", reason=str(error), nodes=list(error.nodes))
    except MemoryError:
        tell("failed", stage="memory", reason="the process could not get more memory")
    except OSError as error:
        tell("failed", stage="write", reason=f"{error.strerror}", errno=error.errno)
    except ImportError as error:
        tell("failed", stage="import", reason=str(error))
    return FAILED


def _teller() -> Tell:
    """Standard output becomes ours alone; what libraries print there goes to standard error."""
    own = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    lock = threading.Lock()

    def tell(kind: str, **said: Any) -> None:
        with lock:
            own.write(json.dumps({"kind": kind, **said}) + "\n")
            own.flush()

    return tell


def _offer_oneself() -> None:
    try:
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO, encoding="ascii")
    except OSError:
        return


def _listen(stop: threading.Event, tell: Tell, part: Path) -> None:
    beat = threading.Thread(target=_beat, args=(stop, tell), daemon=True)
    beat.start()
    sys.stdin.readline()
    stop.set()
    time.sleep(GRACE_S)
    part.unlink(missing_ok=True)
    os._exit(STOPPED)


def _beat(stop: threading.Event, tell: Tell) -> None:
    while not stop.wait(ALIVE_EVERY_S):
        try:
            tell("alive", peak_rss_mb=peak_rss_mb())
        except OSError:  # nobody listens any more
            return


def _read(task: dict[str, Any], tell: Tell) -> int:
    """Reads every graph as its build will, so that the last one's fault is met before the first."""
    trt = importlib.import_module(task["ahead"][0]["recipe"]["library"])
    logger = _logger(trt, tell)
    builder = trt.Builder(logger)
    for each in task["ahead"]:
        tell("reading", graph=each["graph"])
        if _network(trt, builder, logger, each, tell) is None:
            return FAILED
    tell("read")
    return 0


def _network(trt: Any, builder: Any, logger: Any, task: dict[str, Any], tell: Tell) -> Any:
    flags = task["recipe"]["network_flags"]
    network = parsed(trt, builder, logger, Path(task["onnx"]), flags)
    free = unbound(network, task["profiles"])
    if free:
        tell("failed", stage="profiles", reason=f"no profile for {', '.join(free)}", names=free)
        return None
    return network


def _build(task: dict[str, Any], tell: Tell, stop: threading.Event) -> int:
    recipe = task["recipe"]
    trt = importlib.import_module(recipe["library"])
    logger = _logger(trt, tell)
    builder = trt.Builder(logger)
    network = _network(trt, builder, logger, task, tell)
    if network is None:
        return FAILED
    _hold(trt, network, recipe["islands"], tell)
    config = _config(trt, builder, task, tell)
    rows = _rows(network, config, recipe)
    tell("parsed", layers=network.num_layers, histogram=histogram(rows), table=rows)
    monitor = _monitor(trt, tell, stop) if hasattr(config, "progress_monitor") else None
    if monitor is not None:
        config.progress_monitor = monitor
    plan = builder.build_serialized_network(network, config)
    if stop.is_set():
        return STOPPED
    if plan is None:
        tell("failed", stage="build", reason="the builder gave no engine")
        return FAILED
    tell("phase", name="Writing the engine", parent=None, steps=1)
    written = _write(Path(task["part"]), plan)
    _keep_cache(task, config)
    tell("built", bytes=written, peak_rss_mb=peak_rss_mb())
    return 0


def _hold(trt: Any, network: Any, islands: list[str], tell: Tell) -> None:
    """Holds a weakly typed graph's islands in single precision, and tells which are not there."""
    if islands:
        held = layering.found(network, islands)
        layering.hold(trt, held.layers)
        tell("islands", layers=len(held.layers), missing=list(held.missing))


def _rows(network: Any, config: Any, recipe: dict[str, Any]) -> list[dict[str, Any]]:
    rows = layers(network)
    if recipe["dla"] is None:
        return rows
    places = layering.devices(network, config)
    return [{**row, "device": places[row["name"]]} for row in rows]


def _config(trt: Any, builder: Any, task: dict[str, Any], tell: Tell) -> Any:
    recipe, config = task["recipe"], builder.create_builder_config()
    for name in recipe["flags"]:
        config.set_flag(trt.BuilderFlag.__members__[name])
    config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, recipe["workspace_mib"] << 20)
    settings = {
        "builder_optimization_level": recipe["level"],
        "avg_timing_iterations": recipe["timing_iterations"],
        "tiling_optimization_level": recipe["tiling"]
        and trt.TilingOptimizationLevel.__members__[recipe["tiling"]],
        "profiling_verbosity": recipe["detailed"] and trt.ProfilingVerbosity.DETAILED,
        "max_num_tactics": recipe["tactics"],
        "hardware_compatibility_level": recipe["compatibility"]
        and trt.HardwareCompatibilityLevel.__members__[recipe["compatibility"]],
        "default_device_type": None if recipe["dla"] is None else trt.DeviceType.DLA,
        "DLA_core": recipe["dla"],
    }
    for name, value in settings.items():
        if value is not None and value is not False:
            setattr(config, name, value)
    _narrow(trt, config, recipe["computes"])
    for rows in task["profiles"]:
        profile = builder.create_optimization_profile()
        for row in rows:
            profile.set_shape(row["input"], row["least"], row["best"], row["most"])
        config.add_optimization_profile(profile)
    _warm(task, config, tell)
    return config


def _narrow(trt: Any, config: Any, computes: list[str]) -> None:
    if not computes:
        return
    config.num_compute_capabilities = len(computes)
    for index, compute in enumerate(computes):
        name = f"SM{compute.replace('.', '')}"
        config.set_compute_capability(trt.ComputeCapability.__members__[name], index)


def _warm(task: dict[str, Any], config: Any, tell: Tell) -> None:
    """Gives the builder the tactics that were timed on this very machine before."""
    if task["cache"] is None:
        return
    path = Path(task["cache"])
    kept = path.read_bytes() if path.is_file() else b""
    cache = config.create_timing_cache(kept)
    if not config.set_timing_cache(cache, ignore_mismatch=False):
        tell("log", level="warning", text=f"the timing cache {path.name} is of another machine")
        config.set_timing_cache(config.create_timing_cache(b""), ignore_mismatch=False)


def _keep_cache(task: dict[str, Any], config: Any) -> None:
    if task["cache"] is None:
        return
    path = Path(task["cache"])
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    _write(part, config.get_timing_cache().serialize())
    part.replace(path)


def _write(path: Path, content: Any) -> int:
    with memoryview(content) as view, path.open("wb") as stream:
        stream.write(view)
        stream.flush()
        os.fsync(stream.fileno())
        return view.nbytes


def _logger(trt: Any, tell: Tell) -> Any:
    class Logger(trt.ILogger):
        def log(self, severity: Any, message: str) -> None:
            level = severity.name.lower()
            if level in ("warning", "error", "internal_error") or FIGURES.search(message):
                tell("log", level=level, text=message)

    return Logger()


def _monitor(trt: Any, tell: Tell, stop: threading.Event) -> Any:
    class Monitor(trt.IProgressMonitor):
        told_s = 0.0

        def phase_start(self, phase_name: str, parent_phase: str | None, num_steps: int) -> None:
            tell("phase", name=phase_name, parent=parent_phase, steps=num_steps)

        def step_complete(self, phase_name: str, step: int) -> bool:
            now_s = time.monotonic()
            if now_s - self.told_s >= STEP_EVERY_S:
                self.told_s = now_s
                tell("step", name=phase_name, step=step)
            return not stop.is_set()

        def phase_finish(self, phase_name: str) -> None:
            tell("done", name=phase_name)

    return Monitor()


def peak_rss_mb() -> float | None:
    """The most memory this process ever had, in MiB; None where the system does not say.

    Not `ru_maxrss`: it counts what the parent had when it forked.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    except (OSError, IndexError, ValueError):
        return None


if __name__ == "__main__":
    sys.exit(main())
