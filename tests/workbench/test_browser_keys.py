"""A sitting held with keys alone: everything is reached, and every stop is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workbench import walking
from tests.workbench.browsing import WAIT_MS
from workbench.modules import part, text_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
MOST_STOPS = 60
# Where the focus is: its name, whether it is what is looked for, and whether a ring can be seen on
# it, on what it lies in, or on what is drawn for it.
STOP = """(wanted) => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  if (!node || node === document.body) return null;
  const ringed = (each) => ["", "::before", "::after"].some((part) => {
    const style = getComputedStyle(each, part);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    return outlined || style.boxShadow !== "none";
  });
  const near = [node, node.parentElement, node.nextElementSibling, ...node.children];
  const name = node.getAttribute("aria-label") ?? node.textContent.trim();
  return { name, here: node.matches(wanted), ringed: near.filter(Boolean).some(ringed) };
}"""


def tab_to(page: Page, wanted: str, unseen: list[str]) -> None:
    """Tab until the focus is there; stops without a ring are noted."""
    walking.settled(page)
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP, wanted)
        if stop is None:
            continue
        if not stop["ringed"]:
            unseen.append(stop["name"])
        if stop["here"]:
            return
    raise AssertionError(f"{MOST_STOPS} times Tab never came to {wanted}")


def pressed(page: Page, wanted: str, unseen: list[str]) -> None:
    tab_to(page, wanted, unseen)
    page.keyboard.press("Enter")


def test_a_sitting_is_held_with_keys_alone(page: Page, address: str):
    unseen: list[str] = []
    page.goto(address)
    walking.seen(page.locator(".st-key-begin button"))
    pressed(page, ".st-key-begin button", unseen)
    walking.seen(page.locator(".table[data-phase]"))
    a_loop_is_drawn(page, unseen)
    pressed(page, "[data-do=ask]", unseen)
    walking.seen(page.locator(".table[data-stage=final]"))
    pressed(page, "[data-do=keep]", unseen)
    walking.seen(page.locator(".felt-panel:not([hidden])"))
    tab_to(page, ".felt-panel .slide", unseen)
    page.keyboard.press("ArrowRight")
    pressed(page, "[data-do=felt-done]", unseen)
    pressed(page, ".handing", unseen)
    a_pin_is_chosen(page)
    pressed(page, ".band .plain", unseen)
    walking.seen(page.locator(".keypad"))
    page.keyboard.type(walking.PIN)
    page.keyboard.press("Enter")
    walking.seen(page.locator(".st-key-end button"))
    pressed(page, ".st-key-end button", unseen)
    walking.seen(page.locator(".st-key-done button"))
    assert unseen == []


def a_loop_is_drawn(page: Page, unseen: list[str]) -> None:
    tab_to(page, ".swp-page", unseen)
    for key in ("Space", *["ArrowRight"] * 5, *["ArrowDown"] * 4, "Space"):
        page.keyboard.press(key)
    page.locator(".swp-saved[data-state=all]", has_text="Saved").wait_for(timeout=WAIT_MS)


def a_pin_is_chosen(page: Page) -> None:
    """Twice, if there is none yet; the keypad has the focus by itself."""
    walking.seen(page.locator(".keypad, .band"))
    for _ in range(2 if page.locator(".keypad").count() else 0):
        page.keyboard.type(walking.PIN)
        page.keyboard.press("Enter")
        page.locator(".dots .full").first.wait_for(state="hidden", timeout=WAIT_MS)
    walking.seen(page.locator(".table.client[data-phase]"))


# A key on a slider, and on at once; gives what was said.
FELT = """() => {
  const said = [];
  window.setTimeout = () => 1; // nothing comes to rest here
  const felt = Felt.createFelt(document.body, { onFelt: ({ pleasure }) => said.push(pleasure) });
  const slide = document.querySelector(".slide");
  slide.dispatchEvent(new KeyboardEvent("keydown", { key: "End" }));
  felt.flush();
  slide.dispatchEvent(new KeyboardEvent("keydown", { key: "Home" }));
  slide.dispatchEvent(new FocusEvent("blur"));
  felt.flush();
  return said;
}"""


def test_a_feeling_set_by_a_key_is_said_though_one_goes_on_at_once(page: Page):
    faces = part("Faces", text_of("kiosk", "static", "faces.js"))
    felt = part("Felt", text_of("workbench", "desk", "feelings.js"))
    assert page.evaluate(f"() => {{ {faces} {felt} return ({FELT})(); }}") == [1, 0]


def test_the_ways_between_pages_are_seen_under_the_keyboard(page: Page, address: str):
    unseen: list[str] = []
    page.goto(f"{address}/people")
    walking.seen(page.locator(".rows button"))
    tab_to(page, "[data-testid=stTopNavLink][href$='/sittings']", unseen)
    page.keyboard.press("Enter")
    walking.seen(page.locator("[aria-controls=panel]"))
    tab_to(page, "[aria-controls=panel]", unseen)
    assert unseen == []
