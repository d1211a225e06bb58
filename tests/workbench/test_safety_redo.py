"""The practice's journal: what it holds is what was written, and a transaction is whole or not."""

from __future__ import annotations

import os

import pytest

from engines.errors import ArchiveError
from workbench.archive.database import Database
from workbench.archive.safety import records, redo, segments
from workbench.archive.safety.redo import GapError, Redo

KEY = bytes(range(32))
SAID = [("INSERT", [1, 0.1, True, None, "ä", b"\x00\xff", [b"a", [2.5]]]), ("DELETE", [])]


@pytest.fixture
def journal(tmp_path):
    opened = Redo(tmp_path, KEY)
    opened.go_on(0)
    yield opened
    opened.close()


def write(journal: Redo, *names: str) -> None:
    for name in names:
        draft = journal.draft()
        draft.add((name, [name.encode()]))
        draft.finish()


def held(folder, after: int = 0) -> list[str]:
    found = Redo(folder, KEY)
    return [sql for one in found.records(after) for sql, _ in found.statements(one)]


def test_statements_come_back_exactly():
    assert records.from_bytes(records.to_bytes(SAID)) == SAID
    with pytest.raises(TypeError, match="set cannot be written"):
        records.to_bytes([("x", [{1}])])
    with pytest.raises(ArchiveError, match="makes no sense"):
        records.from_bytes(records.to_bytes(SAID)[:-1])


def test_what_was_written_is_read_behind_a_number(journal, tmp_path):
    write(journal, "a", "b")
    journal.turn()
    write(journal, "c", "d")
    assert held(tmp_path) == ["a", "b", "c", "d"]
    assert held(tmp_path, 2) == ["c", "d"]
    assert len(segments.found(journal.folder)) == 2


def test_a_large_transaction_comes_in_parts_and_is_whole_or_not_at_all(journal, tmp_path):
    write(journal, "a")
    draft = journal.draft()
    for _ in range(3):
        draft.add(("large", [bytes(redo.PART_BYTES)]))
    assert held(tmp_path) == ["a"]
    draft.finish()
    assert held(tmp_path) == ["a", "large", "large", "large"]


def test_what_was_taken_back_is_gone_and_its_number_free(journal, tmp_path):
    write(journal, "a")
    draft = journal.draft()
    draft.add(("never", []))
    draft.finish()
    draft.drop()
    write(journal, "b")
    assert (held(tmp_path), journal.last) == (["a", "b"], 2)


def test_a_torn_tail_is_cut_and_nothing_said(journal, tmp_path):
    write(journal, "a", "b")
    (path,) = segments.found(journal.folder)
    os.truncate(path, path.stat().st_size - 3)
    again = Redo(tmp_path, KEY)
    again.go_on(1)
    write(again, "c")
    assert (held(tmp_path), again.damaged) == (["a", "c"], [])


def test_a_changed_entry_is_missed_and_a_wrong_key_opens_nothing(journal, tmp_path):
    write(journal, "a", "b", "c")
    (path,) = segments.found(journal.folder)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)
    assert Redo(tmp_path, KEY).damaged == [path]
    with pytest.raises(GapError):
        held(tmp_path)
    assert not Redo(tmp_path, bytes(32)).proven


def test_files_are_removed_up_to_a_number(journal, tmp_path):
    for name in "abc":
        write(journal, name)
        journal.turn()
    journal.prune(2)
    assert (journal.first, held(tmp_path, 2)) == (3, ["c"])


@pytest.mark.parametrize("call", ["now()", "random()", "uuid()", "current_timestamp"])
def test_a_statement_that_asks_clock_or_chance_is_refused(tmp_path, call):
    database = Database(tmp_path, KEY)
    with pytest.raises(ValueError, match="pass its value"), database.write() as cursor:
        cursor.execute(f"CREATE TABLE t AS SELECT {call}")
    database.close()
