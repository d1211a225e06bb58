"""The pages about accounts, without a browser: made, shown once, changed, one's own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engines.sealing import onetime
from engines.sealing.passwords import Cost
from engines.settings import Settings
from workbench import practice
from workbench.access.door import Try
from workbench.handing.entrance import Entrance
from workbench.practice import Practice

APP = Path(__file__).resolve().parents[2] / "workbench" / "app.py"
PASSWORD, OTHER = "velvet otter mends clocks", "nine lanterns drift south"


@dataclass
class Signed:
    """A practice in whose every page the first account is signed in."""

    served: Practice
    entered: Entrance
    id: str


@pytest.fixture(scope="module")
def signed(wash_settings: Settings) -> Iterator[Signed]:
    with practice.serving(wash_settings, demo=False) as served:
        served.archive.set_preference("tour", "seen")
        entered = served.passes.entrance
        assert entered is not None
        entered.door.cost = Cost(32, 1, 1)
        account = entered.staff.first("Ruth", "ruth", PASSWORD, therapist=True).id
        yield Signed(served, entered, account)


@pytest.fixture(autouse=True)
def _here(signed: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page without a browser is that of whoever has just signed in."""
    passes = signed.served.passes
    cookie = passes.sign_in(signed.id)
    monkeypatch.setattr(passes, "stranger", lambda: passes.of(cookie))


def page(name: str) -> AppTest:
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    return at.switch_page(f"views/{name}.py").run()


def pressed(at: AppTest, label: str) -> AppTest:
    found = [each for each in at.button if each.label == label]
    return found[-1].click().run()


def written(at: AppTest) -> str:
    kinds = ("html", "header", "success", "warning")
    return " ".join(str(getattr(each, "value", "")) for kind in kinds for each in at.get(kind))


def test_an_account_is_made_with_a_password_that_is_shown_once(signed: Signed):
    at = page("accounts")
    assert not at.exception
    at.text_input(key="new-name").set_value("Mo <b>")
    at.text_input(key="new-sign-in").set_value("mo")
    at = pressed(at, "Make the account")
    start = at.code[0].value
    assert signed.entered.door.knock(Try("mo", start)).needs == "new"
    assert "Mo &lt;b&gt;" in written(at)
    assert not pressed(at, "I have passed it on").code


def test_what_cannot_be_is_said_calmly(signed: Signed):
    at = page("accounts")
    at.text_input(key="new-name").set_value("Somebody")
    at.text_input(key="new-sign-in").set_value("ruth")
    assert "already" in written(pressed(at, "Make the account"))
    at = at.button(key=f"off-{signed.id}").click().run()
    assert "Nobody would be administrator" in written(at)


def test_after_how_long_a_page_is_locked_is_the_practices(signed: Signed):
    at = page("accounts")
    at = at.select_slider(key="idle-minutes").set_value(20).run()
    assert not at.exception
    assert signed.entered.sign_ins.idle_min == 20
    assert signed.served.archive.preference("idle_minutes") == "20"


def test_only_administrators_find_the_accounts(signed: Signed, monkeypatch: pytest.MonkeyPatch):
    staff = signed.entered.staff
    other = staff.make("Kim", "kim", ("therapist",)).account.id
    cookie = signed.served.passes.sign_in(other)
    monkeypatch.setattr(signed.served.passes, "stranger", lambda: signed.served.passes.of(cookie))
    at = page("accounts")
    assert not at.text_input
    assert "ruth" not in written(at)


def test_the_own_password_is_changed_by_whoever_knows_it(signed: Signed):
    at = page("account")
    for key, value in (("old", OTHER), ("new", OTHER), ("again", OTHER)):
        at.text_input(key=f"{key}-password").set_value(value)
    assert "not your password" in written(pressed(at, "Change the password"))
    at = page("account")
    for key, value in (("old", PASSWORD), ("new", OTHER), ("again", OTHER)):
        at.text_input(key=f"{key}-password").set_value(value)
    assert "is changed" in written(pressed(at, "Change the password"))
    assert signed.entered.door.knock(Try("ruth", OTHER)).account is not None
    signed.entered.staff.change_password(signed.id, PASSWORD)


def test_an_app_is_set_up_and_its_codes_are_shown_once(signed: Signed):
    at = pressed(page("account"), "Set it up")
    secret = at.session_state["noted-second-factor-secret"]
    code = onetime.code(secret, onetime.step_of(time.time()))
    at.text_input(key="app-code").set_value(code)
    at.text_input(key="app-password").set_value(PASSWORD)
    at = pressed(at, "Switch it on")
    codes = at.code[0].value.split()
    assert len(codes) == 10
    assert signed.entered.door.knock(Try("ruth", PASSWORD)).needs == "code"
    assert signed.entered.door.knock(Try("ruth", PASSWORD, code=codes[0])).account is not None
    at = pressed(at, "I have written them down")
    assert not at.code
    signed.entered.staff.drop_second_factor(signed.id)


def test_keys_change_only_for_whoever_types_the_password_again(signed: Signed):
    before = signed.served.archive.lock.key
    at = pressed(page("settings"), "Take a new key")
    assert "Fill in every field" in written(at)
    at.text_input(key="rotate-proof").set_value(OTHER)
    at = pressed(at, "Take a new key")
    assert "not your password" in written(at)
    assert signed.served.archive.lock.key == before
    at.text_input(key="rotate-proof").set_value(PASSWORD)
    at = pressed(at, "Take a new key")
    assert signed.served.archive.lock.key != before
    assert not at.text_input(key="rotate-proof").value


def test_a_passphrase_and_a_password_are_never_the_same_text(signed: Signed):
    archive, staff = signed.served.archive, signed.entered.staff
    archive._arrangement.cost = Cost(32, 1, 1)
    at = page("settings")
    at = at.radio(key="key-way").set_value("passphrase").run()
    for key, value in (("words", PASSWORD), ("again", PASSWORD)):
        at.text_input(key=f"key-{key}").set_value(value)
    at.text_input(key="way-proof").set_value(PASSWORD)
    assert "password of an account" in written(pressed(at, "Keep it so"))
    archive.keep_key("passphrase", passphrase=OTHER)
    assert "opens the practice" in str(staff.fault(signed.id, OTHER))
    archive.keep_key("file")
    assert staff.fault(signed.id, OTHER) is None


def test_somebody_reads_the_audit_or_the_page_says_that_nobody_does(signed: Signed):
    staff, held = signed.entered.staff, signed.served.archive.accounts.one(signed.id)
    staff.set_roles(signed.id, held.roles - {"supervisor"})
    assert "Nobody here reads the audit" in " ".join(
        each.value for each in page("accounts").warning
    )
    staff.set_roles(signed.id, held.roles)
    assert not page("accounts").warning
