"""Looks at everything there is to find: from the command, and for the Settings page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engines.errors import SketchwellError
from engines.settings import Settings
from workbench.access.provider.chosen import OFF
from workbench.archive.database import DATABASE_FILE
from workbench.archive.store import Archive
from workbench.archive.unlocking.lock import LockedError
from workbench.checkup import disks, standing
from workbench.checkup.disks import System
from workbench.checkup.findings import Finding
from workbench.checkup.standing import Inside
from workbench.errands import sending
from workbench.lan import hosting
from workbench.saying import _, later

LOCKED = later(
    "It is locked, so what lies in it was not looked at. Start the workbench, open it there, and "
    "ask again."
)


def from_outside(settings: Settings, system: System | None = None) -> tuple[Finding, ...]:
    """What the command finds; asks the workbench that has the folder open, where one has."""
    folder = Path(settings.data)
    runs = sending.running(folder)
    address = standing.address(settings.lan, runs.address if runs else None, demo=False)
    if not (folder / DATABASE_FILE).exists():
        nothing = Finding(_("Archive"), "unknown", _("No practice is in {folder}.", folder=folder))
        return (address, nothing, *disks.findings(folder, system))
    try:
        inside, shut = _inside(folder), ()
    except LockedError:
        inside, shut = None, (Finding(_("Archive"), "unknown", _(LOCKED)),)
    except SketchwellError as error:
        inside, shut = None, (Finding(_("Archive"), "unknown", str(error)),)
    return (address, *shut, *_all(settings, inside, system))


def from_inside(
    archive: Archive, settings: Settings, *, demo: bool, system: System | None = None
) -> tuple[Finding, ...]:
    """What a running workbench finds of itself."""
    hosted = hosting.current()
    lan = hosted.address if hosted.lan else ""
    address = standing.address(lan, hosted.origin, demo=demo)
    if demo:  # which signs nobody in
        return (address, *_all(replace(settings, oidc=OFF), None, system))
    return (address, *_all(settings, Inside.of(archive), system))


def _all(settings: Settings, inside: Inside | None, system: System | None) -> tuple[Finding, ...]:
    folder = Path(settings.data)
    return (
        standing.accounts(inside),
        standing.provider(settings),
        standing.rights(folder),
        standing.key(folder),
        standing.backup(inside),
        standing.copies(folder),
        *disks.findings(folder, system),
    )


def _inside(folder: Path) -> Inside:
    return Inside.from_wire(sending.carry_out(folder, "doctor", {}, lambda _: None))
