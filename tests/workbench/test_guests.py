"""Devices that join a sitting by a code: once, soon, and never longer than the sitting."""

from __future__ import annotations

import time

import pytest

from workbench.lan.guests import GOODBYE_S, LIFE_S, MOST_WRONG, WRONG_S, Guests, new_name

TABLET, PHONE, ANOTHER = (new_name() for _ in range(3))


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def guests(clock: Clock, told: list[str]) -> Guests:
    return Guests(lambda: told.append("changed"), clock=clock)


def test_a_code_lets_one_device_into_one_sitting_once(guests: Guests, told: list[str]):
    token = guests.invite("s1")
    assert guests.known(token)
    assert guests.join(token, TABLET) == "s1"
    assert guests.join(token, PHONE) is None
    found = guests.of(TABLET)
    assert found is not None
    assert (found.sitting, guests.sittings(), told) == ("s1", ("s1",), ["changed"])


def test_a_code_has_128_bits_and_lasts_two_minutes(guests: Guests, clock: Clock):
    token = guests.invite("s1")
    assert len(token) == 22
    assert token != guests.invite("s2")
    clock.now += LIFE_S - 1
    assert guests.waits_s("s1") == pytest.approx(1)
    clock.now += 1
    assert not guests.known(token)
    assert guests.join(token, TABLET) is None
    assert guests.waits_s("s1") == 0


def test_a_new_code_and_a_sitting_that_closes_take_the_code_back(guests: Guests):
    first, second = guests.invite("s1"), guests.invite("s1")
    assert [guests.known(each) for each in (first, second)] == [False, True]
    guests.dismiss("s1")
    assert not guests.known(second)


def test_whoever_is_sent_away_is_a_guest_of_nothing(guests: Guests, told: list[str]):
    guests.join(guests.invite("s1"), TABLET)
    guests.join(guests.invite("s2"), ANOTHER)
    guests.dismiss("s1")
    found = guests.of(TABLET)
    assert found is not None
    assert (found.sitting, guests.at("s1"), guests.sittings()) == (None, None, ("s2",))
    assert told == ["changed"] * 3
    guests.dismiss("s1")
    assert told == ["changed"] * 3


def test_whoever_is_signed_out_everywhere_takes_their_guests_along(guests: Guests):
    guests.join(guests.invite("s1", by="mara"), TABLET)
    guests.invite("s2", by="mara")
    guests.join(guests.invite("s3", by="ida"), ANOTHER)
    assert set(guests.let_in_by("mara")) == {"s1", "s2"}


def test_whoever_was_sent_away_is_told_goodbye_for_hours_and_over_a_restart():
    now = time.time()
    for later, there in ((0.0, True), (GOODBYE_S + 60, False)):
        fresh = Guests(lambda: None, wall=lambda at=now + later: at)
        assert (fresh.of(TABLET) is not None) is there
        assert fresh.of("a3f09b") is None


def test_the_second_device_of_a_sitting_takes_the_place_of_the_first(guests: Guests):
    for browser in (TABLET, PHONE):
        guests.join(guests.invite("s1"), browser)
    assert [getattr(guests.of(each), "sitting", "") for each in (TABLET, PHONE)] == [None, "s1"]


def test_many_wrong_codes_close_the_door_to_their_address_for_a_minute(
    guests: Guests, clock: Clock
):
    for _ in range(MOST_WRONG):
        assert not guests.besieged("10.0.0.9")
        guests.join("guessed", "somebody", origin="10.0.0.9")
    assert guests.besieged("10.0.0.9")
    assert not guests.besieged("10.0.0.10")
    clock.now += WRONG_S
    assert not guests.besieged("10.0.0.9")
