"""Every screen and panel for everybody: what axe-core finds, how large, how far apart, how low.

A few combinations of language, look and screen, each language and each look among them; `-m large`
walks them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from engines.settings import child_environment
from kiosk import bench
from kiosk.site.files import FILE
from tests.conftest import PATIENCE_MS
from tests.kiosk.served_page import CUT_OFF

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
LEAST_PX, LEAST_APART_PX = 60, 8
WIDE, TALL, UPRIGHT = (1280, 800), (1080, 1920), (820, 1180)
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
RULES = {"target-size": {"enabled": True}, "color-contrast-enhanced": {"enabled": True}}
# All that can be pressed and is seen whole, with its box. The page that one draws on is no button,
# nor is the first screen, which is one all over.
TARGETS = """() => {
  const modal = document.querySelector("dialog[open]");
  const found = [];
  const whole = (node, { top, bottom }) => {
    const place = node.closest(".turning, .swp-tools, dialog");
    if (!place || node.closest(".foot, header")) return true;
    const around = place.getBoundingClientRect();
    const end = place.querySelector(".foot")?.getBoundingClientRect().top ?? around.bottom;
    return top > around.top - 1 && bottom < end + 1;
  };
  for (const node of (modal ?? document).querySelectorAll("button, input, a[href]")) {
    const shown = node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const box = node.getBoundingClientRect();
    const { left, top, width, height } = box;
    if (!shown || width < 2 || height < 2 || node.closest(".swp-page, .begin")) continue;
    if (!whole(node, box)) continue;
    const name = node.getAttribute("aria-label") ?? node.textContent.trim();
    found.push({ name, kind: node.className, left, top, width, height });
  }
  return found;
}"""

# Every text that is seen, with the least contrast it can have to what lies behind it: axe leaves
# out whatever stands on another part than the one it is in, as what stands on the paper does.
# Controls that cannot be used now may be faint.
CONTRASTS = """() => {
  const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = color;
    pixel.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [R, G, B, A]) =>
    [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), a + A * (1 - a)];
  const light = (color) => {
    const [r, g, b] = color.map((each) => each / 255)
      .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const layers = (node) => {
    const { backgroundColor, backgroundImage } = getComputedStyle(node);
    const stops = backgroundImage.match(/(?:rgba?|color|oklab|oklch)\\([^()]*\\)/g) ?? [];
    return [backgroundColor, ...stops].map(rgba);
  };
  const behind = (node) => {
    let [found, worn] = [[[0, 0, 0, 0]], 1];
    for (let at = node; at; at = at.parentElement) {
      const own = layers(at).filter(([, , , a]) => a > 0);
      if (own.length) found = found.flatMap((each) => own.map((color) => over(each, color)));
      worn *= Number(getComputedStyle(at).opacity);
      if (found.every(([, , , a]) => a > 0.99)) return { found, worn };
    }
    return { found: found.map((each) => over(each, [255, 255, 255, 1])), worn };
  };
  const told = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const modal = document.querySelector("dialog[open]");
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    const text = walk.currentNode.textContent.trim();
    const { width, height } = node.getBoundingClientRect();
    const how = { opacityProperty: true, visibilityProperty: true };
    if (!text || width < 2 || height < 2 || !node.checkVisibility(how)) continue;
    if (node.closest(":disabled, [aria-disabled=true], script, style, option")) continue;
    if (modal && !modal.contains(node)) continue;
    const style = getComputedStyle(node);
    const [r, g, b, a] = rgba(style.color);
    const { found, worn } = behind(node);
    const least = Math.min(...found.map((back) => ratio(over([r, g, b, a * worn], back), back)));
    const px = parseFloat(style.fontSize);
    const large = px >= 24 || (px >= 18.66 && Number(style.fontWeight) >= 700);
    told.push({ text: text.slice(0, 40), kind: node.className, least, needs: large ? 4.5 : 7 });
  }
  return told;
}"""


CATS = {"en": "cat", "de": "Katze", "fr": "chat", "es": "gato"}


@dataclass(slots=True)
class Walk:
    """What a walk met, screen by screen."""

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


def walked(chromium: Browser, address: str, combination: tuple[str, str, tuple[int, int]]) -> Walk:
    language, look, (width, height) = combination
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        has_touch=True,
        reduced_motion="reduce",
        forced_colors="active" if look == "forced" else "none",
    )
    context.set_default_timeout(PATIENCE_MS)
    page, walk = context.new_page(), Walk()
    page.on("pageerror", lambda error: walk.said.append(str(error)))
    try:
        for screen in screens(page, address, language, look):
            walk.screens.append(screen)
            look_at(page, screen, walk)
    finally:
        context.close()
    return walk


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
    page.evaluate("() => document.fonts.ready")
    walk.faults += [f"{screen}: {fault}" for fault in faults(page)]
    for text in page.evaluate(CONTRASTS):
        if text["least"] < text["needs"] - 0.01:
            walk.faint.append(f"{screen}: {text['kind']} {text['text']!r} {text['least']:.1f}")
    walk.hidden += [f"{screen}: {name}" for name in page.evaluate(CUT_OFF)]
    boxes = page.evaluate(TARGETS)
    size = page.viewport_size
    assert boxes
    assert size
    for box in boxes:
        if min(box["width"], box["height"]) < LEAST_PX - 0.5:
            walk.small.append(f"{screen}: {told(box)}")
        if size["height"] > size["width"] and box["top"] + box["height"] / 2 < size["height"] / 2:
            walk.high.append(f"{screen}: {told(box)}")
    for one, other in neighbors(boxes):
        walk.near.append(f"{screen}: {told(one)} and {told(other)}")


def faults(page: Page) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.base")
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.AXE_SCRIPT)  # through the debugger: the page's own policy stays whole
    options = {"resultTypes": ["violations"], "rules": RULES}
    found: list[dict[str, Any]] = page.evaluate("how => axe.run(how)", options)["violations"]
    return [f"{each['id']} at {node['target']}" for each in found for node in each["nodes"]]


def neighbors(boxes: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs of targets that stand nearer to each other than they may."""
    for at_, one in enumerate(boxes):
        for other in boxes[at_ + 1 :]:
            across = max(one["left"], other["left"]) - min(right(one), right(other))
            down = max(one["top"], other["top"]) - min(bottom(one), bottom(other))
            if max(across, down) < LEAST_APART_PX - 0.5:
                yield one, other


def right(box: dict[str, Any]) -> float:
    return box["left"] + box["width"]


def bottom(box: dict[str, Any]) -> float:
    return box["top"] + box["height"]


def told(box: dict[str, Any]) -> str:
    return f"{box['kind']} {box['name']!r} {box['width']:.0f} x {box['height']:.0f}"


def test_every_screen_is_for_everybody(chromium: Browser, address: str) -> None:
    for combination in SOME:
        check(walked(chromium, address, combination))


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
