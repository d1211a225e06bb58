"""An identity provider that lies, or somebody in its place: nobody comes in by it."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from starlette.testclient import TestClient

from tests.workbench.identity import CLIENT, SUBJECT, ECKey, OctKey, providing
from tests.workbench.lines import HOST
from tests.workbench.provided import (
    OURS,
    PASSWORD,
    WAY,
    Provided,
    as_before,
    back,
    plain,
    provided,
    sent,
)
from workbench.access.provider.refusing import ProviderError
from workbench.access.provider.talking import Talking


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provided]:
    with provided(tmp_path_factory.mktemp("provided")) as held:
        yield held


@pytest.fixture
def held(opened: Provided) -> Provided:
    return as_before(opened)


# What the provider, or somebody in its place, says: and the word for it in the audit.
LIES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "another nonce": ({"nonce": "n" * 43}, {}, "nonce"),
    "no nonce": ({"nonce": None}, {}, "nonce"),
    "another audience": ({"aud": "payroll", "azp": "payroll"}, {}, "audience"),
    "given to another party": ({"azp": "payroll"}, {}, "audience"),
    "two audiences, party unsaid": ({"aud": [CLIENT, "payroll"]}, {}, "audience"),
    "another issuer": ({"iss": "https://id.example.org"}, {}, "issuer"),
    "an issuer with a slash more": ({"iss": "/"}, {}, "issuer"),
    "expired": ({"exp": 1_700_000_000}, {}, "expired"),
    "expired a moment ago": ({"exp": -1}, {}, "expired"),
    "never expires": ({"exp": None}, {}, "expired"),
    "expires at no number": ({"exp": float("nan")}, {}, "expired"),
    "not yet": ({"iat": 4_000_000_000}, {}, "early"),
    "nobody": ({"sub": None}, {}, "answer"),
    "a name that is too long": ({"sub": "s" * 256}, {}, "answer"),
    "a name with an edge": ({"sub": f"{SUBJECT} "}, {}, "answer"),
    "asked long ago": ({"auth_time": 1_700_000_000}, {}, "again"),
    "no signature": ({}, {"alg": "none"}, "signature"),
    "an unknown key": ({}, {"kid": "somebody's"}, "key"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_says_something_else_lets_nobody_in(held: Provided, lie: str):
    claims, header, why = LIES[lie]
    if claims.get("iss") == "/":
        claims = {"iss": f"{held.identity.issuer}/"}
    if claims.get("exp") == -1:
        claims = {"exp": int(time.time()) - 1}
    held.identity.claims, held.identity.header = claims, header
    held.refused(client := held.browser(), held.tried(client), why)


def test_a_token_signed_by_another_key_of_that_name_lets_nobody_in(held: Provided):
    held.identity.signs = ECKey.generate_key("P-256")
    held.refused(client := held.browser(), held.tried(client), "signature")


def test_the_public_key_is_no_shared_secret(held: Provided):
    """Of old the trick with a library that takes any algorithm: HMAC under the public key."""
    held.identity.signs = OctKey.import_key(
        base64.b64encode(held.identity.key.as_pem(private=False))
    )
    held.refused(client := held.browser(), held.tried(client), "signature")


def test_keys_may_change(held: Provided):
    for kind in ("RSA", "EC"):
        assert held.tried(held.browser()).status_code == 200
        held.identity.rotate(kind)
    assert held.tried(held.browser()).status_code == 200


def test_a_code_and_a_state_are_good_once(held: Provided):
    where = held.identity.authorized(sent(client := held.browser()))
    code = plain(urlsplit(where).query)["code"]
    assert back(client, where).status_code == 200
    stranger = held.browser()
    held.refused(stranger, back(stranger, where), "state")
    again = sent(stranger)
    replayed = f"{again['redirect_uri']}?state={again['state']}&code={code}"
    held.refused(stranger, back(stranger, replayed), "denied")


def test_what_another_browser_began_signs_nobody_in(held: Provided):
    """An address that somebody sends to a colleague must not make it their own sign-in."""
    where = held.identity.authorized(sent(held.browser()))
    held.refused(victim := held.browser(), back(victim, where), "state")
    bare = TestClient(victim.app, base_url=HOST).get(f"{WAY}/in?{urlsplit(where).query}")
    assert bare.status_code == 403


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"state": "s" * 43}, "state"),
        ({"iss": "https://id.example.org"}, "issuer"),
        ({"error": "access_denied"}, "denied"),
        ({"code": ""}, "denied"),
        ({"code": "made-up"}, "denied"),
    ],
    ids=["a made-up state", "another provider", "an error", "no code", "a made-up code"],
)
def test_an_answer_on_the_way_back_that_is_not_right(held: Provided, told: Any, why: str):
    asked = sent(client := held.browser())
    right = plain(urlsplit(held.identity.authorized(asked)).query)
    query = urlencode({name: each for name, each in {**right, **told}.items() if each})
    held.refused(client, back(client, f"{asked['redirect_uri']}?{query}"), why)


def test_a_sign_in_on_its_way_is_over_after_ten_minutes(
    held: Provided, monkeypatch: pytest.MonkeyPatch
):
    where = held.identity.authorized(sent(client := held.browser()))
    journeys = held.provider._journeys
    monkeypatch.setattr(journeys, "_clock", lambda: time.time() + 601)
    held.refused(client, back(client, where), "state")


def test_a_provider_that_is_silent_is_said_and_passwords_go_on(
    held: Provided, monkeypatch: pytest.MonkeyPatch
):
    with providing() as other:
        gone = replace(held.provider.chosen, issuer=other.issuer)
    monkeypatch.setattr(held.provider, "talking", Talking(gone))
    client = held.browser()
    answer = client.get(WAY)
    assert "does not answer just now. Passwords still work." in answer.text
    held.refused(client, answer, "silent")
    said = {"name": "ruth", "password": PASSWORD}
    assert client.post("/api/pass/sign-in", json=said, headers=OURS).json() == {"ok": True}


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://id.example.org"},
        {"token_endpoint": "http://id.example.org/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": None},
    ],
    ids=["another's", "plain http", "a file", "no door"],
)
def test_a_configuration_that_cannot_be_trusted(held: Provided, told: dict[str, Any]):
    held.identity.tells = told
    with pytest.raises(ProviderError, match="could not be trusted"):
        Talking(held.provider.chosen).doors()


def test_a_silent_provider_is_not_asked_by_everybody_who_presses(held: Provided):
    with providing() as other:
        gone = replace(held.provider.chosen, issuer=other.issuer)
    now = [100.0]
    talking = Talking(gone, clock=lambda: now[0])
    for at, asked in ((100.0, True), (104.0, False), (106.0, True)):
        now[0], before = at, talking._silent_until
        with pytest.raises(ProviderError) as refused:
            talking.doors()
        assert refused.value.why == "silent"
        assert (talking._silent_until != before) is asked
