"""What a build would cost, and boards that cannot build are told before the start."""

from __future__ import annotations

import pytest

from engines.errors import PlanRefused, PlanRoomError
from engines.nets.sides import Sides
from engines.plans.budget import budget, require
from engines.plans.machine import Machine
from engines.plans.targets import preset_of, target_of

MEASURED = {"house": (418, 0.2), "sd15": (5_900, 1.0)}  # MiB and minutes, TensorRT-RTX 1.7.1


def _budget(model, target, precision="fp16", machine=None, preset="kiosk", sizes=(), **more):
    return budget(
        model,
        target_of(target),
        preset_of(preset),
        precision=precision,
        sizes=sizes,
        machine=machine,
        **more,
    )


def _nano(**facts):
    board = {"os": "linux", "arch": "aarch64", "compute": "8.7", "board": "Jetson Orin Nano"}
    return Machine(**{**board, "memory_mib": 7_620, "disk_free_mib": 50_000, **facts})


@pytest.mark.parametrize("model", MEASURED)
def test_the_estimate_is_near_what_was_measured(model):
    memory, minutes = MEASURED[model]
    found = _budget(model, "rtx")
    largest = max(found.shares, key=lambda share: share.build_mib)
    assert largest.build_mib == pytest.approx(memory, rel=0.1)
    assert largest.minutes == pytest.approx(minutes, rel=0.5)


def test_a_kiosk_and_a_build_are_weighed_together_on_a_board():
    found = _budget("house", "orin-nano")
    assert {"chromium", "compositor"} <= found.kiosk_mib.keys()
    assert found.standing == "fits"
    assert _budget("house", "x86-sm89").kiosk_mib == {}


@pytest.mark.parametrize(
    ("memory_mib", "swap_mib", "standing"),
    [
        (32_000, 0, "fits"),
        (9_000, 0, "without kiosk"),
        (7_620, 8_192, "with swap"),
        (7_620, 0, "too small"),
        (None, None, "unknown"),
    ],
)
def test_a_board_is_told_whether_and_how_it_can_build(memory_mib, swap_mib, standing):
    machine = _nano(memory_mib=memory_mib, swap_mib=swap_mib)
    assert _budget("sd15", "orin-nano", machine=machine).standing == standing


def test_a_board_that_cannot_build_is_stopped_before_the_start():
    found = _budget("sd15", "orin-nano", machine=_nano(swap_mib=0))
    with pytest.raises(PlanRoomError, match=r"7,620 MiB.*swap"):
        require(found, target_of("orin-nano"))


def test_an_export_that_does_not_fit_is_stopped_before_the_start():
    rtx, small = target_of("rtx"), Machine(os="linux", arch="x86_64", free_mib=4_000)
    found = _budget("sdxs", "rtx", "int8", machine=small)
    assert found.standing == "too small"
    with pytest.raises(PlanRoomError, match=r"4,000 MiB of memory, exporting and judging want"):
        require(found, rtx)
    require(_budget("sdxs", "rtx", "int8", machine=small, carried=True), rtx)


@pytest.mark.parametrize(
    ("precision", "size", "met"),
    [("fp32", None, 8_930), ("fp16", Sides(512, 384), 9_761)],  # MiB, SDXS at full size
)
def test_the_memory_of_an_export_is_near_what_was_measured(precision, size, met):
    sizes = () if size is None else (size,)
    found = _budget("sdxs", "rtx", precision, sizes=sizes)
    assert found.export_mib == pytest.approx(met, rel=0.05)
    assert found.standing == "unknown"


def test_minutes_of_an_export_are_told_beside_those_of_the_build():
    found = _budget("sdxs", "rtx")
    assert found.export_minutes == pytest.approx(38, rel=0.05)  # as measured; built in one or two
    assert found.minutes < 3
    assert _budget("sdxs", "rtx", carried=True).export_minutes is None
    assert _budget("sdxs", "orin-nano").export_minutes is None


def test_a_full_disk_is_stopped_before_the_start():
    found = _budget("sdxs", "orin-nano", machine=_nano(swap_mib=0, disk_free_mib=900))
    with pytest.raises(PlanRoomError, match=r"900 MiB free.*clean"):
        require(found, target_of("orin-nano"))


def test_less_precision_costs_less_and_trying_harder_costs_time():
    half, whole = _budget("sdxs", "orin-nano"), _budget("sdxs", "orin-nano", "fp32")
    assert half.build_mib < whole.build_mib
    assert _budget("sdxs", "orin-nano", preset="max").minutes > 3 * half.minutes
    assert _budget("sdxs", "orin-nano", "int8").run_mib < half.run_mib


def test_an_unknown_model_is_refused_with_the_names():
    with pytest.raises(PlanRefused, match="sdxs"):
        _budget("dall-e", "rtx")
