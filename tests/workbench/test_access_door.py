"""The door: who comes in, what it asks for, what a wrong try costs, and what it never tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engines.errors import RequestError
from engines.sealing import onetime
from engines.sealing.passwords import Cost, needs_again
from workbench.access.accounts import Account, Role
from workbench.access.door import Answer, Door, Try
from workbench.access.passwords import COMMON, SHORT
from workbench.access.staff import Given, Staff
from workbench.access.waiting import LONGEST_WAIT_S, Waiting
from workbench.archive.store import Archive

CHEAP = Cost(32, 1, 1)
GOOD, OTHER = "velvet otter mends clocks", "nine lanterns drift south"


class Clock:
    now = 1_700_000_025.0

    def __call__(self) -> float:
        return self.now


class Practice:
    """An archive's accounts with their door, a clock that a test moves, and who was signed out."""

    def __init__(self, archive: Archive) -> None:
        self.archive, self.clock, self.out = archive, Clock(), []
        waiting = Waiting(self.clock)
        told: Any = archive.witness
        self.door = Door(archive.accounts, told, cost=CHEAP, clock=self.clock, waiting=waiting)
        self.staff = Staff(
            archive.accounts,
            self.door,
            ended=self.out.append,
            changed=lambda: None,
            clock=self.clock,
        )

    def knock(self, name: str, password: str, **more: Any) -> Answer:
        return self.door.knock(Try(name, password, **more))

    def audited(self, count: int = 1) -> list[str]:
        return [each.what for each in self.archive.audit(count)]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("door")) as opened:
        yield opened


@pytest.fixture(scope="module")
def made(archive: Archive) -> Account:
    return Practice(archive).staff.first("Ruth Example", "ruth", GOOD, therapist=True)


@pytest.fixture
def practice(archive: Archive, made: Account) -> Practice:  # noqa: ARG001 - somebody is there
    return Practice(archive)


def newcomer(practice: Practice, *roles: Role) -> Given:
    name = f"new-{len(practice.staff.all())}"
    return practice.staff.make(f"Newcomer {name}", name, roles or ("therapist",))


def settled(practice: Practice, *roles: Role) -> Account:
    given = newcomer(practice, *roles)
    came = practice.knock(given.account.sign_in, given.password, new=GOOD).account
    assert came is not None
    return came


def with_app(practice: Practice) -> tuple[Account, bytes, tuple[str, ...]]:
    account, secret = settled(practice), onetime.new_secret()
    code = onetime.code(secret, onetime.step_of(practice.clock.now))
    codes = practice.staff.take_second_factor(account.id, secret, code)
    practice.clock.now += 60
    return account, secret, codes


def test_the_first_administrator_is_made_once(practice: Practice, made: Account):
    assert made.roles == {"administrator", "supervisor", "therapist"}
    assert practice.staff.audit_is_read
    with pytest.raises(RequestError, match="already"):
        practice.staff.first("Another", "another", OTHER, therapist=False)


def test_the_right_password_opens(practice: Practice, made: Account):
    assert practice.knock(" Ruth ", GOOD) == Answer(account=made)


def test_what_is_wrong_is_never_told_apart(practice: Practice):
    off = settled(practice)
    practice.staff.disable(off.id)
    tries = [("ruth", OTHER), ("nobody", GOOD), (off.sign_in, GOOD), ("ruth", "x" * 9000)]
    answers = [practice.knock(name, word) for name, word in tries]
    assert answers == [Answer()] * len(tries)
    assert practice.audited() == ["sign-in refused"]
    assert "nobody" not in str(practice.archive.audit(4))


def test_wrong_tries_cost_a_wait_that_doubles_and_ends(practice: Practice, made: Account):
    waits = []
    for _ in range(12):
        waits.append(practice.knock("ruth", OTHER).wait_s)
        assert not waits[-1] or practice.knock("ruth", GOOD).early  # not even looked at
        practice.clock.now += waits[-1]
    assert waits[:6] == [0.0, 0.0, 2.0, 4.0, 8.0, 16.0]
    assert waits[-1] == LONGEST_WAIT_S
    assert practice.knock("ruth", GOOD).account == made


def test_nobody_elsewhere_can_keep_a_known_browser_out(practice: Practice, made: Account):
    for _ in range(8):
        practice.clock.now += practice.knock("ruth", OTHER, browser="elsewhere").wait_s
    practice.knock("ruth", OTHER, browser="elsewhere")
    assert practice.knock("ruth", GOOD, browser="another").early
    known = practice.knock("ruth", GOOD, browser="own", known=lambda _: "token")
    assert known.account == made


def test_a_start_password_is_good_for_choosing_another(practice: Practice):
    given = newcomer(practice)
    assert practice.knock(given.account.sign_in, given.password) == Answer(needs="new")
    weak = practice.knock(given.account.sign_in, given.password, new="short")
    assert (weak.needs, weak.fault) == ("new", SHORT)
    same = practice.knock(given.account.sign_in, given.password, new=given.password)
    assert (same.needs, same.fault) == ("new", COMMON)
    came = practice.knock(given.account.sign_in, given.password, new=GOOD).account
    assert came is not None
    assert not came.one_time
    assert practice.knock(given.account.sign_in, given.password).account is None


def test_a_code_is_asked_for_and_counts_once(practice: Practice):
    account, secret, _ = with_app(practice)
    code = onetime.code(secret, onetime.step_of(practice.clock.now))
    assert practice.knock(account.sign_in, GOOD) == Answer(needs="code")
    came = practice.knock(account.sign_in, GOOD, code=code).account
    assert came is not None
    assert came.second_factor
    assert practice.knock(account.sign_in, GOOD, code=code).account is None


def test_a_recovery_code_counts_once_and_is_told(practice: Practice):
    account, _, codes = with_app(practice)
    assert practice.knock(account.sign_in, GOOD, code=codes[4]).account is not None
    assert "recovery code used" in practice.audited(3)
    assert practice.knock(account.sign_in, GOOD, code=codes[4]).account is None
    assert practice.staff.codes_left(account.id) == 9


def test_a_wrong_code_costs_what_a_wrong_password_costs(practice: Practice):
    account, _, _ = with_app(practice)
    waits = [practice.knock(account.sign_in, GOOD, code="000000").wait_s for _ in range(3)]
    assert waits == [0.0, 0.0, 2.0]


def test_no_app_is_set_up_without_its_code(practice: Practice, made: Account):
    with pytest.raises(RequestError, match="not the code"):
        practice.staff.take_second_factor(made.id, onetime.new_secret(), "123456")
    assert not practice.archive.accounts.one(made.id).second_factor


def test_a_reset_signs_out_and_gives_a_password_to_begin_with(practice: Practice):
    account = settled(practice)
    given = practice.staff.reset(account.id)
    assert practice.out == [account.id]
    assert practice.knock(account.sign_in, GOOD).account is None
    assert practice.knock(account.sign_in, given.password).needs == "new"


def test_a_password_that_costs_too_little_is_hashed_again(practice: Practice):
    account = settled(practice)
    practice.door.cost = Cost(64, 1, 1)
    assert practice.knock(account.sign_in, GOOD).account is not None
    stored = practice.archive.accounts.credentials(account.id).password
    assert not needs_again(stored, cost=Cost(64, 1, 1))


def test_one_who_is_signed_in_proves_the_password(practice: Practice, made: Account):
    assert practice.door.proves(made.id, GOOD, browser="b").account == made
    waits = [practice.door.proves(made.id, OTHER, browser="b").wait_s for _ in range(3)]
    assert waits[-1] == 2.0
    assert practice.door.proves(made.id, GOOD, browser="b").early
