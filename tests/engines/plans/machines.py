"""Machines that engines are asked for on: with a GPU, without one, and a Jetson."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

WORKSTATION = {"arch": "x86_64", "gpu": "NVIDIA GeForce RTX 4090", "compute": "8.9"}
BOARD = {"arch": "aarch64", "gpu": "Orin (nvgpu)", "compute": "8.7", "jetpack": "6.2"}


def machine(**facts: Any) -> Any:
    """A machine without a GPU, with both libraries; `facts` change it."""
    plain = {
        "os": "Linux",
        "arch": "x86_64",
        "gpu": None,
        "compute": None,
        "board": None,
        "jetpack": None,
        "libraries": {"tensorrt": "10.16.1", "tensorrt_rtx": "1.7.1"},
    }
    return SimpleNamespace(**{**plain, **facts})


def workstation(**facts: Any) -> Any:
    """A PC with a GPU of compute 8.9."""
    return machine(**{**WORKSTATION, **facts})


def orin_nano(**facts: Any) -> Any:
    """A Jetson Orin Nano on JetPack 6.2, with JetPack's own TensorRT."""
    board = "NVIDIA Jetson Orin Nano Engineering Reference Developer Kit Super"
    own = {"board": board, "libraries": {"tensorrt": "10.3.0"}}
    return machine(**{**BOARD, **own, **facts})
