"""A stream of bytes under a passphrase, so that gigabytes pass through little memory.

A stream is a head and chunks::

    b"SWB" | version (1 byte, 1) | scrypt cost (1) | salt (16) | check (16) | chunks

Each chunk is 1 MiB, encrypted with AES-256 in Galois/Counter Mode, with its tag (16 bytes); the
last one may be shorter. A chunk's nonce is its number (11 bytes) and 1 for the last one, 0 for the
others: chunks that were exchanged, left out or cut off do not open. The salt makes the key new for
every stream, so that each nonce is used once. The check is a tag over nothing: it tells a wrong
passphrase from damage.

Source of the nonces: Hoang, Reyhanitabar, Rogaway and Vizar, 2015, Online authenticated-encryption
and its nonce-reuse misuse-resistance, section 7 (STREAM), https://eprint.iacr.org/2015/189
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engines import sealing
from engines.errors import SealError

MAGIC = b"SWB"
VERSION = 1
COST = 17
CHUNK_BYTES = 2**20
_COSTS = range(10, 21)
_HEAD_BYTES = len(MAGIC) + 2 + sealing.SALT_BYTES
_CHECK_NONCE = b"\xff" * sealing.NONCE_BYTES


def sealed(plain: Iterable[bytes], passphrase: str) -> Iterator[bytes]:
    """Encrypt what comes in parts of any size; gives the stream in parts.

    Raises:
        SealError: the passphrase is too short.
    """
    sealing.check_passphrase(passphrase)
    head = MAGIC + bytes([VERSION, COST]) + os.urandom(sealing.SALT_BYTES)
    cipher = sealing.cipher_of(_stream_key(head, passphrase))
    yield head + cipher.encrypt(_CHECK_NONCE, b"", head)
    for nonce, chunk in _numbered(_rechunked(plain)):
        yield cipher.encrypt(nonce, chunk, head)


def opened(read: Callable[[int], bytes], passphrase: str) -> Iterator[bytes]:
    """Give back, in parts, what `sealed` was given.

    Args:
        read: gives up to so many bytes of the stream, none at its end, as a file's `read` does.
        passphrase: the one that sealed it.

    Raises:
        SealError: no such stream, a wrong passphrase, or one that was changed or cut short. What
            was given until then is genuine.
    """
    head, check = read(_HEAD_BYTES), read(sealing.TAG_BYTES)
    _check_head(head)
    cipher = sealing.cipher_of(_stream_key(head, passphrase))
    if not _opens(cipher, _CHECK_NONCE, check, head):
        raise SealError("The passphrase is wrong: mind capitals and spaces, and try again.")
    for number, (nonce, chunk) in enumerate(_numbered(_chunks_read(read))):
        plain = _opens(cipher, nonce, chunk, head)
        if plain is None:
            raise SealError(
                f"The file was damaged or cut short around its byte {number * CHUNK_BYTES}: use "
                "another copy."
            )
        yield plain[0]


def _check_head(head: bytes) -> None:
    if len(head) < _HEAD_BYTES or not head.startswith(MAGIC):
        raise SealError("This file is no backup of Sketchwell, or was cut short: choose another.")
    version, cost = head[len(MAGIC)], head[len(MAGIC) + 1]
    if version != VERSION or cost not in _COSTS:
        raise SealError(
            f"This backup has version {version} and cost {cost}, this Sketchwell opens version "
            f"{VERSION} up to cost {_COSTS[-1]}: install the newer Sketchwell that wrote it."
        )


def _stream_key(head: bytes, passphrase: str) -> bytes:
    cost = head[len(MAGIC) + 1]
    return sealing.key_from_words(passphrase, head[-sealing.SALT_BYTES :], cost=cost)


def _rechunked(plain: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in chunks of one size; the last one shorter, or empty where nothing came."""
    held = bytearray()
    for part in plain:
        held += part
        while len(held) > CHUNK_BYTES:
            yield bytes(held[:CHUNK_BYTES])
            del held[:CHUNK_BYTES]
    yield bytes(held)


def _chunks_read(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while chunk := read(CHUNK_BYTES + sealing.TAG_BYTES):
        yield chunk


def _numbered(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk with its nonce; the last one's says so. One chunk at least."""
    number, chunk = 0, next(chunks, b"")
    for behind in chunks:
        yield number.to_bytes(sealing.NONCE_BYTES - 1, "big") + b"\0", chunk
        number, chunk = number + 1, behind
    yield number.to_bytes(sealing.NONCE_BYTES - 1, "big") + b"\1", chunk


def _opens(cipher: AESGCM, nonce: bytes, chunk: bytes, head: bytes) -> tuple[bytes] | None:
    try:
        return (cipher.decrypt(nonce, chunk, head),)
    except (InvalidTag, ValueError):
        return None
