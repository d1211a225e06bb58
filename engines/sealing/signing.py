"""A machine's own signature: an Ed25519 key made once, and what it signs.

The key never leaves its folder. A signature says that this installation wrote these bytes; it says
nothing to anybody else. It is one line of text, `ed25519 PUBLIC SIGNATURE`, in hexadecimal. What is
signed is the purpose, a zero byte and the bytes, so that a signature over a plan's manifest can
never pass for one over anything else.

Source: Josefsson and Liusvaara, 2017, RFC 8032, https://www.rfc-editor.org/rfc/rfc8032
"""

from __future__ import annotations

import os
import re
import stat
import sys
import tempfile
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from engines.errors import SealError

FILE = "machine.key"
KEY_BYTES = 32
_SIGNATURE = re.compile(r"ed25519 ([0-9a-f]{64}) ([0-9a-f]{128})\n?", re.A)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class MachineKey:
    """One machine's key.

    Attributes:
        public: 32 bytes; what a signature is checked with.
    """

    public: bytes
    _private: Ed25519PrivateKey = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """What to call it in a message: 12 digits of the public half's SHA-256."""
        return name_of(self.public)

    def sign(self, data: bytes, *, purpose: str) -> str:
        """One line that `check` accepts for these bytes and this purpose alone."""
        signature = self._private.sign(_told(data, purpose))
        return f"ed25519 {self.public.hex()} {signature.hex()}\n"

    def check(self, data: bytes, signature: str, *, purpose: str) -> None:
        """Refuses what this key did not sign.

        Raises:
            SealError: no signature, another machine's, or one over other bytes; the message says
                which.
        """
        public, _ = _read_line(signature)
        if public != self.public:
            raise SealError(
                f"it is signed with the key {name_of(public)}, this machine's is {self.name}"
            )
        signer_of(data, signature, purpose=purpose)


def key_of(seed: bytes) -> MachineKey:
    """The key that belongs to these 32 secret bytes, always the same one.

    Raises:
        SealError: another length.
    """
    if len(seed) != KEY_BYTES:
        raise SealError(f"A signing key is made of {KEY_BYTES} bytes, not of {len(seed)}.")
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return MachineKey(key.public_key().public_bytes_raw(), key)


def signer_of(data: bytes, signature: str, *, purpose: str) -> bytes:
    """The public key, 32 bytes, with which these bytes were signed for this purpose.

    Raises:
        SealError: no signature, or one over other bytes.
    """
    public, signed = _read_line(signature)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signed, _told(data, purpose))
    except InvalidSignature as error:
        raise SealError("it was changed after it was signed") from error
    return public


def name_of(public: bytes) -> str:
    """A public key in 12 digits."""
    return sha256(public).hexdigest()[:12]


def machine_key(folder: Path) -> MachineKey:
    """This machine's key in the practice's folder; made where there is none yet.

    Raises:
        SealError: the file is no key, or others may read it.
    """
    path = folder / FILE
    if not path.exists():
        _make(path)
    return _read(path)


def known_key(folder: Path) -> MachineKey | None:
    """This machine's key, or None where none was made: then nothing was ever signed here.

    Raises:
        SealError: the file is no key, or others may read it.
    """
    path = folder / FILE
    return _read(path) if path.exists() else None


def _make(path: Path) -> None:
    """Whole or not at all, and never over a key that another process made meanwhile."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(prefix=f".{FILE}.", dir=path.parent)
    try:
        os.write(handle, Ed25519PrivateKey.generate().private_bytes_raw())
        os.fsync(handle)
        os.link(aside, path)
    except FileExistsError:
        return
    finally:
        os.close(handle)
        Path(aside).unlink()


def _read(path: Path) -> MachineKey:
    if sys.platform != "win32" and path.stat().st_mode & _OTHERS:
        raise SealError(
            f"Others may read the machine's key {path}: run chmod 600 on it; where you do not know "
            "why, remove it and build the plans again."
        )
    private = path.read_bytes()
    if len(private) != KEY_BYTES:
        raise SealError(
            f"The machine's key {path} has {len(private)} bytes instead of {KEY_BYTES}: restore it "
            "from a backup, or remove it and build the plans again."
        )
    return key_of(private)


def _read_line(signature: str) -> tuple[bytes, bytes]:
    found = _SIGNATURE.fullmatch(signature)
    if found is None:
        raise SealError("the signature cannot be read: it was damaged, or is none")
    return bytes.fromhex(found[1]), bytes.fromhex(found[2])


def _told(data: bytes, purpose: str) -> bytes:
    return purpose.encode() + b"\0" + data
