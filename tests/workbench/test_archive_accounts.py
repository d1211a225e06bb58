"""Accounts as they are kept: sealed, one name each, never without an administrator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engines.errors import ArchiveError, RequestError, SealError
from workbench.access.accounts import ROLES, Account, Credentials, Role
from workbench.archive import accounts_rows
from workbench.archive.accounts_rows import Held
from workbench.archive.store import Archive
from workbench.archive.unlocking.keyfile import master_key

PROOF = Credentials("a hash", b"secret", 7, ("one", "two"))


def somebody(sign_in: str, *roles: Role) -> Account:
    return Account("", sign_in, f"Somebody {sign_in}", frozenset(roles or ("therapist",)), "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("accounts")


@pytest.fixture(scope="module")
def archive(folder: Path) -> Iterator[Archive]:
    with Archive.open(folder) as opened:
        opened.accounts.add(somebody("Ruth", "therapist", "administrator"), PROOF)
        yield opened


def test_an_account_is_found_by_its_name_in_whatever_case(archive: Archive):
    found = archive.accounts.named(" RUTH ")
    assert found is not None
    assert found[0].roles == {"therapist", "administrator"}
    assert found == (replace(found[0], second_factor=True), PROOF)
    assert archive.accounts.named("nobody") is None


@pytest.mark.parametrize("name", ["", "a", "two words", "x" * 81, "zero\u200bwidth"])
def test_a_sign_in_name_that_cannot_be_typed_is_refused(archive: Archive, name: str):
    with pytest.raises(RequestError, match="2 to 80"):
        archive.accounts.add(somebody(name), PROOF)
    assert archive.accounts.named(name) is None


def test_two_accounts_never_sign_in_under_one_name(archive: Archive):
    with pytest.raises(RequestError, match="already"):
        archive.accounts.add(somebody("rUTH"), PROOF)


def test_the_last_administrator_stays(archive: Archive):
    ruth = archive.accounts.all()[0]

    def off(account: Account, proof: Credentials) -> Held:
        return replace(account, disabled="2026-01-01"), proof

    with pytest.raises(RequestError, match="Nobody would be administrator"):
        archive.accounts.change(ruth.id, "account disabled", off)
    assert archive.accounts.one(ruth.id).disabled is None


def test_names_and_proofs_are_sealed_and_the_audit_has_ids_alone(archive: Archive):
    made = archive.accounts.add(somebody("canary-sign-in", *ROLES), PROOF)
    row = archive._database.read("SELECT * FROM account WHERE id = ?", [made.id])[0]
    assert b"canary" not in repr(row).encode()
    told = archive.audit(1)[0]
    assert (told.what, "canary" in told.subject) == ("account made", False)
    assert made.id in told.subject


def test_another_master_key_takes_every_account_along(archive: Archive, folder: Path):
    old, new = master_key(folder, make=False), bytes(range(32))
    before = archive.accounts.named("ruth")
    for one, other in ((old, new), (new, old)):
        with archive._database.write() as cursor:
            accounts_rows.reseal(cursor, old=one, new=other)
        archive.accounts.rekey(other)
        assert archive.accounts.named("ruth") == before
    archive.accounts.rekey(new)
    with pytest.raises(SealError):
        archive.accounts.all()
    archive.accounts.rekey(old)


def test_an_account_that_is_not_there_is_said(archive: Archive):
    with pytest.raises(ArchiveError, match="no account"):
        archive.accounts.one("missing")
