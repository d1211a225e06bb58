"""What an engine can be built for, and how hard the builder tries.

The facts stand in `targets.toml`. A target is asked for by name; which pairs are refused, and what
`here` is, says `engines.plans.refusing`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from engines.errors import PlanRefused

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Library = Literal["tensorrt", "tensorrt_rtx"]
HERE = "here"
TITLES: Mapping[str, str] = MappingProxyType(
    {"tensorrt": "TensorRT", "tensorrt_rtx": "TensorRT-RTX"}
)
_FILE = Path(__file__).with_name("targets.toml")


@dataclass(frozen=True, slots=True)
class Release:
    """A range of library versions that a target takes.

    Attributes:
        lowest: the first version, "10.3".
        highest: the last one; what it does not name is free: "8.6" takes 8.6.1 too.
        jetpack: first and last JetPack that this range belongs to; None where there is none.
        cuda: what comes with it; None where it does not matter.
        opset: newest ONNX opset it reads; None for the target's own.
        lacks: precisions that these versions cannot build.
        dla: the last of these versions that serves deep learning accelerators; None for none.
    """

    lowest: str
    highest: str
    jetpack: tuple[str, str] | None = None
    cuda: str | None = None
    opset: int | None = None
    lacks: tuple[str, ...] = ()
    dla: str | None = None

    def takes(self, version: str) -> bool:
        """Whether a version lies in the range."""
        return _within(version, self.lowest, self.highest)

    def belongs_to(self, jetpack: str | None) -> bool:
        """Whether the range belongs to a JetPack; an unknown one is given the benefit of doubt."""
        return jetpack is None or self.jetpack is None or _within(jetpack, *self.jetpack)


@dataclass(frozen=True, slots=True)
class Target:
    """One row of `targets.toml`.

    Attributes:
        name: what it is asked for by.
        title: the hardware, in plain words.
        library: what builds and runs it.
        machine: "x86_64", "aarch64" or "any".
        compute: the GPU's compute capability, "8.7"; None where the engine is portable.
        computes: capabilities that a portable engine may be narrowed to.
        jetson: whether it is built on the board itself, with JetPack's own TensorRT.
        memory_gib: memory of the smallest board sold under the name; None for workstations.
        unified: whether processor and GPU share that memory.
        releases: the library versions it takes.
        precisions: what it can compute in, best choice first.
        lacks: why another precision is impossible, by precision.
        opset: ONNX opset of its graphs.
        workspace_mib: the most that one layer may use while it runs.
        minutes: how long a build takes, as a multiple of TensorRT-RTX on two processor cores.
        notes: what else an engineer should know.
        dla_cores: deep learning accelerators of the largest board sold under the name.
    """

    name: str
    title: str
    library: Library
    machine: str
    compute: str | None
    computes: tuple[str, ...]
    jetson: bool
    memory_gib: float | None
    unified: bool
    releases: tuple[Release, ...]
    precisions: tuple[str, ...]
    lacks: Mapping[str, str]
    opset: int
    workspace_mib: int
    minutes: float
    notes: tuple[str, ...]
    dla_cores: int

    def release(self, version: str, jetpack: str | None = None) -> Release | None:
        """The range that a library version lies in, on that JetPack; None where it fits none."""
        fits = (each for each in self.releases if each.takes(version))
        return next((each for each in fits if each.belongs_to(jetpack)), None)

    def opset_for(self, version: str) -> int:
        """The opset of graphs for one library version."""
        found = self.release(version)
        return found.opset if found is not None and found.opset is not None else self.opset


@dataclass(frozen=True, slots=True)
class Preset:
    """How hard the builder tries.

    Attributes:
        name: "quick", "kiosk" or "max".
        title: what it is for.
        level: the builder's optimization level, 0..5.
        timing_iterations: runs that a tactic's time is the average of.
        tiling: a `TilingOptimizationLevel`, or None for the library's default.
        tactics: the most ways of computing that are tried a layer, where that can be said; None for
            the library's own choice.
        time: how long a build takes, as a multiple of "kiosk". An estimate.
    """

    name: str
    title: str
    level: int
    timing_iterations: int
    tiling: str | None
    tactics: int | None
    time: float


def names() -> tuple[str, ...]:
    """Every name that `--target` takes."""
    return (HERE, *_rows()["targets"])


def targets() -> tuple[Target, ...]:
    """Every target but `here`, in the file's order."""
    return tuple(target_of(name) for name in _rows()["targets"])


@cache
def target_of(name: str) -> Target:
    """The target of that name; `here` is resolved by `engines.plans.refusing.resolved`.

    Raises:
        PlanRefused: there is none.
    """
    rows = _rows()["targets"]
    if name not in rows:
        raise PlanRefused(f"Unknown target {name!r}. Choose one of: {', '.join(names())}.")
    row = _whole(rows, name)
    reasons = _rows()["lacks"]
    return Target(
        name=name,
        title=row["title"],
        library=row["library"],
        machine=row["machine"],
        compute=row.get("compute"),
        computes=tuple(row.get("computes", ())),
        jetson=row.get("jetson", False),
        memory_gib=row.get("memory_gib"),
        unified=row.get("jetson", False),
        releases=tuple(_release(each) for each in row["releases"]),
        precisions=tuple(row["precisions"]),
        lacks=MappingProxyType({kind: reasons[why] for kind, why in row.get("lacks", {}).items()}),
        opset=row["opset"],
        workspace_mib=row["workspace_mib"],
        minutes=row["minutes"],
        notes=tuple(row.get("notes", ())),
        dla_cores=row.get("dla_cores", 0),
    )


def presets() -> tuple[Preset, ...]:
    """Every preset, the quickest first."""
    return tuple(
        Preset(
            name=name,
            title=row["title"],
            level=row["level"],
            timing_iterations=row["timing_iterations"],
            tiling=row.get("tiling"),
            tactics=row.get("tactics"),
            time=row["time"],
        )
        for name, row in _rows()["presets"].items()
    )


def preset_of(name: str) -> Preset:
    """The preset of that name.

    Raises:
        PlanRefused: there is none.
    """
    found = {each.name: each for each in presets()}
    if name not in found:
        raise PlanRefused(f"Unknown preset {name!r}. Choose one of: {', '.join(found)}.")
    return found[name]


def kiosk_mib() -> dict[str, int]:
    """What else lives in a kiosk's memory while it paints, in MiB, by what it is. Estimates."""
    return dict(_rows()["kiosk_mib"])


def number_of(version: str) -> tuple[int, ...]:
    """A version as numbers: "10.16.2" is (10, 16, 2); what is no number ends it."""
    parts: list[int] = []
    for part in version.split("."):
        if not part.isdigit():
            break
        parts.append(int(part))
    return tuple(parts)


def _within(version: str, lowest: str, highest: str) -> bool:
    met, most = number_of(version), number_of(highest)
    return met >= number_of(lowest) and met[: len(most)] <= most


def _release(row: Mapping[str, Any]) -> Release:
    jetpack = row.get("jetpack")
    return Release(
        lowest=row["lowest"],
        highest=row["highest"],
        jetpack=None if jetpack is None else (jetpack[0], jetpack[1]),
        cuda=row.get("cuda"),
        opset=row.get("opset"),
        lacks=tuple(row.get("lacks", ())),
        dla=row.get("dla"),
    )


def _whole(rows: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A row with what it takes over from the row that it is `like`."""
    chain = list(_chain(rows, name))
    return {key: value for row in reversed(chain) for key, value in row.items()}


def _chain(rows: Mapping[str, Any], name: str | None) -> Iterator[Mapping[str, Any]]:
    while name is not None:
        yield rows[name]
        name = rows[name].get("like")


@cache
def _rows() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
