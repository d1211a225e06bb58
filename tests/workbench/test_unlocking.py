"""The master key kept in a file, a keyring, under a passphrase; and the recovery sheet."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest

from engines import sealing
from engines.errors import ArchiveError, SealError
from engines.sealing.passwords import Cost
from workbench.archive import twins
from workbench.archive.unlocking import arranging, codes, keyfile, ring
from workbench.archive.unlocking import lock as locks
from workbench.archive.unlocking.arranging import Arrangement
from workbench.archive.unlocking.lock import LockedError
from workbench.archive.unlocking.sheet import Sheet

QUICK = Cost(memory_kib=64, passes=1, lanes=1)
WORDS = "four words that belong"
OTHERS = "four others that do not"


@pytest.fixture
def wallet(monkeypatch):
    """A keyring of this test's own."""
    pytest.importorskip("keyring")
    from keyring.backend import KeyringBackend

    class Wallet(KeyringBackend):
        priority = 5.0  # pyright: ignore[reportAssignmentType]

        def __init__(self):
            self.held: dict[tuple[str, str], str] = {}

        def get_password(self, service, username):
            return self.held.get((service, username))

        def set_password(self, service, username, password):
            self.held[service, username] = password

        def delete_password(self, service, username):
            del self.held[service, username]

    wallet = Wallet()
    monkeypatch.setattr("keyring.get_keyring", lambda: wallet)
    return wallet


@pytest.fixture
def keeping(tmp_path):
    """A folder whose key lies in a file, as those of a demo do."""
    return Arrangement(tmp_path, keyfile.master_key(tmp_path, make=True), QUICK)


def test_a_code_survives_how_people_type_it():
    code = codes.new_code()
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert codes.private_key(typed) == codes.private_key(code)
    assert [len(group) for group in codes.groups(typed)] == [4] * 9


def test_a_mistyped_code_is_told_apart_from_a_wrong_one():
    code = codes.new_code()
    wrong = ("1" if code[0] == "0" else "0") + code[1:]
    with pytest.raises(SealError, match="has a mistake"):
        codes.private_key(wrong)
    with pytest.raises(SealError, match="9 groups of 4"):
        codes.private_key(code[:-1])


def test_a_sheet_counts_only_once_it_was_typed_back():
    sheet = Sheet()
    with pytest.raises(SealError, match="from the paper"):
        sheet.tried(("0000", "0000"))
    typed = [sheet.groups[place].lower() for place in sheet.places]
    assert sheet.tried(typed) == sheet.code
    assert sheet.code not in repr(sheet)


def test_a_passphrase_keeps_what_a_file_kept(keeping, tmp_path):
    keeping.keep("passphrase", passphrase=WORDS)
    assert not (tmp_path / "master.key").exists()
    assert arranging.door(tmp_path) == "locked"
    assert arranging.master_of(tmp_path, WORDS, make=False) == keeping.master
    with pytest.raises(LockedError, match="does not open"):
        arranging.master_of(tmp_path, OTHERS, make=False)
    with pytest.raises(LockedError, match="type its passphrase"):
        arranging.master_of(tmp_path, None, make=True)


def test_a_changed_passphrase_is_the_only_one(keeping, tmp_path):
    keeping.keep("passphrase", passphrase=WORDS)
    keeping.change_passphrase(OTHERS)
    assert arranging.master_of(tmp_path, OTHERS, make=False) == keeping.master
    assert not keeping.matches(WORDS)
    with pytest.raises(SealError, match="has 5 characters"):
        keeping.change_passphrase("short")
    assert keeping.matches(OTHERS)


def test_a_sheet_opens_whatever_way_the_key_is_kept(keeping, tmp_path):
    first, second = codes.new_code(), codes.new_code()
    keeping.add_sheet(first)
    keeping.keep("passphrase", passphrase=WORDS)
    assert arranging.master_of(tmp_path, first, make=False) == keeping.master
    keeping.add_sheet(second)
    assert keeping.matches(second)
    assert not keeping.matches(first)


def test_a_keyring_keeps_the_key(keeping, wallet, tmp_path):
    keeping.keep("keyring")
    assert len(wallet.held) == 1
    assert not (tmp_path / "master.key").exists()
    assert arranging.door(tmp_path) == "open"
    assert arranging.master_of(tmp_path, None, make=False) == keeping.master
    keeping.keep("passphrase", passphrase=WORDS)
    assert wallet.held == {}


def test_a_keyring_without_the_key_leaves_the_sheet(keeping, wallet, tmp_path):
    code = codes.new_code()
    keeping.add_sheet(code)
    keeping.keep("keyring")
    wallet.held.clear()
    assert arranging.door(tmp_path) == "locked"
    with pytest.raises(LockedError, match="recovery code"):
        arranging.master_of(tmp_path, None, make=False)
    assert arranging.master_of(tmp_path, code, make=False) == keeping.master


def test_a_keyring_that_keeps_a_plain_file_is_refused(keeping, wallet, tmp_path, monkeypatch):
    monkeypatch.setattr(type(wallet), "priority", 0.5)
    assert not ring.available()
    with pytest.raises(ArchiveError, match="choose a passphrase"):
        keeping.keep("keyring")
    assert keyfile.master_key(tmp_path, make=False) == keeping.master


def test_a_kill_at_any_write_leaves_a_way_in(keeping, tmp_path, monkeypatch):
    """Each change is cut at each of its writes; afterwards the old words or the new ones open."""
    code = codes.new_code()
    keeping.add_sheet(code)
    for way, words in (("passphrase", WORDS), ("file", None), ("passphrase", OTHERS)):
        for cut in range(4):
            with monkeypatch.context() as killed:
                _cut(killed, after=cut)
                with suppress(KeyboardInterrupt):
                    keeping.keep(way, passphrase=words)
            assert arranging.master_of(tmp_path, code, make=False) == keeping.master
            Arrangement(tmp_path, keeping.master).tidy()
            if arranging.door(tmp_path) == "open":
                assert arranging.master_of(tmp_path, None, make=False) == keeping.master
            else:
                assert not (tmp_path / "master.key").exists()


def _cut(patch, *, after):
    """The process ends as it writes its next file but `after`."""
    from workbench.archive import disk

    left = [after]

    def writing(write):
        def cut(*given):
            if left[0] == 0:
                raise KeyboardInterrupt
            left[0] -= 1
            return write(*given)

        return cut

    patch.setattr(disk, "write_whole", writing(disk.write_whole))
    patch.setattr(disk, "shred", writing(disk.shred))


def test_a_new_practice_stands_once_its_lock_does(tmp_path):
    master, code = sealing.new_key(), codes.new_code()
    folder = tmp_path / "practice"
    assert arranging.door(folder) == "new"
    arranging.set_up(folder, master, "passphrase", passphrase=WORDS, code=code, cost=QUICK)
    assert arranging.master_of(folder, code, make=False) == master
    assert arranging.master_of(folder, WORDS, make=False) == master
    with pytest.raises(ArchiveError, match="holds a practice already"):
        arranging.set_up(folder, master, "file", passphrase=None, code=code)


def test_a_lock_says_nothing_of_the_key(keeping, tmp_path):
    keeping.add_sheet(codes.new_code())
    keeping.keep("passphrase", passphrase=WORDS)
    text = locks.path_of(tmp_path).read_text()
    assert keeping.master.hex() not in text
    assert locks.path_of(tmp_path).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("change", [{"format": 9}, {"way": "drawer"}, {"slots": [1]}, {"x": 1}])
def test_a_lock_that_cannot_be_read_is_told(keeping, tmp_path, change):
    keeping.add_sheet(codes.new_code())
    path = locks.path_of(tmp_path)
    text = json.dumps({**json.loads(path.read_text()), **change})
    for each in (path, twins.twin_of(path)):
        each.write_text(text)
    with pytest.raises(ArchiveError, match="from a key copy"):
        arranging.door(tmp_path)
