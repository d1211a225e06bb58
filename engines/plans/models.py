"""Which graphs each model has, and what they cost, without loading a weight.

The rows stand in `models.toml`; the figures in `outlines.toml` were counted on tensors without
content (`engines.plans.counting`), which a test does again.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from engines.errors import PlanRefused
from engines.plans.graphs import SIDE_STEP

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HOUSE = "house"
DEFAULT_SIZE = 512
LEAST_SIDE, MOST_SIDE = 64, 1024
# Bytes a weight: of int8 and fp8 also the rest that stays in half precision, a twentieth.
WEIGHT_BYTES = {"fp32": 4.0, "fp16": 2.0, "bf16": 2.0, "int8": 1.05, "fp8": 1.05}
_PARTS = ("text", "unet", "control", "coder")
_HOME = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Part:
    """One network of a model: its diffusers or transformers class, and its configuration."""

    kind: str
    config: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Model:
    """One row of `models.toml`.

    Attributes:
        name: what `--model` takes.
        title: what it is, in one line.
        graphs: the graphs it is built from, in the order in which they are exported.
        sizes: the only picture sizes it has; empty where any multiple of 8 will do.
        residuals: what the UNet is told by: "control", "adapter" or None.
        parts: its networks by name; empty for the house.
    """

    name: str
    title: str
    graphs: tuple[str, ...]
    sizes: tuple[int, ...]
    residuals: str | None
    parts: Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class Outline:
    """What one graph costs at one size, batch 1.

    Attributes:
        graph: its name.
        size: the picture's side in pixels.
        parameters: numbers that are weights.
        flops: floating point operations of one run; a multiplication and an addition are two.
        weight_bytes: bytes of the weights, by precision.
        activation_bytes: the most that lives at once between the layers in single precision, with
            no layer fused; half of it in half precision. An upper bound for a builder that fuses.
        source: "measured" where the size was counted, "estimated" where it lies between.
    """

    graph: str
    size: int
    parameters: int
    flops: int
    weight_bytes: Mapping[str, int]
    activation_bytes: int
    source: Literal["measured", "estimated"]


def names() -> tuple[str, ...]:
    """Every name that `--model` takes."""
    return tuple(_rows("models.toml")["models"])


@cache
def model_of(name: str) -> Model:
    """The model of that name.

    Raises:
        PlanRefused: there is none; the message lists them.
    """
    rows = _rows("models.toml")
    row = rows["models"].get(name)
    if row is None:
        raise PlanRefused(f"There is no model {name!r}. Choose one of: {', '.join(names())}.")
    parts = {kind: rows[kind][row[kind]] for kind in _PARTS if kind in row}
    return Model(
        name,
        row["title"],
        tuple(row["graphs"]),
        tuple(row.get("sizes", ())),
        row.get("residuals"),
        MappingProxyType({kind: Part(p["class"], p["config"]) for kind, p in parts.items()}),
    )


def checked_sizes(model: str, sizes: Sequence[int], *, dynamic: bool = False) -> tuple[int, ...]:
    """The sizes to build for, rising; the model's usual one where none is given.

    Raises:
        PlanRefused: a size that the model cannot have, or several without profiles.
    """
    row = model_of(model)
    found = tuple(sorted(set(sizes))) or (row.sizes or (DEFAULT_SIZE,))
    for size in found:
        if row.sizes and size not in row.sizes:
            known = ", ".join(map(str, row.sizes))
            raise PlanRefused(
                f"{model} paints at {known} px only, not at {size}: leave --size out."
            )
        if size % SIDE_STEP or not LEAST_SIDE <= size <= MOST_SIDE:
            raise PlanRefused(
                f"--size is {size}: give a multiple of {SIDE_STEP} in {LEAST_SIDE}..{MOST_SIDE}."
            )
    if len(found) > 1 and not dynamic:
        told = ",".join(map(str, found))
        raise PlanRefused(f"--size is {told}: several sizes need --dynamic; or give one.")
    return found


def outlines(model: str, sizes: Sequence[int]) -> tuple[Outline, ...]:
    """What every graph of a model costs, one outline a graph and size; loads nothing.

    Args:
        model: a name of `names()`.
        sizes: sides of the picture in pixels; none for the model's usual one.

    Raises:
        PlanRefused: there is no such model, or it cannot have that size.
    """
    row, found = model_of(model), checked_sizes(model, sizes, dynamic=True)
    figures = _rows("outlines.toml")[model]
    return tuple(_outline(graph, figures[graph], size) for graph in row.graphs for size in found)


def _outline(graph: str, figures: Mapping[str, Any], size: int) -> Outline:
    parameters = figures["parameters"]
    counted = {int(side): value for side, value in figures["flops"].items()}
    held = {int(side): value for side, value in figures["activation_bytes"].items()}
    return Outline(
        graph,
        size,
        parameters,
        _between(counted, size),
        MappingProxyType({kind: int(parameters * each) for kind, each in WEIGHT_BYTES.items()}),
        _between(held, size),
        "measured" if size in counted else "estimated",
    )


def _between(known: Mapping[int, int], size: int) -> int:
    """A figure at a size from three that are known.

    Work is a constant, plus convolutions (side squared), plus attention (side to the fourth): a
    parabola in the square of the side, which three sizes fix.
    """
    if size in known or len(known) == 1:
        return known.get(size, next(iter(known.values())))
    total = 0.0
    for side, value in known.items():
        others = [other for other in known if other != side]
        share = 1.0
        for other in others:
            share *= (size**2 - other**2) / (side**2 - other**2)
        total += share * value
    return max(round(total), min(known.values()) if size > min(known) else 0)


@cache
def _rows(file: str) -> dict[str, Any]:
    return tomllib.loads((_HOME / file).read_text(encoding="utf-8"))
