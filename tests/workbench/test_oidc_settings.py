"""What is set about an identity provider: refused where wrong, and nothing where it is off."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from engines.errors import RequestError, SettingsError
from engines.settings import load
from tests.workbench.lines import HOST
from workbench import practice
from workbench.access.provider import chosen
from workbench.access.provider.chosen import MOST_ISSUER
from workbench.access.provider.strangers import KEPT_S, MOST_KEPT, NO_CODE, Strangers
from workbench.asgi import routes
from workbench.checkup import standing
from workbench.handing.passes import COOKIE
from workbench.routes.guard import NOTHING, Guard

ISSUER = "https://id.example.org/realms/practice"
RIGHT = {"oidc": ISSUER, "oidc_client": "sketchwell"}


def found(**told: str) -> Any:
    return chosen.of(load({**RIGHT, **told}))


def test_off_is_the_default_and_reaches_nobody(tmp_path: Path):
    settings = load({"data": str(tmp_path), "painter": "wash"})
    assert chosen.of(settings) is None
    with practice.serving(settings, demo=False) as served:
        app = Starlette(routes=routes(), middleware=[Middleware(Guard)])
        with TestClient(app, base_url=HOST, cookies={COOKIE: served.passes.issue()}) as browser:
            for step in ("", "/back?code=a&state=b", "/in?code=a&state=b", "/done.js"):
                answer = browser.get(f"/api/pass/provider{step}")
                assert (answer.status_code, answer.text) == (404, NOTHING)
            for path in ("/auth/login", "/auth/logout", "/oauth2callback"):
                assert browser.get(path).status_code == 404


def test_off_loads_nothing_of_it():
    code = "import sys, workbench.asgi; print(*sorted({n.split('.')[0] for n in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"authlib", "joserfc"} & {*done.stdout.split()}
    assert "workbench" in done.stdout


@pytest.mark.parametrize(
    "issuer",
    [
        "http://id.example.org",
        "https://user@id.example.org",
        "https://id.example.org/?tenant=1",
        "https://id.example.org/#a",
        "id.example.org",
        "javascript:alert(1)",
        f"https://id.example.org/{'a' * MOST_ISSUER}",
    ],
)
def test_an_address_that_cannot_be_trusted_is_refused(issuer: str):
    with pytest.raises(SettingsError, match="The setting oidc is"):
        found(oidc=issuer)


def test_what_is_missing_is_named():
    assert found().secret is None
    assert found(oidc="http://localhost:8080/realms/a").host == "localhost"
    with pytest.raises(SettingsError, match="oidc_client is missing"):
        found(oidc_client="none")
    with pytest.raises(SettingsError, match="openid must be among them"):
        found(oidc_scopes="profile")
    with pytest.raises(SettingsError, match="cannot be read: FileNotFoundError"):
        found(oidc_secret="/nowhere/secret")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_a_secret_that_others_may_read_is_refused_and_none_is_shown(tmp_path: Path):
    (file := tmp_path / "secret").write_text("three-blue-herons\n")
    file.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        found(oidc_secret=str(file))
    file.chmod(0o600)
    held = found(oidc_secret=str(file))
    assert held.secret == "three-blue-herons"
    assert "heron" not in repr(held)
    file.write_text("two\nlines")
    with pytest.raises(SettingsError, match="one line") as refused:
        found(oidc_secret=str(file))
    assert "lines" not in str(refused.value)


def test_the_doctor_says_whether_it_is_on_and_where():
    off, on = standing.provider(load({})), standing.provider(load(RIGHT))
    assert "nothing is connected to" in off.told
    assert ISSUER in on.told
    assert "not the archive" in on.told
    assert standing.provider(load({"oidc": "http://id.example.org"})).state == "look"


def test_a_code_is_good_once_and_for_a_day():
    now = [0.0]
    strangers = Strangers(lambda: now[0])
    code = strangers.code_of("a")
    assert strangers.code_of("a") == code
    assert strangers.taken(code) == "a"
    with pytest.raises(RequestError, match=NO_CODE):
        strangers.taken(code)
    old = strangers.code_of("b")
    now[0] = KEPT_S + 1
    with pytest.raises(RequestError, match=NO_CODE):
        strangers.taken(old)
    for n in range(MOST_KEPT + 50):
        strangers.code_of(str(n))
    assert len(strangers._waiting) <= MOST_KEPT
