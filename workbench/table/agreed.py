"""What a person agreed to, at the table: no record and no painter without a yes."""

from __future__ import annotations

from dataclasses import replace

from engines.errors import RequestError
from engines.record import Phase
from workbench.archive.store import Archive
from workbench.saying import later
from workbench.studying import places
from workbench.tailored import Tailored

NO_PAINTER = later(
    "The painter is off: pictures by the painter were not agreed to. Drawing goes on."
)
NO_PAINTER_NOW = later(
    "The protocol of the study has this sitting without the painter. Begin it as a traditional one."
)
NO_RECORD = later(
    "No sitting can begin: a record was not agreed to. The person's page, Consent, asks for it."
)


def limits(archive: Archive, person: str) -> Tailored:
    """What the therapist set for a person, and no painter without the person's consent."""
    table = archive.person(person).tailored
    return table if archive.allows(person, "painter") else replace(table, painter=False)


def check_begin(archive: Archive, person: str, phase: Phase) -> None:
    """Refuse a sitting that was not agreed to.

    Raises:
        RequestError: no record may be made, or no painter may answer; or the protocol of a study
            has the next sitting without one.
    """
    if not archive.may_begin(person):
        raise RequestError(NO_RECORD)
    if phase == "painter" and not archive.allows(person, "painter"):
        raise RequestError(NO_PAINTER)
    if phase == "painter" and not places.paints(places.next_slot(archive, person)):
        raise RequestError(NO_PAINTER_NOW)


def check_painter(archive: Archive, person: str) -> None:
    """Refuse to ask the painter where the person has not agreed to it.

    Raises:
        RequestError: the person has not, or has taken it back.
    """
    if not archive.allows(person, "painter"):
        raise RequestError(NO_PAINTER)
