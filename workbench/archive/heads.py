"""The audit's signed head: outside the database, what stands at the chain's end.

`audit.head` says how many entries there are, the newest one's hash and time, signed with a key that
is derived from the master key. It is written anew after every transaction that audited, without
waiting for the disk: a head that lags after a kill is brought forward at the next start. A head
that is ahead of the chain, or that the chain does not lead to, shows that entries were cut off or
written anew; it is kept in `audit.marks`, where every 64th head lies too, so that it goes on
showing and tells from where on.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from engines import sealing
from engines.errors import ArchiveError, SealError, traced
from engines.fields import Check
from engines.sealing import signing
from workbench.archive import audit, disk
from workbench.archive.audit import Checked
from workbench.archive.chain import canonical
from workbench.archive.database import Database

HEAD_FILE, MARKS_FILE = "audit.head", "audit.marks"
PURPOSE = "audit head"
FORMAT = 1
EVERY = 64
MAX_BYTES = 4096
WHO = "sketchwell"
_check = Check(ArchiveError, "audit head")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Head:
    """What was signed: the chain had so many entries, and the newest of them this hash and time."""

    entries: int
    hash: str
    at: str

    def to_bytes(self) -> bytes:
        """The line that is signed."""
        document = {"at": self.at, "entries": self.entries, "format": FORMAT, "hash": self.hash}
        return canonical(document).encode()

    @staticmethod
    def from_bytes(line: bytes) -> Head:
        """What `to_bytes` gave. Raises ArchiveError for anything else."""
        document = _check.loaded(line, max_bytes=MAX_BYTES)
        told = _check.fields(document, "head", needed=("at", "entries", "format", "hash"))
        entries = _check.whole(told["entries"], "head.entries", 0, 2**53)
        head = Head(entries, str(told["hash"]), str(told["at"]))
        if head.to_bytes() != line:
            raise ArchiveError("The audit's head is not as Sketchwell writes it.")
        return head


@dataclass(frozen=True, slots=True)
class Signed:
    """A head with the line that signs it."""

    head: Head
    signature: str

    def to_text(self) -> str:
        """Two lines, as they stand in the files."""
        return f"{self.head.to_bytes().decode()}\n{self.signature}"

    def signer(self) -> str:
        """The public key that signed it, in hexadecimal. Raises SealError where none did."""
        return signing.signer_of(self.head.to_bytes(), self.signature, purpose=PURPOSE).hex()


def read_signed(text: str) -> Signed:
    """One head and its signature, checked. Raises ArchiveError or SealError."""
    line, _, signature = text.partition("\n")
    signed = Signed(Head.from_bytes(line.encode("utf-8", "replace")), signature.strip() + "\n")
    signed.signer()
    return signed


class Heads:
    """The head of one open archive, kept up with its chain."""

    def __init__(self, folder: Path, master: bytes, database: Database) -> None:
        self._head, self._marks = folder / HEAD_FILE, folder / MARKS_FILE
        self._key = signing_key(master)
        self._found: dict[str, str] = {}
        self._database = database
        self._written: Head | None = None

    @property
    def key(self) -> str:
        """The public half of the key that signs here, in hexadecimal."""
        return self._key.public.hex()

    def compare(self) -> None:
        """At the start, before anything is written: hold the chain against the head that lies here.

        What a kill cost the head is no fault. What else does not fit is written down by `begin`.
        """
        self._look()
        self._database.committed = self.follow

    def _look(self) -> None:
        try:
            text = _text(self._head)
            before = read_signed(text) if text else None
        except (ArchiveError, SealError):
            self._found = {"what": "audit head unreadable"}
            return
        if before is not None:
            self._compare(before)
        elif audit.is_there(self._database) and not audit.before_heads(self._database):
            self._found = {"what": "audit head missing"}

    def begin(self) -> None:
        """Once the tables are today's: write down what did not fit."""
        if self._found:
            with self._database.write() as cursor:
                audit.note(cursor, WHO, **self._found)
        self.follow()

    def rekey(self, master: bytes) -> None:
        """From here on sign with the key of another master key."""
        before, self._key, self._written = self.key, signing_key(master), None
        if before not in audit.keys_before(self._database):
            with self._database.write() as cursor:
                audit.note(cursor, WHO, "audit key changed", key=before)
        self.follow()

    def signed(self) -> Signed:
        """The chain's head as it is now."""
        head = self._now()
        return Signed(head, self._key.sign(head.to_bytes(), purpose=PURPOSE))

    def follow(self) -> None:
        """Write the head where the chain has grown. What the disk refuses now is written later."""
        try:
            if self._written is None and not audit.is_there(self._database):
                return
            head = self._now()
            if head != self._written:
                self._write(head)
        except (OSError, ArchiveError) as error:
            _log.warning("The audit's head waits: %s", traced(error))

    def check(self, taken_out: Signed | None = None) -> Checked:
        """Go through the whole chain, and hold it against every head that was signed here."""
        # Read before the entries are: no head then tells of more than there are.
        signed, unread = self._kept()
        if taken_out is not None:
            signed = (*signed, taken_out)
        ours = {self.key, *audit.keys_before(self._database)}
        marks = [(each.head.entries, each.head.hash) for each in signed if each.signer() in ours]
        foreign = [each.head.entries for each in signed if each.signer() not in ours]
        return audit.check(self._database, marks, foreign=foreign, unread=unread)

    def _kept(self) -> tuple[tuple[Signed, ...], int]:
        lines = _text(self._marks).splitlines() + _text(self._head).splitlines()
        found: list[Signed] = []
        for pair in pairwise(lines):
            try:
                found.append(read_signed("\n".join(pair)))
            except (ArchiveError, SealError):
                continue
        return tuple(found), len(lines) - 2 * len(found)

    def _compare(self, before: Signed) -> None:
        head = before.head
        if head.entries and audit.hash_at(self._database, head.entries) != head.hash:
            self._keep(before)
            self._found = {"what": "audit head ahead", "entries": str(head.entries)}
        elif before.signer() not in {self.key, *audit.keys_before(self._database)}:
            self._keep(before)
            self._found = {"what": "audit head foreign", "key": before.signer()}
        else:
            self._written = head

    def _now(self) -> Head:
        return Head(*audit.end(self._database))

    def _write(self, head: Head) -> None:
        before, signed = self._written, self.signed()
        aside = self._head.with_name(f".{HEAD_FILE}.{os.getpid()}.new")
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, disk.PRIVATE_FILE)
        try:
            disk.write_all(handle, signed.to_text().encode())
        finally:
            os.close(handle)
        aside.replace(self._head)
        self._written = signed.head
        if before is None or before.entries // EVERY != head.entries // EVERY:
            self._keep(signed)

    def _keep(self, signed: Signed) -> None:
        handle = os.open(self._marks, os.O_WRONLY | os.O_CREAT | os.O_APPEND, disk.PRIVATE_FILE)
        try:
            disk.write_all(handle, signed.to_text().encode())
        finally:
            os.close(handle)


def signing_key(master: bytes) -> signing.MachineKey:
    """What signs the heads of a practice that has this master key."""
    return signing.key_of(sealing.derive_key(master, purpose=PURPOSE))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except FileNotFoundError:
        return ""
