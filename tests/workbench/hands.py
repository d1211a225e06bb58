"""Lines drawn by mouse, pen and finger; places in CSS pixels of the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tests.workbench.browsing import Place

if TYPE_CHECKING:
    from playwright.sync_api import Page

    Hand = Callable[[Page, Sequence[Place]], None]

PEN = {"button": "left", "buttons": 1, "clickCount": 1, "pointerType": "pen", "force": 0.6}


def by_mouse(page: Page, line: Sequence[Place]) -> None:
    page.mouse.move(*line[0])
    page.mouse.down()
    for place in line:
        page.mouse.move(*place)
    page.mouse.up()


def by_pen(page: Page, line: Sequence[Place]) -> None:
    hand = page.context.new_cdp_session(page)
    for n, (x, y) in enumerate(line):
        kind = "mousePressed" if n == 0 else "mouseMoved"
        hand.send("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, **PEN})
    x, y = line[-1]
    hand.send("Input.dispatchMouseEvent", {"type": "mouseReleased", "x": x, "y": y, **PEN})


def by_touch(page: Page, line: Sequence[Place]) -> None:
    hand = page.context.new_cdp_session(page)
    for n, (x, y) in enumerate(line):
        kind = "touchStart" if n == 0 else "touchMove"
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
