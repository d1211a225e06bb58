"""Every page and state in a real Chromium: what axe-core finds, how large targets are.

A long walk in light English and a shorter one in dark German; what German leaves out is looked at
in the dark as well, for its colors alone, which are the costly part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.workbench import walking
from tests.workbench.browsing import WAIT_MS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

pytestmark = pytest.mark.browser
COLORS = ["color-contrast", "link-in-text-block"]
SCHEMES: dict[str, Any] = {"en": "light", "de": "dark"}
SCREENS = [(390, 844), (820, 1180), (1280, 800)]
TARGET_PX = 44
MOST_LOOKS = 30
SPOKEN = "language => document.documentElement.lang === language"
# What cannot be changed here, by rule and place. The canvas lies in a box of its own that may stand
# a pixel too small while it is laid; its toolbar can be tabbed to, its page knows no keys
# (`streamlit-drawable-canvas` 0.13.0).
EXCEPT = {("scrollable-region-focusable", ".dc-scroll")}
# A pass that changes ends every line of its browser; pads that try again until their page is gone
# are refused. Browsers say both aloud.
EXPECTED = re.compile(r"code=4403|/api/sittings/\w+/live\S* failed.*403")
# Buttons and the like that can be seen, in shadow roots too, with their size; a tick counts as
# large as its label. Streamlit's "Skip to main content" has 1 px until it has focus.
TARGETS = """(root) => {
  const kinds = "button, a[href], input:not([type=hidden]), select, textarea, summary";
  const roles = "[tabindex='0'], " +
    "[role=button], [role=slider], [role=radio], [role=tab], [role=checkbox]";
  const found = [];
  const look = (place) => {
    for (const node of place.querySelectorAll("*")) {
      if (node.shadowRoot && !node.closest("[inert]")) look(node.shadowRoot);
      if (!node.matches(`${kinds}, ${roles}`) || node.closest("[inert]")) continue;
      const target = node.closest("label") ?? node;
      const { width, height } = target.getBoundingClientRect();
      const shown = target.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      if (!shown || width <= 1 || height <= 1) continue;
      const name = node.getAttribute("aria-label") ?? node.textContent.trim().slice(0, 30);
      found.push([`${node.tagName} ${node.className} ${name}`, width, height]);
    }
  };
  look(document.querySelector(root) ?? document);
  return found;
}"""


@dataclass(slots=True)
class Found:
    """What a walk met."""

    language: str
    grave: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    hosts: set[str | None] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    targets: int = 0


@pytest.fixture(scope="module", params=["en", "de"])
def found(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Found]:
    language = request.param
    context = chromium.new_context(
        viewport={"width": 1280, "height": 800},
        has_touch=True,
        color_scheme=SCHEMES[language],
        locale=language,
    )
    context.set_default_timeout(WAIT_MS)
    page, walk = context.new_page(), Found(language)
    listen(page, walk)
    for state, twice in states(page, address, language):
        walking.settled(page)
        page.wait_for_function(SPOKEN, arg=language)
        walk.pages[state] = (page.title(), page.evaluate("document.documentElement.lang"))
        walk.grave += grave(page, state, {})
        if twice:
            walk.grave += in_the_dark(page, state)
        measure(page, state, walk)
    yield walk
    context.close()


def in_the_dark(page: Page, state: str) -> list[str]:
    page.emulate_media(color_scheme="dark")
    found = grave(page, f"{state}, dark", {"runOnly": COLORS})
    page.emulate_media(color_scheme="light")
    walking.settled(page)
    return found


def states(page: Page, address: str, language: str) -> Iterator[tuple[str, bool]]:
    """Each state, and whether only the long walk comes to it."""
    short = [walking.handed_over(page), walking.covered(page), walking.closing(page)]
    yield from ((state, False) for state in walking.before(page, address))
    yield from ((state, False) for state in walking.at_the_table(page))
    if language == "en":
        yield from ((state, True) for state in walking.other_surfaces(page))
    yield from ((state, False) for state in chain(*short))
    if language == "en":
        looking = (walking.people, walking.sittings, walking.one_sitting, walking.trends)
        long = (walking.traditional(page), *(each(page) for each in looking))
        yield from ((state, True) for state in chain(*long))
    yield from ((state, False) for state in walking.around(page))


def listen(page: Page, walk: Found) -> None:
    page.on("request", lambda request: walk.hosts.add(urlsplit(request.url).hostname))
    page.on("websocket", lambda line: walk.hosts.add(urlsplit(line.url).hostname))
    page.on("pageerror", lambda error: walk.said.append(str(error)))
    page.on(
        "console",
        lambda told: walk.said.append(said(told)) if told.type in ("error", "warning") else None,
    )


def said(told: ConsoleMessage) -> str:
    return f"{told.text} ({told.location['url']})"


def grave(page: Page, state: str, rules: dict[str, Any]) -> list[str]:
    """What axe-core calls serious or critical by these rules, but for `EXCEPT`."""
    axe = pytest.importorskip("axe_playwright_python.base")
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.AXE_SCRIPT)  # through the debugger: the page's own policy stays whole
    options = {"resultTypes": ["violations"], **rules}
    found = violations(page, state, options)
    return found and violations(page, state, options)  # what passes by itself is no fault


def violations(page: Page, state: str, options: dict[str, Any]) -> list[str]:
    walking.settled(page)
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [
        f"{state}: {each['id']} at {node['target']}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
        if (each["id"], innermost(node["target"])) not in EXCEPT
    ]


def innermost(target: list[Any]) -> str:
    """The selector inside the last shadow root on the way to a node."""
    return target[-1][-1] if isinstance(target[-1], list) else target[-1]


def measure(page: Page, state: str, walk: Found) -> None:
    """How large everything is that a client touches, on each screen."""
    simple = state == "the simple canvas"
    if not (simple or state.startswith("the client's view")):
        return
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        targets = laid_out(page, ".st-key-simple-canvas" if simple else "*")
        walk.targets += len(targets)
        for name, wide, high in small(targets):
            walk.small.append(f"{state}, {width} px: {name} ({wide:.0f} x {high:.0f})")


def laid_out(page: Page, root: str) -> list[Any]:
    """The targets, once the page was laid for its new width."""
    for _ in range(MOST_LOOKS):
        page.wait_for_timeout(100)
        if not small(page.evaluate(TARGETS, root)):
            break
    return page.evaluate(TARGETS, root)


def small(targets: list[Any]) -> list[Any]:
    return [each for each in targets if min(each[1:]) < TARGET_PX - 0.05]


def test_axe_finds_nothing_serious_anywhere(found: Found):
    assert found.grave == []
    assert len(found.pages) >= (36 if found.language == "en" else 21)


def test_whatever_a_client_touches_is_large_enough(found: Found):
    assert found.small == []
    assert found.targets > 200


def test_nothing_is_asked_of_any_other_machine(found: Found):
    assert found.hosts - {None, ""} == {"127.0.0.1"}


def test_the_browser_has_nothing_to_complain_about(found: Found):
    assert [said for said in found.said if not EXPECTED.search(said)] == []


def test_every_page_says_what_it_is_and_in_which_language(found: Found):
    titles, languages = zip(*found.pages.values(), strict=True)
    assert {*languages} == {found.language}
    assert all(title.endswith("Sketchwell") for title in titles)
    of_client = {found.pages[each][0] for each in found.pages if each.startswith("the client's")}
    assert of_client - {"Studio · Sketchwell", "Atelier · Sketchwell"} == {"Sketchwell"}
