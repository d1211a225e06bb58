"""Which text of a questionnaire it was: instruments with the SHA-256 of their files.

What somebody answered names both, so that nobody reads answers by questions that were changed
since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from engines.errors import InstrumentError
from workbench.outcomes.instruments import HOME
from workbench.outcomes.instruments.form import Instrument
from workbench.outcomes.instruments.reading import read


@dataclass(frozen=True)
class Version:
    """An instrument, and the SHA-256 of the file that it was read from, in hex."""

    instrument: Instrument
    sha256: str


def versions(folder: Path) -> Mapping[str, Version]:
    """The shipped instruments and those of a practice's folder, by name, each with its version.

    Args:
        folder: with `*.toml` files in it; none is needed, nor the folder itself.

    Raises:
        InstrumentError: a file cannot be read, or has the name of another instrument.
    """
    found: dict[str, Version] = {}
    for path in (*sorted(HOME.glob("*.toml")), *sorted(folder.glob("*.toml"))):
        made = _version(path, path.stat().st_mtime_ns)
        if made.instrument.name in found:
            raise InstrumentError(
                f"{path}: there is an instrument named “{made.instrument.name}” already. Give it "
                "another name."
            )
        found[made.instrument.name] = made
    return found


@lru_cache(maxsize=64)
def _version(path: Path, _changed: int) -> Version:
    return Version(read(path), hashlib.sha256(path.read_bytes()).hexdigest())
