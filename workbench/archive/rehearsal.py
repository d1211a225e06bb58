"""A backup restored for a look, and put away again: what it would bring back, and from when.

It is restored whole into a private folder that is gone afterwards, and opened as a start would:
what can be told of a backup is what was read in it. The practice is not touched. What one leaves
that is killed goes at the next start of a workbench, and at the next of its kind (`leftovers`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from workbench.archive import backup, leftovers
from workbench.archive.keycopies import Keys
from workbench.archive.schema import now
from workbench.archive.store import Archive


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a backup holds.

    `newest` is when somebody last changed something in it, ISO 8601; `version` is that of its
    tables; `entries` counts the audit, which was checked; `repairs` is what a start would tell.
    """

    people: int
    sittings: int
    going: int
    turns: int
    newest: str
    version: int
    entries: int
    repairs: tuple[str, ...]


class Aside(Archive):
    """A practice that is only looked at: copies of it elsewhere are not its own."""

    _reaches = False


def rehearse(
    file: Path,
    *,
    passphrase: str,
    keys: Keys | None = None,
    ledgers: Iterable[bytes] = (),
    progress: Callable[[float], None] | None = None,
) -> Rehearsed:
    """Restore a backup aside with its key copy, count what it holds, and remove it again.

    `ledgers` are those that a real restoring would apply, beside what backup and key copy hold.

    Raises:
        SealError: no backup, a wrong passphrase, or a file that was changed or cut short.
        ArchiveError: there is no room for it, or it holds something that cannot be opened.
    """
    leftovers.sweep()
    made = tempfile.TemporaryDirectory(prefix=leftovers.REHEARSAL)
    with made as place, leftovers.in_use(Path(place)):
        folder = Path(place) / "practice"
        master = backup.restore(
            file, folder, passphrase=passphrase, keys=keys, ledgers=ledgers, progress=progress
        )
        began = now()
        with Aside.open(folder, master) as archive:
            return _seen(archive, began)


def _seen(archive: Archive, began: str) -> Rehearsed:
    sittings = archive.sittings()
    before = (entry.at for entry in archive.audit(1000) if entry.at < began)
    return Rehearsed(
        people=archive.headcount(),
        sittings=len(sittings),
        going=sum(row.ended is None for row in sittings),
        turns=sum(row.turns for row in sittings),
        newest=next(before, ""),
        version=archive.version(before=began),
        entries=archive.verify_audit(),
        repairs=archive.repairs,
    )
