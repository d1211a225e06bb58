"""Encryption of bytes for a person, a practice or a link. Only this package touches cryptography.

Sealed bytes are AES-256 in Galois/Counter Mode with a fresh random 96-bit nonce::

    b"SW" | version (1 byte, 1) | nonce (12 bytes) | ciphertext | tag (16 bytes)

The first three bytes and the context (what the bytes are and whose) are authenticated with them, so
that neither can be exchanged: the picture of one turn does not open as the picture of another. One
key may seal at most 2**32 times with random nonces; a person's key stays far below that.

Source: NIST SP 800-38D, 2007, sections 5.2.1.2 and 8.2.2 (nonces) and 8.3 (limit),
https://nvlpubs.nist.gov/nistpubs/Legacy/SP/nistspecialpublication800-38d.pdf
"""

from __future__ import annotations

import hmac
import os
import re
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from engines.errors import SealError

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
MAGIC = b"SW"
VERSION = 1
HEADER = MAGIC + bytes([VERSION])
OVERHEAD_BYTES = len(HEADER) + NONCE_BYTES + TAG_BYTES

PIN_COST = 15
MIN_PASSPHRASE = 15
SALT_BYTES = 16

Context = tuple[str, ...]

_BLOCKS, _LANES = 8, 1
_PIN_HASH = re.compile(rf"scrypt:(1[0-9]|20):([0-9a-f]{{{2 * SALT_BYTES}}}):([0-9a-f]{{64}})", re.A)


def new_key() -> bytes:
    """A fresh 256-bit key from the operating system's random source."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, data: bytes, *, context: Context) -> bytes:
    """Encrypt and authenticate bytes.

    Args:
        key: 32 bytes.
        data: what to seal; may be empty.
        context: what the bytes are and whose, for instance ("picture", person, picture). Not
            stored: the same context must be given to open them.

    Returns:
        The sealed bytes, `OVERHEAD_BYTES` longer than `data`.

    Raises:
        SealError: the key has the wrong length.
    """
    nonce = os.urandom(NONCE_BYTES)
    return HEADER + nonce + cipher_of(key).encrypt(nonce, data, _associated(context))


def open_sealed(key: bytes, sealed: bytes, *, context: Context) -> bytes:
    """Give back what `seal` was given.

    Args:
        key: the 32 bytes that sealed it.
        sealed: what `seal` returned.
        context: the context that was given to `seal`.

    Returns:
        The plain bytes.

    Raises:
        SealError: wrong key or context, changed bytes, or a version that this code does not know.
    """
    if sealed[: len(MAGIC)] != MAGIC or len(sealed) < OVERHEAD_BYTES:
        raise SealError(
            f"These {len(sealed)} bytes for {_named(context)} are not sealed bytes, or were cut "
            "short: restore them from a backup."
        )
    if sealed[len(MAGIC)] != VERSION:
        raise SealError(
            f"Sealed bytes for {_named(context)} have version {sealed[len(MAGIC)]}, this "
            f"Sketchwell opens version {VERSION}: install the newer Sketchwell that wrote them."
        )
    nonce = sealed[len(HEADER) : len(HEADER) + NONCE_BYTES]
    try:
        return cipher_of(key).decrypt(
            nonce, sealed[len(HEADER) + NONCE_BYTES :], _associated(context)
        )
    except InvalidTag as error:
        raise SealError(
            f"Sealed bytes for {_named(context)} do not open: the key is wrong or gone, or the "
            "bytes were changed. Restore the key file or the archive from a backup."
        ) from error


def wrap_key(wrapping: bytes, key: bytes, *, context: Context) -> bytes:
    """Seal a key under another key; `context` names whose key it is.

    Raises:
        SealError: one of the keys has the wrong length.
    """
    cipher_of(key)
    return seal(wrapping, key, context=("key", *context))


def unwrap_key(wrapping: bytes, wrapped: bytes, *, context: Context) -> bytes:
    """Give back the key that `wrap_key` sealed.

    Raises:
        SealError: wrong wrapping key or context, or changed bytes.
    """
    return open_sealed(wrapping, wrapped, context=("key", *context))


def derive_key(key: bytes, *, purpose: str) -> bytes:
    """A 32-byte key for one purpose, from which `key` cannot be found again.

    HKDF with SHA-256 and no salt; `purpose` is its info.

    Raises:
        SealError: the key has the wrong length.

    Source: Krawczyk and Eronen, 2010, RFC 5869, section 2, https://www.rfc-editor.org/rfc/rfc5869
    """
    cipher_of(key)
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(key)


def key_from_words(words: str, salt: bytes, *, cost: int) -> bytes:
    """A 32-byte key from words that a person remembers: a passphrase or a PIN.

    scrypt with N = 2**cost, r = 8, p = 1: 2**(cost + 10) bytes of memory a try. An accented letter
    counts the same whichever way a keyboard composes it (Unicode NFC).

    Source: Percival and Josefsson, 2016, RFC 7914, https://www.rfc-editor.org/rfc/rfc7914
    """
    made = Scrypt(salt=salt, length=KEY_BYTES, n=2**cost, r=_BLOCKS, p=_LANES)
    return made.derive(unicodedata.normalize("NFC", words).encode())


def pin_hash(pin: str) -> str:
    """What to store of a PIN: `scrypt:cost:salt:hash`, different each time.

    It costs a try about 0.1 s and 32 MiB. A PIN of four digits has 10,000 tries all the same: it
    keeps a screen from a person at the table, not a file from a thief.
    """
    salt = os.urandom(SALT_BYTES)
    return f"scrypt:{PIN_COST}:{salt.hex()}:{key_from_words(pin, salt, cost=PIN_COST).hex()}"


def pin_matches(pin: str, stored: str) -> bool:
    """Whether this is the PIN that `pin_hash` was given; compared in constant time.

    Raises:
        SealError: what is stored is no PIN's hash.
    """
    found = _PIN_HASH.fullmatch(stored)
    if found is None:
        raise SealError("What is stored as the PIN cannot be read: set the PIN again in Settings.")
    cost, salt, told = int(found[1]), bytes.fromhex(found[2]), bytes.fromhex(found[3])
    return hmac.compare_digest(key_from_words(pin, salt, cost=cost), told)


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that is soon guessed.

    Raises:
        SealError: shorter than `MIN_PASSPHRASE` characters.
    """
    if len(passphrase) < MIN_PASSPHRASE:
        raise SealError(
            f"The passphrase has {len(passphrase)} characters: take at least {MIN_PASSPHRASE}, "
            "such as four words that do not belong together."
        )


def cipher_of(key: bytes) -> AESGCM:
    """AES-256 in Galois/Counter Mode under this key.

    Raises:
        SealError: the key has the wrong length.
    """
    if len(key) != KEY_BYTES:
        raise SealError(
            f"A key has {KEY_BYTES} bytes, this one has {len(key)}: restore the file from a backup."
        )
    return AESGCM(key)


def _associated(context: Context) -> bytes:
    # The length before each part keeps ("ab", "c") and ("a", "bc") apart.
    parts = (part.encode() for part in context)
    return HEADER + b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def _named(context: Context) -> str:
    return " ".join(context) or "nothing named"
