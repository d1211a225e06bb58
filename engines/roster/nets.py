"""Graphs and engines of one model in the practice's folder, as they are told to people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engines.nets.sets import NetSet, lying
from engines.nets.sides import Sides, Span


@dataclass(frozen=True, slots=True)
class Nets:
    """One folder of graphs or engines that belong together.

    Attributes:
        folder: where they lie.
        runtime: "tensorrt" or "tensorrt_rtx"; "" for graphs, which other runtimes open.
        made_with: the library and its version; "" for graphs.
        precision: what they compute in.
        sides: of the pictures they are for, in pixels.
        graphs: their names.
        size: bytes on the disk.
        ways: values of the setting `large_runtime` that take them; engines once verified.
        verified: whether all of them were compared with their graphs and held.
        built: when, ISO time; "" where nothing says so.
        trouble: why they are not opened; "" where nothing speaks against it.
        span: the pictures that free sides may have; None where `sides` has them all.
    """

    folder: Path
    runtime: str
    made_with: str
    precision: str
    sides: tuple[Sides, ...]
    graphs: tuple[str, ...]
    size: int
    ways: tuple[str, ...] = ()
    verified: bool = False
    built: str = ""
    trouble: str = ""
    span: Span | None = None

    @property
    def pictures(self) -> str:
        """Which pictures they are for, in pixels, for tables."""
        return ", ".join(map(str, self.sides)) if self.span is None else str(self.span)


def nets_of(model: str, data: Path) -> tuple[Nets, ...]:
    """What lies here for a model: graphs first, then engines, the newest of each last.

    Args:
        model: "house", "sd15", ...
        data: the practice's folder, with the machine's key.
    """
    return tuple(_told(each) for each in lying(data, model))


def _told(found: NetSet) -> Nets:
    return Nets(
        found.folder,
        found.runtime,
        f"{found.runtime} {found.version}".strip(),
        found.precision,
        found.sides,
        tuple(found.paths),
        sum(_sizes(found.folder)),
        found.ways,
        found.verified,
        found.at,
        found.trouble,
        found.span,
    )


def _sizes(folder: Path) -> Iterator[int]:
    for path in folder.rglob("*"):
        try:
            yield path.stat().st_size if path.is_file() else 0
        except OSError:  # gone meanwhile
            continue
