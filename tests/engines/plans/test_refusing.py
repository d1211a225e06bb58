"""Pairs that never fit are refused before any work, each with its reason and the right command."""

from __future__ import annotations

import re

import pytest

from engines.errors import PlanRefused
from engines.plans.refusing import PRECISIONS, board_target, check, resolved
from engines.plans.targets import target_of, targets
from tests.engines.plans.machines import machine, orin_nano, workstation

NX = {"board": "NVIDIA Jetson Orin NX Engineering Reference Developer Kit"}
AGX = {"board": "NVIDIA Jetson AGX Orin Developer Kit"}
THOR = {"board": "NVIDIA Jetson AGX Thor Developer Kit", "compute": "11.0", "jetpack": "7.0"}

# target, precision, machine -> what the message must say
REFUSED = {
    "fp8 on Orin": ("orin-nano", "fp8", orin_nano(), "no FP8.*--precision fp16"),
    "fp8 on Ampere": ("x86-sm86", "fp8", workstation(compute="8.6"), "8.9 .Ada.*--precision fp16"),
    "bf16 on Turing": ("x86-sm75", "bf16", workstation(compute="7.5"), "8.0 .Ampere"),
    "unknown precision": ("x86-sm89", "fp4", workstation(), "computes in fp16"),
    "a Jetson's on a workstation": ("orin-nano", "fp16", workstation(), "pack --model house"),
    "a Jetson's without a GPU": ("thor", "fp16", machine(), "pack .*--target thor"),
    "another board's": ("orin-agx", "fp16", orin_nano(), "not orin-agx.*--target orin-nano"),
    "a PC's on a Jetson": ("x86-sm89", "fp16", orin_nano(), "not x86-sm89.*--target orin-nano"),
    "RTX on a Jetson": ("rtx", "fp16", orin_nano(), "does not run on Jetson.*--target orin-nano"),
    "no GPU": ("x86-sm89", "fp16", machine(), "here is none.*--target rtx"),
    "another GPU": ("x86-sm86", "fp16", workstation(), "is 8.9.*--target x86-sm89"),
    "no TensorRT": ("x86-sm89", "fp16", workstation(libraries={}), r"pip install '\.\[tensorrt\]'"),
    "no RTX": ("rtx", "fp16", machine(libraries={}), r"pip install '\.\[rtx\]'"),
    "no JetPack library": ("orin-nano", "fp16", orin_nano(libraries={}), "system-site-packages"),
    "TensorRT 11 on JetPack 6": (
        "orin-nano",
        "fp16",
        orin_nano(libraries={"tensorrt": "11.4.1"}),
        "does not belong to JetPack 6.2, whose own is 10.3.*pip uninstall",
    ),
    "an old TensorRT": (
        "x86-sm89",
        "fp16",
        workstation(libraries={"tensorrt": "8.5.2"}),
        r"takes TensorRT 8.6 to.*here is 8.5.2.*tensorrt==11",
    ),
    "bf16 before TensorRT 10": (
        "x86-sm89",
        "bf16",
        workstation(libraries={"tensorrt": "8.6.1"}),
        "8.6.1 cannot build bf16.*--precision fp16",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_pair_is_refused_with_its_reason_and_the_right_command(case):
    target, precision, here, told = REFUSED[case]
    with pytest.raises(PlanRefused) as caught:
        check("house", target_of(target), precision, here)
    assert re.search(told, str(caught.value))


@pytest.mark.parametrize("board", [NX, AGX, THOR, {}], ids=["nx", "agx", "thor", "nano"])
def test_a_board_builds_for_itself(board):
    libraries = {"tensorrt": "10.13.3" if board is THOR else "10.3.0"}
    here = orin_nano(**board, libraries=libraries)
    own = resolved("here", here)
    assert own.name == board_target(here)
    check("house", own, "fp16", here)


@pytest.mark.parametrize("precision", ["fp32", "fp16", "int8"])
def test_rtx_is_built_without_a_gpu(precision):
    check("house", target_of("rtx"), precision, machine())


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.name)
@pytest.mark.parametrize("precision", PRECISIONS)
def test_what_can_be_told_without_a_machine_is_told(target, precision):
    computes = ("8.9",) if target.computes else ()
    if precision in target.precisions:
        check("house", target, precision, None, computes)
    else:
        with pytest.raises(PlanRefused, match=target.name):
            check("house", target, precision, None, computes)


@pytest.mark.parametrize(
    ("precision", "computes", "told"),
    [
        ("fp8", (), "--compute 8.9,12.0,12.1"),
        ("fp8", ("8.6", "8.9"), "Narrow it"),
        ("bf16", (), "8.0 or newer"),
        ("fp16", ("8.7",), "none of 7.5"),
    ],
)
def test_a_portable_engine_is_narrowed_to_gpus_that_can_compute_it(precision, computes, told):
    with pytest.raises(PlanRefused, match=told):
        check("house", target_of("rtx"), precision, None, computes)


def test_here_is_this_machine_and_nothing_without_a_gpu():
    assert resolved("here", workstation()).name == "x86-sm89"
    assert resolved("rtx", workstation()).name == "rtx"
    with pytest.raises(PlanRefused, match="--target rtx"):
        resolved("here", machine())
    with pytest.raises(PlanRefused, match=r"compute 6\.1"):
        resolved("here", workstation(gpu="GTX 1080", compute="6.1"))
