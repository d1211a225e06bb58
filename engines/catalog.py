"""Every model: where it comes from, its revision, licence, limits of use and files with SHA-256.

The rows stand in `catalog.toml`; no other file says where a weight comes from or what it hashes to.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from engines.errors import BackendMissingError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Condition = Literal["verified", "missing", "changed", "unpinned"]
HOME = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class File:
    """One file of a model.

    Attributes:
        path: relative to the folder `engines`.
        sha256: what it must hash to, or None where it has not been made yet.
    """

    path: str
    sha256: str | None

    @property
    def place(self) -> Path:
        """Where the file lies on this machine."""
        return HOME / self.path


@dataclass(frozen=True, slots=True)
class Weights:
    """One model: a row of `catalog.toml`.

    Attributes:
        name: what painters and media are asked for by.
        kind: "painter" or "medium".
        title: what it does, in one line.
        source: the repository, or the part of this one, that it comes from.
        revision: the source's; for our own weights the first file's SHA-256, 12 digits of it, as
            in the pictures they paint.
        licence: SPDX identifier.
        use_limits: what the licence forbids, in plain words.
        files: its files.
    """

    name: str
    kind: str
    title: str
    source: str
    revision: str
    licence: str
    use_limits: str
    files: tuple[File, ...]


@cache
def rows() -> tuple[Weights, ...]:
    """Every row of the catalog."""
    text = (HOME / "catalog.toml").read_text(encoding="utf-8")
    return tuple(_weights(row) for row in tomllib.loads(text)["weights"])


def find(name: str) -> Weights:
    """Gives the row of that name.

    Raises:
        BackendMissingError: the catalog has no such row.
    """
    for row in rows():
        if row.name == name:
            return row
    known = ", ".join(row.name for row in rows())
    raise BackendMissingError(f"The catalog has no weights {name!r}; it has {known}.")


def condition(file: File) -> Condition:
    """Whether a file is here and is what the catalog says; reads it whole."""
    if not file.place.is_file():
        return "missing"
    if file.sha256 is None:
        return "unpinned"
    return "verified" if digest(file.place) == file.sha256 else "changed"


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def _weights(row: dict[str, Any]) -> Weights:
    files = tuple(File(each["path"], each.get("sha256")) for each in row["files"])
    own = (files[0].sha256 or "none yet")[:12]
    return Weights(**{"revision": own, **row, "files": files})
