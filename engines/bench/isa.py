"""A processor as in a laptop: AVX2 and no AVX-512, for a child process, with proof of its effect.

NumPy, OpenBLAS and OpenCV leave AVX-512 alone when their environment says so. ONNX Runtime has no
such switch: it asks the processor. A copy of its library therefore gets one changed answer: where
it reads the operating system's word on register state (XGETBV), it gets 7: SSE and AVX, no more.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from engines.errors import BackendMissingError
from engines.nets.base import open_net
from engines.settings import child_environment

# An 8-bit matrix product of 512 x 512 (Cast, Cast, MatMulInteger, Cast; opset 13) as ONNX. 8-bit
# and not float: processors that run 512-bit float arithmetic in two halves show no difference.
_PROOF = base64.b64decode(
    "CAc6sQEKFwoBYRIBdSIEQ2FzdCoJCgJ0bxgCoAECChcKAWISAWkiBENhc3QqCQoCdG8YA6ABAgoYCgF1CgFpEgFwIg1N"
    "YXRNdWxJbnRlZ2VyChcKAXASAWMiBENhc3QqCQoCdG8YAaABAhIFcHJvb2ZaFQoBYRIQCg4IARIKCgMIgAQKAwiABFoV"
    "CgFiEhAKDggBEgoKAwiABAoDCIAEYhUKAWMSEAoOCAESCgoDCIAECgMIgARCBAoAEA0="
)
_SIDE, _ROUNDS, _PROVED = 512, 40, 1.25
# XGETBV after `xor ecx, ecx`, or before `mov eax, eax; shl rdx, 32`: as compilers write its use.
_XGETBV = re.compile(rb"(?<=\x31\xc9)\x0f\x01\xd0|\x0f\x01\xd0(?=\x89\xc0\x48\xc1\xe2\x20)")
_PUSH_7_POP_RAX = b"\x6a\x07\x58"
_PROVE = "from engines.bench.isa import proof_gops; print(proof_gops())"


def flags() -> frozenset[str]:
    """The processor's features as Linux names them; empty where that cannot be read."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return frozenset()
    found = re.search(r"^flags\s*:\s*(.+)$", text, re.MULTILINE)
    return frozenset(found[1].split()) if found else frozenset()


def laptop_environment(folder: Path) -> dict[str, str]:
    """Prepares a child process that sees AVX2 and no AVX-512.

    Args:
        folder: an empty folder for the changed copy of ONNX Runtime; must outlive the child.

    Returns:
        The child's environment.

    Raises:
        BackendMissingError: it cannot be had on this machine; the message says why.
    """
    if "avx2" not in flags():
        raise BackendMissingError("not available on this machine: no x86-64 Linux with AVX2")
    if "avx512f" not in flags():
        raise BackendMissingError("the native row is the laptop row: no AVX-512 here")
    _copy_runtime(folder)
    simd = np.__config__.show(mode="dicts")["SIMD Extensions"]  # type: ignore[index]
    wide = [name for name in simd["found"] if name.startswith("AVX512") or name == "X86_V4"]
    return child_environment(
        PYTHONPATH=str(folder),
        NPY_DISABLE_CPU_FEATURES=" ".join(wide),
        OPENBLAS_CORETYPE="Haswell",
        OPENCV_CPU_DISABLE=",".join(_opencv_wide()),
    )


def proved_effect(environment: dict[str, str]) -> dict[str, float]:
    """Times one 8-bit matrix product with and without AVX-512, in two child processes.

    Returns:
        Thousand million operations a second, best of 40: `native` and `limited`.

    Raises:
        BackendMissingError: the difference is too small to prove anything.
    """
    native, limited = _child_gops(child_environment()), _child_gops(environment)
    if native < _PROVED * limited:
        raise BackendMissingError(
            f"not available on this machine: without effect ({native:.0f} and {limited:.0f} GOP/s)"
        )
    return {"native_gops": round(native, 1), "limited_gops": round(limited, 1)}


def proof_gops() -> float:
    """The speed of an 8-bit matrix product in this process, in thousand million a second."""
    ones = np.ones((_SIDE, _SIDE), np.float32)
    took_s: list[float] = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "proof.onnx"
        path.write_bytes(_PROOF)
        with open_net(path, threads=1) as net:
            for _ in range(_ROUNDS):
                start_s = time.perf_counter()
                net.run({"a": ones, "b": ones})
                took_s.append(time.perf_counter() - start_s)
    return 2 * _SIDE**3 / min(took_s) / 1e9


def _child_gops(environment: dict[str, str]) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _PROVE], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackendMissingError("not available on this machine: the limited process does not run")
    return float(json.loads(done.stdout))


def _copy_runtime(folder: Path) -> None:
    found = importlib.util.find_spec("onnxruntime")
    if found is None or found.origin is None:
        raise BackendMissingError("ONNX Runtime is not installed. Run: pip install onnxruntime")
    copy = folder / "onnxruntime"
    skipped = shutil.ignore_patterns("__pycache__", "tools", "quantization", "transformers")
    shutil.copytree(Path(found.origin).parent, copy, ignore=skipped)
    changed = 0
    for path in (copy / "capi").glob("*.so*"):
        text, count = _XGETBV.subn(_PUSH_7_POP_RAX, path.read_bytes())
        path.write_bytes(text)
        changed += count
    if not changed:
        raise BackendMissingError("not available on this machine: ONNX Runtime is built otherwise")


def _opencv_wide() -> list[str]:
    import cv2

    names = (name.strip("*?") for name in cv2.getCPUFeaturesLine().split())
    return [name for name in names if name.startswith("AVX512")]
