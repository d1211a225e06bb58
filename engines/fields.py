"""Checks on JSON values from outside: the error names the field, the value met and the rule.

Knows no drawing and no picture; `strokes`, `picture` and `record` say which fields they want.
"""

from __future__ import annotations

import json
import re
import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from engines.errors import SketchwellError

Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Check:
    """The checks, raising one error class.

    Attributes:
        error: what a refused value raises.
        thing: what is being read, for errors about the whole of it, such as "drawing".
    """

    error: type[SketchwellError]
    thing: str

    def loaded(self, wire: str | bytes | Mapping[str, Any], *, max_bytes: int) -> Any:
        """Gives the value that JSON text stands for; a mapping is given back as it is.

        NaN and infinities pass here, so that `number` can name the field that holds one.

        Raises:
            SketchwellError: too long, not UTF-8, not JSON, a field twice, or nested absurdly deep.
        """
        if isinstance(wire, Mapping):
            return wire
        if not isinstance(wire, (str, bytes)):
            self.refuse(self.thing, wire, "must be an object")
        if len(wire) > max_bytes:
            raise self.error(f"the {self.thing} is {len(wire)} bytes long: at most {max_bytes}")
        try:
            text = wire.decode("utf-8") if isinstance(wire, bytes) else wire
            return json.loads(text, object_pairs_hook=self._once)
        except RecursionError:
            raise self.error(f"the {self.thing} is nested too deeply to be one") from None
        except ValueError as error:
            raise self.error(f"the {self.thing} is not JSON text: {error}") from error

    def fields(
        self, value: Any, where: str, *, needed: Sequence[str], allowed: Sequence[str] = ()
    ) -> Mapping[str, Any]:
        """Gives an object that has all needed fields and no unknown one."""
        self.mapping(value, where)
        for name in needed:
            if name not in value:
                raise self.error(f"{where}.{name} is missing: needed are {', '.join(needed)}")
        known = [*needed, *allowed]
        for name in value:
            if name not in known:
                told = f"known are {', '.join(known)}"
                raise self.error(f"{where} has an unknown field {shown(name)}: {told}")
        return value

    def mapping(self, value: Any, where: str) -> Mapping[str, Any]:
        """Gives an object."""
        if not isinstance(value, Mapping):
            self.refuse(where, value, "must be an object")
        return value

    def number(self, value: Any, where: str, low: float, high: float) -> float:
        """Gives a finite float in low..high; -0.0 becomes 0.0. True and false are no numbers."""
        if type(value) not in (float, int) or not low <= value <= high:
            self.refuse(where, value, f"must lie in {low:g}..{high:g}")
        return float(value) + 0.0

    def whole(self, value: Any, where: str, low: int, high: int) -> int:
        """Gives a whole number in low..high."""
        if type(value) is not int or not low <= value <= high:
            self.refuse(where, value, f"must be a whole number in {low}..{high}")
        return value

    def matched(self, value: Any, where: str, pattern: re.Pattern[str], matter: str) -> str:
        """Gives text that matches a pattern as a whole; `matter` says the rule in words."""
        if not isinstance(value, str) or not pattern.fullmatch(value):
            self.refuse(where, value, matter)
        return value

    def choice(self, value: Any, where: str, choices: tuple[Choice, ...]) -> Choice:
        """Gives the one of the choices that the value is."""
        if not isinstance(value, str) or value not in choices:
            self.refuse(where, value, f"must be one of {', '.join(choices)}")
        return choices[choices.index(value)]

    def sequence(self, value: Any, where: str) -> Sequence[Any]:
        """Gives a list; text is none."""
        if not isinstance(value, (list, tuple)):
            self.refuse(where, value, "must be a list")
        return value

    def refuse(self, where: str, value: Any, matter: str) -> NoReturn:
        """Raises the error: `where` is `value`: `matter`."""
        raise self.error(f"{where} is {shown(value)}: {matter}")

    def _once(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise self.error(f"the field {shown(twice)} stands twice in one object: send it once")
        return fields


def shown(value: Any) -> str:
    """Gives a value as an error may show it: short, shallow, whatever was sent."""
    if isinstance(value, int) and value.bit_length() > 64:
        return f"a whole number of {value.bit_length()} bits"
    short = reprlib.Repr()
    short.maxlevel, short.maxstring, short.maxother, short.maxlist, short.maxdict = 2, 60, 60, 4, 4
    return short.repr(value)


def is_whole(text: str) -> bool:
    """Whether a text holds whole letters only: half of a surrogate pair cannot be stored."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)
