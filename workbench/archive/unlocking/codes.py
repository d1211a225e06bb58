"""The recovery code: 160 random bits on paper, in nine groups of four, the last one a check.

Crockford's base32 without I, L, O and U: who reads an O or an I types the digit without knowing. A
code of 160 bits needs no slow hash: nobody tries 2**160.
"""

from __future__ import annotations

import hashlib
import os

from engines import sealing
from engines.errors import SealError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BYTES = 20
GROUP = 4
GROUPS = 9
_CHARACTERS = CODE_BYTES * 8 // 5
_LOOKALIKES = str.maketrans("OIL", "011")
_SKIPPED = str.maketrans("", "", " -–—\t\r\n.,")


def new_code() -> str:
    """A fresh code as it is printed: `ABCD-EFGH-...`, nine groups."""
    return _written(os.urandom(CODE_BYTES))


def groups(code: str) -> tuple[str, ...]:
    """The nine groups of a code.

    Raises:
        SealError: no recovery code, or one that was mistyped.
    """
    return tuple(_written(_read(code)).split("-"))


def looks_like_one(words: str) -> bool:
    """Whether this may be a recovery code, mistyped perhaps, rather than a passphrase."""
    typed = plain(words)
    return len(typed) == GROUP * GROUPS and all(letter in ALPHABET for letter in typed)


def private_key(code: str) -> bytes:
    """The 32 bytes that a code stands for.

    Raises:
        SealError: no recovery code, or one that was mistyped.
    """
    held = hashlib.sha256(b"sketchwell recovery code 1 " + _read(code)).digest()
    return sealing.derive_key(held, purpose="recovery")


def _written(raw: bytes) -> str:
    number = int.from_bytes(raw, "big")
    shifts = range(5 * (_CHARACTERS - 1), -1, -5)
    text = "".join(ALPHABET[number >> shift & 31] for shift in shifts) + _check(raw)
    return "-".join(text[n : n + GROUP] for n in range(0, len(text), GROUP))


def _read(code: str) -> bytes:
    typed = plain(code)
    if not looks_like_one(code):
        raise SealError(
            f"A recovery code has {GROUPS} groups of {GROUP} letters and digits, this has "
            f"{len(typed)} of them in all: type it as it stands on the sheet."
        )
    number = 0
    for letter in typed[:_CHARACTERS]:
        number = number << 5 | ALPHABET.index(letter)
    raw = number.to_bytes(CODE_BYTES, "big")
    if _check(raw) != typed[_CHARACTERS:]:
        raise SealError("The recovery code has a mistake in it: compare each group with the sheet.")
    return raw


def plain(words: str) -> str:
    """What was typed, as the code has it: capitals, no spaces, lookalikes as digits."""
    return words.translate(_SKIPPED).upper().translate(_LOOKALIKES)


def _check(raw: bytes) -> str:
    bits = int.from_bytes(hashlib.sha256(b"sketchwell check " + raw).digest()[:3], "big")
    return "".join(ALPHABET[bits >> shift & 31] for shift in (15, 10, 5, 0))
