from __future__ import annotations

import pytest

from engines.errors import SealError
from engines.sealing import passwords
from engines.sealing.passwords import Cost

QUICK = Cost(memory_kib=64, passes=1, lanes=1)


def test_password_matches_its_own_hash_and_no_other() -> None:
    stored = passwords.password_hash("four quiet brown foxes", cost=QUICK)
    assert passwords.password_matches("four quiet brown foxes", stored)
    assert not passwords.password_matches("four quiet brown foxe", stored)
    assert stored.startswith("$argon2id$v=19$m=64,t=1,p=1$")


def test_password_hash_differs_each_time() -> None:
    made = {passwords.password_hash("the same words", cost=QUICK) for _ in range(3)}
    assert len(made) == 3


def test_password_matches_however_a_letter_is_composed() -> None:
    stored = passwords.password_hash("caf\u00e9 und m\u00fcde", cost=QUICK)
    assert passwords.password_matches("cafe\u0301 und mu\u0308de", stored)


def test_password_usual_cost_is_the_second_recommendation_of_the_rfc() -> None:
    assert Cost() == Cost(memory_kib=64 * 1024, passes=3, lanes=4)
    stored = passwords.password_hash("at the usual cost")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_key_from_passphrase_gives_what_the_reference_gives() -> None:
    # Source: the reference implementation's src/test.c, hashtest(0x13, 2, 8, 1, ...) of Argon2id.
    told = "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"
    made = passwords.key_from_passphrase("password", b"somesalt", cost=Cost(256, 2, 1))
    assert made.hex() == told


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "scrypt:15:00:00",
        "$argon2id$v=19$m=64,t=1,p=1$AAAA$AAAA",
        "$argon2id$v=16$m=64,t=1,p=1$" + "A" * 22 + "$" + "A" * 43,
        "$argon2id$v=19$m=4294967295,t=1,p=1$" + "A" * 22 + "$" + "A" * 43,
        "$argon2id$v=19$m=64,t=999999999,p=1$" + "A" * 22 + "$" + "A" * 43,
        "$argon2id$v=19$m=64,t=1,p=64$" + "A" * 22 + "$" + "A" * 43,
        "$argon2id$v=19$m=64,t=1,p=1$" + "A" * 22 + "$" + "A" * 43 + "\n",
    ],
)
def test_password_matches_refuses_what_is_no_hash_or_costs_too_much(stored: str) -> None:
    with pytest.raises(SealError):
        passwords.password_matches("any", stored)


def test_password_of_absurd_length_is_refused_without_work() -> None:
    stored = passwords.password_hash("short enough", cost=QUICK)
    assert not passwords.password_matches("x" * 10**6, stored)
    with pytest.raises(SealError, match="1000000 characters"):
        passwords.password_hash("x" * 10**6, cost=QUICK)


def test_needs_again_once_the_cost_has_risen() -> None:
    stored = passwords.password_hash("some words", cost=QUICK)
    assert passwords.needs_again(stored)
    assert not passwords.needs_again(stored, cost=QUICK)
