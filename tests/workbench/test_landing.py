"""Where a link of another site leads here: nobody is signed out by it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from engines.settings import Settings
from tests.workbench.lines import HOST
from workbench import practice
from workbench.handing.passes import COOKIE
from workbench.practice import Practice
from workbench.routes.guard import ARRIVED, Guard

OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def served(wash_settings: Settings) -> Iterator[Practice]:
    with practice.serving(wash_settings, demo=False) as opened:
        yield opened


async def shell(request: Request) -> Response:
    return HTMLResponse("") if request.url.path == "/" else JSONResponse({})


@pytest.fixture
def browser(served: Practice) -> TestClient:  # noqa: ARG001 - what it serves
    shown = [Route("/", shell), Route(ARRIVED, shell)]
    return TestClient(Starlette(routes=shown, middleware=[Middleware(Guard)]), base_url=HOST)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_link_of_another_site_brings_no_pass_that_would_replace_ones_own(
    browser: TestClient, site: str
):
    assert "set-cookie" not in browser.get("/", headers={"Sec-Fetch-Site": site}).headers


def test_whoever_was_led_here_without_a_pass_gets_one_from_the_page(
    browser: TestClient, served: Practice
):
    assert COOKIE in browser.get(ARRIVED, headers=OWN).headers["set-cookie"]
    browser.cookies.set(COOKIE, served.passes.issue(), domain="127.0.0.1", path="/")
    assert "set-cookie" not in browser.get(ARRIVED, headers=OWN).headers


@pytest.mark.parametrize("said", [{}, {"Sec-Fetch-Site": "none"}, OWN])
def test_whoever_comes_by_themselves_gets_one_at_once(browser: TestClient, said: dict[str, str]):
    assert COOKIE in browser.get("/", headers=said).headers["set-cookie"]
