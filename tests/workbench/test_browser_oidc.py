"""The way to an identity provider and back in a real Chromium, from another site as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.workbench.browsing import WAIT_MS, enter, free_port, serving
from tests.workbench.identity import CLIENT, SECRET, Identity, providing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_a_stranger_is_joined_comes_in_and_opens_a_locked_page(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with providing() as identity:
        (secret := tmp_path / "oidc.secret").write_text(SECRET)
        secret.chmod(0o600)
        told = {"OIDC": identity.issuer, "OIDC_CLIENT": CLIENT, "OIDC_SECRET": str(secret)}
        for name, value in told.items():
            monkeypatch.setenv(f"SKETCHWELL_{name}", value)
        with serving(free_port(), tmp_path) as (address, _):
            page = chromium.new_context().new_page()
            _administrator(chromium, address, _code(page, address, identity))
            page.goto(address)
            _through(page, page)
            page.locator("[data-testid=stHeader]").wait_for(timeout=WAIT_MS)
            page.locator(".veil-root .corner").wait_for(timeout=WAIT_MS)
            _locked_and_opened(page)


def _code(page: Page, address: str, identity: Identity) -> str:
    """What somebody is shown there whom no account is joined to."""
    enter(page, address)  # the first account there is
    page.context.clear_cookies()
    page.goto(address)
    link = page.get_by_role("link", name="Sign in with localhost")
    link.wait_for(timeout=WAIT_MS)
    link.click()
    assert page.url.startswith(identity.issuer)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Ask your administrator").wait_for(timeout=WAIT_MS)
    return page.locator("p").nth(1).inner_text()


def _administrator(browser: Browser, address: str, code: str) -> None:
    page = browser.new_context().new_page()
    enter(page, address)
    page.goto(f"{address}/accounts")
    page.get_by_role("button", name="Change").click(timeout=WAIT_MS)
    page.get_by_label("Code that localhost led to").fill(code)
    page.get_by_role("button", name="Join to this account").click()
    page.get_by_text("joined to the identity provider").wait_for(timeout=WAIT_MS)
    page.context.close()


def _through(page: Page, there: Page) -> None:
    """Presses the button here, and the one of the provider."""
    if there is page:
        page.get_by_role("link", name="Sign in with localhost").click(timeout=WAIT_MS)
    there.get_by_role("button", name="Sign in").click(timeout=WAIT_MS)


def _locked_and_opened(page: Page) -> None:
    page.keyboard.press("F9")
    cover = page.locator("[data-sketchwell-veil=locked]")
    with page.expect_popup() as opened:
        cover.get_by_role("link", name="Sign in with localhost").click(timeout=WAIT_MS)
    _through(page, opened.value)
    opened.value.get_by_text("You can close this one").wait_for(timeout=WAIT_MS)
    cover.wait_for(state="detached", timeout=WAIT_MS)
