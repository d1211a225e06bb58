"""What it costs that nothing is lost: writes, audit entries, checking the audit, a start.

Measured on a practice of its own with 10,000 audit entries, which is gone afterwards.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from engines.record import StrokeStep
from workbench.archive import audit, chain, specimens
from workbench.archive.events import Did
from workbench.archive.store import Archive

ENTRIES = 10_000
STROKES, CHANGES = 100, 20
STROKE, KEPT = "a stroke acknowledged", "a picture kept"
CHANGE, ENTRY = "a change acknowledged", "an audit entry"
CHECK, START = f"{ENTRIES} audit entries checked", "a start after a kill"
# What the product promises: the audit is checked, and a practice starts, within five seconds.
BARS = {CHECK: 5.0, START: 5.0}
_COLUMNS = "INSERT INTO audit SELECT unnest(?::BIGINT[])" + ", unnest(?::VARCHAR[])" * 6


def runs(rounds: int) -> dict[str, list[float]]:
    """Seconds of every run, by what was done; `rounds` of them for what takes long."""
    with TemporaryDirectory(prefix="sketchwell-costs-") as place:
        practice = Path(place) / "practice"
        with Archive.open(practice) as archive:
            fill(archive, ENTRIES)
            took = _writes(archive)
            took[CHECK] = _timed(rounds, lambda _: archive.check_audit())
            copies = [Path(place) / f"killed-{number}" for number in range(rounds)]
            for copy in copies:
                # What lies on the disk now is what a kill would leave.
                shutil.copytree(practice, copy)
        took[START] = _timed(rounds, lambda number: Archive.open(copies[number]).close())
    return took


def fill(archive: Archive, count: int) -> None:
    """Write so many audit entries at once, each holding the hash of the one before."""
    database = archive._rows.database
    number, previous, _ = audit.end(database)
    rows: list[tuple[object, ...]] = []
    for _ in range(count):
        number += 1
        entry = (number, specimens.WHEN, "practice", "audit checked", "{}", previous)
        previous = chain.hash_of(*entry)
        rows.append((*entry, previous))
    with database.write() as cursor:
        cursor.execute(_COLUMNS, [list(column) for column in zip(*rows, strict=True)])


def _writes(archive: Archive) -> dict[str, list[float]]:
    person = archive.add_person("Nobody", synthetic=True).id
    sitting = archive.begin_sitting(person, "painter").sitting.id

    def draw(number: int) -> None:
        archive.record(sitting, Did(StrokeStep((specimens.stroke(f"s{number}"),))))

    def keep(number: int) -> None:
        archive.keep_turn(sitting, specimens.turn(f"t{number}"))

    return {
        STROKE: _timed(STROKES, draw),
        KEPT: _timed(CHANGES, keep),
        CHANGE: _timed(CHANGES, lambda n: archive.set_preference("measured", str(n))),
        ENTRY: _timed(CHANGES, lambda _: archive.witness("person read", person=person)),
    }


def _timed(count: int, deed: Callable[[int], object]) -> list[float]:
    took = []
    for number in range(count):
        began = time.perf_counter()
        deed(number)
        took.append(time.perf_counter() - began)
    return took
