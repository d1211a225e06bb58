"""What a machine says of itself: boards, workstations and a bare machine, from their files."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any

import pytest

from engines.plans.machine import Clocks, Machine, here
from tests.engines.plans.trees import (
    ADA,
    AGX_ORIN,
    BARE,
    ORIN,
    ORIN_NANO,
    THOR,
    TREE,
    WORKSTATION,
    clock,
    plant,
)


def facts(machine: Machine, *names: str) -> tuple[Any, ...]:
    return tuple(getattr(machine, name) for name in names)


def test_an_orin_nano_on_jetpack_6_is_read_from_its_files(tmp_path: Path) -> None:
    found = here(plant(tmp_path, ORIN_NANO), device=ORIN)
    assert facts(found, "arch", "gpu", "compute", "sm_count") == ("aarch64", "Orin", "8.7", 8)
    assert facts(found, "jetpack", "l4t", "cuda") == ("6.2", "36.4.3", "12.6")
    assert found.board == "NVIDIA Jetson Orin Nano Engineering Reference Developer Kit Super"
    assert facts(found, "memory_mib", "free_mib", "gpu_memory_mib") == (7620, 4100, None)
    assert facts(found, "swap_mib", "zram_mib", "desktop") == (0, 3810, True)
    assert found.power_mode == "MAXN_SUPER"
    assert found.clocks == Clocks(306, 1020, pinned=False)
    assert (found.libraries, found.system_tensorrt) == ({"tensorrt": "10.3.0"}, "10.3.0")


def test_an_agx_orin_on_jetpack_7_whose_python_sees_no_tensorrt(tmp_path: Path) -> None:
    found = here(plant(tmp_path, AGX_ORIN))
    assert facts(found, "jetpack", "l4t", "compute", "sm_count") == ("7.2", "39.2.0", "8.7", None)
    assert (found.libraries, found.system_tensorrt) == ({}, "10.16.2")
    assert found.clocks == Clocks(1300, 1300, pinned=True)
    assert facts(found, "swap_mib", "zram_mib", "desktop") == (16384, 0, False)


def test_a_thor_is_known_by_its_processor(tmp_path: Path) -> None:
    found = here(plant(tmp_path, THOR))
    assert facts(found, "gpu", "compute", "jetpack") == ("Thor", "11.0", "7.0")
    assert found.libraries == {"tensorrt": "10.13.3.9"}
    assert facts(found, "power_mode", "swap_mib", "desktop") == (None, None, None)


def test_a_workstation_has_a_driver_and_memory_of_its_own(tmp_path: Path) -> None:
    found = here(plant(tmp_path, WORKSTATION), device=ADA)
    assert facts(found, "arch", "gpu", "compute") == ("x86_64", ADA.name, "8.9")
    assert facts(found, "driver", "gpu_memory_mib", "board") == ("580.95.05", 24_080, None)
    assert found.place.driver == "580.95.05"


def test_a_machine_without_a_gpu_says_nothing_of_one(tmp_path: Path) -> None:
    found = here(plant(tmp_path, BARE))
    assert facts(found, "gpu", "compute", "driver", "cuda", "jetpack", "power_mode") == (None,) * 6
    assert found.clocks == Clocks()


@pytest.mark.parametrize(
    ("release", "jetpack"),
    [("R36 (release), REVISION: 4.0", "6.1"), ("R35 (release), REVISION: 4.1", "5.1.2")],
)
def test_jetson_linux_tells_jetpack_where_its_package_is_missing(
    release: str, jetpack: str, tmp_path: Path
) -> None:
    tree: TREE = {**AGX_ORIN, "etc/nv_tegra_release": f"# {release}, GCID: 1, BOARD: generic\n"}
    assert here(plant(tmp_path, tree)).jetpack == jetpack


def test_an_unknown_power_mode_is_not_made_up(tmp_path: Path) -> None:
    tree: TREE = {**ORIN_NANO, "var/lib/nvpmodel/status": "pmode:0009"}
    assert here(plant(tmp_path, tree)).power_mode is None


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path) -> None:
    broken = {"usr/local/cuda/version.json": "{", **clock(0, 0, 0)}
    broken["sys/class/devfreq/17000000.gpu/cur_freq"] = "none"
    found = here(plant(tmp_path, {**ORIN_NANO, **broken}))
    assert (found.cuda, found.clocks.now_mhz) == (None, None)


def test_this_machine_can_be_read() -> None:
    found = here()
    assert found.os == platform.system().lower()
    assert (found.disk_free_mib or 0) > 0
