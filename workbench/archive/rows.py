"""The tables of an open archive, together."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.archive.assignments import Assignments
from workbench.archive.consent import Consents
from workbench.archive.contents import Contents
from workbench.archive.database import Database
from workbench.archive.exhibits import Exhibits
from workbench.archive.keys import Vault
from workbench.archive.people import People
from workbench.archive.preferences import Preferences
from workbench.archive.questions import Questions
from workbench.archive.restriction import Restrictions
from workbench.archive.scans import Scans
from workbench.archive.sittings import Sittings
from workbench.archive.studies import Studies
from workbench.archive.taking import Takings


@dataclass(frozen=True, slots=True)
class Rows:
    """Each table, or each subject's tables, on the one database."""

    database: Database
    vault: Vault
    people: People
    sittings: Sittings
    contents: Contents
    scans: Scans
    preferences: Preferences
    assignments: Assignments
    consents: Consents
    restrictions: Restrictions
    exhibits: Exhibits
    questions: Questions
    studies: Studies
    takings: Takings

    @staticmethod
    def of(database: Database, vault: Vault) -> Rows:
        """The tables of this database."""
        return Rows(
            database,
            vault,
            People(database, vault),
            Sittings(database, vault),
            Contents(database, vault),
            Scans(database, vault),
            Preferences(database),
            Assignments(database),
            Consents(database, vault),
            Restrictions(database, vault),
            Exhibits(database, vault),
            Questions(database, vault),
            Studies(database, vault),
            Takings(database),
        )
