"""Every model: where it comes from, its revision, licence, limits of use and files with SHA-256.

The rows stand in `catalog.toml`; no other file says where a weight comes from or what it hashes to.
`rows` are the weights that ship, `packaged` those that an installed package brings; `models` are
fetched by the operator (`engines.fetching`), under licences to accept; `recipes` are the large
painters made of them.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from engines.catalog.rows import HOME, File, Licence, Model, Part, Weights
from engines.errors import BackendMissingError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Condition = Literal["verified", "missing", "changed", "unpinned"]
Row = TypeVar("Row", "Weights", "Licence", "Model", "Recipe")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a large painter goes at one influence.

    Attributes:
        start: share of the way that is painted, 0..1: 1 is from noise, below shines what was laid.
        control: how strongly the lines bind, about 0..1.
        hold: how far paint near marks is brought back to their own colors afterwards, 0..1.
    """

    start: float
    control: float
    hold: float


@dataclass(frozen=True, slots=True)
class Recipe:
    """A large painter: models, and how it paints with them. All of it is data.

    Attributes:
        name: the painter's name.
        title: what it does, in one line.
        conditioning: the module of `engines.painters.latent` that shows it the sketch.
        parts: "base", "control", "decoder", "lora" -> a model's name, or NAME/SUBFOLDER.
        scheduler: the sampler, a class of `diffusers.schedulers`.
        scheduling: its settings beyond those of the base.
        start: "underpainting": begins with the person's own colors; "noise": it cannot.
        steps: by effort.
        guidance: by effort; above 1 the negative words count, and every step costs twice.
        most_px: the longest side it paints at; larger pages are enlarged from there.
        weights_mb: its networks in half precision, in millions of bytes.
        reach: by influence.
        rehearsal: whether its weights are random, for trying the path only.
    """

    name: str
    title: str
    conditioning: str
    parts: Mapping[str, str]
    scheduler: str
    scheduling: Mapping[str, Any]
    start: Literal["underpainting", "noise"]
    steps: Mapping[str, int]
    guidance: Mapping[str, float]
    most_px: int
    weights_mb: int
    reach: Mapping[str, Reach]
    rehearsal: bool = False

    @property
    def models(self) -> tuple[Model, ...]:
        """What it is made of, each once."""
        names = dict.fromkeys(part.partition("/")[0] for part in self.parts.values())
        return tuple(model(name) for name in names)


@cache
def rows() -> tuple[Weights, ...]:
    """Every row of the catalog."""
    return tuple(_weights(row) for row in _tables()["weights"])


@cache
def packaged() -> tuple[Weights, ...]:
    """Every model that a package on this machine brings, or would bring if it were installed."""
    return tuple(_weights(row) for row in _tables()["packaged"])


@cache
def licences() -> tuple[Licence, ...]:
    """Every licence of a model that is fetched."""
    return tuple(Licence(**row) for row in _tables()["licences"])


@cache
def models() -> tuple[Model, ...]:
    """Every model that can be fetched."""
    return tuple(_model(row) for row in _tables()["models"])


@cache
def recipes() -> tuple[Recipe, ...]:
    """Every large painter."""
    return tuple(_recipe(row) for row in _tables()["painters"])


def licence(name: str) -> Licence:
    """Gives the licence of that name; `BackendMissingError` where there is none."""
    return _named(licences(), name, "licence")


def model(name: str) -> Model:
    """Gives the model of that name; `BackendMissingError` where there is none."""
    return _named(models(), name, "model")


def recipe(name: str) -> Recipe:
    """Gives the large painter of that name; `BackendMissingError` where there is none."""
    return _named(recipes(), name, "large painter")


def asked(name: str) -> tuple[Model, ...]:
    """Gives all models of a large painter, or the one model; `BackendMissingError` for neither."""
    whole = {each.name: (each,) for each in models()} | {row.name: row.models for row in recipes()}
    if name not in whole:
        raise BackendMissingError(
            f"There is no model {name!r} to fetch: ask for one of {', '.join(whole)}."
        )
    return whole[name]


def find(name: str) -> Weights:
    """Gives the weights of that name; `BackendMissingError` where there are none."""
    return _named((*rows(), *packaged()), name, "weights")


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


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((HOME / "catalog.toml").read_text(encoding="utf-8"))


def _named(rows: tuple[Row, ...], name: str, kind: str) -> Row:
    for row in rows:
        if row.name == name:
            return row
    known = ", ".join(row.name for row in rows)
    raise BackendMissingError(f"The catalog has no {kind} {name!r}; it has {known}.")


def _model(row: dict[str, Any]) -> Model:
    files = tuple(
        Part(each["path"], each.get("at", each["path"]), each.get("sha256"), each.get("bytes"))
        for each in row["files"]
    )
    return Model(**{**row, "files": files})


def _recipe(row: dict[str, Any]) -> Recipe:
    reach = {name: Reach(**values) for name, values in row["reach"].items()}
    return Recipe(**{"scheduling": {}, **row, "reach": reach})


def _weights(row: dict[str, Any]) -> Weights:
    files = tuple(
        File(each["path"], each.get("sha256"), each.get("package", "")) for each in row["files"]
    )
    own = (files[0].sha256 or "none yet")[:12]
    return Weights(**{"revision": own, **row, "files": files})
