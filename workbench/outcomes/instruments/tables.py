"""A TOML table that says where a fault is: each value asked for once, what is left over refused."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from engines.errors import InstrumentError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MOST_BYTES = 256 * 1024
Kind = TypeVar("Kind")


def values_of(path: Path) -> dict[str, Any]:
    """What stands in a TOML file.

    Raises:
        InstrumentError: it is no file, too large, or cannot be read.
    """
    try:
        if not path.is_file():  # a pipe would be waited for
            raise InstrumentError(f"{path} cannot be read: it is no file.")
        if (size := path.stat().st_size) > MOST_BYTES:
            raise InstrumentError(f"{path} has {size} bytes, at most {MOST_BYTES}: shorten it.")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise InstrumentError(f"{path} cannot be read: {error}.") from error


class Table:
    """The values of one table, with the place it has in its file."""

    def __init__(self, place: str, values: object) -> None:
        if not isinstance(values, Mapping):
            raise InstrumentError(f"{place} is {values!r}. Write a table.")
        self.place = place
        self._left: dict[str, Any] = dict(values)

    def has(self, key: str) -> bool:
        """Whether the key is there and not yet asked for."""
        return key in self._left

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; the default where the key is missing."""
        if default is not None and key not in self._left:
            return default
        found = self._of(key, str, "a text in quotation marks")
        if not found.strip():
            raise self.fault(f"{key} is empty. Fill it in.")
        return found

    def number(self, key: str) -> float:
        """A finite number."""
        found = self._of(key, (int, float), "a number")
        if not math.isfinite(found):
            raise self.fault(f"{key} is {found!r}. Write a number that ends.")
        return float(found)

    def whole(self, key: str) -> int:
        """A whole number, 0 or more."""
        found = self._of(key, int, "a whole number")
        if found < 0:
            raise self.fault(f"{key} is {found}. Write 0 or more.")
        return found

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false; the default where the key is missing."""
        return self._of(key, bool, "true or false") if key in self._left else default

    def texts(self, key: str, languages: tuple[str, ...]) -> dict[str, str]:
        """A text for each language, and for no other."""
        table = self.table(key)
        found = {language: table.text(language) for language in languages}
        table.done()
        return found

    def rows_of_texts(self, key: str, languages: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """A list of texts for each language; nothing where the key is missing."""
        if key not in self._left:
            return {}
        table = self.table(key)
        found = {language: table.words(language) for language in languages}
        table.done()
        return found

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        found = self._of(key, list, "a list of texts")
        if not all(isinstance(each, str) and each.strip() for each in found):
            raise self.fault(f"{key} is {found!r}. Write a list of texts, none empty.")
        return tuple(found)

    def table(self, key: str) -> Table:
        """The table under a key."""
        return Table(f"{self.place}: {key}", self._take(key))

    def tables(self, key: str) -> list[Table]:
        """The tables of a list under a key; none where the key is missing."""
        if key not in self._left:
            return []
        found = self._of(key, list, "a list of tables")
        return [Table(f"{self.place}: {key} {n}", each) for n, each in enumerate(found, 1)]

    def done(self) -> None:
        """Refuses whatever nobody asked for.

        Raises:
            InstrumentError: something is left.
        """
        if self._left:
            raise self.fault(f"nobody knows {', '.join(sorted(self._left))}. Take it out.")

    def fault(self, told: str) -> InstrumentError:
        """The error with the place before it."""
        return InstrumentError(f"{self.place}: {told}")

    def _take(self, key: str) -> Any:
        if key not in self._left:
            raise self.fault(f"{key} is missing. Fill it in.")
        return self._left.pop(key)

    def _of(self, key: str, kind: type[Kind] | tuple[type, ...], wanted: str) -> Any:
        found = self._take(key)
        # A bool is an int to Python, and to nobody else.
        if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
            raise self.fault(f"{key} is {found!r}. Write {wanted}.")
        return found
