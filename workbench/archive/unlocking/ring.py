"""The operating system's keyring: GNOME's and KDE's wallets, macOS's, Windows's.

It opens with the account on this machine: whoever can sign in there, and nobody who only carries
the disk away, has the master key. Keyrings that keep a plain file are refused.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from engines import sealing
from engines.errors import ArchiveError
from workbench.archive.unlocking.lock import name_of

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "sketchwell"
# What keeps secrets in plain files has less; `keyring` itself recommends 1 and more.
PRIORITY = 1.0


def available() -> bool:
    """Whether this machine's account has a keyring that we would use."""
    try:
        _backend()
    except ArchiveError:
        return False
    return True


def keep(master: bytes) -> None:
    """Put a master key into the keyring and read it back.

    Raises:
        ArchiveError: there is no keyring, or it refuses.
    """
    text = base64.b64encode(master).decode("ascii")
    _asked("set_password", SERVICE, name_of(master), text)
    if fetch(name_of(master)) != master:
        raise ArchiveError(
            "The keyring of this account did not keep the master key: choose a passphrase instead."
        )


def fetch(key: str) -> bytes | None:
    """The master key of this name; None where the keyring has none.

    Raises:
        ArchiveError: there is no keyring, or it refuses.
    """
    text = _asked("get_password", SERVICE, key)
    if text is None:
        return None
    try:
        master = base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(master) != sealing.KEY_BYTES or name_of(master) != key:
        return None
    return master


def forget(key: str) -> None:
    """Remove a master key from the keyring, where it is there.

    Raises:
        ArchiveError: there is no keyring, or it refuses.
    """
    if _asked("get_password", SERVICE, key) is not None:
        _asked("delete_password", SERVICE, key)


def _asked(what: str, *told: str) -> object:
    backend = _backend()
    from keyring.errors import KeyringError  # noqa: PLC0415 - there only with the extra

    try:
        return getattr(backend, what)(*told)
    except (KeyringError, OSError) as error:
        raise ArchiveError(
            f"The keyring of this account does not answer ({type(error).__name__}): sign in to "
            "this machine's desktop first, or open Sketchwell with the recovery code."
        ) from error


def _backend() -> KeyringBackend:
    try:
        import keyring  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ArchiveError(
            "The library for the operating system's keyring is not installed here: "
            'pip install "sketchwell[keyring]", or choose a passphrase.'
        ) from error
    backend = keyring.get_keyring()
    backends = getattr(backend, "backends", None) or [backend]
    usable = [each for each in backends if float(each.priority) >= PRIORITY]
    if not usable:
        raise ArchiveError(
            "This machine's account has no keyring that keeps secrets sealed: choose a passphrase."
        )
    return usable[0]
