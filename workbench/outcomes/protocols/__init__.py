"""Protocols as data: phases, order, measures and stop rules; one TOML file each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engines.errors import InstrumentError
from workbench.outcomes import instruments
from workbench.outcomes.protocols.form import Protocol
from workbench.outcomes.protocols.reading import read

HOME = Path(__file__).resolve().parent


@cache
def shipped() -> Mapping[str, Protocol]:
    """The protocols that ship, by name."""
    return _by_name(sorted(HOME.glob("*.toml")), _recall(instruments.shipped()))


def of_practice(folder: Path, asked: Mapping[str, instruments.Instrument]) -> dict[str, Protocol]:
    """The shipped protocols and those of a practice's folder, by name.

    Args:
        folder: with `*.toml` files in it; none is needed.
        asked: the instruments that the practice has, by name.

    Raises:
        InstrumentError: a file cannot be read, or has the name of another protocol.
    """
    return _by_name([*sorted(HOME.glob("*.toml")), *sorted(folder.glob("*.toml"))], _recall(asked))


def _recall(asked: Mapping[str, instruments.Instrument]) -> dict[str, int]:
    return {name: each.recall_days for name, each in asked.items()}


def _by_name(paths: list[Path], recall: dict[str, int]) -> dict[str, Protocol]:
    found: dict[str, Protocol] = {}
    for path in paths:
        made = read(path, recall)
        if made.name in found:
            raise InstrumentError(
                f"{path}: there is a protocol named “{made.name}” already. Give it another name."
            )
        found[made.name] = made
    return found
