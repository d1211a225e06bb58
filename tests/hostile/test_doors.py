"""Whatever comes in from outside is read, or refused soon and with a reason."""

from __future__ import annotations

import time

import pytest

from engines.errors import SketchwellError
from tests.hostile import doors
from tests.hostile.doors import House
from tests.hostile.making import CORPUS, FOLDER, MOST_BYTES

# 200 ms is measured (python -m tests.hostile.bench); a busy machine may take longer.
SOON_S = 2.0


def test_the_corpus_is_what_its_script_makes_and_small() -> None:
    made = {name: make() for name, (_, make) in CORPUS.items()}
    assert {path.name: path.read_bytes() for path in FOLDER.iterdir()} == made
    assert sum(map(len, made.values())) < MOST_BYTES


@pytest.mark.parametrize("name", CORPUS)
def test_every_door_reads_or_refuses_with_a_reason(house: House, name: str) -> None:
    sent, wrong = (FOLDER / name).read_bytes(), []
    for door, enter in doors.of(house).items():
        begun = time.perf_counter()
        try:
            enter(sent)
        except SketchwellError as error:
            if not 10 < len(str(error)) < 600:
                wrong.append(f"{door}: says {str(error)[:800]!r}")
        except Exception as error:  # noqa: BLE001 - all that a door lets out is told together
            wrong.append(f"{door}: {type(error).__name__}: {str(error)[:200]}")
        if time.perf_counter() - begun > SOON_S:
            wrong.append(f"{door}: took {time.perf_counter() - begun:.1f} s")
    assert wrong == []
