"""Passwords and passphrases: slow to guess, in a text that says how it was made.

Argon2id, with the parameters that RFC 9106 recommends second (64 MiB of memory, 3 passes, 4 lanes,
a salt of 16 bytes, a tag of 32). What is stored is the usual text of such a hash::

    $argon2id$v=19$m=65536,t=3,p=4$<salt>$<tag>      (salt and tag in base64 without padding)

so that the cost may rise later: a password whose stored text is cheaper than today's `Cost` is
hashed again at the next sign-in (`needs_again`).

Source: Biryukov, Dinu, Khovratovich and Josefsson, 2021, RFC 9106, sections 3.1 and 4,
https://www.rfc-editor.org/rfc/rfc9106
"""

from __future__ import annotations

import base64
import hmac
import os
import re
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from engines.errors import SealError
from engines.sealing import KEY_BYTES, SALT_BYTES

MAX_CHARACTERS = 1024
MAX_MEMORY_KIB = 2**20
MAX_PASSES = 16
MAX_LANES = 16

_STORED = re.compile(
    r"\$argon2id\$v=19\$m=([1-9][0-9]{0,9}),t=([1-9][0-9]{0,9}),p=([1-9][0-9]{0,9})"
    r"\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})"
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try costs: memory in KiB (at least 8 a lane), passes over it, parallel lanes."""

    memory_kib: int = 65536
    passes: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        """Refuse parameters that are no cost, or one that nobody could pay.

        Raises:
            SealError: outside 8 KiB a lane to 1 GiB, 1 to 16 passes, 1 to 16 lanes.
        """
        lanes = 1 <= self.lanes <= MAX_LANES
        passes = 1 <= self.passes <= MAX_PASSES
        if not (lanes and passes and 8 * self.lanes <= self.memory_kib <= MAX_MEMORY_KIB):
            raise SealError(
                f"A password's cost of {self.memory_kib} KiB, {self.passes} passes and "
                f"{self.lanes} lanes is outside what this Sketchwell works with (up to "
                f"{MAX_MEMORY_KIB} KiB, {MAX_PASSES} passes, {MAX_LANES} lanes): restore what is "
                "stored from a backup."
            )


USUAL = Cost()


def password_hash(text: str, *, cost: Cost = USUAL) -> str:
    """What to store of a password; different each time.

    Raises:
        SealError: longer than `MAX_CHARACTERS`.
    """
    salt = os.urandom(SALT_BYTES)
    tag = key_from_passphrase(text, salt, cost=cost)
    parameters = f"m={cost.memory_kib},t={cost.passes},p={cost.lanes}"
    return f"$argon2id$v=19${parameters}${_base64(salt)}${_base64(tag)}"


def password_matches(text: str, stored: str) -> bool:
    """Whether this is the password that `password_hash` was given; compared in constant time.

    A text longer than `MAX_CHARACTERS` never matches, and costs nothing.

    Raises:
        SealError: what is stored is no password's hash, or has a cost that nobody could pay.
    """
    cost, salt, tag = _read(stored)
    if len(text) > MAX_CHARACTERS:
        return False
    return hmac.compare_digest(key_from_passphrase(text, salt, cost=cost), tag)


def needs_again(stored: str, *, cost: Cost = USUAL) -> bool:
    """Whether a stored text is cheaper to guess than `cost`: hash the password again.

    Raises:
        SealError: what is stored is no password's hash.
    """
    held, _, _ = _read(stored)
    return held.memory_kib < cost.memory_kib or held.passes < cost.passes


def key_from_passphrase(text: str, salt: bytes, *, cost: Cost = USUAL) -> bytes:
    """A 32-byte key from a passphrase.

    An accented letter counts the same whichever way a keyboard composes it (Unicode NFC).

    Args:
        text: what a person typed.
        salt: 16 random bytes, stored beside what the key seals.
        cost: what a try costs; stored too.

    Raises:
        SealError: longer than `MAX_CHARACTERS`, or this machine's OpenSSL has no Argon2.
    """
    if len(text) > MAX_CHARACTERS:
        raise SealError(f"This password has {len(text)} characters: take at most {MAX_CHARACTERS}.")
    try:
        made = Argon2id(
            salt=salt,
            length=KEY_BYTES,
            iterations=cost.passes,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
        )
        return made.derive(unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass"))
    except UnsupportedAlgorithm as error:
        raise SealError(
            "The cryptography installed here was built without Argon2 (OpenSSL before 3.2): "
            "install its wheel with: pip install --force-reinstall cryptography"
        ) from error


def _read(stored: str) -> tuple[Cost, bytes, bytes]:
    found = _STORED.fullmatch(stored)
    if found is None:
        raise SealError(
            "What is stored as a password cannot be read: set a new password for this account."
        )
    cost = Cost(int(found[1]), int(found[2]), int(found[3]))
    return cost, base64.b64decode(found[4] + "=="), base64.b64decode(found[5] + "=")


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii").rstrip("=")
