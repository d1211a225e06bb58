"""What a practice set for all its people: by name, as text, in the encrypted file.

They are not sealed once more: they belong to no person whose key could be destroyed, and a key of
the practice's own would lie beside the one that opens the file. A PIN comes here as its hash alone.
"""

from __future__ import annotations

from engines.record import names
from workbench.archive import audit
from workbench.archive.database import Database


class Preferences:
    """The preference table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def value(self, name: str) -> str | None:
        """What was set under this name; None where nothing was."""
        rows = self._database.read("SELECT value FROM preference WHERE name = ?", [name])
        return rows[0][0] if rows else None

    def set(self, name: str, value: str | None, *, who: str) -> None:
        """Set a value, or forget it (None). The audit names the preference, not the value."""
        names.read_id(name, "preference")
        if self.value(name) == value:
            return
        with self._database.write() as cursor:
            if value is None:
                cursor.execute("DELETE FROM preference WHERE name = ?", [name])
            else:
                cursor.execute("INSERT OR REPLACE INTO preference VALUES (?, ?)", [name, value])
            audit.note(cursor, who, "preference set", name=name)
