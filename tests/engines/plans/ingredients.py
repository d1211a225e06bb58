"""What went into a small made-up engine: one sample for every test, changed where it matters."""

from __future__ import annotations

from typing import Any

from engines.nets.manifest import Ingredients
from engines.nets.place import Place

LIBRARY = {"library": "tensorrt_rtx", "library_version": "1.7.1.116"}
BOARD = Place(
    os="linux",
    arch="aarch64",
    gpu="Orin",
    compute="8.7",
    sm_count=8,
    l4t="36.4.3",
    jetpack="6.2",
    driver="540.4.0",
    cuda="12.6",
)


def ingredients(**changed: Any) -> Ingredients:
    """The house in half precision for TensorRT-RTX, or whatever is said instead."""
    told: dict[str, Any] = {
        "model": "house",
        "revision": "r",
        "licence": "Apache-2.0",
        "graph": "house",
        "precision": "fp16",
        "onnx_sha256": "0" * 64,
        "opset": 18,
        "target": "rtx",
        "place": Place("linux", "x86_64"),
        **LIBRARY,
    }
    return Ingredients(**{**told, **changed})
