"""What the doctor says: in plain sentences, with what to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engines.nets.cuda import Device
from engines.plans.doctor import Finding, can_build, examine
from engines.plans.machine import Machine, here
from engines.sealing.signing import machine_key
from tests.engines.plans.trees import (
    ADA,
    AGX_ORIN,
    BARE,
    ORIN,
    ORIN_NANO,
    TREE,
    WORKSTATION,
    plant,
)


def found_on(root: Path, tree: TREE, device: Device | None = None) -> list[Finding]:
    return examine(here(plant(root, tree), device=device), keys=root / "keys")


def told(findings: list[Finding], what: str) -> Finding:
    return next(each for each in findings if each.what == what)


def test_an_orin_nano_is_told_what_to_free_before_it_builds(tmp_path: Path) -> None:
    findings = found_on(tmp_path, ORIN_NANO, ORIN)
    assert "JetPack 6.2" in told(findings, "board").text
    assert told(findings, "swap").standing == "problem"
    assert "swapon /swapfile" in told(findings, "swap").remedy
    assert "systemctl isolate multi-user.target" in told(findings, "desktop").remedy
    assert "jetson_clocks" in told(findings, "clocks").remedy
    assert "builds here in fp16, " in told(findings, "target orin-nano").text
    assert can_build(findings)


def test_a_board_whose_python_sees_no_tensorrt_is_told_how_to_make_it(tmp_path: Path) -> None:
    findings = found_on(tmp_path, AGX_ORIN, ORIN)
    seen = told(findings, "TensorRT")
    assert (seen.standing, seen.text[:7]) == ("problem", "10.16.2")
    assert "--system-site-packages" in seen.remedy
    assert told(findings, "clocks").text.endswith("1,300 MHz, pinned: figures repeat")
    assert not can_build(findings)


def test_a_tensorrt_that_pip_brought_onto_a_board_is_a_problem(tmp_path: Path) -> None:
    machine = here(plant(tmp_path, ORIN_NANO), device=ORIN)
    mixed = replace(machine, libraries={"tensorrt": "10.16.1.11"})
    seen = told(examine(mixed, keys=tmp_path), "TensorRT")
    assert "this Python has 10.16.1.11, JetPack brought 10.3.0" in seen.text
    assert seen.remedy.startswith("pip uninstall tensorrt")


def test_a_workstation_learns_which_target_it_is(tmp_path: Path) -> None:
    machine = here(plant(tmp_path, WORKSTATION), device=ADA)
    libraries = {"tensorrt": "10.16.1", "tensorrt_rtx": "1.7.1"}
    findings = examine(replace(machine, libraries=libraries), keys=tmp_path)
    assert "24,080 MiB of its own" in told(findings, "GPU").text
    assert told(findings, "target x86-sm89").standing == "ok"
    boards = told(findings, "no engine for orin-nano, orin-nx, orin-agx, thor")
    assert "build_trt.py pack" in boards.text


def test_a_machine_without_a_gpu_builds_with_rtx_and_is_told_so(tmp_path: Path) -> None:
    machine = here(plant(tmp_path, BARE))
    findings = examine(replace(machine, libraries={"tensorrt_rtx": "1.7.1"}), keys=tmp_path)
    assert "cannot run, be timed or be verified here" in told(findings, "GPU").text
    assert "--target rtx" in told(findings, "GPU").remedy
    assert can_build(findings)


def test_little_memory_and_disk_are_told(tmp_path: Path) -> None:
    machine = replace(here(plant(tmp_path, BARE)), free_mib=900, disk_free_mib=3_000)
    findings = examine(machine, keys=tmp_path)
    assert told(findings, "memory").standing == "problem"
    assert "build_trt.py clean" in told(findings, "disk").remedy


def test_what_nobody_says_is_not_made_up(tmp_path: Path) -> None:
    findings = examine(Machine("darwin", "arm64"), keys=tmp_path)
    assert "does not say" in told(findings, "memory").text
    assert not [each for each in findings if "None" in each.text]


@pytest.mark.parametrize("exposed", [False, True])
def test_the_key_is_told_by_name_and_watched(exposed: bool, tmp_path: Path) -> None:
    key = machine_key(tmp_path)
    (tmp_path / "machine.key").chmod(0o644 if exposed else 0o600)
    seen = told(examine(Machine("linux", "x86_64"), keys=tmp_path), "machine's key")
    assert ("chmod 600" if exposed else key.name) in seen.text
