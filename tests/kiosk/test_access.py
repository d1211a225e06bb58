"""Every screen and panel for everybody: what axe-core finds, how large, how far apart, how low.

A few combinations of language, look and screen, each language and each look among them; `-m large`
walks them all.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import pytest

from engines.settings import child_environment
from kiosk import bench
from kiosk.site.files import FILE
from tests.conftest import PATIENCE_MS
from tests.kiosk.looked_at import CONTRASTS, TARGETS, faults, neighbors, told
from tests.kiosk.served_page import CUT_OFF

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser
LEAST_PX, LEAST_MM = 60, 15
WIDE, TALL, UPRIGHT = (1280, 800), (1080, 1920), (820, 1180)
PX_PER_MM = {TALL: 5.57}  # 15.6 inches; the others as the settings have it
LANGUAGES = ("en", "de", "fr", "es")
LOOKS = ("normal", "high", "largest", "forced")
EVERYTHING = list(product(LANGUAGES, LOOKS, (WIDE, TALL, UPRIGHT)))
SOME = [
    ("en", "normal", WIDE),
    ("de", "high", TALL),
    ("fr", "largest", UPRIGHT),
    ("es", "forced", TALL),
]
PANELS = (
    "pick-influence",
    "pick-style",
    "pick-mood",
    "pick-things",
    "pick-words",
    "comfort",
    "person",
)
# Letters are there, and what they made wider has been laid anew.
LAID = """() => document.fonts.ready.then(() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)))))"""
CATS = {"en": "cat", "de": "Katze", "fr": "chat", "es": "gato"}


@dataclass(slots=True)
class Walk:
    """What a walk met, screen by screen."""

    least_px: int = LEAST_PX
    wholly: bool = True
    faults: list[str] = field(default_factory=list)
    faint: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    near: list[str] = field(default_factory=list)
    high: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    screens: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("kiosk")
    (data / FILE).write_text("format = 1\n[words]\ntyping = true\n", encoding="utf-8")
    environment = child_environment(SKETCHWELL_DATA=str(data), SKETCHWELL_SIZE="256")
    with bench.serving(environment) as served:
        yield served


def walked(
    chromium: Browser,
    address: str,
    combination: tuple[str, str, tuple[int, int]],
    *,
    wholly: bool = True,
) -> Walk:
    language, look, (width, height) = combination
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        has_touch=True,
        reduced_motion="reduce",
        forced_colors="active" if look == "forced" else "none",
    )
    context.set_default_timeout(PATIENCE_MS)
    page, walk = context.new_page(), Walk(wholly=wholly)
    page.on("pageerror", lambda error: walk.said.append(str(error)))
    if (width, height) in PX_PER_MM:
        page.route("**/site.json", lambda route: dense(route, PX_PER_MM[width, height]))
        walk.least_px = math.ceil(LEAST_MM * PX_PER_MM[width, height])
    try:
        for screen in screens(page, address, language, look):
            walk.screens.append(screen)
            look_at(page, screen, walk)
    finally:
        context.close()
    return walk


def dense(route: Route, px_per_mm: float) -> None:
    """The site's settings, for a screen with so many pixels on a millimeter."""
    answer = route.fetch()
    route.fulfill(response=answer, json=answer.json() | {"px_per_mm": px_per_mm})


def screens(page: Page, address: str, language: str, look: str) -> Iterator[str]:
    """Goes through a visit; the page stands on each screen when its name comes."""
    page.goto(address)
    at(page, "idle")
    yield "idle"
    bench.begin(page)
    chosen(page, language, look)
    yield "table, empty"
    bench.settled(page)
    bench.stroke(page, 3)
    page.wait_for_selector(".act.again:not([disabled])")
    yield "table"
    for panel in PANELS:
        page.evaluate("name => document.querySelector(`[data-opens='${name}']`).click()", panel)
        page.wait_for_selector(f"dialog[data-panel='{panel}'][open]")
        yield panel
        if panel == "pick-words":
            understood(page, language)
            yield "pick-words, understood"
        page.keyboard.press("Escape")
    page.click("#done")
    at(page, "feeling")
    yield "feeling"
    page.evaluate("() => document.querySelector('#done').click()")  # a second tap would wait
    at(page, "leaving")
    yield "leaving"


def understood(page: Page, language: str) -> None:
    """Writes a word; the panel shows what the painter understood."""
    page.fill(".typed", CATS[language])
    page.keyboard.press("Enter")
    page.wait_for_selector(".known li")


def at(page: Page, screen: str) -> None:
    page.wait_for_function("name => document.body.dataset.screen === name", arg=screen)


def chosen(page: Page, language: str, look: str) -> None:
    """Chooses as a visitor does, in the panel."""
    page.click("[data-opens='comfort']")
    wanted = {"high": "high", "largest": "largest"}.get(look)
    for value in filter(None, (language, wanted)):
        page.click(f"dialog[data-panel='comfort'] [data-value='{value}']")
    page.wait_for_function("code => document.documentElement.lang === code", arg=language)
    page.keyboard.press("Escape")


def look_at(page: Page, screen: str, walk: Walk) -> None:
    page.evaluate(LAID)
    walk.faults += [f"{screen}: {fault}" for fault in faults(page, wholly=walk.wholly)]
    for text in page.evaluate(CONTRASTS):
        if text["least"] < text["needs"] - 0.01:
            walk.faint.append(f"{screen}: {text['kind']} {text['text']!r} {text['least']:.1f}")
    walk.hidden += [f"{screen}: {name}" for name in page.evaluate(CUT_OFF)]
    boxes = page.evaluate(TARGETS)
    size = page.viewport_size
    assert boxes
    assert size
    for box in boxes:
        if min(box["width"], box["height"]) < walk.least_px - 0.5:
            walk.small.append(f"{screen}: {told(box)}")
        if size["height"] > size["width"] and box["top"] + box["height"] / 2 < size["height"] / 2:
            walk.high.append(f"{screen}: {told(box)}")
    for one, other in neighbors(boxes):
        walk.near.append(f"{screen}: {told(one)} and {told(other)}")


def test_every_screen_is_for_everybody(chromium: Browser, address: str) -> None:
    for number, combination in enumerate(SOME):
        check(walked(chromium, address, combination, wholly=number == 0))


@pytest.mark.large
@pytest.mark.parametrize("combination", EVERYTHING)
def test_every_screen_in_every_look(
    chromium: Browser, address: str, combination: tuple[str, str, tuple[int, int]]
) -> None:
    check(walked(chromium, address, combination))


def check(walk: Walk) -> None:
    assert len(walk.screens) == 3 + len(PANELS) + 1 + 2
    assert walk.said == []
    assert walk.faults == []
    assert walk.faint == []
    assert walk.small == []
    assert walk.near == []
    assert walk.high == []
    assert walk.hidden == []
