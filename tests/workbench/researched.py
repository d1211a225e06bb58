"""A study with a few people in it, and what is taken out of it, for tests."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.workbench.test_archive_studies import agreed
from workbench.archive import specimens, studying
from workbench.archive.store import Archive
from workbench.practice import Practice
from workbench.researching import gathering
from workbench.researching.gathering import Data
from workbench.studying.whole import Wholes

BEGAN = datetime(2026, 1, 5, 9, tzinfo=timezone.utc)
SAID = "zebra-canary"
PEOPLE = 3


def iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def sat(archive: Archive, person: str, week: int, phase: str) -> str:
    """A sitting of that week: sliders before it, a PHQ-9 whose last question is left out."""
    at = BEGAN + timedelta(days=7 * week)
    sitting = archive.begin_sitting(person, phase, started=iso(at)).sitting.id  # type: ignore[arg-type]
    laid = archive.lay_out(person, "phq9", language="en", how="paper", dated=iso(at))
    items = archive.instruments()["phq9"].instrument.items
    for item in items[: len(items) - week]:
        archive.answer_typed(laid.id, item.id, 0, person=person)
    archive.finish_questionnaire(laid.id, person=person)
    archive.keep_turn(sitting, specimens.turn(f"turn-{sitting}"))
    archive.write_note(sitting, SAID)
    archive.end_sitting(sitting, ended=iso(at + timedelta(hours=1)))
    return sitting


def enrolled(archive: Archive) -> str:
    """A study of three people with two sittings each, the first with an adverse event."""
    told = {"primary": "phq9", "people": 9, "analysis": f"{SAID} mixed model"}
    made = archive.register_study(f"Study {SAID}", "six_and_six_crossover", **told).id
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(studying, "now", lambda: iso(BEGAN - timedelta(days=3)))
        for place in range(PEOPLE):
            person = agreed(archive, f"{SAID} {place}")
            archive.edit_person(person, notes=SAID, goals=SAID)
            archive.enrol(person, made)
            for week, phase in enumerate(("traditional", "painter")):
                sat(archive, person, week, phase)
            if place == 0:
                archive.note_happening(person, "adverse", SAID, day=date(2026, 1, 7), serious=True)
    return made


def data_of(served: Practice, study: str, *, locked: bool = False) -> Data:
    """As it would be taken out; locked without anything being locked."""
    held: Any = Locked(served.archive, locked)
    return gathering.gathered(Wholes(held, locks=True), study)


class Locked:
    """The archive, whose studies may tell that their data are locked."""

    def __init__(self, archive: Archive, locked: bool) -> None:
        self._archive, self._locked = archive, locked

    def __getattr__(self, name: str) -> Any:
        return getattr(self._archive, name)

    def studies(self) -> tuple[Any, ...]:
        lock = (studying.Lock("2026-03-01T00:00:00.000+00:00", "0" * 64),)
        every = self._archive.studies()
        return tuple(replace(each, locks=lock) for each in every) if self._locked else every


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def read(files: Mapping[str, bytes], table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"{table}.csv"].decode(), newline="")))
