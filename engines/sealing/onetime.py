"""Codes that are good once: those of an authenticator app, and those that one writes down.

A time-based code is the HMAC-SHA-1 of a secret and the number of half minutes since 1970, cut to
six digits: what every authenticator app can make. One step before and after counts too, for clocks
that differ; whoever checks one remembers its step, so that no code counts twice.

Recovery codes are ten random letters and digits (50 bits), hashed slowly with Argon2id, all of an
account under one salt, so that a try costs one hash. Random as they are they need less of it than a
password that somebody thought of (`LIGHT`).

Sources: M'Raihi, Machani, Pei and Rydell, 2011, RFC 6238, sections 4, 5.2 and 6,
https://www.rfc-editor.org/rfc/rfc6238; NIST SP 800-63B-4, 2025, section 3.1.2 (codes that are
looked up), https://pages.nist.gov/800-63-4/sp800-63b.html; the cost: OWASP Password Storage Cheat
Sheet, https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
"""

from __future__ import annotations

import base64
import hmac
import os
import re
import secrets
from collections.abc import Sequence
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from engines.errors import SealError
from engines.sealing import SALT_BYTES
from engines.sealing.passwords import Cost, key_from_passphrase

SECRET_BYTES = 20
STEP_S = 30
DIGITS = 6
WINDOW = 1
RECOVERY_CODES = 10
RECOVERY_LETTERS = 10
LIGHT = Cost(memory_kib=19456, passes=2, lanes=1)
# No 0, 1, i, l, o: nobody has to ask which one was meant.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_SHORT_SALT = slice(0, 2 * SALT_BYTES)


def new_secret() -> bytes:
    """A secret to share with an authenticator app: 160 bits, as RFC 4226 recommends."""
    return os.urandom(SECRET_BYTES)


def step_of(at: float) -> int:
    """The time step of a moment, in seconds since 1970."""
    return int(at // STEP_S)


def code(secret: bytes, step: int) -> str:
    """The code of one time step: six digits.

    Raises:
        SealError: the secret is shorter than 16 bytes.
    """
    if len(secret) < 16:
        raise SealError(f"A secret for codes has {len(secret)} bytes, at least 16: make a new one.")
    return HOTP(secret, DIGITS, SHA1()).generate(step).decode("ascii")


def matching_step(secret: bytes, given: str, *, at: float, after: int = 0) -> int | None:
    """The time step whose code this is, or None; remember it, and give it as `after` next time.

    Args:
        secret: the one that is shared.
        given: what was typed; spaces do not count.
        at: seconds since 1970.
        after: the newest step whose code was used. That one and older ones are over.
    """
    typed, now = re.sub(r"\s", "", given), step_of(at)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", typed, re.ASCII):
        return None
    steps = range(max(now - WINDOW, after + 1), now + WINDOW + 1)
    found = [step for step in steps if hmac.compare_digest(code(secret, step), typed)]
    return found[0] if found else None


def readable(secret: bytes) -> str:
    """The secret as it is typed into an app: base32 in groups of four letters."""
    text = base64.b32encode(secret).decode("ascii").rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address(secret: bytes, *, name: str, issuer: str = "Sketchwell") -> str:
    """What an authenticator app reads from a QR code.

    Source: https://github.com/google/google-authenticator/wiki/Key-Uri-Format
    """
    label = f"{quote(issuer, safe='')}:{quote(name, safe='')}"
    return (
        f"otpauth://totp/{label}?secret={readable(secret).replace(' ', '')}"
        f"&issuer={quote(issuer, safe='')}&algorithm=SHA1&digits={DIGITS}&period={STEP_S}"
    )


def recovery_codes() -> tuple[str, ...]:
    """Ten fresh codes to write down, such as `k3f7p-9qpdm`."""
    drawn = (
        "".join(secrets.choice(_LETTERS) for _ in range(RECOVERY_LETTERS))
        for _ in range(RECOVERY_CODES)
    )
    return tuple(f"{each[:5]}-{each[5:]}" for each in drawn)


def recovery_hashes(codes: Sequence[str], *, cost: Cost = LIGHT) -> tuple[str, ...]:
    """What to store of recovery codes: `salt:hash` each, in their order, under one salt."""
    salt = os.urandom(SALT_BYTES)
    return tuple(_hashed(each, salt, cost) for each in codes)


def without_used(
    given: str, stored: Sequence[str], *, cost: Cost = LIGHT
) -> tuple[str, ...] | None:
    """What is left of stored recovery codes after this one was used; None where it is none.

    Raises:
        SealError: what is stored is no recovery code's hash.
    """
    if not stored or len(_plain(given)) != RECOVERY_LETTERS:
        return None
    try:
        salt = bytes.fromhex(stored[0][_SHORT_SALT])
    except ValueError as error:
        raise SealError(
            "What is stored of the recovery codes cannot be read: make new ones."
        ) from error
    tried = _hashed(given, salt, cost)
    left = tuple(each for each in stored if not hmac.compare_digest(each, tried))
    return left if len(left) < len(stored) else None


def _hashed(given: str, salt: bytes, cost: Cost) -> str:
    return f"{salt.hex()}:{key_from_passphrase(_plain(given), salt, cost=cost).hex()}"


def _plain(given: str) -> str:
    return re.sub(r"[\s-]", "", given).lower()
