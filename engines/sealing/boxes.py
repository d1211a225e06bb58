"""Bytes sealed for one practice: whoever has its public key seals, the practice alone opens.

A box is a one-time public key and sealed bytes::

    b"SWX" | version (1 byte, 1) | one-time X25519 key (32 bytes) | sealed bytes (`engines.sealing`)

The key of the sealed bytes is HKDF with SHA-256 of what both sides agree on; its info names both
public keys, so that a box for one practice is none for another. The one-time private key is gone
once the box is closed: whoever closed it cannot open it either. A box says nothing about who closed
it, and anybody may close one: what comes out is no more trustworthy than a letter.

A public key is one line of text: `sketchwell-practice-key-1`, 64 hexadecimal digits and the first
eight of their SHA-256, so that a mistyped one is refused.

Source: Langley, Hamburg and Turner, 2016, RFC 7748, https://www.rfc-editor.org/rfc/rfc7748
(X25519); the construction follows RFC 9180 (HPKE, base mode), without claiming its wire format.
"""

from __future__ import annotations

import hashlib
import re

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization import PublicFormat as Public

from engines import sealing
from engines.errors import SealError

MAGIC = b"SWX"
VERSION = 1
KEY_BYTES = 32
FROM_A_KIOSK = ("kiosk", "sitting")
"""The context of what a kiosk seals for a practice."""
_HEAD_BYTES = len(MAGIC) + 1 + KEY_BYTES
_LINE = re.compile(r"sketchwell-practice-key-1 ([0-9a-f]{64}) ([0-9a-f]{8})", re.A)


def new_private() -> bytes:
    """A practice's private key, 32 bytes, from the operating system's random source."""
    made = X25519PrivateKey.generate()
    return made.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def public_of(private: bytes) -> bytes:
    """The 32 bytes that others seal to.

    Raises:
        SealError: the private key has the wrong length.
    """
    return _raw(_private(private).public_key())


def to_line(public: bytes) -> str:
    """A public key as the line of text that a practice gives away."""
    return f"sketchwell-practice-key-1 {public.hex()} {_checksum(public)}\n"


def from_line(text: str) -> bytes:
    """Reads what `to_line` gave; lines that begin with # and empty ones are passed over.

    Raises:
        SealError: no such line, or one that was mistyped.
    """
    lines = [line.strip() for line in text.splitlines()]
    told = [line for line in lines if line and not line.startswith("#")]
    found = _LINE.fullmatch(told[0]) if len(told) == 1 else None
    if found is None or _checksum(bytes.fromhex(found[1])) != found[2]:
        raise SealError(
            f"{' '.join(told)[:40]!r} is no practice's public key, or was mistyped: write it anew "
            "in that practice with python -m workbench kiosk-key FILE."
        )
    return bytes.fromhex(found[1])


def seal_to(public: bytes, data: bytes, *, context: sealing.Context) -> bytes:
    """Closes a box that only this practice opens.

    Args:
        public: 32 bytes.
        data: what to seal.
        context: what the bytes are; the same must be given to open them.

    Raises:
        SealError: the public key is none.
    """
    once = X25519PrivateKey.generate()
    key = _agreed(once, public, (_raw(once.public_key()), public))
    head = MAGIC + bytes([VERSION]) + _raw(once.public_key())
    return head + sealing.seal(key, data, context=context)


def open_box(private: bytes, box: bytes, *, context: sealing.Context) -> bytes:
    """Gives back what `seal_to` was given.

    Raises:
        SealError: no box, one for another practice, one that was changed, or one of a newer
            version.
    """
    if not box.startswith(MAGIC) or len(box) < _HEAD_BYTES + sealing.OVERHEAD_BYTES:
        raise SealError("This file was not sealed at a kiosk, or was cut short: choose another.")
    if box[len(MAGIC)] != VERSION:
        raise SealError(
            f"The sealed file has version {box[len(MAGIC)]}, this Sketchwell opens {VERSION}: "
            "install the newer Sketchwell."
        )
    once = box[len(MAGIC) + 1 : _HEAD_BYTES]
    key = _agreed(_private(private), once, (once, public_of(private)))
    try:
        return sealing.open_sealed(key, box[_HEAD_BYTES:], context=context)
    except SealError as error:
        raise SealError(
            "The sealed file does not open here: it was sealed for another practice, or it was "
            "changed on its way."
        ) from error


def _agreed(private: X25519PrivateKey, public: bytes, named: tuple[bytes, bytes]) -> bytes:
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as error:
        raise SealError("The public key is none that anything can be sealed to.") from error
    info = b"sketchwell box 1 " + b"".join(named)
    made = HKDF(algorithm=SHA256(), length=sealing.KEY_BYTES, salt=None, info=info)
    return made.derive(shared)


def _private(private: bytes) -> X25519PrivateKey:
    if len(private) != KEY_BYTES:
        raise SealError(f"A practice's private key has {KEY_BYTES} bytes, not {len(private)}.")
    return X25519PrivateKey.from_private_bytes(private)


def _raw(public: X25519PublicKey) -> bytes:
    return public.public_bytes(Encoding.Raw, Public.Raw)


def _checksum(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:8]
