"""The panel that lets a device in: the code, who joined, how it ends. Its server is played."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from workbench.lan.codes import code_of
from workbench.modules import part, text_of

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser
ADDRESS = "https://10.0.0.7:8501/join/abcdefghijklmnopqrstuv"
JOINING = part("Joining", text_of("workbench", "lan", "joining.js"))
BEGIN = """
const fill = (text, values) => text.replace(/\\{(\\w+)\\}/g, (_, name) => values[name]);
const t = (text, values = {}) => fill(text, values);
const root = document.querySelector("main");
Joining.createJoining(root, { sitting: "s1", fingerprint: "AA:BB", lang: "en", t });
"""


class Server:
    """What the routes would answer; codes last as long as it is told."""

    def __init__(self, *, waits: float) -> None:
        self.waits = waits
        self.stands: dict[str, Any] = {"joined": None, "waits": 0}
        self.deeds: list[str] = []

    def answer(self, route: Route) -> None:
        deed = route.request.url.rpartition("/")[2]
        if deed == "invite":
            self.stands["waits"] = self.waits
            told = {"ok": True, "address": ADDRESS, "code": code_of(ADDRESS), "waits": self.waits}
        elif deed == "end":
            self.stands, told = {"joined": None, "waits": 0}, {"ok": True}
        else:
            route.fulfill(body=json.dumps(self.stands), content_type="application/json")
            return
        self.deeds.append(deed)
        route.fulfill(body=json.dumps(told), content_type="application/json")


def panel(page: Page, server: Server) -> None:
    page.route(
        "**/panel", lambda route: route.fulfill(body="<main></main>", content_type="text/html")
    )
    page.route("**/api/sittings/s1/guest**", server.answer)
    page.route("**/api/sittings/s1/guest/**", server.answer)
    page.goto("http://127.0.0.1:9/panel")
    page.add_script_tag(content=JOINING + BEGIN)


def test_a_therapist_lets_a_device_in_sees_it_and_ends_it(page: Page):
    server = Server(waits=120)
    panel(page, server)
    page.locator("img.code[src^='data:image/svg+xml']").wait_for()
    assert page.locator(".address").text_content() == ADDRESS
    server.stands = {"joined": 3, "waits": 0}
    page.get_by_text("A device joined at").wait_for()
    page.get_by_role("button", name="End it on that device").click()
    page.get_by_text("That device shows nothing of it any more.").wait_for()
    assert server.deeds == ["invite", "end"]


def test_a_code_that_nobody_used_is_over_and_made_anew_on_request(page: Page):
    server = Server(waits=1)
    panel(page, server)
    page.get_by_text("This code is over.").wait_for()
    server.waits = 120
    page.get_by_role("button", name="New code").click()
    page.locator("img.code").wait_for()
    assert server.deeds == ["invite", "invite"]
