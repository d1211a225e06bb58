"""Keeps the steps of the browser's Back to what somebody did."""

from __future__ import annotations

from streamlit.components.v2 import component

from workbench.modules import text_of

_BAR = component(
    "sketchwell_address_bar", html="<div></div>", js=text_of("workbench", "address_bar.js")
)


def steady() -> None:
    """From here on a page that names its person itself adds no step. Drawn at a page's end."""
    _BAR(key="address-bar")
