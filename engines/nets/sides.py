"""The sides of pictures that nets are made for, as `--size` takes them: 512, or 512x384."""

from __future__ import annotations

import argparse
import re
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
