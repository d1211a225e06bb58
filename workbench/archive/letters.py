"""What people bring from a kiosk: sealed there for this practice, entered here as a sitting.

The practice's key is made when its public half is first asked for. It lies in the archive's
encrypted file, and goes into backups with it.
"""

from __future__ import annotations

from dataclasses import replace

from engines.errors import ArchiveError
from engines.record import Sitting
from engines.record import pack as packing
from engines.sealing import boxes
from workbench.archive.store import Archive

PREFERENCE = "kiosk_key"
MAX_BYTES = 32 * 2**20


def public_line(archive: Archive) -> str:
    """The line of text that a kiosk's operator needs to seal for this practice."""
    return boxes.to_line(boxes.public_of(_private(archive, make=True)))


def take_in(archive: Archive, box: bytes, *, person: str) -> str:
    """Enters a sealed file as a sitting of this person; gives the sitting's id.

    Raises:
        ArchiveError: as `opened`, or it is here already.
    """
    return archive.import_sitting(opened(archive, box), person=person)


def opened(archive: Archive, box: bytes) -> bytes:
    """What is in a sealed file: a visit to a kiosk, as a packed sitting made between sittings.

    Raises:
        ArchiveError: too large, not made at a kiosk, or no key was ever given away.
        SealError: not sealed for this practice, or changed on its way.
        RecordError: what is inside cannot be read.
    """
    if len(box) > MAX_BYTES:
        raise ArchiveError(f"The file has {len(box)} bytes, at most {MAX_BYTES}: choose another.")
    packed = boxes.open_box(_private(archive, make=False), box, context=boxes.FROM_A_KIOSK)
    # anybody who has the public key can write such a letter: only what a kiosk puts in is taken
    visit = packing.unpack(packed)
    if not _from_a_kiosk(visit):
        raise ArchiveError(
            "The file was sealed for this practice, and not by a kiosk: choose another."
        )
    return packing.pack(replace(visit, phase="between"))


def _from_a_kiosk(sitting: Sitting) -> bool:
    extra = (sitting.course, sitting.scans)
    turns = [turn for turn in sitting.turns if not turn.marks and not turn.measures]
    return len(sitting.turns) == len(turns) == 1 and not any(extra)


def _private(archive: Archive, *, make: bool) -> bytes:
    held = archive.preference(PREFERENCE)
    if held is None and not make:
        raise ArchiveError(
            "This practice never gave a key to a kiosk, so nothing was sealed for it: write one "
            "with python -m workbench kiosk-key FILE."
        )
    if held is None:
        held = boxes.new_private().hex()
        archive.set_preference(PREFERENCE, held)
    return bytes.fromhex(held)
