"""Objects that take what NVIDIA's take, remember it, and know nothing else."""

from __future__ import annotations

import inspect
import json
import os
from pathlib import Path
from typing import Any

from tests.engines.plans.standin.signatures import (
    Signature,
    Unproved,
    bound,
    class_of,
    fits,
    signatures,
)

# A test's own answers to what only the library knows, "OnnxParser.parse" -> true, as JSON.
ANSWERS = "STANDIN_ANSWERS"
# A file that every call is appended to.
TRAIL = "STANDIN_TRAIL"
# Made by Python and needing the library at once; all else comes out of these.
MAKERS = ("Builder", "OnnxParser", "Runtime", "Refitter", "OnnxParserRefitter")
_FORWARDED = ("__len__", "__getitem__")


def imitate(names: dict[str, Any], library: Any) -> None:
    """Puts imitations where a class would reach for the library."""
    for name in MAKERS:
        if hasattr(library, name):
            names[name] = imitation_of(getattr(library, name), library)


def answers() -> dict[str, Any]:
    """What the test says that the library would have answered."""
    return json.loads(os.environ.get(ANSWERS, "{}"))


def remember(line: str) -> None:
    """Appends one line to the trail, where a test wants one."""
    place = os.environ.get(TRAIL)
    if place:
        with Path(place).open("a", encoding="utf-8") as stream:
            stream.write(f"{line}\n")


class Likeness(type):
    """A class that has the real one's attributes, so that `hasattr` tells the truth."""

    _real: type

    def __getattr__(cls, name: str) -> Any:
        return getattr(cls._real, name)


class Imitated(metaclass=Likeness):
    """One object. Attributes that were never set, and calls that give a value, are unproved."""

    _library: Any
    _init: str

    def __init__(self, *arguments: Any, **named: Any) -> None:
        object.__setattr__(self, "_set", {})
        _checked(self, "__init__", signatures(self._init), arguments, named)

    def __getattr__(self, name: str) -> Any:
        real = getattr(type(self)._real, name)
        if isinstance(real, property):
            return _read(self, name, real)
        if inspect.isfunction(real):
            return real.__get__(self)
        return _call(self, name, real) if callable(real) else real

    def __setattr__(self, name: str, value: Any) -> None:
        real = getattr(type(self)._real, name)
        if not isinstance(real, property) or real.fset is None:
            raise AttributeError(f"{_title(self)}.{name} cannot be set")
        for one in signatures(real.fset.__doc__):
            if not fits(value, one.parameters[0], self._library):
                raise TypeError(f"{_title(self)}.{name} = {value!r}: {one.parameters[0].told}")
        remember(f"{_title(self)}.{name} = {_shown(value)}")
        self._set[name] = value


def imitation_of(real: type, library: Any) -> Any:
    """The likeness of one class."""
    inside: dict[str, Any] = {"_real": real, "_library": library, "_init": real.__init__.__doc__}
    inside |= {name: _forwarded(name) for name in _FORWARDED if hasattr(real, name)}
    return Likeness(real.__name__, (Imitated,), inside)


def _forwarded(name: str) -> Any:
    return lambda self, *arguments: _call(self, name, getattr(type(self)._real, name))(*arguments)


def _made(real: type, library: Any) -> Any:
    """An object that a call gave: its maker is the library, so nothing is checked."""
    made = object.__new__(imitation_of(real, library))
    object.__setattr__(made, "_set", {})
    return made


def _call(owner: Imitated, name: str, real: Any) -> Any:
    def called(*arguments: Any, **named: Any) -> Any:
        one, told = _checked(owner, name, signatures(real.__doc__), arguments, named)
        return _given(owner, name, one.returns, told)

    return called


def _checked(
    owner: Imitated, name: str, shown: list[Signature], arguments: Any, named: dict[str, Any]
) -> tuple[Signature, str]:
    if not shown:
        raise Unproved(f"how {_title(owner)}.{name} is called")
    taken = [one for one in shown if bound(one, arguments, named, owner._library)]
    told = ", ".join([*map(_shown, arguments), *(f"{k}={_shown(v)}" for k, v in named.items())])
    if not taken:
        raise TypeError(f"{_title(owner)}.{name}({told}): incompatible arguments, {shown}")
    remember(f"{_title(owner)}.{name}({told})" if name != "__init__" else f"{_title(owner)}()")
    return taken[0], told


def _read(owner: Imitated, name: str, real: property) -> Any:
    if name in owner._set:
        return owner._set[name]
    shown = signatures(getattr(real.fget, "__doc__", ""))
    given = _given(owner, name, shown[0].returns if shown else "unknown")
    if isinstance(given, Imitated):
        owner._set[name] = given
    return given


def _given(owner: Imitated, name: str, returns: str, told: str = "") -> Any:
    """What a call gives: nothing, the test's answer, or an object the signature promises."""
    key, said = f"{_title(owner)}.{name}", answers()
    for asked in (f"{key}({told})", key):
        if asked in said:
            return _answer(said[asked], owner._library)
    if returns == "None":
        return None
    kind = class_of(returns, owner._library)
    if kind is None or hasattr(kind, "__members__") or kind.__name__ in ("Dims", "Weights"):
        raise Unproved(f"what {key}({told}) gives ({returns})")
    return _made(kind, owner._library)


def _answer(said: Any, library: Any) -> Any:
    """As JSON says it; `hex:00ff` are bytes, `trt:TensorIOMode.INPUT` is the library's own."""
    kind, _, rest = str(said).partition(":")
    if kind == "hex":
        return bytes.fromhex(rest)
    if kind != "trt":
        return said
    for part in rest.split("."):
        library = getattr(library, part)
    return library


def _title(owner: Imitated) -> str:
    return type(owner).__name__


def _shown(value: Any) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        return f"<{len(value)} bytes>"
    if hasattr(type(value), "__members__"):
        return f"{type(value).__name__}.{value.name}"
    plain = isinstance(value, str | int | float | tuple | list | type(None))
    return repr(value) if plain else f"<{type(value).__name__}>"
