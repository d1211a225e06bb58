"""How quickly each runtime computes a net here, and whether it answers as ONNX Runtime does.

Runs in a short process of its own (`measured`): the libraries that are tried stay out of the faces.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from engines.errors import BackendMissingError
from engines.nets.base import Array, Net, Slot, open_net
from engines.settings import child_environment

Way = tuple[str, str]  # a runtime and a precision
REFERENCE: Way = ("onnxruntime", "fp32")
LEAST_ROUNDS, MOST_ROUNDS, ROUNDS_S = 5, 25, 0.9
LIMIT_S = 60.0
# More processes a core that want to run than this: what is measured then is not worth keeping.
BUSY = 1.0
_CODE = (
    "import sys; sys.path[:] = sys.argv[1:-1]; "
    "from engines.nets.measuring import measure_child; measure_child()"
)


@dataclass(frozen=True, slots=True)
class Apart:
    """How far two answers are apart, in sRGB of 0..1: on average, and at worst."""

    mean: float
    worst: float

    def within(self, bound: Apart) -> bool:
        """Whether it is no more than this."""
        return self.mean <= bound.mean and self.worst <= bound.worst


# How far an answer may be from the reference's: three times and more what was found, see "Runtimes"
# in engines/weights/README.md.
PARITY = {"fp32": Apart(1e-5, 1e-4), "bf16": Apart(0.003, 0.03)}


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured.

    Attributes:
        took_ms: one run, by way: the lower quartile, because a busy moment only slows runs down.
        refused: why a way cannot be taken, by way; what ailed the measuring itself under "": it is
            then done again at the next start.
    """

    took_ms: dict[str, float] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def label(way: Way) -> str:
    """A way in words: "openvino bf16"."""
    return " ".join(way)


def measured(path: Path, ways: Sequence[Way], *, threads: int) -> Found:
    """Measures ways side by side in another process, in about a second and what loading takes.

    Args:
        path: the house network's `.onnx` file.
        ways: what to measure.
        threads: threads for one run.
    """
    task = {"path": str(path), "ways": list(ways), "threads": threads}
    command = [sys.executable, "-c", _CODE, *sys.path, json.dumps(task)]
    environment = child_environment(OMP_NUM_THREADS=str(threads))
    ailing = {"": "the machine was busy; measured again at the next start"} if load() > BUSY else {}
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, timeout=LIMIT_S, text=True, check=True
        )
        found = json.loads(done.stdout.splitlines()[-1])
        return Found(found["took_ms"], found["refused"] | ailing)
    except subprocess.TimeoutExpired:
        return Found(refused={"": f"took longer than {LIMIT_S:g} s"})
    except (subprocess.CalledProcessError, OSError, IndexError, ValueError, KeyError) as error:
        return Found(refused={"": f"failed ({type(error).__name__})"})


def load() -> float:
    """How many processes a core want to run; 0 where the system does not say."""
    return os.getloadavg()[0] / (os.cpu_count() or 1) if hasattr(os, "getloadavg") else 0.0


def measure_child() -> None:
    """Measures what the JSON in the last argument says; writes the result to standard output."""
    task = json.loads(sys.argv[-1])
    ways = [(str(runtime), str(precision)) for runtime, precision in task["ways"]]
    found = measure(Path(task["path"]), ways, threads=task["threads"])
    sys.stdout.write(f"\n{json.dumps({'took_ms': found.took_ms, 'refused': found.refused})}\n")


def measure(path: Path, ways: Sequence[Way], *, threads: int) -> Found:
    """Does the same in this process."""
    with ExitStack() as stack:
        reference = stack.enter_context(_opened(path, REFERENCE, threads))
        feed = sample_of(reference.inputs)
        expected = reference.run(feed)
        nets: dict[str, Net] = {}
        refused: dict[str, str] = {}
        for way in ways:
            try:
                net = stack.enter_context(_opened(path, way, threads))
            except BackendMissingError as error:
                refused[label(way)] = str(error)
                continue
            apart = apart_of(net.run(feed), expected)
            if apart.within(PARITY[way[1]]):
                nets[label(way)] = net
            else:
                refused[label(way)] = f"answers too far apart: {apart.mean:.4f}, {apart.worst:.3f}"
        return Found(_timed(nets, feed), refused)


def _opened(path: Path, way: Way, threads: int) -> Net:
    runtime, precision = way
    return open_net(path, runtime=runtime, precision=precision, threads=threads)


def _timed(nets: Mapping[str, Net], feed: Mapping[str, Array]) -> dict[str, float]:
    """In turn, round after round, so that a busy moment hits all of them alike."""
    took_s: dict[str, list[float]] = {name: [] for name in nets}
    start_s = time.perf_counter()
    for number in range(MOST_ROUNDS + 1):
        if number > LEAST_ROUNDS and time.perf_counter() - start_s > ROUNDS_S:
            break
        for name, net in nets.items():
            run_s = time.perf_counter()
            net.run(feed)
            if number:
                took_s[name].append(time.perf_counter() - run_s)
    return {
        name: round(statistics.quantiles(runs, n=4, method="inclusive")[0] * 1e3, 2)
        for name, runs in took_s.items()
    }


def apart_of(answer: Mapping[str, Array], expected: Mapping[str, Array]) -> Apart:
    """How far the clean pictures of two answers of the house network are apart."""
    one, other = (
        np.clip(np.asarray(each["clean"], np.float64) / 2 + 0.5, 0, 1)
        for each in (answer, expected)
    )
    if not np.isfinite(one).all():
        return Apart(1.0, 1.0)
    between = np.abs(one - other)
    return Apart(float(between.mean()), float(between.max()))


def sample_of(inputs: Sequence[Slot]) -> dict[str, Array]:
    """What the house network is measured with: a page with a line, a field and a few words.

    Args:
        inputs: the network's, whatever its side.
    """
    shapes = {slot.name: tuple(side or 1 for side in slot.shape) for slot in inputs}
    channels, side = shapes["sketch"][1], shapes["sketch"][2]
    page = np.zeros((channels, side, side), np.float32)
    page[:3] = 1
    field_, line = np.s_[side // 2 : side // 3 * 2, side // 8 : -side // 8], side // 3
    page[:3, field_[0], field_[1]] = np.array((0.3, 0.5, 0.2), np.float32)[:, None, None]
    page[4, field_[0], field_[1]] = 1
    page[:3, line : line + 2, side // 4 : -side // 4] = 0.2
    page[3, line : line + 2, side // 4 : -side // 4] = 1
    noise = np.random.Generator(np.random.PCG64(7)).standard_normal(shapes["noise"], np.float32)
    words = np.zeros(shapes["words"], np.int64)
    words[:, :3] = (1, 2, 3)
    return {
        "sketch": page[None],
        "noise": noise,
        "t": np.ones(shapes["t"], np.float32),
        "words": words,
        "mood": np.zeros(shapes["mood"], np.int64),
    }


def peak_memory_mb() -> float | None:
    """The most memory that this process has held; None where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    except (OSError, IndexError):
        pass
    try:
        import resource
    except ImportError:
        return None
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
