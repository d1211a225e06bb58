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
from engines.nets.sides import Sides, Span
from engines.plans.graphs import SIDE_STEP
from engines.strokes import MIN_ASPECT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HOUSE = "house"
DEFAULT_SIZE = Sides(512, 512)
LEAST_SIDE, MOST_SIDE = 64, 1024
# Levels of a UNet whose configuration does not say: diffusers' own default.
LEVELS = 4
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
        sizes: the only pictures it has; empty where the sides may be any multiples of its unit.
        residuals: what the UNet is told by: "control", "adapter" or None.
        parts: its networks by name; empty for the house.
    """

    name: str
    title: str
    graphs: tuple[str, ...]
    sizes: tuple[Sides, ...]
    residuals: str | None
    parts: Mapping[str, Part]

    @property
    def unit(self) -> int:
        """What both sides of its pictures are multiples of, in pixels; see `unit_of`."""
        return unit_of(self.parts["unet"].config) if "unet" in self.parts else SIDE_STEP


@dataclass(frozen=True, slots=True)
class Outline:
    """What one graph costs at one size, batch 1.

    Attributes:
        graph: its name.
        size: the picture's sides in pixels.
        parameters: numbers that are weights.
        flops: floating point operations of one run; a multiplication and an addition are two.
        weight_bytes: bytes of the weights, by precision.
        activation_bytes: the most that lives at once between the layers in single precision, with
            no layer fused; half of it in half precision. An upper bound for a builder that fuses.
        source: "measured" where the size was counted, "estimated" where it follows.
    """

    graph: str
    size: Sides
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
        tuple(Sides(side, side) for side in row.get("sizes", ())),
        row.get("residuals"),
        MappingProxyType({kind: Part(p["class"], p["config"]) for kind, p in parts.items()}),
    )


def unit_of(config: Mapping[str, Any]) -> int:
    """What the sides of a UNet's pictures are multiples of, in pixels.

    A latent has an eighth of them, and each level but the last halves that. A half that does not
    come out even is put together again by resizing: other work than the network learned, and
    nothing that a graph with free sides could do.

    Args:
        config: of a `UNet2DConditionModel`.
    """
    return SIDE_STEP << (len(config.get("block_out_channels", range(LEVELS))) - 1)


def checked_sizes(
    model: str, sizes: Sequence[Sides], *, dynamic: bool = False
) -> tuple[Sides, ...]:
    """The sizes to build for, the smallest first; the model's usual one where none is given.

    Raises:
        PlanRefused: a size that the model cannot have, or several without profiles.
    """
    row = model_of(model)
    found = tuple(sorted(set(sizes), key=lambda each: (each.area, each)))
    found = found or row.sizes or (DEFAULT_SIZE,)
    for size in found:
        if row.sizes and size not in row.sizes:
            known = ", ".join(map(str, row.sizes))
            raise PlanRefused(
                f"{model} paints at {known} px only, not at {size}: leave --size out."
            )
        check_unit(model, size, row.unit)
    if len(found) > 1 and not dynamic:
        told = ",".join(map(str, found))
        raise PlanRefused(f"--size is {told}: several sizes need --dynamic; or give one.")
    return found


def check_unit(model: str, size: Sides, unit: int) -> None:
    """Refuses pictures that a network cannot halve as often as it does.

    Raises:
        PlanRefused: with the nearest size that it can have.
    """
    if all(side % unit == 0 and LEAST_SIDE <= side <= MOST_SIDE for side in size):
        return
    bounds = -(-LEAST_SIDE // unit) * unit, MOST_SIDE // unit * unit
    near = Sides(*(min(max(round(side / unit) * unit, bounds[0]), bounds[1]) for side in size))
    raise PlanRefused(
        f"--size is {size}: {model} makes pictures {unit} times smaller inside, so both sides are "
        f"multiples of {unit} in {bounds[0]}..{bounds[1]}. Near it is {near}."
    )


def span_of(model: str, size: Sides | None) -> Span:
    """The pictures of a model whose sides are free: every page's that a drawing may have.

    Args:
        model: a name of `names()`.
        size: a square with the longest side; None for the model's usual one.

    Raises:
        PlanRefused: the model has one picture only, or cannot have that one.
    """
    row = model_of(model)
    if row.sizes:
        raise PlanRefused(f"{model} paints at {row.sizes[0]} px only: leave --dynamic out.")
    most = size or DEFAULT_SIZE
    if most.width != most.height:
        raise PlanRefused(
            f"--size is {most}: with --dynamic it is the longest side, one number. Try "
            f"--size {max(most)}."
        )
    check_unit(model, most, row.unit)
    least = max(int(most.width * MIN_ASPECT), LEAST_SIDE, row.unit)
    return Span(row.unit, least // row.unit * row.unit, most.width)


def tried(span: Span) -> tuple[Sides, Sides, Sides]:
    """What free sides are exported and tried with: the least picture, one of 4:3, the largest."""
    shorter = max(span.most * 3 // 4 // span.unit * span.unit, span.least)
    return (
        Sides(span.least, span.least),
        Sides(span.most, shorter),
        Sides(span.most, span.most),
    )


def outlines(model: str, sizes: Sequence[Sides]) -> tuple[Outline, ...]:
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


def _outline(graph: str, figures: Mapping[str, Any], size: Sides) -> Outline:
    parameters = figures["parameters"]
    counted = {int(side) ** 2: value for side, value in figures["flops"].items()}
    held = {int(side) ** 2: value for side, value in figures["activation_bytes"].items()}
    return Outline(
        graph,
        size,
        parameters,
        _between(counted, size.area),
        MappingProxyType({kind: int(parameters * each) for kind, each in WEIGHT_BYTES.items()}),
        _between(held, size.area),
        "measured" if size.width == size.height and size.area in counted else "estimated",
    )


def _between(known: Mapping[int, int], area: int) -> int:
    """A figure at an area from three that are known.

    Work is a constant, plus convolutions (area), plus attention (area squared): a parabola in the
    area, which three sizes fix, whatever the shape.
    """
    if area in known or len(known) == 1:
        return known.get(area, next(iter(known.values())))
    total = 0.0
    for at, value in known.items():
        share = 1.0
        for other in known:
            share *= 1.0 if other == at else (area - other) / (at - other)
        total += share * value
    return max(round(total), min(known.values()) if area > min(known) else 0)


@cache
def _rows(file: str) -> dict[str, Any]:
    return tomllib.loads((_HOME / file).read_text(encoding="utf-8"))
