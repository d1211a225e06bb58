"""A page with nothing on it but the drawing pad, and hands to draw with."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.conftest import PATIENCE_MS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAD = Path(__file__).parents[2] / "kiosk" / "static" / "pad.js"
PAGE = """<!doctype html><html lang="en"><title>Pad</title>
<style>body { margin: 0; background: #f6f1e8 } #root { padding: 16px }</style>
<main><div id="root"></div></main>"""
HOME = "http://localhost/pad"
START = """
window.told = [];
const names = ["onStroke", "onStrokeStart", "onUndo", "onRedo", "onClear", "onMark", "onLive"];
const tell = (name) => [name, (what) => window.told.push([name, structuredClone(what)])];
const hooks = Object.fromEntries(names.map(tell));
window.createPad = createPad;
window.createSheet = createSheet;
window.pad = createPad(document.getElementById("root"), { ...hooks, ...%s });
"""

FIRE = """([events, button, buttons]) => {
  const node = document.querySelector(".swp-page");
  const box = node.getBoundingClientRect();
  const event = (type, x, y, xs = []) => new PointerEvent(`pointer${type}`, {
    bubbles: true, cancelable: true, pointerId: 7, pointerType: "pen",
    pressure: .5, button, buttons,
    clientX: box.left + x * box.width, clientY: box.top + y * box.height,
    coalescedEvents: xs.map((one) => event(type, one, y)),
  });
  for (const one of events) node.dispatchEvent(event(...one));
}"""

Place = tuple[float, float]


class PadPage:
    """The pad in a browser. Places are 0..1 of the page."""

    def __init__(self, browser: Browser, options: str, **context: Any) -> None:
        settings = {"viewport": {"width": 1280, "height": 800}, "has_touch": True, **context}
        self.context = browser.new_context(**settings)
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.context.new_page()
        self.thrown: list[str] = []
        self.requests: list[str] = []
        self.page.on("pageerror", lambda error: self.thrown.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        # Browsers give coalesced points to secure pages only, and localhost counts as one.
        self.page.route(HOME, lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        self.page.goto(HOME)
        self.page.add_script_tag(type="module", content=PAD.read_text() + START % options)
        self.page.wait_for_function("window.pad")
        self.requests.clear()
        self.devtools = self.context.new_cdp_session(self.page)

    def run(self, script: str, value: object = None) -> Any:
        return self.page.evaluate(script, value)

    def laid(self) -> None:
        """Waits until the page was laid for its new size: whoever watches sizes was told."""
        self.run("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")

    def client(self, place: Place) -> Place:
        box = self.page.locator(".swp-page").bounding_box()
        assert box is not None
        return box["x"] + place[0] * box["width"], box["y"] + place[1] * box["height"]

    def told(self, name: str) -> list[Any]:
        return [what for told, what in self.run("told") if told == name]

    @property
    def strokes(self) -> list[dict[str, Any]]:
        return self.run("pad.drawing.strokes")

    def pen(self, places: Sequence[Place], *, force: float = 0.5, lift: bool = True) -> None:
        self._mouse("mousePressed", places[0], force)
        for place in places[1:]:
            self._mouse("mouseMoved", place, force)
        if lift:
            self._mouse("mouseReleased", places[-1], 0)

    def _mouse(self, kind: str, place: Place, force: float) -> None:
        x, y = self.client(place)
        moved = kind == "mouseMoved"
        self.devtools.send(
            "Input.dispatchMouseEvent",
            {
                "type": kind, "x": x, "y": y, "force": force, "pointerType": "pen", "tiltX": 20,
                "tiltY": -10, "button": "none" if moved else "left",
                "buttons": 0 if kind == "mouseReleased" else 1, "clickCount": 0 if moved else 1,
            },
        )  # fmt: skip

    def fire(self, *events: tuple[Any, ...], button: int = 0, buttons: int = 1) -> None:
        """Pen events made by script: ("down" | "move" | "up", x, y, coalesced xs or nothing)."""
        self.run(FIRE, [events, button, buttons])

    def touch(self, kind: str, places: Sequence[Place], *, radius: float = 10) -> None:
        """kind: Start, Move, End or Cancel; one place for each finger on the glass."""
        points = [
            {"x": x, "y": y, "id": finger, "radiusX": radius, "radiusY": radius}
            for finger, (x, y) in enumerate(map(self.client, places))
        ]
        event = {"type": f"touch{kind}", "touchPoints": points}
        self.devtools.send("Input.dispatchTouchEvent", event)

    def finger(self, places: Sequence[Place], *, radius: float = 10) -> None:
        self.touch("Start", places[:1], radius=radius)
        for place in places[1:]:
            self.touch("Move", [place], radius=radius)
        self.touch("End", [])

    def mouse(self, places: Sequence[Place]) -> None:
        self.page.mouse.move(*self.client(places[0]))
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*self.client(place))
        self.page.mouse.up()

    def raster(self, long_side: int) -> NDArray[np.uint8]:
        """The drawing on its paper, (H, W, 3)."""
        encoded = self.run("(side) => pad.raster(side).toDataURL()", long_side)
        image = Image.open(BytesIO(b64decode(encoded.split(",")[1])))
        return np.asarray(image.convert("RGB"))

    def color_at(self, place: Place) -> list[int]:
        pixels = self.raster(400)
        height, width = pixels.shape[:2]
        return pixels[int(place[1] * height), int(place[0] * width)].tolist()


def line(start: Place, end: Place, steps: int = 12) -> list[Place]:
    (x0, y0), (x1, y1) = start, end
    return [(x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps) for i in range(steps + 1)]


@pytest.fixture(name="line")
def line_fixture() -> Callable[..., list[Place]]:
    return line


@pytest.fixture
def open_pad(chromium: Browser) -> Iterator[Callable[..., PadPage]]:
    """Opens pads: `open_pad("{hand: 'left'}", viewport=...)`. Fails if a script threw."""
    opened: list[PadPage] = []

    def make(options: str = "{}", **context: Any) -> PadPage:
        opened.append(PadPage(chromium, options, **context))
        return opened[-1]

    yield make
    for pad in opened:
        pad.context.close()
        assert pad.thrown == []


@pytest.fixture
def pad(open_pad: Callable[..., PadPage]) -> PadPage:
    return open_pad()
