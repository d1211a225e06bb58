"""A stream of the GPU with its buffers, where something fails: nothing is lost, the cause is told.

Over a driver whose GPU is the processor's memory; `DRIVER_FAILS` names the call that fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engines.errors import BackendMissingError, PlanError
from engines.nets import cuda
from engines.nets.lanes import Lane
from tests.engines.plans.standin import HERE, UnreachableError, built_library

FLOAT = np.dtype("float32")


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("driver") / "libcuda.so.1"
    try:
        built_library(HERE / "driver.c", path)
    except UnreachableError as error:
        pytest.skip(str(error))
    return path


@pytest.fixture
def calls(driver: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Puts the driver in place; gives the file of what it was asked."""
    monkeypatch.setattr(cuda, "LIBRARY", str(driver))
    monkeypatch.setenv("DRIVER_TRAIL", str(tmp_path / "calls"))
    cuda.library.cache_clear()
    yield tmp_path / "calls"
    cuda.library.cache_clear()


def test_memory_that_is_short_beside_a_buffer_leaves_none_behind(
    calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Lane() as lane:
        monkeypatch.setenv("DRIVER_FAILS", "cuMemAllocHost_v2")
        with pytest.raises(PlanError, match=r"no memory left \(cuMemAllocHost_v2\)"):
            lane.address("page", 16)
        monkeypatch.delenv("DRIVER_FAILS")
        assert lane.address("page", 16)
    told = calls.read_text().split()
    assert told.count("alloc") == told.count("free") == 2


def test_a_capture_that_its_work_breaks_off_says_why_and_leaves_the_lane_usable(
    calls: Path,
) -> None:
    def breaks() -> None:
        raise PlanError("the engine failed to run")

    with Lane() as lane:
        lane.address("page", 16)
        with pytest.raises(PlanError, match="the engine failed to run"):
            lane.capture(breaks)
        assert (lane.captured, cuda.library().standin_drawings()) == (False, 0)
        lane.view("page", FLOAT, (4,))[...] = 3
        lane.capture(lambda: lane.upload("page", 16))
        assert lane.captured
    assert "capture" in calls.read_text()


def test_a_gpu_that_refuses_to_free_is_left_with_nothing_else_and_logged(
    calls: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lane = Lane()
    lane.__enter__()
    for name in ("page", "painted"):
        lane.address(name, 16)
    monkeypatch.setenv("DRIVER_FAILS", "cuMemFree_v2")
    lane.__exit__()
    lane.close()
    told = calls.read_text().split()
    assert (told.count("free"), told[-2:]) == (2, ["destroy", "release"])
    assert caplog.text.count("not all freed: CUDA's cuMemFree_v2 failed") == 2


@pytest.mark.usefixtures("calls")
def test_a_driver_that_lacks_a_call_is_said_to_be_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cuda.SHAPES, "cuNotYetInvented", ())
    with pytest.raises(BackendMissingError, match=r"too old .*cuNotYetInvented.*CUDA 11\.4"):
        cuda.library()
