"""The bindings' own signatures, read from the docstrings that pybind11 writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_SHOWN = re.compile(r"^(?:\d+\. )?\w*\((.*)\) -> (.+)$")
_OPEN, _CLOSE = "([{<", ")]}>"
_INTEGERS = {"int", "typing.SupportsInt", "typing.SupportsIndex", "SupportsInt"}
_NUMBERS = {"float", "typing.SupportsFloat", "SupportsFloat"}
_BUFFERS = {"buffer", "Buffer", "typing_extensions.Buffer", "collections.abc.Buffer"}
_ANYTHING = {"object", "capsule", "types.CapsuleType", "typing.Any"}
_LISTS = ("List[", "list[", "Tuple[", "tuple[", "Sequence[", "collections.abc.Sequence[")


class Unproved(Exception):  # noqa: N818 - no fault of the code: nobody here can know
    """Only the real library knows this; say the answer in the test, or try it on a GPU."""


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name, its type as written, and whether it may be left out."""

    name: str
    told: str
    default: str | None


@dataclass(frozen=True)
class Signature:
    """One way to call: without `self`."""

    parameters: tuple[Parameter, ...]
    returns: str


def signatures(doc: str | None) -> list[Signature]:
    """Every overload that a docstring shows."""
    found = (_SHOWN.match(line.strip()) for line in (doc or "").splitlines())
    shown = [match for match in found if match is not None and "*args" not in match[1]]
    return [
        Signature(tuple(map(_parameter, list(_split(match[1]))[1:])), match[2]) for match in shown
    ]


def _split(text: str) -> Iterator[str]:
    """At commas that stand in no bracket."""
    depth, start = 0, 0
    for place, letter in enumerate(text):
        depth += (letter in _OPEN) - (letter in _CLOSE)
        if letter == "," and depth == 0:
            yield text[start:place].strip()
            start = place + 1
    if text[start:].strip():
        yield text[start:].strip()


def _parameter(text: str) -> Parameter:
    told, _, default = text.partition(" = ")
    name, _, kind = told.partition(": ")
    return Parameter(name, kind, default or None)


def bound(one: Signature, arguments: tuple[Any, ...], named: dict[str, Any], library: Any) -> bool:
    """Whether the arguments fit, by number, name and type."""
    if len(arguments) > len(one.parameters):
        return False
    given = dict(zip((each.name for each in one.parameters), arguments, strict=False))
    if given.keys() & named.keys() or named.keys() - {each.name for each in one.parameters}:
        return False
    given |= named
    return all(
        fits(given[each.name], each, library) if each.name in given else each.default is not None
        for each in one.parameters
    )


def fits(value: Any, parameter: Parameter, library: Any) -> bool:
    """Whether pybind11 would take a value for a parameter.

    Raises:
        Unproved: the parameter's type is not known here.
    """
    if value is None:
        return parameter.default == "None" or not _plain(parameter.told)
    kinds = re.split(r"\s*\|\s*", re.sub(r"^(?:Optional|Union)\[(.*)\]$", r"\1", parameter.told))
    return any(_fits(value, kind, library) for kind in kinds)


def _plain(told: str) -> bool:
    return told in _INTEGERS | _NUMBERS | _BUFFERS | {"bool", "str"}


def _fits(value: Any, told: str, library: Any) -> bool:
    if told in _ANYTHING:
        return True
    if told in _INTEGERS:
        return hasattr(value, "__int__") and not isinstance(value, float | str)
    if told in _NUMBERS:
        return isinstance(value, int | float)
    if told in _BUFFERS:
        return _is_buffer(value)
    if told.startswith(_LISTS) or told in {"list", "tuple"}:
        wanted = tuple if told.lower().startswith("tuple") else list
        return isinstance(value, wanted | tuple if "[" in told else wanted)
    plain = {"bool": bool, "str": str, "bytes": bytes, "None": type(None)}
    return isinstance(value, plain[told]) if told in plain else _is_of(value, told, library)


def _is_buffer(value: Any) -> bool:
    try:
        memoryview(value).release()
    except TypeError:
        return False
    return True


def _is_of(value: Any, told: str, library: Any) -> bool:
    kind = class_of(told, library)
    if kind is None:
        raise Unproved(f"what the type {told} takes")
    if kind.__name__ == "Dims" and isinstance(value, tuple | list):
        return all(isinstance(side, int) for side in value)
    real = getattr(type(value), "_real", type(value))
    return issubclass(real, kind)


def class_of(told: str, library: Any) -> type | None:
    """The library's class of a written name; nested names and C++ spellings count.

    Python leaves out the I of some interfaces: `nvinfer1::IEngineInspector` is EngineInspector.
    """
    found: Any = library
    parts = re.split(r"::|\.", told)
    start = 2 if parts[0].endswith("_bindings") else 1
    for part in [each for each in parts[start:] if not re.fullmatch(r"v_\d_\d", each)]:
        found = getattr(found, part, None) or getattr(found, part.removeprefix("I"), None)
    return found if isinstance(found, type) else None
