"""Every trouble that a builder is known to have comes with what is wrong and the next step."""

from __future__ import annotations

import errno
import signal

import pytest

from engines.errors import PlanBuildError, PlanError, PlanRefused, PlanRoomError
from engines.plans.troubles import Failure, error_of, skipped_note, trouble_of, troubles

NODES = ({"node": 3, "name": "blur", "operator": "GridBlur", "why": "no importer"},)
# What builders said: of TensorRT-RTX 1.7.1 and of reports on TensorRT 8 and 10.
SAID: dict[str, tuple[Failure, type[PlanError], str]] = {
    "disk full": (Failure("unet", "write", number=errno.ENOSPC), PlanRoomError, "clean"),
    "cannot write": (Failure("unet", "write", "Permission denied", number=13), PlanError, "--out"),
    "stuck": (Failure("unet", "stuck", status=-9), PlanBuildError, "--resume"),
    "missing library": (
        Failure("unet", "import", "libnvonnxparser.so.11: cannot open shared object file"),
        PlanRefused,
        r"libnvonnxparser\.so\.11 is missing.*apt-get install",
    ),
    "missing module": (
        Failure("unet", "import", "No module named 'tensorrt'"),
        PlanRefused,
        "system-site-packages",
    ),
    "no profile": (Failure("unet", "profiles", "no profile for latent"), PlanRefused, "--size"),
    "weights beside the graph": (
        Failure("unet", "parse", "Failed to open file: /tmp/unet.onnx.data"),
        PlanBuildError,
        "not beside it",
    ),
    "unreadable graph": (
        Failure("unet", "parse", "MODEL_DESERIALIZE_FAILED: Failed to parse the ONNX model."),
        PlanBuildError,
        "Export it again",
    ),
    "missing plugin": (
        Failure("unet", "parse", "No importer registered for op: GridBlur", nodes=NODES),
        PlanBuildError,
        "GridBlur blur.*ONNX Runtime",
    ),
    "unsupported node": (
        Failure("unet", "parse", "axis must be a constant", nodes=NODES),
        PlanBuildError,
        "GridBlur blur.*axis must be a constant",
    ),
    "unread graph": (Failure("unet", "parse", "whatever"), PlanBuildError, "whatever"),
    "types of other hardware": (
        Failure(
            "unet",
            "build",
            log=(
                "Error Code 1: Myelin ([pass.cpp:1500: run_passes] Cannot compile for target(s) "
                "sm86, because the model contains HW-specific datatypes: fp8_e4m3. In compileGraph",
            ),
        ),
        PlanRefused,
        "fp8_e4m3, which sm86 cannot.*fp16",
    ),
    "accelerator": (
        Failure(
            "decoder",
            "build",
            log=(
                "1: [nvdlaUtils.cpp::submit::198] Error Code 1: DLA (Failure to submit program.)",
                "10: Could not find any implementation for node ForeignNode[/conv/Conv]",
            ),
        ),
        PlanBuildError,
        "accelerator.*without --dla",
    ),
    "workspace": (
        Failure(
            "unet",
            "build",
            log=("no tactics to implement the operation within workspace limit.",),
            facts={"workspace_mib": 1},
        ),
        PlanRoomError,
        "fits into 1 MiB.*--workspace",
    ),
    "GPU memory": (
        Failure("unet", "build", log=("Cuda failure: out of memory",)),
        PlanRoomError,
        "multi-user.target.*--resume",
    ),
    "memory": (Failure("unet", "build", log=("std::bad_alloc",)), PlanRoomError, "zram off"),
    "killed": (Failure("unet", "ended", status=-signal.SIGKILL), PlanRoomError, "dmesg"),
    "no driver": (
        Failure("unet", "build", log=("CUDA initialization failure with error: 35",)),
        PlanRefused,
        "nvidia-smi.*--target rtx",
    ),
    "version mismatch": (
        Failure("unet", "build", log=("Version tag does not match. Note: Current Version: 43",)),
        PlanBuildError,
        "pip list",
    ),
    "cache miss": (
        Failure("unet", "build", log=("Timing cache miss for node conv",)),
        PlanBuildError,
        "without --require-cache",
    ),
    "profile out of bounds": (
        Failure("unet", "build", log=("kMIN dimension must be <= kOPT",)),
        PlanBuildError,
        "multiples of 8",
    ),
    "types disagree": (
        Failure("unet", "build", log=("ElementWiseOperation SUM must have same input types.",)),
        PlanBuildError,
        "one precision",
    ),
    "crashed": (Failure("unet", "ended", status=-signal.SIGSEGV), PlanBuildError, "signal 11"),
    "constraints": (
        Failure(
            "unet",
            "build",
            log=(
                "No implementation of layer Conv_119[Conv] obeys the requested constraints in "
                "strict mode. No conforming implementation was found",
            ),
        ),
        PlanBuildError,
        "single precision.*Conv_119.*--precision fp32",
    ),
    "other": (Failure("unet", "build", log=("Heaven fell.",)), PlanBuildError, r"Heaven fell\."),
}


def test_every_row_has_its_case():
    assert [trouble.name for trouble in troubles()] == list(SAID)


@pytest.mark.parametrize("name", SAID)
def test_a_trouble_is_known_and_comes_with_its_next_step(name):
    failure, kind, told = SAID[name]
    assert trouble_of(failure) == name
    with pytest.raises(kind, match=told):
        raise error_of(failure)


def test_a_message_never_shows_an_unfilled_place():
    for failure, _, _ in SAID.values():
        assert "{" not in str(error_of(failure))


def test_many_nodes_are_named_up_to_a_dozen():
    nodes = tuple({"node": k, "name": f"n{k}", "operator": "Odd"} for k in range(30))
    told = str(error_of(Failure("unet", "parse", "Plugin not found", nodes=nodes)))
    assert "Odd n11 and 18 more" in told
    assert "n12" not in told


def test_skipped_tactics_are_no_failure():
    assert skipped_note(0, 512) is None
    told = skipped_note(7, 512)
    assert told is not None
    assert "7 ways" in told
    assert "The engine is whole" in told
