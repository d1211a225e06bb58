"""A page with the pad, a bar, a panel and the ways in, served from the files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

STATIC = Path(__file__).parents[2] / "kiosk" / "static"
HOME = "http://localhost/"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
SITE = {
    "languages": [["en", "English"]], "language": "en", "typing": False, "take": [],
    "idle_s": 60, "stay_s": 20, "px_per_mm": 3.78, "dwell_s": 0.8, "scan_s": 0.6,
    "switch_key": "F10", "sound": 0, "hand": "right",
}  # fmt: skip
PAGE = """<!doctype html><html lang="en"><title>Ways</title>
<link rel="stylesheet" href="/static/kiosk.css"><link rel="stylesheet" href="/static/panels.css">
<link rel="stylesheet" href="/static/ways.css"><link rel="stylesheet" href="/static/placing.css">
<body><main></main><footer></footer><script type="module">
import { createHere } from "/static/here.js";
import { createPad } from "/static/pad.js";
import { act, make } from "/static/parts.js";
import { placeOf } from "/static/places.js";
import { createPlacing } from "/static/placing.js";
import { createScreens } from "/static/screens.js";
import { createWays } from "/static/ways.js";
const here = await createHere(await (await fetch("/site.json")).json());
const screens = createScreens(here, document.querySelector("main"));
const place = make("div", { class: "place" });
const told = make("div", { class: "told" });
screens.add("table", { node: make("section", { class: "table" }, [place, told]) });
const look = { fit: "box", showSaved: false, mix: false, text: here.padText };
const pad = createPad(place, { ...look, placeOf, enter: true });
const pressed = [];
const button = (name, press) =>
  act(here, { says: () => name, press: () => press(pressed.push(name)) });
const choices = make("div", {}, ["One", "Two"].map((name) => button(name, () => {})));
screens.addPanel("look", choices, { says: () => "Look" });
const placing = createPlacing({ here, screens, pad });
document.querySelector("footer").append(
  button("Look", () => screens.open("look")), placing.button, button("Done", () => {}));
const ways = createWays({ here, screens, placing });
document.querySelector("footer").append(ways.controls());
screens.show("table");
Object.assign(window, { here, screens, pad, ways, placing, pressed, noticed: [] });
for (const what of ["way", "switch", "scan"])
  addEventListener(`kiosk:${what}`, ({ detail }) => window.noticed.push([what, detail]));
window.ready = true;
</script></body></html>"""


def _served(route: Route, site: dict[str, Any]) -> None:
    path = route.request.url.removeprefix(HOME)
    if path == "":
        route.fulfill(body=PAGE, content_type="text/html")
    elif path == "site.json":
        route.fulfill(body=json.dumps(site), content_type="application/json")
    elif path.startswith("static/"):
        route.fulfill(path=STATIC / path[7:], content_type=KINDS.get(Path(path).suffix))
    else:
        route.abort()


def opened(page: Page, **site: Any) -> Page:
    """The page, ready; `site` changes what the operator set."""
    page.route(f"{HOME}**", lambda route: _served(route, {**SITE, **site}))
    page.goto(HOME)
    page.wait_for_function("window.ready")
    return page


def press(page: Page, *keys: str) -> None:
    """Presses keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def focused(page: Page) -> str:
    """The name of what has the focus, else its class."""
    return page.evaluate(
        "(document.activeElement.ariaLabel || document.activeElement.textContent.trim())"
        " || document.activeElement.className"
    )
