"""The part of an archive that notes what happened to people: missed sittings, deviations, events.

In a study or without one. Distress and adverse events wait until somebody says by name that they
are over; what was written is changed only with a reason, and what stood there before is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from engines.errors import ArchiveError, NotHereError
from workbench.archive import audit, texts
from workbench.archive.acting import PRACTICE
from workbench.archive.database import Cursor
from workbench.archive.questioning import Questioning
from workbench.archive.schema import new_id, now
from workbench.archive.studies import FOLLOWED, KINDS, Amended, FollowUp, Happening, Kind
from workbench.saying import later

MOST_TEXT, MOST_REASON, MOST_NAME = 2_000, 200, 120
NO_TEXT = later("Write what happened, in a few words.")
NO_WHY = later("Write why, in a few words.")
NO_NAME = later("Write who it was: a name, at least two letters.")
TOO_LATE = later("This day is still to come: write what has happened.")
NOT_FOLLOWED = later("A missed sitting and a deviation have nothing to follow up.")
OVER = later("This was closed or taken back already.")
SERIOUS = later("Say of an adverse event whether it was serious, and of nothing else.")


class Noting(Questioning):
    """Noted, followed up, closed, corrected, taken back."""

    def happenings(self, person: str) -> tuple[Happening, ...]:
        """Everything that happened to a person, by day."""
        self._rows.people.row(person)
        return self._rows.studies.happenings(person)

    def note_happening(
        self,
        person: str,
        kind: Kind,
        text: str,
        *,
        day: date,
        serious: bool | None = None,
        who: str = PRACTICE,
    ) -> Happening:
        """Note what happened, in the study that goes on where there is one.

        Raises:
            ArchiveError: nothing was written, the day is to come, or it was not said whether an
                adverse event was serious.
        """
        if kind not in KINDS:
            raise ArchiveError(f"Something that happened is {' or '.join(KINDS)}, not {kind!r}.")
        if (serious is None) == (kind == "adverse"):
            raise ArchiveError(SERIOUS)
        text = written(text, NO_TEXT, least=0 if kind == "missed" else 3)
        _check_day(day)
        every = self._rows.studies.enrolments(person=person)
        within = next((each.id for each in every if each.ended is None), None)
        named = (new_id(), person, within, kind, day.isoformat(), now(), text, serious)
        entry = Happening(*named)
        with self._rows.database.write() as cursor:
            self._rows.studies.note(cursor, entry)
            audit.note(cursor, who, f"{_NAMES[kind]} noted", **_told(entry))
        return entry

    def follow_up(
        self,
        happening: str,
        text: str,
        *,
        person: str,
        by: str,
        over: bool = False,
        who: str = PRACTICE,
    ) -> Happening:
        """Write what was seen or done afterwards, by name; with `over` it waits no longer."""
        by, text = texts.name(by), written(text, NO_TEXT)
        if not 2 <= len(by) <= MOST_NAME:
            raise ArchiveError(NO_NAME)
        with self._rows.database.write() as cursor:
            entry = self._happening(happening, person, cursor)
            if entry.kind not in FOLLOWED:
                raise ArchiveError(NOT_FOLLOWED)
            if not entry.waits:
                raise ArchiveError(OVER)
            at = now()
            follow_ups = (*entry.follow_ups, FollowUp(at, by, text))
            entry = replace(entry, follow_ups=follow_ups, closed=at if over else None)
            self._rows.studies.change(cursor, entry)
            audit.note(cursor, who, "event closed" if over else "event followed", **_told(entry))
        return entry

    def amend_happening(
        self, happening: str, text: str, reason: str, *, person: str, who: str = PRACTICE
    ) -> Happening:
        """Write what happened anew, with a reason; what stood there before is kept."""
        text, reason = written(text, NO_TEXT), written(reason, NO_WHY, most=MOST_REASON)
        return self._amend(happening, person, reason, who=who, text=text)

    def strike_happening(
        self, happening: str, reason: str, *, person: str, who: str = PRACTICE
    ) -> Happening:
        """Take an entry back as a mistake, with a reason; it stays to be read."""
        reason = written(reason, NO_WHY, most=MOST_REASON)
        return self._amend(happening, person, reason, who=who, struck=now())

    def _amend(
        self, happening: str, person: str, reason: str, *, who: str, **changes: str
    ) -> Happening:
        with self._rows.database.write() as cursor:
            entry = self._happening(happening, person, cursor)
            if entry.struck is not None:
                raise ArchiveError(OVER)
            made = Amended(now(), reason, entry.text)
            entry = replace(entry, amended=(*entry.amended, made), **changes)
            self._rows.studies.change(cursor, entry)
            what = "happening taken back" if entry.struck else "happening corrected"
            audit.note(cursor, who, what, **_told(entry))
        return entry

    def _happening(self, happening: str, person: str, cursor: Cursor) -> Happening:
        every = self._rows.studies.happenings(person, cursor=cursor)
        entry = next((each for each in every if each.id == happening), None)
        if entry is None:
            raise NotHereError(f"There is no entry {happening} here.")
        return entry


_NAMES: Mapping[Kind, str] = {
    "missed": "missed sitting",
    "deviation": "deviation",
    "distress": "distress",
    "adverse": "adverse event",
}


def written(text: str, missing: str, *, least: int = 3, most: int = MOST_TEXT) -> str:
    kept = texts.text(text).strip()
    if not least <= len(kept) <= most:
        raise ArchiveError(missing if len(kept) < least else f"At most {most} letters can be kept.")
    return kept


def _check_day(day: date) -> None:
    # What is tomorrow here may be today where the entry comes from: never more than a day.
    if (day - date.fromisoformat(now()[:10])).days > 1:
        raise ArchiveError(TOO_LATE)


def _told(entry: Happening) -> dict[str, str]:
    return {"person": entry.person, "happening": entry.id}
