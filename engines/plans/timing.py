"""How long a net takes and what it occupies, with what the figures depend on beside them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engines.nets.base import Array, Net
from engines.nets.measuring import BUSY, load, peak_memory_mb
from engines.nets.tensorrt import EngineNet
from engines.nets.tensorrt_rtx import RtxNet
from engines.plans.machine import Machine

WARM_UP, ROUNDS = 10, 100
ENGINES = {"tensorrt": EngineNet, "tensorrt_rtx": RtxNet}

Opener = Callable[[], AbstractContextManager[Net]]


@dataclass(frozen=True, slots=True)
class Timing:
    """One net, measured.

    Attributes:
        what: what was measured, in words.
        rounds: how many runs count.
        opening_s: opening the file, in seconds.
        first_ms: the first run: buffers, tuning and capturing.
        least_ms: the quickest run.
        p50_ms: half of the runs took at most this.
        p95_ms: 95 of 100.
        p99_ms: 99 of 100.
        rss_mb: the most memory of this process so far, in MiB; None where the system does not say.
        gpu_mb: GPU memory that opening and running took, in MiB; None without a GPU.
        captured: whether a CUDA graph was launched; None where there is none.
        power_mode: a Jetson's.
        clock_mhz: the GPU's clock before and after; None where nothing says.
        pinned: whether it stood still.
        busy: whether the machine had other work: the figures are an upper bound then.
        streamable_mib: MiB of weights that may wait outside the GPU; None where none does.
    """

    what: str
    rounds: int
    opening_s: float
    first_ms: float
    least_ms: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    rss_mb: float | None
    gpu_mb: int | None
    captured: bool | None
    power_mode: str | None
    clock_mhz: tuple[int, int] | None
    pinned: bool | None
    busy: bool
    streamable_mib: float | None = None


def measure(
    opened: Opener,
    feed: Mapping[str, Array],
    *,
    what: str,
    machine: Callable[[], Machine],
    rounds: int = ROUNDS,
) -> Timing:
    """Opens a net, warms it up and runs it again and again with the same arrays.

    Args:
        opened: gives the net, for `with`.
        feed: its arrays, in its own types.
        what: what to call it.
        machine: reads this machine; asked before and after, for the clocks.
        rounds: runs that count.
    """
    busy, before = load() > BUSY, machine()
    start_s = time.perf_counter()
    with opened() as net:
        opening_s = time.perf_counter() - start_s
        first_ms = _run_ms(net, feed)
        for _ in range(min(WARM_UP, rounds)):
            net.run(feed)
        took = sorted(_run_ms(net, feed) for _ in range(rounds))
        lane = getattr(net, "lane", None)
        gpu_mb = _gpu_mb(before, lane)
        captured = None if lane is None else bool(lane.captured)
        streamable_mib = getattr(net, "streamable_mib", None)
    after = machine()
    return Timing(
        what=what,
        rounds=rounds,
        opening_s=opening_s,
        first_ms=first_ms,
        least_ms=took[0],
        p50_ms=percentile(took, 50),
        p95_ms=percentile(took, 95),
        p99_ms=percentile(took, 99),
        rss_mb=peak_memory_mb(),
        gpu_mb=gpu_mb,
        captured=captured,
        power_mode=after.power_mode,
        clock_mhz=_clock(before, after),
        pinned=after.clocks.pinned,
        busy=busy,
        streamable_mib=streamable_mib,
    )


def measure_plan(
    engine: Path,
    library: str,
    feed: Mapping[str, Array],
    *,
    keys: Path,
    machine: Callable[[], Machine],
    rounds: int = ROUNDS,
) -> tuple[Timing, Timing]:
    """An engine with and without a CUDA graph.

    Args:
        engine: the engine file; its plan is checked.
        library: "tensorrt" or "tensorrt_rtx".
        feed: its arrays, in its own types.
        keys: the practice's folder, with the machine's key.
        machine: reads this machine.
        rounds: runs that count.

    Raises:
        BackendMissingError: there is no GPU, or the library is not installed.
        PlanMismatchError: the plan is not this machine's.
    """

    def one(*, graphed: bool) -> Timing:
        kind = ENGINES[library]
        found = measure(
            lambda: kind(engine, keys=keys, graphed=graphed),
            feed,
            what=engine.stem,
            machine=machine,
            rounds=rounds,
        )
        # some engines are never captured, though asked
        how = "with" if found.captured else "without"
        return replace(found, what=f"{engine.stem} {how} CUDA graph")

    return one(graphed=True), one(graphed=False)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The nearest-rank percentile of figures in rising order; `share` in 0..100."""
    return ordered[max(0, math.ceil(share / 100 * len(ordered)) - 1)]


def table(timings: Sequence[Timing]) -> str:
    """The figures as lines of text, with what they depend on."""
    head = f"{'':32}{'p50':>9}{'p95':>9}{'p99':>9}{'first':>9}  ms"
    rows = [
        f"{each.what:32}{each.p50_ms:9.2f}{each.p95_ms:9.2f}{each.p99_ms:9.2f}{each.first_ms:9.1f}"
        for each in timings
    ]
    return "\n".join([head, *rows, *dict.fromkeys(map(conditions, timings))])


def conditions(timing: Timing) -> str:
    """What the figures depend on, in one line."""
    facts = [f"{timing.rounds} runs"]
    if timing.rss_mb is not None:
        facts.append(f"{timing.rss_mb:,.0f} MiB of memory at most")
    if timing.gpu_mb is not None:
        facts.append(f"{timing.gpu_mb:,} MiB of GPU memory")
    if timing.streamable_mib is not None:
        facts.append(f"{timing.streamable_mib:,.0f} MiB of weights may be streamed")
    if timing.power_mode is not None:
        facts.append(f"power mode {timing.power_mode}")
    if timing.clock_mhz is not None:
        standing = "pinned" if timing.pinned else "not pinned"
        facts.append(f"GPU at {timing.clock_mhz[0]:,} to {timing.clock_mhz[1]:,} MHz, {standing}")
    if timing.busy:
        facts.append("the machine had other work: an upper bound")
    return "; ".join(facts)


def _run_ms(net: Net, feed: Mapping[str, Array]) -> float:
    start_s = time.perf_counter()
    net.run(feed)
    return (time.perf_counter() - start_s) * 1e3


def _gpu_mb(before: Machine, lane: Any) -> int | None:
    """Against what was free before; on a Jetson that is the processor's memory."""
    if lane is None:
        return None
    free, total = lane.free_mib()
    shared = before.gpu_memory_mib is None
    return max(0, (before.free_mib or total if shared else total) - free)


def _clock(before: Machine, after: Machine) -> tuple[int, int] | None:
    one, other = before.clocks.now_mhz, after.clocks.now_mhz
    return None if one is None or other is None else (one, other)
