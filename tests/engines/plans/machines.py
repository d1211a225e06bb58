"""Machines that engines are asked for on: with a GPU, without one, and a Jetson."""

from __future__ import annotations

from typing import Any

from engines.plans.machine import Machine

WORKSTATION = {"arch": "x86_64", "gpu": "NVIDIA GeForce RTX 4090", "compute": "8.9"}
BOARD = {"arch": "aarch64", "gpu": "Orin (nvgpu)", "compute": "8.7", "jetpack": "6.2"}


def machine(**facts: Any) -> Machine:
    """A machine without a GPU, with both libraries; `facts` change it."""
    plain: dict[str, Any] = {
        "os": "linux",
        "arch": "x86_64",
        "libraries": {"tensorrt": "10.16.1", "tensorrt_rtx": "1.7.1"},
    }
    return Machine(**{**plain, **facts})


def workstation(**facts: Any) -> Machine:
    """A PC with a GPU of compute 8.9."""
    return machine(**{**WORKSTATION, **facts})


def orin_nano(**facts: Any) -> Machine:
    """A Jetson Orin Nano on JetPack 6.2, with JetPack's own TensorRT."""
    board = "NVIDIA Jetson Orin Nano Engineering Reference Developer Kit Super"
    own = {"board": board, "libraries": {"tensorrt": "10.3.0"}}
    return machine(**{**BOARD, **own, **facts})
