"""What a row of the catalog holds: values that say where a model comes from and what it may do."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

HOME = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class File:
    """One file of a model.

    Attributes:
        path: relative to the folder `engines`, or to the package's.
        sha256: what it must hash to, or None where it has not been made yet.
        package: the installed package that brings it; "" for a file of our own.
    """

    path: str
    sha256: str | None
    package: str = ""

    @property
    def place(self) -> Path:
        """Where the file lies on this machine; no file is there where its package is not."""
        return (_folder(self.package) if self.package else HOME) / self.path


@dataclass(frozen=True, slots=True)
class Weights:
    """One model: a row of `catalog.toml`.

    Attributes:
        name: what painters and media are asked for by.
        kind: "painter", "medium" or "embedding".
        title: what it does, in one line.
        source: the repository, or the part of this one, that it comes from.
        revision: the source's; for our own weights 12 digits of the first file's SHA-256.
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


@dataclass(frozen=True, slots=True)
class Licence:
    """What a model may be used for.

    Attributes:
        name: as models name it; SPDX where that has it.
        title: its full name.
        file: its text, relative to the folder `engines`.
        accept: whether somebody must accept it before a model under it is fetched or opened.
        everyone: whether any practice and any kiosk may use it; if not, nothing suggests it.
        use_limits: what it forbids or asks for, in plain words; repeated wherever a model is shown.
    """

    name: str
    title: str
    file: str
    accept: bool
    everyone: bool
    use_limits: str

    @property
    def text(self) -> str:
        """The licence itself."""
        return (HOME / self.file).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a model on a host.

    Attributes:
        path: where it lies in the model's folder here.
        at: its path in the repository, where that is another.
        sha256: what it must hash to; None where the operator pins what the first fetch brings.
        bytes: its size, where it is known.
    """

    path: str
    at: str
    sha256: str | None
    bytes: int | None


@dataclass(frozen=True, slots=True)
class Model:
    """A model that the operator fetches.

    Attributes:
        name: what recipes and commands call it.
        title: what it does, in one line.
        host: "https://..." of the hub that has it; "" where it comes from a folder only.
        repository: OWNER/NAME on that hub, and in folders laid out like it.
        revision: the commit to take.
        licence: a name of `licences`.
        files: its files.
        advice: what to do where the host lacks a file.
        caution: what to know before it is fetched.
    """

    name: str
    title: str
    host: str
    repository: str
    revision: str
    licence: str
    files: tuple[Part, ...]
    advice: str = ""
    caution: str = ""


def _folder(package: str) -> Path:
    found = find_spec(package)
    places = found.submodule_search_locations if found else None
    return Path(places[0]) if places else HOME / "not-installed" / package
