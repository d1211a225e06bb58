"""Signing in by the practice's own identity provider: who comes in, and until when."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest

from tests.workbench.identity import SECRET
from tests.workbench.lines import HOST
from tests.workbench.provided import (
    OURS,
    WAY,
    Provided,
    as_before,
    provided,
    sent,
    standing,
)
from workbench.access.provider.renewing import Renewing
from workbench.access.provider.talking import Talking
from workbench.handing.passes import COOKIE
from workbench.handing.sign_ins import LONGEST_S
from workbench.lan import hosting
from workbench.lan.hosting import Hosting


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provided]:
    with provided(tmp_path_factory.mktemp("provided")) as held:
        yield held


@pytest.fixture
def held(opened: Provided) -> Provided:
    return as_before(opened)


def test_an_account_that_is_joined_comes_in(held: Provided):
    client = held.browser()
    planted = client.cookies[COOKIE]
    answer = held.tried(client)
    assert "You are signed in" in answer.text
    assert {"HttpOnly", "SameSite=Strict"} <= {*answer.headers["set-cookie"].split("; ")}
    assert client.cookies[COOKIE] != planted
    assert standing(client)["account"]["id"] == held.ruth.id
    assert held.audited() == [("signed in by provider", "")]


def test_what_is_asked_of_the_provider(held: Provided):
    asked = sent(client := held.browser())
    assert asked["redirect_uri"] == f"{HOST}{WAY}/back"
    assert (asked["scope"], asked["prompt"], asked["response_type"]) == ("openid", "login", "code")
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert SECRET not in str(asked)
    assert held.identity.issuer in client.get(WAY).headers["location"]


def test_a_stranger_gets_a_code_that_joins_an_account(held: Provided):
    held.identity.subject = "9f11-mo"
    held.identity.claims = {"email": "ruth@example.org"}  # somebody else's address is no proof
    told = held.tried(client := held.browser())
    assert (told.status_code, standing(client)["scope"]) == (403, "signed-out")
    assert "Ask your administrator" in told.text
    assert held.audited() == [("refused", "unknown")]
    code = next(iter(held.provider.strangers._waiting))
    assert f"{code[:4]} {code[4:]}" in told.text
    mo = held.entered.staff.make("Mo", "mo", ("therapist",)).account
    subject = held.provider.strangers.taken(f" {code.lower()[:4]}-{code[4:]}")
    held.entered.staff.set_subject(mo.id, subject)
    assert subject == f"{held.identity.issuer} 9f11-mo"
    assert held.tried(client).status_code == 200
    assert standing(client)["account"]["id"] == mo.id


def test_a_disabled_account_and_a_demand_to_go_end_it(held: Provided):
    held.tried(client := held.browser())
    staff = held.entered.staff
    other = staff.make("Ada", "ada", ("administrator",)).account
    staff.disable(held.ruth.id)
    assert standing(client)["scope"] == "signed-out"
    held.refused(again := held.browser(), held.tried(again), "closed")
    staff.enable(held.ruth.id)
    assert held.tried(again).status_code == 200
    assert again.post("/api/pass/sign-out", json={"everywhere": True}, headers=OURS).json()["ok"]
    assert standing(again)["scope"] == "signed-out"
    staff.disable(other.id)


def test_a_locked_page_opens_for_whoever_locked_it_alone(held: Provided):
    held.tried(client := held.browser())
    client.post("/api/pass/hide", json={}, headers=OURS)
    held.identity.subject = "somebody-else"
    assert "Ask your administrator" in held.tried(client, "?aside").text
    mo = held.entered.staff.make("Jo", "jo", ("therapist",)).account
    held.entered.staff.set_subject(mo.id, f"{held.identity.issuer} somebody-else")
    assert "not whoever locked this page" in held.tried(client, "?aside").text
    assert standing(client)["scope"] == "locked"
    held.identity.be_honest()
    answer = held.tried(client, "?aside")
    assert "You can close this one" in answer.text
    assert "refresh" not in answer.headers
    assert (standing(client)["scope"], held.audited()) == ("whole", [("unlocked", "")])


class Clock:
    """One that a test moves: seconds since 1970 here, and since this machine started."""

    def __init__(self, held: Provided, monkeypatch: pytest.MonkeyPatch) -> None:
        self.later_s = 0.0
        sign_ins, renewing = held.entered.sign_ins, held.provider.renewing
        for each in (sign_ins, renewing, held.provider):
            before = each._clock
            monkeypatch.setattr(each, "_clock", lambda now=before: now() + self.later_s)
        monkeypatch.setattr(sign_ins, "idle_min", 10_000)


@pytest.fixture
def clock(held: Provided, monkeypatch: pytest.MonkeyPatch) -> Clock:
    held.provider.renewing._held.clear()
    return Clock(held, monkeypatch)


def test_a_sign_in_ends_with_its_token(held: Provided, clock: Clock):
    held.identity.renews = False
    held.tried(client := held.browser())
    clock.later_s = 290
    assert standing(client)["scope"] == "whole"
    clock.later_s = 301
    assert standing(client)["scope"] == "signed-out"
    assert standing(client)["again"]  # the page waits as it was, under the door


def test_a_line_hears_of_it_though_nobody_asks(held: Provided, clock: Clock):
    held.identity.renews = False
    held.tried(held.browser())
    told: list[bool] = []
    stop = held.served.passes.listen(lambda: told.append(True))
    clock.later_s = 301
    held.provider.renewing.look()
    noticed: Any = held.entered.sign_ins._noticed
    noticed._hand.submit(int).result(10)
    stop()
    assert told
    assert held.audited() == [("sign-in over", "")]


def test_the_provider_is_asked_again_and_what_it_says_counts(held: Provided, clock: Clock):
    held.tried(client := held.browser())
    for later_s in (250, 500, 750):  # each time with what the last answer gave
        clock.later_s = later_s
        moved(held, later_s)
        held.provider.renewing.look()
    clock.later_s = 1000
    assert standing(client)["scope"] == "whole"
    held.identity.refuses = "invalid_grant"  # disabled there
    clock.later_s = 1020
    held.provider.renewing.look()
    assert standing(client)["scope"] == "signed-out"


def moved(held: Provided, later_s: float) -> None:
    """The provider's clock goes with ours."""
    now = int(time.time() + later_s)
    held.identity.claims = {"iat": now, "exp": now + 300}


@pytest.mark.parametrize("told", [{"sub": "somebody-else"}, {"nonce": "another"}, {"aud": "x"}])
def test_a_newer_token_of_somebody_else_ends_it(held: Provided, clock: Clock, told: dict[str, str]):
    held.tried(client := held.browser())
    held.identity.claims = told
    clock.later_s = 250
    held.provider.renewing.look()
    assert standing(client)["scope"] == "signed-out"


def test_a_silent_provider_is_asked_until_the_token_ends(
    held: Provided, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    held.tried(client := held.browser())
    away = replace(held.provider.chosen, issuer="http://localhost:9")
    monkeypatch.setattr(held.provider, "talking", Talking(away))
    for later_s, scope in ((250, "whole"), (260, "whole"), (301, "signed-out")):
        clock.later_s = later_s
        held.provider.renewing.look()
        assert standing(client)["scope"] == scope


def test_no_token_is_good_for_longer_than_twelve_hours(held: Provided, clock: Clock):
    held.identity.lasts_s, held.identity.renews = 10 * LONGEST_S, False
    held.tried(client := held.browser())
    clock.later_s = LONGEST_S - 60
    assert standing(client)["scope"] == "whole"
    clock.later_s = LONGEST_S + 1
    assert standing(client)["scope"] == "signed-out"


def test_a_thread_looks_by_itself(held: Provided, monkeypatch: pytest.MonkeyPatch):
    sign_ins = held.entered.sign_ins
    renewing = Renewing(sign_ins, held.provider._renewed)
    monkeypatch.setattr(held.provider, "renewing", renewing)
    held.identity.lasts_s, held.identity.renews = 2.0, False
    held.tried(client := held.browser())
    browser = client.cookies[COOKIE].partition(".")[0]
    until = time.monotonic() + 20
    while browser in sign_ins._held and time.monotonic() < until:
        time.sleep(0.05)
    assert browser not in sign_ins._held
    renewing.close()


def test_nothing_of_it_lies_in_the_folder(held: Provided):
    held.tried(held.browser())
    renews = [each.renews for each in held.provider.renewing._all()]
    folder = Path(held.served.settings.data)
    words = [word.encode() for word in (*filter(None, renews), held.identity.issuer)]
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "oidc.secret"]
    words.append(SECRET.encode())
    assert [path for path in files if any(word in path.read_bytes() for word in words)] == []
    assert SECRET not in repr(held.provider.chosen)
    assert urlsplit(held.identity.issuer).hostname == held.provider.chosen.host


def test_over_tls_the_way_back_and_the_cookies_are_too(
    held: Provided, monkeypatch: pytest.MonkeyPatch
):
    there = Hosting("127.0.0.1", 8501, ("127.0.0.1",), cast(Any, object()))
    monkeypatch.setattr(hosting, "current", lambda: there)
    client = held.browser()
    assert sent(client)["redirect_uri"] == f"https://127.0.0.1:8501{WAY}/back"
    answer = held.tried(client)
    assert "Secure" in answer.headers["set-cookie"].split("; ")


def test_another_of_our_names_is_led_to_the_one_that_the_provider_knows(held: Provided):
    client = held.browser()
    answer = client.get(WAY, headers={"Host": "localhost:8501"})
    assert (answer.status_code, "Another address" in answer.text) == (200, True)
    assert f'href="{HOST}"' in answer.text
