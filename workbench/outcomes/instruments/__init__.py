"""Questionnaires as data: what is asked, how it is summed, whose it is and what a change is.

One TOML file each, here those that ship; `of_practice` reads a practice's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engines.errors import InstrumentError
from workbench.outcomes.instruments.form import Instrument
from workbench.outcomes.instruments.reading import read

HOME = Path(__file__).resolve().parent


@cache
def shipped() -> Mapping[str, Instrument]:
    """The instruments that ship, by name."""
    return _by_name(sorted(HOME.glob("*.toml")))


def of_practice(folder: Path) -> Mapping[str, Instrument]:
    """The shipped instruments and those of a practice's folder, by name.

    Args:
        folder: with `*.toml` files in it; none is needed.

    Raises:
        InstrumentError: a file cannot be read, or has the name of another instrument.
    """
    return _by_name([*sorted(HOME.glob("*.toml")), *sorted(folder.glob("*.toml"))])


def _by_name(paths: list[Path]) -> dict[str, Instrument]:
    found: dict[str, Instrument] = {}
    for path in paths:
        made = read(path)
        if made.name in found:
            raise InstrumentError(
                f"{path}: there is an instrument named “{made.name}” already. Give it another name."
            )
        found[made.name] = made
    return found
