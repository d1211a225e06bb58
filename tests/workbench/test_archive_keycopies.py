"""A key copy made anew keeps what only it has; what was erased anywhere leaves it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engines.sealing.passwords import Cost
from workbench.archive import keycopies, ledger
from workbench.archive.store import Archive

WORDS = "four words that belong"
NEWER, THERE = "0" * 32, "1" * 32


def test_a_copy_made_anew_keeps_the_keys_and_erasures_that_only_it_has(tmp_path: Path):
    with Archive.open(tmp_path / "practice") as archive:
        archive._arrangement.cost = Cost(64, 1, 1)
        ada = archive.add_person("Ada", synthetic=True).id
        archive.copy_keys(tmp_path / "our.keys", passphrase=WORDS)
    own = keycopies.opened(tmp_path / "our.keys", WORDS)
    key = own.people[ada]
    erased = ledger.Ledger({THERE: "2026-01-01T00:00:00.000+00:00"}).to_bytes(own.secret)
    (tmp_path / "our.keys").unlink()
    newer = replace(own, people={ada: key, NEWER: key}, ledger=erased)
    keycopies.write(newer, tmp_path / "our.keys")
    keycopies.renew(replace(own, people={ada: key, THERE: key}), tmp_path / "our.keys")
    joined = keycopies.opened(tmp_path / "our.keys", WORDS)
    assert {*joined.people} == {ada, NEWER}
    assert [*ledger.gathered((joined.ledger,), own.secret).erased] == [THERE]
