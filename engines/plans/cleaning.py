"""What plans leave on the disk, with sizes; what may go, and its removal.

Only what lies below the practice's `plans` folder is looked at or removed, and no link is followed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engines.errors import PlanMismatchError
from engines.nets import plan
from engines.nets.sets import PLANS
from engines.plans.building import in_work
from engines.plans.targets import number_of

if TYPE_CHECKING:
    from engines.plans.machine import Machine

HALF = (".part", ".new", ".log")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the disk.

    Attributes:
        kind: "leftover", "stale plan", "plan", "graphs" or "timing cache".
        path: the file or folder.
        size: bytes.
        why: why it may go, or what it is for.
        stale: whether nothing needs it any more.
    """

    kind: str
    path: Path
    size: int
    why: str
    stale: bool

    @property
    def mib(self) -> float:
        """Its size in MiB."""
        return self.size / (1 << 20)


def items(data: Path, machine: Machine) -> list[Item]:
    """Everything below the practice's plans, the largest first.

    Args:
        data: the practice's folder.
        machine: this machine, which decides what is stale.
    """
    home = data / PLANS
    found = [*_caches(home, machine.libraries), *_leftovers(home)]
    for model in _folders(home):
        if model.name != "caches":
            found += [_graphs(folder) for folder in _folders(model / "onnx")]
            plans = (folder for folder in _folders(model) if folder.name != "onnx")
            found += [_plan(folder, data, machine) for folder in plans]
    return sorted(found, key=lambda item: -item.size)


def chosen(found: Sequence[Item], *, everything: bool) -> list[Item]:
    """What is to go: what nothing needs, and if asked, what can be made again from what is left.

    Plans that stand are never chosen.
    """
    again = ("graphs", "timing cache") if everything else ()
    return [item for item in found if item.stale or item.kind in again]


def remove(gone: Sequence[Item], data: Path) -> int:
    """Removes things; gives the bytes that are free again.

    Raises:
        ValueError: one lies outside the practice's plans.
    """
    home = (data / PLANS).absolute()
    for item in gone:
        if home not in item.path.absolute().parents:
            raise ValueError(f"{item.path} lies outside {home}: it is not removed.")
    for item in gone:
        if item.path.is_dir() and not item.path.is_symlink():
            shutil.rmtree(item.path)
        else:
            item.path.unlink(missing_ok=True)
    return sum(item.size for item in gone)


def _folders(place: Path) -> Iterator[Path]:
    if place.is_dir() and not place.is_symlink():
        yield from sorted(p for p in place.iterdir() if p.is_dir() and not p.is_symlink())


def _size(place: Path) -> int:
    files = place.rglob("*") if place.is_dir() else (place,)
    return sum(path.lstat().st_size for path in files if path.is_symlink() or path.is_file())


def _leftovers(home: Path) -> Iterator[Item]:
    """Of builds that were killed or failed; a plan's own folder counts them no more."""
    for path in sorted(home.glob("*/*/*")):
        if path.is_file() and path.suffix in HALF and not in_work(path):
            why = "a failed build's log" if path.suffix == ".log" else "half-written"
            yield Item("leftover", path, _size(path), why, stale=True)


def _caches(home: Path, libraries: Mapping[str, str]) -> Iterator[Item]:
    for path in sorted((home / "caches").glob("*.timing")):
        own = any(
            path.name.startswith(f"{name} {version}".replace("_", "-").replace(" ", "-"))
            for name, version in libraries.items()
        )
        why = "tactics timed on this machine" if own else "of a library that is not installed"
        yield Item("timing cache", path, _size(path), why, stale=not own)


def _graphs(folder: Path) -> Item:
    return Item("graphs", folder, _size(folder), "exported again by the next build", stale=False)


def _plan(folder: Path, data: Path, machine: Machine) -> Item:
    engines = sorted(folder.glob("*.engine"))
    reasons = [why for engine in engines if (why := _fault(engine, data, machine))]
    if not engines:
        return Item("stale plan", folder, _size(folder), "no engine in it", stale=True)
    if reasons:
        return Item("stale plan", folder, _size(folder), reasons[0], stale=True)
    return Item("plan", folder, _size(folder), "stands", stale=False)


def _fault(engine: Path, data: Path, machine: Machine) -> str:
    """Why an engine is of no use here; empty where it stands. Its bytes are not read."""
    try:
        went_in = plan.read(engine, keys=data).ingredients
    except PlanMismatchError:
        return "unsigned, changed or without a manifest"
    library = machine.libraries.get(went_in.library)
    if library is None:
        return ""  # it stands again when the library is back
    bound = [
        (name, there, here)
        for name, there, here in plan.mismatches(went_in, machine.place, library)
        if name != "computes" and not (name == "library_version" and _agree(str(there), library))
    ]
    return "; ".join(f"{name} is {there}, here {here}" for name, there, here in bound)


def _agree(one: str, other: str) -> bool:
    """Whether two versions say the same as far as both go: "10.3" and "10.3.0.30" do."""
    return all(a == b for a, b in zip(number_of(one), number_of(other), strict=False))
