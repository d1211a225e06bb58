"""Who may see what: a pass for each browser, handing over, hiding, and the PIN on the way back."""

from __future__ import annotations

from typing import Any

import pytest

from engines.errors import RequestError
from workbench.handing.passes import Pass, Passes
from workbench.handing.pin import LONGEST_WAIT_S, Pin


class Kept:
    """The practice's preferences, in memory."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def preference(self, name: str) -> str | None:
        return self.values.get(name)

    def set_preference(self, name: str, value: str | None) -> None:
        if value is None:
            self.values.pop(name, None)
        else:
            self.values[name] = value


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def passes(kept: Kept, clock: Clock) -> Passes:
    return Passes(kept, Pin(kept, clock=clock))


def handed(passes: Passes) -> tuple[str, Pass]:
    cookie = passes.issue()
    if not passes.pin.is_set:
        passes.pin.choose("2468")
    passes.hand_over(seen(passes, cookie).browser, "sitting")
    return cookie, seen(passes, cookie)


def seen(passes: Passes, cookie: str) -> Pass:
    found = passes.of(cookie)
    assert found is not None
    return found


def test_a_browser_is_the_therapists_until_a_table_is_handed_over(passes: Passes):
    cookie = passes.issue()
    assert seen(passes, cookie).whole
    handed(passes)
    assert seen(passes, cookie).whole
    assert seen(passes, passes.issue()).scope == "locked"
    assert passes.stranger().scope == "locked"


@pytest.mark.parametrize("cookie", ["", ".", "abc", "abc.def", "\udcff.x"])
def test_a_cookie_that_was_not_made_here_is_no_pass(passes: Passes, cookie: str):
    assert passes.of(cookie) is None


def test_nothing_is_handed_over_without_a_pin(passes: Passes):
    browser = seen(passes, passes.issue()).browser
    with pytest.raises(RequestError, match="no PIN"):
        passes.hand_over(browser, "sitting")


def test_the_client_cannot_hand_over_to_another_sitting(passes: Passes):
    _, before = handed(passes)
    with pytest.raises(RequestError, match="already"):
        passes.hand_over(before.browser, "another")
    assert passes.again(before).sitting == "sitting"


def test_the_pin_alone_brings_the_workbench_back(passes: Passes, clock: Clock):
    cookie, before = handed(passes)
    assert not passes.come_back(before.browser, "1111")
    assert seen(passes, cookie).scope == "handed"
    clock.now += 1.1
    assert passes.come_back(before.browser, "2468")
    assert seen(passes, cookie).whole


def test_wrong_pins_cost_a_wait_that_doubles_and_ends(passes: Passes, clock: Clock):
    passes.pin.choose("2468")
    waits = []
    for _ in range(12):
        assert not passes.pin.matches("0000")
        waits.append(passes.pin.wait_s)
        assert not passes.pin.matches("2468")  # not even looked at
        clock.now += waits[-1]
    assert waits[:4] == [1.0, 2.0, 4.0, 8.0]
    assert waits[-1] == LONGEST_WAIT_S
    assert passes.pin.matches("2468")


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "", "１２３４"])
def test_a_pin_has_four_to_eight_digits(passes: Passes, pin: str):
    with pytest.raises(RequestError, match="4 to 8"):
        passes.pin.choose(pin)


def test_a_restart_comes_up_as_it_was_left(passes: Passes, kept: Kept):
    cookie, _ = handed(passes)
    passes.ask_for_person("sitting", wanted=True)
    again = Passes(kept)
    assert seen(again, cookie).sitting == "sitting"
    assert seen(again, again.issue()).scope == "locked"
    assert again.asked() == ("sitting",)


def test_what_is_kept_names_no_pin_and_no_cookie(passes: Passes, kept: Kept):
    passes.pin.choose("24681357")  # eight digits: four stand in a random digest by chance
    cookie, _ = handed(passes)
    stored = " ".join(kept.values.values())
    assert "24681357" not in stored
    assert cookie not in stored


def test_hiding_needs_the_pin_to_come_back_where_there_is_one(passes: Passes):
    cookie = passes.issue()
    browser = seen(passes, cookie).browser
    passes.hide(browser)
    assert seen(passes, cookie).scope == "hidden"
    assert passes.come_back(browser, "")
    passes.pin.choose("2468")
    passes.hide(browser)
    assert not passes.come_back(browser, "")
    assert seen(passes, passes.issue()).scope == "locked"


def test_a_start_that_forgets_the_pin_gives_everything_back(passes: Passes):
    cookie, _ = handed(passes)
    passes.forget()
    assert seen(passes, cookie).whole
    assert not passes.pin.is_set


def test_whoever_listens_hears_every_change_until_they_leave(passes: Passes):
    told: list[Any] = []
    stop = passes.listen(lambda: told.append(1))
    _, before = handed(passes)
    passes.come_back(before.browser, "2468")
    stop()
    passes.hide(before.browser)
    assert len(told) == 2
