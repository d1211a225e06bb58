"""Where one therapist works alone, people whom nobody was given to are that therapist's."""

from __future__ import annotations

from threading import Lock

from workbench.archive.acting import acting
from workbench.archive.store import Archive
from workbench.handing.passes import Passes


def adopt(archive: Archive) -> None:
    """Gives people of an archive from before there were accounts to the only therapist.

    With several therapists, or none, an administrator gives them.
    """
    accounts = archive.accounts.all()
    therapists = [each for each in accounts if each.has("therapist") and each.disabled is None]
    if len(therapists) == 1 and archive.unassigned():
        with acting(None):  # not whoever's sign-in or change was just heard of
            archive.adopt(therapists[0].id)


def keep_adopting(archive: Archive, passes: Passes) -> None:
    """The same now and whenever accounts may have changed, where people sign in."""
    busy = Lock()

    def changed() -> None:
        if busy.acquire(blocking=False):
            try:
                adopt(archive)
            finally:
                busy.release()

    if passes.entrance is not None:
        passes.listen(changed)
        changed()
