"""Ordinary TensorRT without its library: NVIDIA's own bindings over empty shared objects.

The bindings' wheels are small and real: every class, enumeration and signature is NVIDIA's. The
library below them cannot be had here, so `stubs.c` stands for it, and whatever would reach it is an
`imitation`: it takes only what the real signature takes, remembers the call, and gives what the
signature promises where that is an object. What only the library could know raises `Unproved`,
unless the test itself says the answer.
"""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
PIP_LIMIT_S = 120.0
STUBS = ("nvinfer", "nvonnxparser", "nvinfer_plugin", "nvparsers")
# JetPack 6.0, 6.1 and 6.2, 7.2, and 7.2.2 or a workstation: the releases that targets name. Under
# four names, so that one run of pip fetches all: the bindings do not know which CUDA they are for.
WHEELS = {
    "8.6": "tensorrt-bindings==8.6.1",
    "10.3": "tensorrt-cu11-bindings==10.3.0",
    "10.16": "tensorrt-cu12-bindings==10.16.1.11",
    "11.4": "tensorrt-cu13-bindings==11.4.0.106",
}
# What `import tensorrt` finds in the folder of a release.
MODULE = """\
from tests.engines.plans.standin import imitation
import tensorrt_bindings
from tensorrt_bindings import *
from tensorrt_bindings import __version__
imitation.imitate(globals(), tensorrt_bindings)
"""


class UnreachableError(Exception):
    """The bindings cannot be had here: no network, no compiler, or no wheel for this Python."""


@dataclass(frozen=True)
class Release:
    """One TensorRT whose bindings are here.

    Attributes:
        name: "10.3".
        folder: to be put first on the path; `import tensorrt` then finds the stand-in.
    """

    name: str
    folder: Path


def installed(cache: Path) -> dict[str, Release]:
    """Every release's bindings, fetched once into the cache.

    Raises:
        UnreachableError: they cannot be had here.
    """
    python = f"{sys.version_info.major}{sys.version_info.minor}"
    folders = {name: cache / f"{wheel}-cp{python}" for name, wheel in WHEELS.items()}
    with (cache / "lock").open("w") as lock:  # of two workers the second waits for the first
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not all((folder / "tensorrt.py").exists() for folder in folders.values()):
            _fetch(cache / "wheels", folders)
    return {name: Release(name, folder) for name, folder in folders.items()}


def _fetch(wheels: Path, folders: dict[str, Path]) -> None:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    _run([*pip, "--only-binary", ":all:", "--dest", str(wheels), *WHEELS.values()])
    for name, folder in folders.items():
        told, _, version = WHEELS[name].partition("==")
        wheel = next(wheels.glob(f"{told.replace('-', '_')}-{version}-*.whl"))
        shutil.rmtree(folder, ignore_errors=True)
        zipfile.ZipFile(wheel).extractall(folder)
        for stub in STUBS:
            built_library(
                HERE / "stubs.c",
                folder / "tensorrt_bindings" / f"lib{stub}.so.{name.split('.')[0]}",
            )
        # Last: its presence says that the folder is whole.
        (folder / "tensorrt.py").write_text(MODULE)


def built_library(source: Path, library: Path) -> None:
    """Compiles one C file into a shared object."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise UnreachableError("no C compiler for the empty libraries: apt-get install gcc")
    _run([compiler, "-shared", "-fPIC", "-o", str(library), str(source)])


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PIP_LIMIT_S)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnreachableError(f"{command[0]}: {error}") from error
    if done.returncode:
        last = (done.stderr.strip() or "no reason given").splitlines()[-1]
        raise UnreachableError(f"{' '.join(command[-2:])}: {last}")
