"""What is wrong on a page as it stands: by axe-core, and by what axe does not measure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

LEAST_APART_PX = 8
RULES = {"target-size": {"enabled": True}, "color-contrast-enhanced": {"enabled": True}}
# What a look, a language or a screen can change; names and roles are the same in all of them.
LOOKING = (
    "color-contrast",
    "color-contrast-enhanced",
    "target-size",
    "scrollable-region-focusable",
)
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


def faults(page: Page, *, wholly: bool) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.base")
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.AXE_SCRIPT)  # through the debugger: the page's own policy stays whole
    options: dict[str, Any] = {"resultTypes": ["violations"], "rules": RULES}
    if not wholly:
        options["runOnly"] = {"type": "rule", "values": LOOKING}
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
