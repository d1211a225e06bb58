"""Timing: any net, with percentiles, memory and what the figures depend on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engines.errors import BackendMissingError
from engines.media import arrays_of, path_of
from engines.nets import cuda
from engines.nets.base import open_net
from engines.plans import timing
from engines.plans.machine import Clocks, Machine
from engines.plans.timing import Timing, conditions, measure, measure_plan, percentile, table

BOARD = Machine("linux", "aarch64", power_mode="MAXN_SUPER", clocks=Clocks(1020, 1020, True))
FOUND = Timing(
    what="unet with CUDA graph",
    rounds=100,
    opening_s=1.0,
    first_ms=80.0,
    least_ms=9.0,
    p50_ms=10.0,
    p95_ms=11.0,
    p99_ms=12.0,
    rss_mb=900.0,
    gpu_mb=1200,
    captured=True,
    power_mode="MAXN_SUPER",
    clock_mhz=(1020, 1020),
    pinned=True,
    busy=False,
)


def test_a_net_on_onnx_runtime_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "load", lambda: 0.1)
    found = measure(
        lambda: open_net(path_of("watercolor"), threads=1),
        arrays_of(np.zeros((64, 64, 3)), np.zeros((64, 64)), seed=0),
        what="watercolor",
        machine=lambda: BOARD,
        rounds=5,
    )
    assert 0 < found.least_ms <= found.p50_ms <= found.p95_ms <= found.p99_ms
    assert (found.power_mode, found.clock_mhz, found.pinned) == ("MAXN_SUPER", (1020, 1020), True)
    assert (found.gpu_mb, found.captured, found.busy) == (None, None, False)


@pytest.mark.parametrize(("share", "expected"), [(50, 50), (95, 95), (99, 99), (100, 100), (0, 1)])
def test_percentiles_are_of_the_nearest_rank(share: float, expected: float) -> None:
    assert percentile([float(n) for n in range(1, 101)], share) == expected
    assert percentile([7.0], share) == 7.0


def test_figures_come_with_what_they_depend_on() -> None:
    told = table([FOUND, replace(FOUND, what="unet without CUDA graph", p50_ms=13.0)])
    assert "unet with CUDA graph                10.00    11.00    12.00     80.0" in told
    assert told.count("power mode MAXN_SUPER; GPU at 1,020 to 1,020 MHz, pinned") == 1
    assert "1,200 MiB of GPU memory" in told


def test_a_busy_machine_and_a_wandering_clock_are_told() -> None:
    told = conditions(replace(FOUND, busy=True, pinned=False, clock_mhz=(306, 1020)))
    assert "306 to 1,020 MHz, not pinned" in told
    assert told.endswith("the machine had other work: an upper bound")


def test_an_engine_is_not_timed_without_a_gpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cuda, "LIBRARY", "libnothing.so.1")
    cuda.library.cache_clear()
    with pytest.raises(BackendMissingError, match="no NVIDIA driver"):
        measure_plan(tmp_path / "unet.engine", "tensorrt", {}, keys=tmp_path, machine=lambda: BOARD)
    cuda.library.cache_clear()
