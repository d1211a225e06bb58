"""What the page of everything about a person shows, as plain values. No archive, no HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engines.record.spoken import Spoken
from workbench.archive.audit import AuditEntry
from workbench.archive.consent import Consent
from workbench.archive.disclosing import Unread
from workbench.archive.exhibits import Exhibit
from workbench.archive.gone import Gone
from workbench.archive.people import Person
from workbench.archive.questions import Questionnaire, Task
from workbench.archive.removal import Removal
from workbench.archive.restriction import Restriction
from workbench.archive.sittings import SittingRow
from workbench.archive.studies import Enrolment, Happening, Study
from workbench.outcomes.instruments.versions import Version


@dataclass(frozen=True, slots=True)
class Shown:
    """One kept turn on the page.

    Attributes:
        id: of the turn.
        at: when it was kept, ISO 8601.
        alt: what it is, in words.
        lines: what stands under it.
        files: the files of it in the ZIP, by what they are ("picture", "drawing").
        small: a JPEG to stand on the page; None where nothing can be shown.
    """

    id: str
    at: str
    alt: str
    lines: tuple[str, ...]
    files: Mapping[str, str]
    small: bytes | None


@dataclass(frozen=True, slots=True)
class Sat:
    """One sitting on the page.

    `folder` is its place in the ZIP, `note` empty where it stays, `written` what both wrote,
    `spoken` what was said.
    """

    row: SittingRow
    folder: str
    note: str
    written: Mapping[str, str]
    spoken: tuple[Spoken, ...]
    shown: tuple[Shown, ...]


@dataclass(frozen=True)
class Told:
    """Everything that the page tells.

    Attributes:
        person: whose it is; without notes and goals where those stay in the practice.
        made: when the file was made, ISO 8601.
        notes: whether what the person was never shown is in it.
        versions: the instruments of today, by name.
        studies: by their ids.
        unread: what could not be opened.
    """

    person: Person
    made: str
    notes: bool
    sittings: tuple[Sat, ...]
    questionnaires: tuple[Questionnaire, ...]
    looked_at: tuple[Task, ...]
    versions: Mapping[str, Version]
    consents: tuple[Consent, ...]
    enrolments: tuple[Enrolment, ...]
    studies: Mapping[str, Study]
    happenings: tuple[Happening, ...]
    exhibits: tuple[Exhibit, ...]
    locks: tuple[Restriction, ...]
    removals: tuple[Removal, ...]
    gone: tuple[Gone, ...]
    left: tuple[AuditEntry, ...]
    unread: tuple[Unread, ...] = field(default=())
