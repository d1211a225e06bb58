"""A walk through every page and state of the workbench, for whoever looks at all of them.

Its parts yield the name of each state while it is on the screen; they go by places, not by words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import cv2
import numpy as np

from tests.workbench.agreeing import PIN as PIN
from tests.workbench.agreeing import agreeing, type_pin
from tests.workbench.browsing import WAIT_MS, draw, seen, settled, wave
from tests.workbench.tapping import away, popped, talked, tap

if TYPE_CHECKING:
    from playwright.sync_api import Page

States = Iterator[str]


def go(page: Page, where: str) -> None:
    behind = ":is(.st-key-painters, .st-key-words) [data-testid$=Link]"
    link = f":is([data-testid=stTopNavLink], {behind})[href$='{where}']"
    tap(page, link, lambda ms: page.wait_for_url(f"**/{where}*", timeout=ms))


def before(page: Page, address: str) -> States:
    page.goto(address)
    page.locator(".st-key-choose button", has_text="Alder").click(timeout=WAIT_MS)
    seen(page.locator(".st-key-begin button"))
    yield "studio, before a sitting"
    popped(page, "add")
    yield "studio, adding a person"
    away(page)


def begin(page: Page, *, painter: bool) -> None:
    seen(page.locator(".st-key-begin button"))
    kind, nth = ("painter", "first") if painter else ("traditional", "last")
    choice = f"[class*=st-key-phase-] [role=radio]:{nth}-of-type"
    chosen = page.locator(f"{choice}[aria-checked=true]")
    tap(page, choice, lambda ms: chosen.wait_for(timeout=ms))
    page.locator(".st-key-begin button").click()
    seen(page.locator(f".table[data-phase={kind}]"))


def at_the_table(page: Page) -> States:
    begin(page, painter=True)
    answered(page)
    yield "an answer is shown"
    page.locator(".choice.view [data-value=under]").click()
    yield "the answer under the lines"
    page.locator(".choice.view [data-value=beside]").click()
    yield from marking(page)
    page.locator("[data-do=keep]").click()
    seen(page.locator(".felt-panel:not([hidden])"))
    yield "a picture is kept"
    page.locator("[data-do=felt-done]").click()
    talk = talked(page)
    talk.locator("[class*=st-key-heard-] textarea").fill("mud")
    talk.locator("[data-testid=stFormSubmitButton] button").click()
    seen(talk.locator(".sw-thread li"))
    yield "at the table, the talk"
    talk.get_by_role("tab").nth(1).click()
    yield "at the table, what both wrote"
    page.locator(".st-key-talk-close button").click()
    talk.wait_for(state="detached", timeout=WAIT_MS)
    for name in ("quick-note", "switch", "other-ways"):
        popped(page, name)
        yield f"at the table, {name}"
        away(page)


def answered(page: Page) -> None:
    draw(page, page.context.new_cdp_session(page), wave(0.5))
    seen(page.locator(".swp-saved[data-state=all]", has_text=re.compile(r"\w")))
    page.locator("[data-do=ask]").click()
    seen(page.locator(".table[data-stage=final]"))


def marking(page: Page) -> States:
    page.locator(".marking-open").click(timeout=WAIT_MS)
    pad = page.locator(".marking .swp-page")
    seen(pad)
    yield "marking"
    pad.focus()
    for key in ("Space", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "Space"):
        page.keyboard.press(key)
    seen(page.locator(".marking-list li"))
    yield "a mark is said"
    page.locator(".marking-head button").click()


def other_surfaces(page: Page) -> States:
    page.locator(".st-key-bring button").click()
    seen(page.locator(".paper-place"))
    yield "bringing in a paper drawing"
    file = {"name": "photo.png", "mimeType": "image/png", "buffer": photo()}
    page.locator(".paper-buttons .file input").set_input_files([file])  # type: ignore[list-item]
    seen(page.locator(".corner"))
    yield "the corners of a paper drawing"
    page.locator(".paper-head button").click()
    for surface in ("canvas", "pad"):
        popped(page, "other-ways").locator(".st-key-surface button").click(timeout=WAIT_MS)
        if surface == "canvas":
            seen(page.locator(".upper-canvas"))
            yield "the simple canvas"
    seen(page.locator(".table:not([data-surface=canvas])"))


def photo() -> bytes:
    """A sheet with one line, photographed askew on a dark table."""
    taken = np.full((480, 640, 3), 70, np.uint8)
    sheet = np.array([(90, 60), (560, 40), (590, 430), (60, 420)])
    line = np.array([(150 + 8 * n, 240 + round(60 * math.sin(n / 6))) for n in range(45)])
    cv2.fillConvexPoly(taken, sheet, (245, 244, 240))
    cv2.polylines(taken, [line], isClosed=False, color=(40, 40, 60), thickness=5)
    return cv2.imencode(".png", taken)[1].tobytes()


def handed_over(page: Page) -> States:
    page.locator(".handing").click(timeout=WAIT_MS)
    seen(page.locator(".keypad, .band"))
    if page.locator(".keypad").count():
        yield "the client's view, choosing a PIN"
        type_pin(page)
        page.locator(".dots .full").first.wait_for(state="hidden", timeout=WAIT_MS)
        type_pin(page)
    seen(page.locator(".table.client[data-phase]"))
    yield "the client's view"
    answered(page)
    yield "the client's view, answered"
    for state in marking(page):
        yield f"the client's view, {state}"
    page.locator("[data-do=keep]").click()
    page.locator(".felt-panel .slide").first.press("ArrowRight", timeout=WAIT_MS)
    yield "the client's view, a picture is kept"
    page.locator("[data-do=felt-done]").click()
    page.locator(".band .need").click()
    seen(page.locator(".band.asked"))
    yield "the client's view, a person was asked for"
    page.locator(".band .soft:not(.consenting)").click()
    seen(page.locator(".band .need"))
    yield from agreeing(page)
    page.locator(".band .plain").click()
    seen(page.locator(".keypad"))
    yield "the client's view, the keypad"
    type_pin(page)
    seen(page.locator(".st-key-end button"))


def at_rest(page: Page) -> None:
    """The table has all it shows: a picture on its way to a browser that hides is refused."""
    settled(page)
    seen(page.locator(".table[data-stage=final]"))
    for image in page.locator(".kept img").all():
        image.evaluate("image => image.decode()")


def covered(page: Page) -> States:
    at_rest(page)
    page.keyboard.press("F9")
    seen(page.locator(".keypad"))
    yield "hidden"
    type_pin(page)
    page.locator("[data-sketchwell-veil]").wait_for(state="detached", timeout=WAIT_MS)
    seen(page.locator(".table[data-phase]"))


def closing(page: Page) -> States:
    settled(page)
    page.locator(".st-key-end button").click(timeout=WAIT_MS)
    seen(page.locator(".st-key-done button"))
    yield "closing"
    page.locator(".st-key-done button").click()
    seen(page.locator(".st-key-begin button"))


def traditional(page: Page) -> States:
    begin(page, painter=False)
    yield "at the table, traditional"
    yield from closing(page)


def people(page: Page) -> States:
    go(page, "people")
    seen(page.locator(".rows button"))
    yield "people"
    page.locator(".rows button", has_text="Hazel").click()
    seen(page.locator(".tailoring"))
    yield "a person"
    page.locator(".st-key-to-before button").click(timeout=WAIT_MS)
    seen(page.locator(".sw-recalled-picture").first)
    yield "before a sitting"
    page.locator(".st-key-from-before button").click(timeout=WAIT_MS)
    seen(page.locator(".tailoring"))
    body = popped(page, "more")
    body.locator("summary").last.click(timeout=WAIT_MS)
    seen(body.locator("[data-testid=stForm]").nth(1))
    yield "erasing a person"
    away(page)


def sittings(page: Page) -> States:
    go(page, "sittings")
    page.locator(".st-key-choose button", has_text="Alder").click(timeout=WAIT_MS)
    seen(page.locator(".sw-who .name", has_text="Alder"))
    settled(page)
    page.locator("[aria-controls=panel]").click()
    yield "sittings"
    page.locator(".segments [data-value=wall]").click()
    for n in (0, 1):
        page.locator(".wall .pick").nth(n).click(timeout=WAIT_MS)
    yield "sittings as a wall"
    page.locator(".tray .strong").click()
    seen(page.locator(".beside"))
    yield "two pictures beside each other"
    page.locator(".comparison .segments button").nth(1).click()
    seen(page.locator(".slider .handle"))
    yield "two pictures under a slider"
    page.locator(".st-key-back-to-wall button").click()
    seen(page.locator(".tile"))


def one_sitting(page: Page) -> States:
    page.locator(".tile").first.click()
    seen(page.locator(".viewer .large"))
    seen(page.locator(".felt .slide"))
    yield "a sitting"
    page.locator(".st-key-everything-said summary").click()
    seen(page.locator(".st-key-everything-said .sw-thread"))
    yield "what was said in a sitting"
    page.locator(".viewer [data-value=slide]").click()
    full = page.locator(".viewer .acts > .round").last
    full.click()
    yield "a picture on the full screen, before and after"
    full.click()
    page.locator(".st-key-mark-open button").click()
    seen(page.locator(".marks-alone .swp-page"))
    yield "marking a kept picture"
    page.locator(".st-key-mark-with button").nth(1).click()
    seen(page.locator(".upper-canvas"))
    yield "marking with shapes"
    page.locator(".st-key-mark-done button").click()
    page.locator(".st-key-to-replay button").click(timeout=WAIT_MS)
    seen(page.locator(".st-key-replay-shares .js-plotly-plot"))
    yield "a replay"


def trends(page: Page) -> States:
    go(page, "trends")
    seen(page.locator(".js-plotly-plot"))
    page.locator("[data-testid=stExpander] summary").first.click()
    seen(page.locator(".sw-table"))
    yield "trends, with a table"
    popped(page, "print-asked").locator("button").last.click()
    seen(page.locator(".sw-print-head"))
    yield "trends for the printer"
    page.locator(".st-key-print-bar button").first.click()
    page.locator(".st-key-way button").nth(1).click(timeout=WAIT_MS)
    seen(page.locator(".st-key-by"))
    seen(page.locator(".js-plotly-plot"))
    yield "trends, two spans"
    page.locator(".st-key-way button").nth(2).click()
    seen(page.locator(".caseload .one"))
    yield "trends of everybody"


def around(page: Page) -> States:
    go(page, "settings")
    seen(page.locator(".st-key-backup"))
    page.locator("[data-testid=stExpander] summary").last.click(timeout=WAIT_MS)
    yield "settings"
    go(page, "safety")
    seen(page.locator(".sw-shares"))
    page.locator(".sw-shares summary").first.click()
    yield "safety"
    go(page, "settings")
    go(page, "modes")
    page.locator("[class*=st-key-open-] button").first.click(timeout=WAIT_MS)
    seen(page.locator(".st-key-try-out"))
    yield "one mode"
    go(page, "settings")
    go(page, "painters")
    yield "painters and licences"
    go(page, "help")
    seen(page.get_by_role("tab"))
    for n, tab in enumerate(page.get_by_role("tab").all(), 1):
        tab.click()
        yield f"help, section {n}"
    page.locator(".st-key-tour button").click()
    seen(page.locator(".tour .card"))
    yield "the tour"
    page.locator(".tour .leave").click()
