"""The machine's own key: made once, for its owner alone; its signatures fit nothing else."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engines.errors import SealError
from engines.sealing.signing import FILE, known_key, machine_key

PURPOSE = "a test"


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first, again = machine_key(tmp_path / "new"), machine_key(tmp_path / "new")
    assert first == again
    assert stat.S_IMODE((tmp_path / "new" / FILE).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == [FILE]


def test_two_that_make_it_at_once_have_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        names = {each.name for each in pool.map(machine_key, [tmp_path] * 4)}
    assert names == {machine_key(tmp_path).name}


def test_asking_for_a_key_makes_none(tmp_path: Path) -> None:
    assert known_key(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_key_shows_nothing_of_itself(tmp_path: Path) -> None:
    key = machine_key(tmp_path)
    private = (tmp_path / FILE).read_bytes()
    assert private.hex() not in repr(key)
    assert repr(private) not in repr(key)


def test_a_signature_fits_what_was_signed(tmp_path: Path) -> None:
    key = machine_key(tmp_path)
    signature = key.sign(b"bytes", purpose=PURPOSE)
    key.check(b"bytes", signature, purpose=PURPOSE)
    assert signature.startswith(f"ed25519 {key.public.hex()} ")


@pytest.mark.parametrize(
    ("data", "purpose"), [(b"other", PURPOSE), (b"bytes", "other"), (b"", f"{PURPOSE}\0bytes")]
)
def test_a_signature_fits_nothing_else(data: bytes, purpose: str, tmp_path: Path) -> None:
    key = machine_key(tmp_path)
    with pytest.raises(SealError, match="changed after it was signed"):
        key.check(data, key.sign(b"bytes", purpose=PURPOSE), purpose=purpose)


@pytest.mark.parametrize("broken", ["", "ed25519", "rsa 00 00\n"])
def test_what_is_no_signature_is_refused(broken: str, tmp_path: Path) -> None:
    with pytest.raises(SealError, match="cannot be read"):
        machine_key(tmp_path).check(b"bytes", broken, purpose=PURPOSE)


def test_another_machines_signature_is_named(tmp_path: Path) -> None:
    mine, other = machine_key(tmp_path / "mine"), machine_key(tmp_path / "other")
    with pytest.raises(SealError, match=f"key {other.name}, this machine's is {mine.name}"):
        mine.check(b"bytes", other.sign(b"bytes", purpose=PURPOSE), purpose=PURPOSE)


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    machine_key(tmp_path)
    (tmp_path / FILE).chmod(0o640)
    with pytest.raises(SealError, match="chmod 600"):
        machine_key(tmp_path)


def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"short")
    (tmp_path / FILE).chmod(0o600)
    with pytest.raises(SealError, match="5 bytes instead of 32"):
        machine_key(tmp_path)
