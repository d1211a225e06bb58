"""A study's data out of the archive, of whoever agrees to research at this moment.

A person's study runs from the day of enrolment until they left. What the protocol does not ask is
left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engines.errors import NotHereError
from engines.record import MET
from workbench.archive.questions import Questionnaire
from workbench.archive.schema import MEASURES
from workbench.archive.sittings import SittingRow
from workbench.archive.store import Archive
from workbench.archive.studies import Enrolment, Study
from workbench.outcomes.instruments.versions import Version
from workbench.researching import columns, counting
from workbench.researching.form import Row
from workbench.researching.rows import AXES, Kept, Part, Rows, instruments, rows
from workbench.studying.places import day_of
from workbench.studying.whole import Wholes

SLIDERS = "affective_slider"


@dataclass(frozen=True, slots=True)
class Data:
    """A study's rows by table, and the instruments whose answers are in them, by name."""

    study: Study
    rows: Mapping[str, Sequence[Row]]
    known: Mapping[str, Version]


def gathered(wholes: Wholes, study: str, told: Callable[[float], object] = lambda _: None) -> Data:
    """A study's data now; `told` hears how much is done, 0 to 1.

    Raises:
        NotHereError: whoever asks does no research, or there is no such study.
    """
    archive, found = wholes.archive, one(wholes, study)
    asked = [each.instrument for each in found.plan.protocol.measures]
    every = archive.instruments()
    known = {name: each for name, each in every.items() if name in asked}
    entries, sat = archive.everybody_in(study), _sittings(archive)
    read: list[tuple[str, str, Rows]] = []
    for at, entry in enumerate(entries, 1):
        if archive.allows(entry.person, "research"):
            part = _part(archive, found, entry, known, sat.get(entry.person, ()))
            read.append((part.name, entry.person, rows(part)))
        told(at / len(entries))
    # Who took it back meanwhile is left out; the order tells nothing of who came first.
    read = [each for each in sorted(read, key=_name) if archive.allows(each[1], "research")]
    made: Rows = {each.name: [] for each in columns.TABLES}
    for _, _, own in read:
        for name, more in own.items():
            made[name] += more
    made["instruments"] = list(instruments(known))
    made["flow"] = counting.flow(found, made)
    return Data(found, made, {**known, SLIDERS: every[SLIDERS]})


def one(wholes: Wholes, study: str) -> Study:
    """A study that whoever asks may take out.

    Raises:
        NotHereError: whoever asks does no research, or there is no such study.
    """
    found = next((each for each in wholes.archive.studies() if each.id == study), None)
    if found is None or not wholes.locks:  # whoever may lock data is who does research
        raise NotHereError(f"There is no study {study} to be taken out here.")
    return found


def _name(read: tuple[str, str, Rows]) -> str:
    return read[0]


def _sittings(archive: Archive) -> Mapping[str, Sequence[SittingRow]]:
    found: dict[str, list[SittingRow]] = defaultdict(list)
    for row in archive.sittings():
        found[row.person].append(row)
    return found


def _part(
    archive: Archive,
    study: Study,
    entry: Enrolment,
    known: Mapping[str, Version],
    sat: Sequence[SittingRow],
) -> Part:
    end = entry.ended or "9"
    met = (row for row in sat if row.phase in MET)
    held = tuple(row for row in met if row.ended and entry.enrolled <= row.started < end)
    kept = tuple(_kept(archive, entry.person, [row.id for row in held]))
    happened = archive.happenings(entry.person)
    own = tuple(e for e in happened if e.enrolment == entry.id and e.struck is None)
    name = archive.name_in_study(entry.person, study.id)
    return Part(study, entry, name, known, held, kept, _answered(archive, study, entry), own)


def _kept(archive: Archive, person: str, held: Sequence[str]) -> Iterator[Kept]:
    # Asked of each person: shares of colors are whole then, of everybody they may still be made.
    trends, places = archive.turn_trends(person), Counter[str]()
    for at, sitting in enumerate(trends["sitting"]):
        if sitting in held:
            places[sitting] += 1
            values = {name: trends[name][at] for name in (*AXES, *MEASURES)}
            yield Kept(held.index(sitting) + 1, places[sitting], values)


def _answered(archive: Archive, study: Study, entry: Enrolment) -> tuple[Questionnaire, ...]:
    """Ended, of the protocol, and within the person's study."""
    end, first = entry.ended or "9", day_of(entry.enrolled)
    asked = {each.instrument for each in study.plan.protocol.measures}
    every = (each for each in archive.questionnaires(entry.person) if each.instrument in asked)
    return tuple(
        each
        for each in every
        if each.done is not None and day_of(each.dated) >= first and each.dated < end
    )
