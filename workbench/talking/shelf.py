"""The practice's modes, for those who answer for them; whatever is changed is in the audit."""

from __future__ import annotations

from pathlib import Path

from engines.dialogue import mode_files, opened
from engines.dialogue.cards import Mode
from engines.dialogue.choosing import Offer
from engines.dialogue.library import Held, Library
from engines.dialogue.writing import files_of
from engines.errors import RequestError, SettingsError
from workbench import practice
from workbench.archive.retention import today
from workbench.saying import later

SHIPPED = mode_files.IDS
UNSIGNED = later("This mode is not signed any more: read it on the Modes page and sign it.")
READ_ONLY = later("Your account may read the modes, not change them.")


def library() -> Library:
    """The modes of the practice that is served."""
    return Library(Path(practice.current().settings.data))


def found(name: str | None) -> Held | None:
    """A mode by the address; None where it names none."""
    held = [each for each in library().all() if each.id == name]
    return held[0] if held else None


def for_clients() -> tuple[Held, ...]:
    """The modes whose cards a person may be shown: those that somebody of the practice signed."""
    return tuple(held for held in library().all() if held.for_clients and held.mode is not None)


def signed(name: str) -> Mode:
    """A mode whose cards a person may be shown.

    Raises:
        RequestError: it is not signed, or not any more.
    """
    found = next((held.mode for held in for_clients() if held.id == name), None)
    if found is None:
        raise RequestError(UNSIGNED)
    return found


def keep(mode: Mode) -> Mode:
    """Keeps a changed mode as the practice's own: a new version, a draft again.

    Raises:
        SettingsError: it says what may not be said, or cannot be read.
    """
    _may()
    kept = library().write(mode.id, files_of(mode))
    _told("mode changed", kept)
    return kept


def sign(name: str, by: str) -> None:
    """Signs a mode as it stands.

    Raises:
        SettingsError: no name, or it says what may not be said.
        SealError: this machine's key cannot be used.
    """
    _may()
    _told("mode signed", library().sign(name, by, today()))


def put_away(name: str) -> None:
    """Takes the practice's own words away: the draft that ships is back."""
    _may()
    library().put_away(name)
    practice.current().archive.witness("mode put away", name=name)


def offered(mode: Mode, text: str) -> tuple[Offer, bool]:
    """What the cards would be for a sentence, and whether its meaning chose or only its letters."""
    chooser = opened.chooser(mode)
    return chooser.offer(text, filled=("word", "role")), chooser.by_meaning


def _may() -> None:
    if not practice.current().may("modes"):
        raise SettingsError(READ_ONLY)


def _told(what: str, mode: Mode) -> None:
    practice.current().archive.witness(what, name=mode.id, version=str(mode.version))
