"""What a link that is given away once holds: a token, from which an id and a key are made.

Whoever keeps the sealed copy keeps the id and not the key: what lies there opens with the token
alone, which only the link holds. The key cannot stay behind in the address (a fragment), because
the page would have to decrypt, and a browser has no cryptography on a page that came over plain
HTTP. Id and key are HKDF with SHA-256 of the token under two purposes: neither is found from the
other.

A token is 140 random bits as 28 letters and digits, of which none is mistaken for another (no i, l,
o, u); capitals, and hyphens between groups, are read as well.

Source: Krawczyk and Eronen, 2010, RFC 5869, https://www.rfc-editor.org/rfc/rfc5869; the alphabet:
Crockford, Base 32, https://www.crockford.com/base32.html
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from engines.sealing import KEY_BYTES

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LETTERS, GROUP = 28, 4
_TOKEN = re.compile(rf"[{ALPHABET}]{{{LETTERS}}}")
_NOBODYS = "no token"


@dataclass(frozen=True, slots=True)
class LinkKeys:
    """What is made of a token.

    Attributes:
        id: 32 bytes; finds the copy.
        key: 32 bytes; opens it.
    """

    id: bytes
    key: bytes = field(repr=False)

    def finds(self, id_: bytes) -> bool:
        """Whether this is the id; compared in constant time."""
        return hmac.compare_digest(self.id, id_)


def new_token() -> str:
    """A fresh token from the operating system's random source."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))


def grouped(token: str) -> str:
    """A token in groups of four, to be read and typed."""
    return "-".join(token[at : at + GROUP] for at in range(0, LETTERS, GROUP))


def keys_of(told: str) -> LinkKeys:
    """Id and key of what somebody gave as a token.

    What is no token gives keys too, which find nothing: it takes as long, and says as little.
    """
    plain = told.replace("-", "").lower() if len(told) <= 2 * LETTERS else ""
    token = plain if _TOKEN.fullmatch(plain) else _NOBODYS
    return LinkKeys(_derived(token, "id"), _derived(token, "key"))


def _derived(token: str, purpose: str) -> bytes:
    info = f"sketchwell link {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(token.encode())
