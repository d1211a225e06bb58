"""The account table. Ids, roles and times are plain; names and credentials are sealed.

What seals them is a key of the practice, derived from the master key: an account belongs to nobody
whose key could be destroyed. Accounts are never removed, so that the audit's ids keep their
meaning: they are disabled.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from threading import RLock

from engines import sealing
from engines.errors import ArchiveError, RequestError
from workbench.access.accounts import ROLES, Account, Credentials, Role, read_name, read_sign_in
from workbench.archive import audit
from workbench.archive.acting import PRACTICE, settled
from workbench.archive.database import Cursor, Database, Row
from workbench.archive.schema import new_id, now

PURPOSE = "accounts"
TABLE = """
CREATE TABLE account (
    id VARCHAR PRIMARY KEY, created VARCHAR NOT NULL, disabled VARCHAR, roles VARCHAR NOT NULL,
    content BLOB NOT NULL);
"""
COLUMNS = "id, created, disabled, roles, content"
Held = tuple[Account, Credentials]


class Accounts:
    """Who may sign in to a practice. Every method may be called from any thread."""

    def __init__(self, database: Database, master: bytes) -> None:
        self._database = database
        self._key = sealing.derive_key(master, purpose=PURPOSE)
        self._lock = RLock()
        self._read: dict[str, Held] | None = None

    def all(self) -> tuple[Account, ...]:
        """Every account, disabled ones too, in the order in which they were made."""
        return tuple(account for account, _ in self._held().values())

    def one(self, account: str) -> Account:
        """One account.

        Raises:
            ArchiveError: there is none with this id.
        """
        return self._one(account)[0]

    def named(self, sign_in: str) -> Held | None:
        """The account that signs in under this name, in use or disabled, or None."""
        try:
            wanted = read_sign_in(sign_in)
        except RequestError:
            return None
        return next((held for held in self._held().values() if held[0].sign_in == wanted), None)

    def credentials(self, account: str) -> Credentials:
        """What proves who signs in."""
        return self._one(account)[1]

    def add(self, account: Account, proof: Credentials, *, who: str = PRACTICE) -> Account:
        """Make an account; its id and time are given here.

        Raises:
            RequestError: its names cannot be used, or another account signs in under the same.
        """
        made = replace(
            account,
            id=new_id(),
            created=now(),
            sign_in=read_sign_in(account.sign_in),
            name=read_name(account.name),
        )
        with settled(), self._lock:
            self._check_free(made)
            with self._database.write() as cursor:
                row = [made.id, made.created, made.disabled, _roles(made.roles)]
                sql = f"INSERT INTO account ({COLUMNS}) VALUES (?, ?, ?, ?, ?)"
                cursor.execute(sql, [*row, self._sealed(made, proof)])
                told = {"account": made.id, "roles": _roles(made.roles)}
                audit.note(cursor, who, "account made", **told)
            self._read = None
        return self.one(made.id)

    def change(
        self,
        account: str,
        what: str,
        changed: Callable[[Account, Credentials], Held],
        *,
        who: str = PRACTICE,
    ) -> Account:
        """Give an account new values; `what` goes into the audit with its id and roles.

        Raises:
            RequestError: nobody would be administrator, or the sign-in name is another's.
        """
        with settled(), self._lock:
            before = self._one(account)
            after, proof = changed(*before)
            if (after, proof) == before:
                return after
            self._check_free(after)
            self._check_administrator(after)
            with self._database.write() as cursor:
                sql = "UPDATE account SET disabled = ?, roles = ?, content = ? WHERE id = ?"
                row = [after.disabled, _roles(after.roles), self._sealed(after, proof), account]
                cursor.execute(sql, row)
                roles = {} if after.roles == before[0].roles else {"roles": _roles(after.roles)}
                audit.note(cursor, who, what, account=account, **roles)
            self._read = None
        return self.one(account)

    def rekey(self, master: bytes) -> None:
        """From here on what `reseal` sealed under another master key is what is read."""
        with self._lock:
            self._key, self._read = sealing.derive_key(master, purpose=PURPOSE), None

    def _held(self) -> dict[str, Held]:
        with self._lock:
            if self._read is None:
                sql = f"SELECT {COLUMNS} FROM account ORDER BY created, id"
                self._read = {row[0]: self._opened(row) for row in self._database.read(sql)}
            return self._read

    def _one(self, account: str) -> Held:
        held = self._held().get(account)
        if held is None:
            raise ArchiveError(f"There is no account {account} here.")
        return held

    def _check_free(self, account: Account) -> None:
        for each in self.all():
            if each.id == account.id:
                continue
            if each.sign_in == account.sign_in:
                raise RequestError("Somebody signs in under this name already: choose another.")
            if account.subject is not None and each.subject == account.subject:
                raise RequestError("This subject belongs to another account: look it up again.")

    def _check_administrator(self, after: Account) -> None:
        them = (after if each.id == after.id else each for each in self.all())
        if not any(each.has("administrator") and each.disabled is None for each in them):
            raise RequestError(
                "Nobody would be administrator any more: make somebody else administrator first."
            )

    def _sealed(self, account: Account, proof: Credentials) -> bytes:
        told = {
            "sign_in": account.sign_in,
            "name": account.name,
            "one_time": account.one_time,
            "subject": account.subject,
            "password": proof.password,
            "totp": None if proof.totp is None else proof.totp.hex(),
            "totp_step": proof.totp_step,
            "recovery": list(proof.recovery),
        }
        return sealing.seal(self._key, json.dumps(told).encode(), context=_context(account.id))

    def _opened(self, row: Row) -> Held:
        account, created, disabled, roles, sealed = row
        text = sealing.open_sealed(self._key, sealed, context=_context(account))
        told = json.loads(text)
        totp = None if told["totp"] is None else bytes.fromhex(told["totp"])
        proof = Credentials(told["password"], totp, told["totp_step"], tuple(told["recovery"]))
        return Account(
            account,
            told["sign_in"],
            told["name"],
            _read_roles(roles),
            created,
            disabled,
            one_time=told["one_time"],
            second_factor=totp is not None,
            subject=told["subject"],
        ), proof


def reseal(cursor: Cursor, *, old: bytes, new: bytes) -> None:
    """Seal every account under another master key, inside the transaction that changes it.

    Once that is through, `Accounts.rekey` makes an open archive read them.
    """
    before, after = (sealing.derive_key(master, purpose=PURPOSE) for master in (old, new))
    for account, sealed in cursor.execute("SELECT id, content FROM account").fetchall():
        text = sealing.open_sealed(before, sealed, context=_context(account))
        row = [sealing.seal(after, text, context=_context(account)), account]
        cursor.execute("UPDATE account SET content = ? WHERE id = ?", row)


def _context(account: str) -> tuple[str, str]:
    return "account", account


def _roles(roles: frozenset[Role]) -> str:
    return ",".join(role for role in ROLES if role in roles)


def _read_roles(stored: str) -> frozenset[Role]:
    held = stored.split(",")
    return frozenset(role for role in ROLES if role in held)
