"""Paper drawings that were photographed or scanned, sealed, named by the SHA-256 of their bytes."""

from __future__ import annotations

from engines.errors import ArchiveError
from workbench.archive.database import Cursor, Database
from workbench.archive.events import sha256
from workbench.archive.keys import Vault


class Scans:
    """The scan table."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def keep(self, cursor: Cursor, person: str, png: bytes) -> str:
        """Store a person's scan, once; gives its name."""
        name = sha256(png)
        sealed = self._vault.seal(person, "scan", name, png)
        cursor.execute("INSERT OR IGNORE INTO scan VALUES (?, ?, ?)", [name, person, sealed])
        return name

    def names(self, person: str) -> set[str]:
        """The names of a person's scans."""
        rows = self._database.read("SELECT id FROM scan WHERE person = ?", [person])
        return {name for (name,) in rows}

    def png(self, name: str, *, person: str) -> bytes:
        """A person's scan. Refused for another person's."""
        sql = "SELECT content FROM scan WHERE id = ? AND person = ?"
        rows = self._database.read(sql, [name, person])
        if not rows:
            raise ArchiveError(f"Person {person} has no scan {name}: unknown, or erased.")
        return self._vault.open(person, "scan", name, rows[0][0])
