"""How the practice itself stands: who reaches it, who may read its folder, its key, its backups."""

from __future__ import annotations

import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from engines.errors import SketchwellError
from engines.settings import Settings
from workbench.access.provider import chosen
from workbench.archive.safety import snapshots
from workbench.archive.store import Archive
from workbench.archive.unlocking import lock
from workbench.archive.unlocking.keyfile import MASTER_FILE
from workbench.checkup.findings import UNKNOWN, Finding
from workbench.guide.backing import LAST
from workbench.lan import tls
from workbench.lan.addresses import OFF
from workbench.saying import _, later, ngettext

# What must be readable by its owner alone, wherever it lies in the folder.
PRIVATE = (MASTER_FILE, "machine.key", "owner.json", f"{lock.KEYS}/*", f"{tls.FOLDER}/{tls.KEY}")
KEPT = {
    "file": later(
        "It lies in a file beside the archive: whoever may read both can read everything. With a "
        "passphrase, or in the system's keyring, it does not."
    ),
    "keyring": later("It is kept in the keyring of this machine's account."),
    "passphrase": later("It opens with the practice's passphrase, which lies nowhere here."),
}
LATE, STALE = timedelta(days=7), timedelta(days=3)
MOST_NAMES = 4
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Inside:
    """What only the open archive knows; `None` where it was not open.

    `accounts` can sign in; `backed_up` is when somebody last made a backup by hand, ISO 8601.
    """

    accounts: int
    backed_up: str | None

    @classmethod
    def of(cls, archive: Archive) -> Inside:
        """Reads it."""
        able = [each for each in archive.accounts.all() if each.disabled is None]
        return cls(len(able), archive.preference(LAST))

    @classmethod
    def from_wire(cls, told: Mapping[str, Any]) -> Inside:
        """As the errand tells it."""
        return cls(int(told["accounts"]), told.get("backed_up"))


def address(lan: str, running: str | None, *, demo: bool) -> Finding:
    """Who reaches the workbench: what runs now counts, else what is set."""
    about = _("Address")
    if demo:
        told = _("This is the demo: it signs nobody in, and only this machine reaches it.")
        return Finding(about, "good", told)
    secure = running.startswith("https:") if running else lan != OFF
    where = running or ""
    if not secure:
        told = _("Only this machine reaches the workbench. {address}", address=where)
    else:
        told = _(
            "Devices of the practice's own network reach the workbench, over TLS and after they "
            "signed in or joined by a code. {address}",
            address=where,
        )
    return Finding(about, "good", told.strip())


def accounts(inside: Inside | None) -> Finding:
    """Whether somebody must sign in."""
    about = _("Accounts")
    if inside is None:
        return Finding(about, "unknown", _("The archive is not open, so this was not looked at."))
    if inside.accounts == 0:
        told = _("Nobody can sign in yet: whoever opens the workbench first makes the account.")
        return Finding(about, "open", told)
    told = ngettext(
        "{count} account can sign in.", "{count} accounts can sign in.", inside.accounts
    )
    return Finding(about, "good", told)


def provider(settings: Settings) -> Finding:
    """Whether people sign in with an identity provider, and with which."""
    about = _("Identity provider")
    try:
        found = chosen.of(settings)
    except SketchwellError as error:
        return Finding(about, "look", str(error))
    if found is None:
        told = _("None is set: people sign in with passwords, and nothing is connected to.")
        return Finding(about, "good", told)
    told = _(
        "Staff may sign in with {address}, and whoever looks after that says who they are. The "
        "workbench connects to it and to the addresses that it names, and to nothing else. It "
        "opens accounts, not the archive; passwords go on beside it.",
        address=found.issuer,
    )
    return Finding(about, "good", told)


def rights(folder: Path) -> Finding:
    """Who may read the data folder and the keys in it."""
    about = _("Data folder")
    if sys.platform == "win32":
        return Finding(about, "unknown", _(UNKNOWN))
    private = (path for name in PRIVATE for path in sorted(folder.glob(name)))
    bare = [path.relative_to(folder).as_posix() for path in private if _others_may(path)]
    if bare:
        told = _(
            "Other accounts of this machine may read {names} in {folder}: run chmod 600 on it.",
            names=", ".join(bare[:MOST_NAMES]),
            folder=folder,
        )
        return Finding(about, "open", told)
    if _others_may(folder):
        told = _(
            "Other accounts of this machine may look into {folder}. What lies there is encrypted; "
            "run chmod 700 on it all the same.",
            folder=folder,
        )
        return Finding(about, "look", told)
    return Finding(about, "good", _("Only your own account may read {folder}.", folder=folder))


def key(folder: Path) -> Finding:
    """How the practice's key is kept, and whether a recovery sheet opens it too."""
    about = _("The practice's key")
    try:
        held = lock.read(folder)
    except SketchwellError as error:
        return Finding(about, "look", str(error))
    way = held.way if held is not None else "file"
    told = _(KEPT[way])
    if held is None or not held.has_sheet:
        sheet = _("No recovery sheet opens it: what is forgotten is lost.")
        return Finding(about, "look", f"{told} {sheet}")
    return Finding(about, "look" if way == "file" else "good", told)


def backup(inside: Inside | None, now: datetime | None = None) -> Finding:
    """When everything was last copied to somewhere else."""
    about = _("Backup")
    if inside is None:
        return Finding(about, "unknown", _("The archive is not open, so this was not looked at."))
    if inside.backed_up is None:
        return Finding(about, "look", _("No backup was made yet. Make one under Settings."))
    ago = (now or datetime.now(timezone.utc)) - datetime.fromisoformat(inside.backed_up)
    told = _("The last backup is less than a day old.")
    if ago.days:
        told = ngettext(
            "The last backup was made {count} day ago.",
            "The last backup was made {count} days ago.",
            ago.days,
        )
    return Finding(about, "good" if ago < LATE else "look", told)


def copies(folder: Path, now: datetime | None = None) -> Finding:
    """When the archive was last copied by itself, on this machine."""
    about = _("Copies here")
    found = snapshots.found(folder)
    if not found:
        return Finding(about, "look", _("The archive was not copied by itself yet."))
    ago = (now or datetime.now(timezone.utc)) - found[0].made
    told = _("The archive copied itself less than a day ago, on the same disk.")
    if ago.days:
        told = ngettext(
            "The archive was last copied by itself {count} day ago, on the same disk.",
            "The archive was last copied by itself {count} days ago, on the same disk.",
            ago.days,
        )
    return Finding(about, "good" if ago < STALE else "look", told)


def _others_may(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & _OTHERS)
    except OSError:
        return False
