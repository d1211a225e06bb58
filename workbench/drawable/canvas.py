"""`streamlit-drawable-canvas` as a place for marks and as a simple drawing surface.

Import this inside a page, where it is used: the package registers its component at import, which
raises outside Streamlit, and where it is missing or broken a page does without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st
from streamlit.components.v2 import component
from streamlit_drawable_canvas import st_canvas

from workbench import state
from workbench.drawable import fabric
from workbench.drawable.fabric import Size
from workbench.modules import bundled, text_of
from workbench.saying import _, pad_texts, texts

Tool = Literal["freedraw", "rect", "polygon", "labeled_rect"]
INK = "#22262b"
MARK_FILL = "rgba(138, 47, 27, 0.08)"
_PIN = component(
    "sketchwell_canvas_pin",
    html='<div class="pin"></div>',
    js=text_of("workbench", "drawable", "canvas_pin.js"),
)


_HAND_SOURCE = text_of("workbench", "drawable", "canvas_hand.js")
_HAND = component(
    "sketchwell_canvas_hand",
    html='<div class="canvas-hand"></div>',
    css=text_of("workbench", "drawable", "canvas_hand.css"),
    js=bundled(_HAND_SOURCE, Pad=text_of("kiosk", "static", "pad.js")),
)


@dataclass(frozen=True, slots=True)
class Hand:
    """What is in the hand that draws: a tool, a color as "#rrggbb", a width in canvas pixels."""

    tool: Tool = "freedraw"
    color: str = fabric.MARK_COLOR
    width: int = 3
    label: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn on.

    Attributes:
        size: of the canvas in its own pixels; it is shown as wide as its place.
        picture_jpeg: what lies below. Bytes: anything else is encoded anew at every rerun.
        color: of the paper where no picture lies on it.
        numbers: where the numbers of marks stand, in 0..1; counted from 1.
    """

    size: Size
    picture_jpeg: bytes | None = None
    color: str = "#ffffff"
    numbers: tuple[tuple[float, float], ...] = ()


def draw_on(
    key: str,
    sheet: Sheet,
    begun: Mapping[str, Any],
    *,
    hand: Hand,
    drawn: Callable[[Mapping[str, Any]], None],
) -> None:
    """A canvas to draw on, its toolbar in sight.

    Args:
        key: of this canvas; another key lays a fresh one.
        sheet: what is drawn on.
        begun: the canvas drawing to begin with; it must not change while the key stays.
        hand: what draws.
        drawn: hears the canvas's `json_data` whenever it changed.
    """

    def changed() -> None:
        value = state.component_value(key, "drawing")
        raw = value.get("raw") if isinstance(value, Mapping) else None
        if isinstance(raw, Mapping):
            drawn(raw)

    with st.container(key=f"canvas-{key}"):
        st_canvas(
            key=key,
            width=sheet.size[0],
            height=sheet.size[1],
            background_image=sheet.picture_jpeg,
            background_color=sheet.color,
            drawing_mode=hand.tool,
            stroke_color=hand.color,
            stroke_width=hand.width,
            fill_color=MARK_FILL,
            label=hand.label if hand.tool == "labeled_rect" else "",
            initial_drawing=dict(begun),
            on_change=changed,
        )
        _pin(key, sheet)


def pen(key: str, colors: tuple[str, ...] | None) -> Hand:
    """What the person takes into the hand: a color, of these or of the pad's own, and a width."""
    first = Hand(color=colors[0] if colors else INK, width=4)
    begun = {"color": first.color, "width": first.width}
    chosen = _HAND(
        key=key,
        data={
            "colors": colors and [*colors],
            "hand": begun,
            "text": texts(_HAND_SOURCE),
            "padText": pad_texts(),
        },
        default={"hand": begun},
        on_hand_change=lambda: None,
    ).hand
    return Hand(color=str(chosen["color"]), width=int(chosen["width"]))


def is_laid(key: str) -> bool:
    """Whether a canvas of this key is on the page since the last look, with what is drawn on it."""
    return state.component_value(key, "drawing") is not None


def _pin(key: str, sheet: Sheet) -> None:
    data = {
        "place": f"canvas-{key}",
        "width": sheet.size[0],
        "height": sheet.size[1],
        "label": _("Drawing canvas"),
        "numbers": [[*place] for place in sheet.numbers],
    }
    _PIN(key=f"pin-{key}", data=data)
