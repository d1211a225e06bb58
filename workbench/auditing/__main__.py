"""python -m workbench.auditing: how long the audit takes to check, to read and to go on."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from workbench.archive import audit, chain
from workbench.archive.audited import Sought
from workbench.archive.database import Database
from workbench.archive.store import Archive

SIZES = (10_000, 100_000)
PEOPLE = 30


def main() -> int:
    """Fills an archive of its own and prints seconds, medians of five."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as place, Archive.open(Path(place)) as archive:
        people = [archive.add_person(f"Person {n}").id for n in range(PEOPLE)]
        for size in SIZES:
            fill(archive._rows.database, people, size)
            found |= measured(archive, people[0], size)
    sys.stdout.write(f"{json.dumps(found, indent=2)}\n")
    return 0


def fill(database: Database, people: list[str], size: int) -> None:
    """Adds entries until there are so many, past the journal: what is measured comes after."""
    count, previous, at = audit.end(database)
    rows = []
    for number in range(count + 1, size + 1):
        subject = chain.canonical({"person": people[number % PEOPLE]})
        fields = (number, at, "bench", "person read", subject, previous)
        previous = chain.hash_of(*fields)
        rows.append((*fields, previous))
    columns = [list(column) for column in zip(*rows, strict=True)]
    with database.write() as cursor:
        lists = ", ".join(f"unnest(?::{kind}[])" for kind in ("BIGINT", *["VARCHAR"] * 6))
        cursor.execute(f"INSERT INTO audit SELECT {lists}", columns)


def measured(archive: Archive, person: str, size: int) -> dict[str, float]:
    """Seconds of each thing at this size."""
    things: dict[str, Callable[[], object]] = {
        "check": archive.check_audit,
        "page": lambda: archive.look_up_audit(Sought()),
        "page of one person": lambda: archive.look_up_audit(Sought(person=person)),
        "names": archive.named_in_audit,
        "note": lambda: archive.witness("person read", person=person),
        "head": archive._heads.follow,
    }
    return {f"{name}, {size} entries": _median(thing) for name, thing in things.items()}


def _median(thing: Callable[[], object]) -> float:
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        thing()
        took.append(time.perf_counter() - begun)
    return round(statistics.median(took), 4)


if __name__ == "__main__":
    sys.exit(main())
