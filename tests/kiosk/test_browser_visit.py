"""A visit in a real browser: drawn, answered, done, and nothing left behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from engines.settings import child_environment
from kiosk import bench
from tests.conftest import PATIENCE_MS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
LEFT = """async () => ({
  local: localStorage.length, session: sessionStorage.length, cookies: document.cookie,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
})"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = str(tmp_path_factory.mktemp("kiosk"))
    environment = child_environment(SKETCHWELL_DATA=data, SKETCHWELL_SIZE="256")
    with bench.serving(environment) as served:
        yield served


def test_a_visitor_draws_is_answered_and_leaves_nothing(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.evaluate(bench.LISTEN)
    bench.begin(page)
    bench.stroke(page, 3)
    page.evaluate(bench.ANSWERED, [1, PATIENCE_MS])
    answer: dict[str, Any] = page.evaluate(
        "() => window.noticed.findLast((each) => each.what === 'answer')"
    )
    assert (answer["painter"], answer["size"]) == ("house", [256, 192])
    bench.finish(page)
    assert set(page.evaluate(LEFT).values()) == {0, ""}
    assert all(url.startswith((address, "blob:")) for url in asked)
