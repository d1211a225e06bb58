"""The last two screens in a real browser: how it feels, a code for a phone, and nothing left."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engines.settings import child_environment
from kiosk import bench
from tests.conftest import PATIENCE_MS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
AT = "document.activeElement.dataset.way"
FORGOTTEN = """() => document.body?.dataset.screen === "idle"
  && ![...document.querySelectorAll(".leaving img, .code img")].some((each) => each.src)
  && document.querySelector(".code").textContent === "" """


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("kiosk")
    with socket.create_server(("127.0.0.1", 0)) as asked:
        port = asked.getsockname()[1]
    link = f'format = 1\n[take.link]\naddress = "127.0.0.1"\nport = {port}\nwifi = "Guests"\n'
    (folder / "kiosk.toml").write_text(link, encoding="utf-8")
    environment = child_environment(SKETCHWELL_DATA=str(folder), SKETCHWELL_SIZE="256")
    with bench.serving(environment) as served:
        yield served


def test_a_visitor_takes_the_picture_by_phone_and_leaves_nothing(page: Page, address: str) -> None:
    page.goto(address)
    bench.begin(page)
    page.evaluate(bench.LISTEN)
    bench.stroke(page, 3)
    page.evaluate(bench.ANSWERED, [1, PATIENCE_MS])
    page.get_by_role("button", name="I am done").click()
    happy = page.get_by_role("slider", name="From unhappy to happy")
    assert happy.get_attribute("aria-valuetext") == "not answered"
    page.get_by_role("button", name="More happy").click()
    assert happy.get_attribute("aria-valuetext") == "in between"
    page.get_by_role("button", name="More happy").click()
    assert happy.get_attribute("aria-valuetext") == "happy"
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="On my phone").click()
    told = page.locator(".code .address").filter(has_text="/take/").inner_text()
    assert page.locator(".code li").first.inner_text() == "Join this Wi-Fi with your phone: Guests"
    page.keyboard.press("Escape")
    assert page.evaluate(AT) == "link"
    page.keyboard.press("Enter")
    page.locator(".code .address").wait_for()
    with urllib.request.urlopen(f"http://{told}", data=b"", timeout=10) as answer:
        assert answer.read().count(b"<img") == 2
    page.get_by_text("Your phone has it.").wait_for()
    assert page.evaluate(AT) == "link"
    page.get_by_role("button", name="I am done").click()
    page.wait_for_function(FORGOTTEN)
