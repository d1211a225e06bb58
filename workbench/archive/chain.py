"""How an audit entry holds the one before it, and what shows when somebody meddled.

Entries are written by rule 2: the hash is SHA-256 over the bytes of the previous entry's hash and
the canonical JSON of everything else. Canonical JSON is what RFC 8785 says, in the small form that
is needed here: text, whole numbers and objects, keys sorted, nothing between the parts, no floats.
Entries of versions 1 to 3 of the archive were written by rule 1, a list of the same fields; they
are checked by it, and none may stand behind an entry of rule 2.

Source: Rundgren, Jordan and Erdtman, 2020, RFC 8785, https://www.rfc-editor.org/rfc/rfc8785
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from engines.errors import ArchiveError

FIRST = "0" * 64
RULE = 2
# How far an entry is looked for that was moved, when something was inserted or removed before it.
FAR = 2000

Row = Sequence[Any]
Kind = Literal[
    "changed", "missing", "moved", "inserted", "replaced", "rewritten", "cut", "head", "lost"
]


@dataclass(frozen=True, slots=True)
class Fault:
    """What somebody did to the chain: `number` is the first entry that is not as it was."""

    number: int
    kind: Kind
    told: str


def canonical(document: dict[str, Any]) -> str:
    """JSON that is the same text wherever it is written: RFC 8785 without floats.

    Raises:
        ArchiveError: a value that has no such form: a float, a number beyond 2**53, half of a
            surrogate pair.
    """
    _check_plain(document)
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_of(number: int, at: str, who: str, what: str, subject: str, previous: str) -> str:
    """An entry's hash by today's rule, in hexadecimal. `subject` is canonical JSON."""
    document = {
        "at": at,
        "number": number,
        "rule": RULE,
        "subject": json.loads(subject),
        "what": what,
        "who": who,
    }
    return hashlib.sha256(bytes.fromhex(previous) + canonical(document).encode()).hexdigest()


def first_fault(rows: Sequence[Row]) -> Fault | None:
    """The first thing that is wrong with a chain. `rows` is in the order of the numbers."""
    previous, newest = FIRST, 0
    for place, row in enumerate(rows, 1):
        rule = _rule(row, row[0])
        if rule is None or row[0] != place or row[5] != previous or rule < newest:
            older = rule is not None and rule < newest
            return _older(place) if older else _fault(place, row, rule, len(rows))
        previous, newest = row[6], rule
    return None


def unlike(rows: Sequence[Row], marks: Iterable[tuple[int, str]]) -> Iterator[Fault]:
    """Where a chain is not the one that was signed: cut off, or written anew from somewhere on.

    Args:
        rows: in the order of the numbers.
        marks: what signed heads tell: how many entries there were, and the newest's hash.
    """
    good, cut, hashes = 0, 0, {row[0]: row[6] for row in rows}
    for entries, told in sorted({*marks}):
        if entries > len(rows):
            cut = entries
        elif entries and hashes.get(entries) != told:
            yield Fault(
                good + 1,
                "rewritten",
                f"Audit entries {good + 1} to {entries} are not those that were signed: somewhere "
                "there the chain was written anew.",
            )
            return
        else:
            good = entries
    if cut:
        which = (
            f"entry {cut} is" if cut == len(rows) + 1 else f"entries {len(rows) + 1} to {cut} are"
        )
        told = f"Audit {which} missing: the end was cut off. The signed head still tells of it."
        yield Fault(len(rows) + 1, "cut", told)


def by_first_rule(rows: Sequence[Row]) -> bool:
    """Whether all these entries were written by rule 1."""
    return all(_first_rule(list(row[:6])) == row[6] for row in rows)


def _fault(place: int, row: Row, rule: int | None, length: int) -> Fault:
    if row[0] < place:
        return Fault(place, "inserted", f"Audit entry {row[0]} was put in: entries begin at 1.")
    if row[0] > place:
        gone = (
            f"entry {place} is" if row[0] == place + 1 else f"entries {place} to {row[0] - 1} are"
        )
        return Fault(place, "missing", f"Audit {gone} missing: somebody removed what stood there.")
    if rule is not None:
        # This entry is as it was written, and it vouches for another one before it.
        return Fault(
            max(1, place - 1),
            "replaced",
            f"Audit entry {max(1, place - 1)} is not the one that entry {place} was written after: "
            "it was replaced, or one was put in.",
        )
    return _moved(place, row, length)


def _span(first: int, last: int) -> str:
    return f"entry {first} is" if first == last else f"entries {first} to {last} are"


def _older(place: int) -> Fault:
    told = f"Audit entry {place} is written as only an older Sketchwell wrote: it was put in."
    return Fault(place, "inserted", told)


def _moved(place: int, row: Row, length: int) -> Fault:
    near = (place + step for far in range(1, min(FAR, length + 1)) for step in (far, -far))
    was = next((number for number in near if _rule(row, number) is not None), None)
    if was is None:
        return Fault(place, "changed", f"Audit entry {place} was changed after it was written.")
    if was > place:
        told = f"Audit entry {place} is what was entry {was}: entries were swapped or removed."
        return Fault(place, "moved", told)
    told = f"Audit entry {was} was put in later: what was entry {was} stands at {place} now."
    return Fault(was, "inserted", told)


def _rule(row: Row, number: int) -> int | None:
    _, at, who, what, subject, previous, told = row
    try:
        plain = canonical(json.loads(subject)) == subject
        if plain and hash_of(number, at, who, what, subject, previous) == told:
            return RULE
    except (ValueError, TypeError, RecursionError, ArchiveError):
        # Nothing that Sketchwell writes: it may still be right by rule 1.
        pass
    return 1 if _first_rule((number, *row[1:6])) == told else None


def _first_rule(fields: Sequence[Any]) -> str:
    text = json.dumps(fields, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _check_plain(value: Any) -> None:
    if isinstance(value, dict):
        for key, held in value.items():
            _check_plain(key)
            _check_plain(held)
    elif isinstance(value, str):
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise ArchiveError("An audit entry holds half of a letter: write whole text.")
    elif type(value) is not int or abs(value) > 2**53:
        raise ArchiveError(
            f"An audit entry holds {value!r:.40}: only text, whole numbers and objects stand there."
        )
