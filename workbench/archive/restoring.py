"""An unpacked backup made into an archive that opens: keys from a key copy, the ledger applied.

A data backup holds no keys. A backup of format 1 still does; it opens by itself, and what it knows
of people who were erased since goes at its first opening.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from engines import sealing
from engines.errors import ArchiveError
from workbench.archive import disk, ledger, rekeying, rewriting
from workbench.archive.attached import DATABASE_FILE, Attached, Failure
from workbench.archive.keycopies import Keys
from workbench.archive.keys import DATABASE_PURPOSE, KeyFiles
from workbench.archive.ledger import Ledger
from workbench.archive.schema import now
from workbench.archive.unlocking import keyfile
from workbench.archive.unlocking import lock as locks
from workbench.archive.unlocking.lock import Lock

WHO = "sketchwell"
NO_KEYS = (
    "This backup holds no keys, and nothing of it opens without them: name the key copy too, the "
    "file that ends in .keys (python -m workbench restore FILE --keys KEYS --data DIR)."
)


def settle(folder: Path, held: Keys | None, ledgers: Iterable[bytes]) -> bytes:
    """Give a folder that was unpacked its keys and its ledger; gives the master key.

    Raises:
        ArchiveError: the key copy is another practice's.
    """
    own = folder / locks.KEYS / ledger.LEDGER_FILE
    told = [*ledgers, *([own.read_bytes()] if own.exists() else [])]
    if (folder / keyfile.MASTER_FILE).exists():
        master = keyfile.master_key(folder, make=False)
        secret = ledger.first_secret(master) if held is None else held.secret
    elif held is not None:
        master, secret = held.master, held.secret
        _fit(folder, held)
    else:
        raise ArchiveError(NO_KEYS)
    told += [held.ledger] if held is not None else []
    known = ledger.gathered(told, secret)
    _write(folder, held, known, master=master, secret=secret)
    return master


def _write(folder: Path, held: Keys | None, known: Ledger, *, master: bytes, secret: bytes) -> None:
    ledger.write_secret(folder, secret, master)
    if not known.empty:
        ledger.write(folder, known, secret)
    if held is None or master != held.master:
        return
    files = KeyFiles(folder)
    for person, wrapped in held.people.items():
        if person not in known.erased:
            files.put(person, wrapped)
    former = rekeying.wrapped_former(held.former, master)
    disk.write_whole(folder / locks.KEYS / rekeying.FORMER_FILE, former)
    locks.write(folder, Lock("passphrase", locks.name_of(master), held.slots, now()))


def _fit(folder: Path, held: Keys) -> None:
    """Bring a database that an earlier master key sealed under the copy's own."""
    path = folder / DATABASE_FILE
    if _opens(path, held.master):
        return
    old = next((master for master in reversed(held.former) if _opens(path, master)), None)
    if old is None:
        raise ArchiveError(
            f"The key copy, made {held.made[:10]}, does not open this backup: it is another "
            "practice's, or older than the practice's newest master key. Use a newer one."
        )
    before, after = (
        sealing.derive_key(master, purpose=DATABASE_PURPOSE) for master in (old, held.master)
    )
    aside = path.with_name(f".{path.name}.new")
    rewriting.copied(path, before, aside, new_key=after)
    rekeying.follow(aside, after, old=old, new=held.master, who=WHO)
    aside.replace(path)
    disk.sync_folder(folder)


def _opens(path: Path, master: bytes) -> bool:
    try:
        Attached(path, sealing.derive_key(master, purpose=DATABASE_PURPOSE)).close()
    except Failure:
        return False
    return True


def beside(*files: Path | None) -> list[bytes]:
    """The erasure ledgers that lie beside backups and key copies, or in folders of practices."""
    names = (ledger.BESIDE_FILE, f"{locks.KEYS}/{ledger.LEDGER_FILE}")
    folders = [file if file.is_dir() else file.parent for file in files if file is not None]
    found = [folder / name for folder in folders for name in names]
    return [path.read_bytes() for path in found if path.is_file()]


def keyless_told(people: tuple[str, ...]) -> str:
    """What to say of people whose keys a key copy did not have; empty where there are none."""
    if not people:
        return ""
    return (
        f"The keys of {len(people)} people are not in the key copy, and nothing of them opens: it "
        "is older than they are. Restore again with a newer one."
    )
