"""People, sittings and comparisons in a real Chromium: by keys, mouse and touch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.workbench.browsing import WAIT_MS
from workbench.modules import part, text_of

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

TURN = {"id": "p", "decision": "kept", "words": "Ein Bär", "style": "pastel", "marks": ["zu rot"]}
SITTING = {
    "id": "s",
    "at": "2026-05-03T10:00:00+00:00",
    "phase": "painter",
    "going": False,
    "before": [0.4, 0.5],
    "after": [0.6, None],
    "note": "about the kitchen",
    "turns": [TURN],
}


def ready(page: Page, address: str) -> None:
    """Opens Alder's sittings."""
    page.goto(address)
    page.locator(".st-key-choose button", has_text="Alder").click(timeout=WAIT_MS)
    page.locator("[data-testid=stTopNavLink]", has_text="Sittings").click()
    page.locator(".line").nth(11).wait_for(timeout=WAIT_MS)


FITS: list[dict[str, Any]] = [
    {},
    {"find": "bar"},
    {"find": "KITCHEN"},
    {"find": "zu rot"},
    {"style": "pastel", "words": True, "marks": True},
    {"change": "pleasanter"},
    {"period": "between", "from": "2026-05-01", "to": "2026-05-31"},
]
FITS_NOT: list[dict[str, Any]] = [
    {"find": "sea"},
    {"decision": "put_back"},
    {"change": "calmer"},
    {"period": "month"},
    {"phase": "traditional"},
]


def test_sittings_are_sifted(page: Page):
    source = part("Sifting", text_of("workbench", "looking", "sifting.js"))
    asked = f"([s, all]) => {{ {source} return all.map((w) => Sifting.sifted(s, "
    asked += "{...Sifting.ANY, ...w}, Date.parse('2026-11-22')).length); }"
    found = page.evaluate(asked, [[SITTING], [*FITS, *FITS_NOT]])
    assert found == [1] * len(FITS) + [0] * len(FITS_NOT)


def test_somebody_is_found_and_what_is_written_survives_leaving(page: Page, address: str):
    page.goto(f"{address}/people")
    page.locator(".find input").fill("haz")
    page.keyboard.press("Enter")
    page.get_by_label("Goals").fill("Sleep before the shift", timeout=WAIT_MS)
    page.locator("[data-testid=stTopNavLink]", has_text="Trends").click()
    page.get_by_label("Goals").wait_for(state="hidden", timeout=WAIT_MS)
    page.locator(".js-plotly-plot, .sw-empty").first.wait_for(timeout=WAIT_MS)
    page.locator("[data-testid=stTopNavLink]", has_text="People").click()
    page.locator(".rows button", has_text="Hazel").click(timeout=WAIT_MS)
    page.get_by_label("Goals").wait_for(timeout=WAIT_MS)
    assert page.get_by_label("Goals").input_value() == "Sleep before the shift"


def test_a_table_is_tailored_and_set_back(page: Page, address: str):
    page.goto(f"{address}/people")
    page.locator(".rows button", has_text="Hazel").click(timeout=WAIT_MS)
    page.get_by_role("radio", name="Hint").click(timeout=WAIT_MS)
    page.get_by_role("button", name="Stamp").click()
    page.locator(".tailoring .sign[data-state=saved]").wait_for(timeout=WAIT_MS)
    page.reload()
    assert page.get_by_role("button", name="Stamp").get_attribute("aria-pressed") == "false"
    assert page.get_by_role("radio", name="Hint").get_attribute("aria-checked") == "true"
    page.get_by_role("button", name="As everybody").click()
    assert page.get_by_role("button", name="Stamp").get_attribute("aria-pressed") == "true"


def test_two_pictures_are_chosen_by_keys_and_compared(page: Page, address: str):
    ready(page, address)
    page.get_by_role("radio", name="Wall").click()
    page.locator(".tile").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Side by side").click()
    page.locator(".beside").focus(timeout=WAIT_MS)
    page.keyboard.press("+")
    first, second = (page.locator(".pane img").nth(n).evaluate(SHIFT) for n in (0, 1))
    assert first == second != "none"
    page.go_back()
    page.locator(".tile").first.wait_for(timeout=WAIT_MS)


SHIFT = "node => getComputedStyle(node).transform"


def test_the_slider_follows_keys_mouse_and_touch(page: Page, address: str):
    ready(page, address)
    page.locator(".line").first.click()
    page.get_by_role("radio", name="Before and after").click(timeout=WAIT_MS)
    handle = page.locator(".slider .handle")
    handle.focus()
    for key, wanted in (("ArrowRight", 52), ("Shift+ArrowLeft", 42), ("End", 100), ("Home", 0)):
        page.keyboard.press(key)
        assert now(handle) == wanted
    for image in page.locator(".slider img").all():
        image.evaluate("image => image.decode()")  # the slider takes its shape
    box = page.locator(".slider").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + 40)
    assert now(handle) == 25
    page.touchscreen.tap(box["x"] + box["width"] * 0.75, box["y"] + 40)
    assert now(handle) == 75
    knob = page.locator(".slider .knob").bounding_box()
    assert knob is not None
    assert min(knob["width"], knob["height"]) >= 44


def now(handle: Locator) -> int:
    return int(handle.get_attribute("aria-valuenow") or -1)


def test_a_print_has_no_button_and_the_note_only_where_it_is_asked_for(page: Page, address: str):
    ready(page, address)
    page.locator(".line").first.click()
    note = page.locator(".notebook:has(.tick)")
    note.wait_for(timeout=WAIT_MS)
    page.emulate_media(media="print")
    assert not note.is_visible()
    assert page.locator("button:visible").count() == 0
    page.emulate_media(media="screen")
    note.locator(".tick").click()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert note.locator(".paper").inner_text().startswith("Brought the idea along")
    # What both wrote is always on it, and what was left out is not.
    together = page.locator(".notebook:visible:not(:has(.tick)) .paper")
    assert together.first.inner_text() == "The way home after the night shift"
    assert together.count() == 6
