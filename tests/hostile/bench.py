"""python -m tests.hostile.bench: how long every door takes to refuse, the slowest first.

Each file of the corpus goes to each door three times; a door's time is the median. The bar is
200 ms on a quiet machine.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from engines.errors import SketchwellError
from engines.settings import load
from tests.hostile import doors
from tests.hostile.doors import Door, House
from tests.hostile.making import CORPUS, FOLDER
from workbench import practice
from workbench.archive import letters

BAR_S = 0.2
SHOWN = 12


def main() -> int:
    """Prints the slowest refusals; gives 1 where one is over the bar."""
    with tempfile.TemporaryDirectory() as place:
        settings = load({"data": place, "painter": "wash", "size": 256})
        with practice.serving(settings, demo=False) as served:
            person = served.archive.add_person("Somebody", synthetic=True).id
            letters.public_line(served.archive)
            table = served.tables.at(served.tables.begin(person, "painter").sitting.id)
            found = measured(House(served.archive, table, person, Path(place)))
    slowest = sorted(found.items(), key=lambda each: -each[1])[:SHOWN]
    for (door, name), took in slowest:
        sys.stdout.write(f"{took * 1000:7.1f} ms  {door}, {name}\n")
    return int(slowest[0][1] > BAR_S)


def measured(house: House) -> dict[tuple[str, str], float]:
    """Seconds of each door with each file."""
    sent = {name: (FOLDER / name).read_bytes() for name in CORPUS}
    return {
        (door, name): _median(enter, content)
        for door, enter in doors.of(house).items()
        for name, content in sent.items()
    }


def _median(enter: Door, sent: bytes) -> float:
    """Seconds; nothing where it is read and not refused."""
    took = []
    for _ in range(3):
        begun = time.perf_counter()
        try:
            enter(sent)
        except SketchwellError:
            took.append(time.perf_counter() - begun)
    return statistics.median(took) if took else 0.0


if __name__ == "__main__":
    sys.exit(main())
