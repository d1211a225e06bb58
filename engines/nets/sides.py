"""The sides of pictures that nets are made for, as `--size` takes them: 512, or 512x384."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

_TEXT = re.compile(r"(\d{1,5})(?:x(\d{1,5}))?", re.A)


class Sides(NamedTuple):
    """Width and height of a picture in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        """One number for a square, else WIDTHxHEIGHT."""
        return str(self.width) if self.width == self.height else f"{self.width}x{self.height}"

    @property
    def area(self) -> int:
        """Its pixels."""
        return self.width * self.height


@dataclass(frozen=True, slots=True)
class Span:
    """The pictures of nets whose sides are free.

    Attributes:
        unit: what both sides are multiples of, in pixels.
        least: the shortest a side may be; a multiple of `unit`.
        most: the longest a side may be; a multiple of `unit`.
    """

    unit: int
    least: int
    most: int

    def __post_init__(self) -> None:
        whole = self.unit > 0 and not (self.least % self.unit or self.most % self.unit)
        if not (whole and self.unit <= self.least <= self.most):
            raise ValueError(
                f"Sides of {self.least}..{self.most} in steps of {self.unit} are none: both ends "
                "are multiples of the step, and rise."
            )

    def __str__(self) -> str:
        """Both ends, for tables in every language."""
        return f"{self.least}..{self.most}"

    def pictures(self, long_side: int, *, upright: bool) -> tuple[Sides, ...]:
        """Every picture with a longer side of at least that many pixels, as near as there is one.

        Args:
            long_side: in pixels; what is beyond the span is taken as its end.
            upright: whether they are higher than wide.
        """
        longer = min(max(-(-long_side // self.unit) * self.unit, self.least), self.most)
        shorter = range(self.least, longer + 1, self.unit)
        return tuple(Sides(each, longer) if upright else Sides(longer, each) for each in shorter)


def sides_of(text: str) -> Sides:
    """What `str` of sides gives, read.

    Raises:
        ValueError: it is neither a number nor WIDTHxHEIGHT.
    """
    found = _TEXT.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no size: give pixels, as in 512 for a square, or 512x384.")
    width, height = found.groups()
    return Sides(int(width), int(height or width))


def size_of(text: str) -> Sides:
    """One `--size` of a command line.

    Raises:
        ArgumentTypeError: as `sides_of` says.
    """
    try:
        return sides_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def told(sizes: object) -> tuple[Sides, ...]:
    """Sides as JSON keeps them, [[512, 384], ...].

    Raises:
        TypeError: it is something else.
        ValueError: it is something else.
    """
    if not isinstance(sizes, list | tuple):
        raise TypeError(f"{sizes!r} is no list of sizes.")
    return tuple(Sides(*map(int, each)) for each in sizes)


def span_told(value: object) -> Span | None:
    """A span as JSON keeps it, {"unit": 64, "least": 192, "most": 512}; None where there is none.

    Raises:
        TypeError: it is something else.
        ValueError: it is something else.
    """
    if value is None:
        return None
    if not isinstance(value, Mapping) or set(value) != {"unit", "least", "most"}:
        raise TypeError(f"{value!r} is no span of sides.")
    return Span(**{name: int(each) for name, each in value.items()})
