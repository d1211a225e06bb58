"""What a researcher gets: rows of sittings under pseudonyms, of people who agreed to research.

No name, note, word, picture, id or date: a sitting is told by its number and by the days since the
person's first one. The pseudonym is derived from the person's key: who has the practice's ids, but
not its keys, gets from neither to the other. It stays the same as long as the key is there, so that
a later export goes on from an earlier one: this is pseudonymous, not anonymous, and is to be kept
as such.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engines.record import MET
from workbench.archive.schema import MEASURES

if TYPE_CHECKING:
    from workbench.archive.store import Archive

FELT = ("pleasure_before", "arousal_before", "pleasure_after", "arousal_after")
COLUMNS = ("pseudonym", "sitting", "phase", "day", *FELT, "kept", *MEASURES)
ADDRESS = "/api/research/sittings.csv"
LETTERS = 10
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Studied:
    """The sittings of those who agreed, by column; `people` counts their sittings by pseudonym."""

    rows: Mapping[str, Sequence[Any]]
    people: Mapping[str, int]

    def to_csv(self) -> bytes:
        """One line a sitting, for a spreadsheet or a statistics program; empty is not known."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(zip(*(map(_cell, self.rows[name]) for name in COLUMNS), strict=True))
        return text.getvalue().encode()


def pseudonym(person: str) -> str:
    """What stands for the name of somebody whose record is locked, within the practice."""
    return hashlib.sha256(f"research {person}".encode()).hexdigest()[:LETTERS]


def taken(archive: Archive) -> Studied:
    """The ended sittings of everybody who agrees to research now and whose record opens."""
    trends, agreed = archive.sitting_trends(), archive.everybody_who("research")
    here = [each for each in dict.fromkeys(trends["person"]) if each in agreed]
    return studied(trends, {each: archive.name_in_research(each) for each in here})


def studied(trends: Mapping[str, Sequence[Any]], names: Mapping[str, str]) -> Studied:
    """The ended sittings of those who agreed, out of everybody's (`archive.sitting_trends`).

    What was made between the sittings is none of them.

    Args:
        trends: by column; each person's sittings in the order of their numbers.
        names: the pseudonyms of those who agreed.
    """
    met = [place for place, phase in enumerate(trends["phase"]) if phase in MET]
    ended = [place for place in met if trends["ended"][place] is not None]
    kept = [place for place in ended if trends["person"][place] in names]
    first: dict[str, datetime] = {}
    for place in kept:
        at = datetime.fromisoformat(trends["started"][place])
        person = trends["person"][place]
        first[person] = min(at, first.get(person, at))
    rows: dict[str, list[Any]] = {
        name: [trends[name][place] for place in kept] for name in ("phase", *FELT, *MEASURES)
    }
    rows["pseudonym"] = [names[trends["person"][place]] for place in kept]
    numbers = _numbers(trends)
    rows["sitting"] = [numbers[place] for place in kept]
    rows["kept"] = [trends["turns"][place] for place in kept]
    rows["day"] = [
        (datetime.fromisoformat(trends["started"][place]) - first[trends["person"][place]]).days
        for place in kept
    ]
    counts: dict[str, int] = {}
    for name in rows["pseudonym"]:
        counts[name] = counts.get(name, 0) + 1
    return Studied(rows, counts)


def _numbers(trends: Mapping[str, Sequence[Any]]) -> list[int]:
    """The number of each sitting, without what was made between sittings up to then."""
    between: dict[str, int] = {}
    found = []
    for whose, phase, number in zip(
        *(trends[name] for name in ("person", "phase", "number")), strict=True
    ):
        found.append(number - between.get(whose, 0))
        between[whose] = between.get(whose, 0) + (phase not in MET)
    return found


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return round(value, DIGITS) if isinstance(value, float) else value
