"""`streamlit-drawable-canvas` as a place for marks and as a simple drawing surface.

Import this inside a page, where it is used: the package registers its component at import, which
raises outside Streamlit, and where it is missing or broken a page does without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st
from streamlit.components.v2 import component
from streamlit_drawable_canvas import st_canvas

from workbench import fabric, state
from workbench.fabric import Size
from workbench.modules import text_of
from workbench.saying import _

Tool = Literal["freedraw", "rect", "polygon", "labeled_rect"]
_PIN = component(
    "sketchwell_canvas_pin",
    html='<div class="pin"></div>',
    js=text_of("workbench", "canvas_pin.js"),
)


@dataclass(frozen=True, slots=True)
class Hand:
    """What is in the hand that draws: a tool, a color as "#rrggbb", a width in canvas pixels."""

    tool: Tool = "freedraw"
    color: str = fabric.MARK_COLOR
    width: int = 3
    label: str = ""


def mark_on_picture(
    key: str,
    picture_jpeg: bytes,
    begun: Mapping[str, Any],
    *,
    size: Size,
    hand: Hand,
    drawn: Callable[[Mapping[str, Any]], None],
    numbers: Sequence[tuple[float, float]] = (),
) -> None:
    """A picture to draw marks on: loops by hand, rectangles, polygons, labeled rectangles.

    Args:
        key: of this canvas; another key lays a fresh one.
        picture_jpeg: what lies below. Bytes: anything else is encoded anew at every rerun.
        begun: the canvas drawing to begin with; it must not change while the key stays.
        size: of the canvas in its own pixels; it is shown as wide as its place.
        hand: what draws.
        drawn: hears the canvas's `json_data` whenever it changed.
        numbers: where the numbers of the marks stand, in 0..1; counted from 1.
    """
    fill = "rgba(138, 47, 27, 0.08)"
    paper = {"background_image": picture_jpeg, "fill_color": fill}
    _canvas(key, begun, paper, size=size, hand=hand, drawn=drawn)
    _pin(key, size, numbers)


def draw_on_paper(
    key: str,
    begun: Mapping[str, Any],
    *,
    size: Size,
    paper: str,
    hand: Hand,
    drawn: Callable[[Mapping[str, Any]], None],
) -> None:
    """A page to draw on by hand; see `mark_on_picture`. `paper` is its color."""
    _canvas(key, begun, {"background_color": paper}, size=size, hand=hand, drawn=drawn)
    _pin(key, size, ())


def is_laid(key: str) -> bool:
    """Whether a canvas of this key is on the page since the last look, with what is drawn on it."""
    return state.component_value(key, "drawing") is not None


def _canvas(
    key: str,
    begun: Mapping[str, Any],
    paper: Mapping[str, Any],
    *,
    size: Size,
    hand: Hand,
    drawn: Callable[[Mapping[str, Any]], None],
) -> None:
    def changed() -> None:
        value = state.component_value(key, "drawing")
        raw = value.get("raw") if isinstance(value, Mapping) else None
        if isinstance(raw, Mapping):
            drawn(raw)

    with st.container(key=f"canvas-{key}"):
        st_canvas(
            key=key,
            width=size[0],
            height=size[1],
            drawing_mode=hand.tool,
            stroke_color=hand.color,
            stroke_width=hand.width,
            label=hand.label if hand.tool == "labeled_rect" else "",
            initial_drawing=dict(begun),
            on_change=changed,
            **paper,
        )


def _pin(key: str, size: Size, numbers: Sequence[tuple[float, float]]) -> None:
    data = {
        "place": f"canvas-{key}",
        "width": size[0],
        "height": size[1],
        "label": _("Drawing canvas"),
        "numbers": [[*place] for place in numbers],
    }
    _PIN(key=f"pin-{key}", data=data)
