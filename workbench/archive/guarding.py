"""The part of an archive that knows its keys, its copies, and how somebody is erased from them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock as Mutex

from engines.errors import ArchiveError, traced
from workbench.archive import backup, erasing, keycopies, ledger, moving, restoring, staging
from workbench.archive.accounts_rows import Accounts
from workbench.archive.acting import PRACTICE
from workbench.archive.database import Database
from workbench.archive.erasing import Erasing
from workbench.archive.forgetting import Forgetting
from workbench.archive.heads import Heads
from workbench.archive.keeping import SWEEPER
from workbench.archive.keycopies import Keys
from workbench.archive.keys import Vault
from workbench.archive.places import Places
from workbench.archive.rekeying import Rekeying, former_of
from workbench.archive.studying import Studying
from workbench.archive.unlocking import arranging, slots
from workbench.archive.unlocking.arranging import Arrangement
from workbench.archive.unlocking.lock import Lock, Way

_log = logging.getLogger(__name__)


class Guarding(Studying):
    """Keys and copies of an open archive."""

    accounts: Accounts
    _begin_lock: Mutex
    _database: Database
    _vault: Vault
    _heads: Heads
    _arrangement: Arrangement
    _erasing: Erasing
    _places: Places
    _secret: bytes
    _keys_told: tuple[str, ...]
    # Whether copies elsewhere are this practice's to make anew: not where it is only looked at.
    _reaches = True

    def erase(self, person: str, *, who: str = PRACTICE) -> None:
        """Erase a person: key, journals, rows, and what automatic copies and key copies have.

        The database's file is written anew. An older backup brings nobody back: the ledger is
        applied to it. A key copy that is out of reach now (`unreached`) still has the key.
        """
        with self._begin_lock:
            self._erasing.erase(person, who=who)
            self._rows.assignments.forget()
        self._daily.follow()

    def sweep(self, *, who: str = SWEEPER) -> int:
        """As `Keeping.sweep`; where nobody sits at a table, all traces go from the copies too."""
        let_go = super().sweep(who=who)
        with self._begin_lock:
            if not self._erasing.unfinished:
                return let_go
            if not self.open_sittings():
                self._erasing.finish()
            elif let_go:
                # The file is written anew once nobody waits for it; copies must not lag.
                self._rows.database.renew()
                self._places.renew()
        self._daily.follow()
        return let_go

    @property
    def erased(self) -> tuple[str, ...]:
        """The ids of everybody who was ever erased from this practice."""
        return tuple(self._erasing.ledger.erased)

    @property
    def gone(self) -> int:
        """How many single things were removed for good, of people who were not erased."""
        return len(self._erasing.ledger.removed)

    @property
    def keyless(self) -> tuple[str, ...]:
        """Those whose key is not here, as where a backup is newer than its key copy."""
        return self._rows.people.keyless()

    @property
    def unreached(self) -> tuple[Path, ...]:
        """Key copies and folders of backups that the last erasing could not reach."""
        return self._places.unreached

    @property
    def key_copies(self) -> tuple[Path, ...]:
        """The key copies that this practice made, the newest last."""
        return self._places.copies

    @property
    def lock(self) -> Lock:
        """How the master key is kept, and what opens it."""
        return self._arrangement.lock

    def opens(self, words: str) -> bool:
        """Whether this passphrase, or recovery code, opens the archive."""
        return self._arrangement.matches(words)

    def keep_key(self, way: Way, *, passphrase: str | None = None, who: str = PRACTICE) -> None:
        """Keep the master key in a file, the keyring, or under a passphrase from now on."""
        with self._begin_lock:
            self._arrangement.keep(way, passphrase=passphrase)
        self.witness("key kept another way", who=who, way=way)

    def change_passphrase(self, passphrase: str, *, who: str = PRACTICE) -> None:
        """Another passphrase. Key copies made before go on opening with the one of their day."""
        with self._begin_lock:
            self._arrangement.change_passphrase(passphrase)
        self.witness("passphrase changed", who=who)

    def add_sheet(self, code: str, *, who: str = PRACTICE) -> None:
        """Let the code of a recovery sheet open the archive, once it was tried from paper."""
        with self._begin_lock:
            self._arrangement.add_sheet(code)
        self.witness("recovery sheet made", who=who)

    def rotate(self, *, who: str = PRACTICE) -> None:
        """A new master key. Passphrase and recovery sheet stay good; key copies are made anew."""
        with self._begin_lock:
            old = self._rows.vault.master
            rekeying = Rekeying(
                self.folder,
                self._rows.vault,
                self.accounts,
                self._heads,
                self._arrangement,
                self._secret,
            )
            self._rows.database.rewrite(lambda path, key: rekeying.exchange(path, key, who=who))
            rekeying.after(old)
            self._places.renew()

    def copy_keys(self, to: Path, *, passphrase: str | None = None, who: str = PRACTICE) -> None:
        """Write a key copy: with a data backup, everything that there is; alone, nothing.

        It opens with the passphrase and the recovery code that open the archive; with this
        passphrase instead, where one is given.

        Raises:
            ArchiveError: nothing would open it, or it cannot be written.
        """
        own = (
            None
            if passphrase is None
            else slots.of_passphrase(
                passphrase, self._rows.vault.master, cost=self._arrangement.cost
            )
        )
        keys = self._keys()
        opening = keys.slots if own is None else (own, *_sheets(keys))
        keycopies.write(
            Keys(keys.master, keys.people, keys.secret, keys.former, keys.ledger, opening), to
        )
        self._places.add_copy(to)
        self.witness("keys copied", who=who)

    def back_up(
        self,
        to: Path,
        *,
        passphrase: str,
        progress: Callable[[float], None] | None = None,
        who: str = PRACTICE,
    ) -> None:
        """Write everything but the keys into one file under a passphrase, and check it.

        Sittings go on meanwhile: strokes are acknowledged, what the database is to hold waits.
        Nothing of it opens without a key copy (`copy_keys`); see `backup`.
        """
        backup.write(self._rows.database, to, passphrase=passphrase, progress=progress)
        self._places.add_backup(to)
        self.witness("archive backed up", who=who)

    def _master(self, unlock: str | bytes | None, *, make: bool) -> bytes:
        staging.finish(self.folder)
        if isinstance(unlock, bytes):
            master = unlock
        else:
            master = arranging.master_of(self.folder, unlock, make=make)
        self._arrangement = Arrangement(self.folder, master)
        return master

    def _take_keys_out(self) -> None:
        """Before the tables are brought up to date: give every person's key a file of its own."""
        vault = self._vault
        vault.files.sweep()
        self._secret = ledger.practice_secret(self.folder, vault.master)
        erased = erasing.from_file(self.folder, self._secret).erased
        if moving.out_of(self._database, vault.files, erased=erased):
            erasing.mark(self.folder)

    def _guard(self) -> None:
        """What the ledger says holds before anything of a person is opened."""
        self._places = Places(self._rows.preferences, self._keys, self._reaches)
        self._erasing = Erasing(self.folder, self._rows, self._underway, self._places, self._secret)
        self._forgetting = Forgetting(self._erasing)
        self._arrangement.tidy()
        self._erasing.catch_up()
        # Not before the ledger was applied: nobody's key comes back from its twin.
        told = (
            self._arrangement.mend(),
            ledger.mend_secret(self.folder, self._vault.master),
            *self._vault.mend(),
            restoring.keyless_told(self.keyless),
        )
        self._keys_told = tuple(each for each in told if each)

    def _forget(self) -> tuple[str, ...]:
        """What the ledger says of single things, once journals and tables are one; and the rest."""
        told = self._forgetting.catch_up()
        try:
            if self._erasing.unfinished:
                self._erasing.finish()
        except (ArchiveError, OSError) as error:
            # The sweep tries it again at once, and says to staff what it waits for.
            _log.warning("what was erased waits to be written over: %s", traced(error))
        return told

    def _keys(self) -> Keys:
        vault, lock = self._rows.vault, self._arrangement.lock
        former = former_of(self.folder, vault.master)
        told = self._erasing.ledger.to_bytes(self._secret)
        return Keys(vault.master, vault.wrapped(), self._secret, former, told, lock.slots)


def _sheets(keys: Keys) -> tuple[slots.Slot, ...]:
    return tuple(slot for slot in keys.slots if slot.kind == slots.RECOVERY)
