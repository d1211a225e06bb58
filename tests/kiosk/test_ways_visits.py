"""Whole visits in a real browser by one way in alone: drawn, chosen, done, and forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.kiosk.served_page import ServedPage
from tests.kiosk.ways_page import focused, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
# A second tap at a place where something has just come up is held up (static/settling.js).
STILL_MS = 700
LISTEN = """
window.lit = { names: [] };
addEventListener("kiosk:scan", ({ detail }) => (window.lit = detail));
addEventListener("kiosk:ended", () => (window.ended = true));
"""
PATH = """async (name) => {
  const { ARROWS, controls, neighbor } = await import("/static/moving.js");
  const of = (node) => node.getAttribute("aria-label") ?? node.textContent.trim();
  const paths = new Map([[document.activeElement, []]]);
  for (const [node, path] of paths) {
    if (of(node) === name) return path;
    for (const [key, way] of Object.entries(ARROWS)) {
      const next = neighbor(node, way);
      if (!paths.has(next)) paths.set(next, [...path, key]);
    }
  }
}"""
UNCOVERED = """node => {
  const { left, top, width, height } = node.getBoundingClientRect();
  return node.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""
REACHED = """async () => {
  const { ARROWS, controls, neighbor } = await import("/static/moving.js");
  const all = controls();
  const found = new Set([all[0]]);
  for (const node of found)
    for (const way of Object.values(ARROWS)) found.add(neighbor(node, way));
  return all.filter((each) => !found.has(each)).map((each) => each.outerHTML);
}"""


@pytest.fixture
def kiosk(page: Page, tmp_path: Path) -> ServedPage:
    page.set_default_timeout(20_000)
    page.add_init_script(LISTEN)
    return ServedPage(page, tmp_path)


def screen(kiosk: ServedPage) -> str:
    return kiosk.page.evaluate("document.body.dataset.screen")


def tools(kiosk: ServedPage) -> set[tuple[str, str]]:
    """What was drawn with which tool, and by what."""
    return {(each["tool"], each["pointer"]) for each in kiosk.told if "tool" in each}


def chosen(kiosk: ServedPage) -> list[str]:
    return [each["style"] for each in kiosk.told if each.get("do") == "choose" and "style" in each]


def forgotten(kiosk: ServedPage) -> bool:
    """The visit is over: here, and at the other end of the line."""
    kiosk.page.wait_for_function("() => document.body?.dataset.screen === 'idle'")
    return any(each.get("do") == "forget" for each in kiosk.told)


def tab_to(page: Page, name: str) -> None:
    for _ in range(60):
        if focused(page) == name:
            return
        press(page, "Tab")
    raise AssertionError(f"Tab never came to {name}")


def test_a_visit_by_keyboard_alone(kiosk: ServedPage) -> None:
    page = kiosk.page
    press(page, "Enter")
    tab_to(page, "Drawing page")
    press(page, "Enter", "Space", "ArrowRight", "Shift+ArrowDown", "Space")
    tab_to(page, "Style")
    press(page, "Enter")
    tab_to(page, "Pastel")
    press(page, "Enter")
    for _ in range(3):
        tab_to(page, "I am done")
        press(page, "Enter")
    assert forgotten(kiosk)
    assert (tools(kiosk), chosen(kiosk)) == ({("pen", "keyboard")}, ["pastel"])


def arrows_to(page: Page, name: str) -> None:
    """By the shortest way of arrows."""
    press(page, *page.evaluate(PATH, name))
    assert focused(page) == name


def test_a_visit_by_five_keys_alone(kiosk: ServedPage) -> None:
    page = kiosk.page
    press(page, "Enter")
    for name in ("Draw with taps", "Fish", "Bottom, right", "Style", "Gouache"):
        arrows_to(page, name)
        press(page, "Enter")
    for _ in range(3):
        arrows_to(page, "I am done")
        press(page, "Enter")
    assert forgotten(kiosk)
    assert (tools(kiosk), chosen(kiosk)) == ({("stamp", "keyboard")}, ["gouache"])


def test_arrows_reach_every_control_of_the_table(kiosk: ServedPage) -> None:
    kiosk.begin()
    assert kiosk.page.evaluate(REACHED) == []
    kiosk.page.get_by_role("button", name="Easier").click()
    assert kiosk.page.evaluate(REACHED) == []


def test_a_visit_by_touch_alone(kiosk: ServedPage) -> None:
    page = kiosk.page
    page.locator(".begin").tap()
    names = ("Draw with taps", "Middle, left", "Style", "Ink and wash", *["I am done"] * 3)
    for name in names:
        page.get_by_role("button", name=name, exact=True).tap()
        page.wait_for_timeout(STILL_MS)
    assert forgotten(kiosk)
    assert (tools(kiosk), chosen(kiosk)) == ({("stamp", "touch")}, ["ink"])


def switch_to(page: Page, name: str) -> None:
    """Presses whenever what holds it is lit, until it alone was."""
    for _ in range(200):
        page.clock.run_for(1500)
        lit = page.evaluate("window.lit")
        if name not in lit["names"]:
            continue
        press(page, "F10")
        if not lit["group"]:
            page.clock.run_for(100)
            return
    raise AssertionError(f"{name} was never lit")


def test_a_visit_by_one_switch_alone(page: Page, tmp_path: Path) -> None:
    page.add_init_script(LISTEN)
    page.clock.install(time=0)
    kiosk = ServedPage(page, tmp_path)
    page.clock.pause_at(3_600_000)
    press(page, "F10")
    assert screen(kiosk) == "table"
    for name in ("Draw with taps", "Top, right", "Style", "Night", *["I am done"] * 3):
        switch_to(page, name)
    assert forgotten(kiosk)
    assert (tools(kiosk), chosen(kiosk)) == ({("stamp", "switch")}, ["night"])


def test_dark_paper_and_the_lens_are_for_one_visit(kiosk: ServedPage) -> None:
    page = kiosk.page
    kiosk.begin()
    page.get_by_role("button", name="Easier").click()
    dark = page.get_by_role("button", name="Dark paper")
    dark.click()
    page.get_by_role("button", name="Lens").click()
    press(page, "Escape")
    page.get_by_role("button", name="Draw with taps").click()
    page.get_by_role("button", name="Top, left").click()
    assert page.locator(".lens").is_visible()
    assert {each["color"] for each in kiosk.told if "tool" in each} == {"#ffffff"}
    page.get_by_role("button", name="Easier").click()
    assert dark.is_disabled()
    page.evaluate("dispatchEvent(new CustomEvent('kiosk:forget'))")
    assert page.locator(".lens").count() == 0
    assert [each["paper"] for each in kiosk.told if each.get("do") == "paper"] == ["dark"]
    assert dark.get_attribute("aria-pressed") == "false"


def test_tools_that_do_not_fit_are_turned_to_by_a_touch(kiosk: ServedPage) -> None:
    page = kiosk.page
    kiosk.begin()
    for name in ("Easier", "Very large", "Deutsch"):  # another language makes the tools anew
        page.get_by_role("button", name=name, exact=True).click()
    press(page, "Escape")
    page.get_by_role("button", name="Mit Tippen zeichnen").click()
    down = page.locator(".told .leaf").last
    while down.is_enabled():
        down.click()
        page.wait_for_timeout(STILL_MS)
    plum = page.locator(".swp-colors button").last
    assert plum.evaluate(UNCOVERED)
