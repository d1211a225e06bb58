"""Statements with their values as bytes, exactly: what a transaction changed, to be done again.

The length of a list (4 bytes), the list (JSON: each statement and its values), then the bytes that
values hold, in their order. In the list, bytes stand as {"bytes": length}.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from engines.errors import ArchiveError

Statement = tuple[str, list[Any]]
_LENGTH = 4


def to_bytes(statements: Iterable[Statement]) -> bytes:
    """The bytes of these statements.

    Raises:
        TypeError: a value that is no text, number, truth, bytes, None, or list of those.
    """
    held: list[bytes] = []
    told = [[sql, [_told(value, held) for value in values]] for sql, values in statements]
    document = json.dumps(told, separators=(",", ":")).encode()
    return b"".join([len(document).to_bytes(_LENGTH, "big"), document, *held])


def from_bytes(content: bytes) -> list[Statement]:
    """The statements that `to_bytes` was given.

    Raises:
        ArchiveError: not such bytes.
    """
    length = int.from_bytes(content[:_LENGTH], "big")
    try:
        told = json.loads(content[_LENGTH : _LENGTH + length])
        held = _Held(memoryview(content)[_LENGTH + length :])
        return [(sql, [held.value(value) for value in values]) for sql, values in told]
    except (ValueError, TypeError, KeyError) as error:
        raise ArchiveError(f"An entry of the practice's journal makes no sense: {error}.") from None


def size(statement: Statement) -> int:
    """About how many bytes a statement takes."""
    sql, values = statement
    return len(sql) + sum(len(value) for value in _flat(values) if isinstance(value, (bytes, str)))


def _told(value: Any, held: list[bytes]) -> Any:
    if isinstance(value, (bytes, bytearray, memoryview)):
        held.append(bytes(value))
        return {"bytes": len(held[-1])}
    if isinstance(value, (list, tuple)):
        return [_told(each, held) for each in value]
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    raise TypeError(f"a {type(value).__name__} cannot be written into the practice's journal")


def _flat(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from _flat(value)
        else:
            yield value


class _Held:
    """Takes the bytes of values off, in their order."""

    def __init__(self, left: memoryview) -> None:
        self._left = left

    def value(self, told: Any) -> Any:
        if isinstance(told, list):
            return [self.value(each) for each in told]
        if not isinstance(told, dict):
            return told
        length = told["bytes"]
        if len(self._left) < length:
            raise ValueError("it ends too soon")
        taken, self._left = bytes(self._left[:length]), self._left[length:]
        return taken
