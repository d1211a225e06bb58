"""A button that opens the browser's own print dialog; Streamlit has none."""

from __future__ import annotations

from streamlit.components.v2 import component

from workbench import saying
from workbench.modules import text_of

_SOURCE = text_of("workbench", "trends", "printing.js")
_BUTTON = component(
    "sketchwell_printing",
    html='<button type="button" class="print"></button>',
    css=text_of("workbench", "trends", "printing.css"),
    js=_SOURCE,
)


def button(*, quiet: bool = False) -> None:
    """Draws the button; quietly where something else is what the page is for."""
    _BUTTON(key="printing", data={"text": saying.texts(_SOURCE), "quiet": quiet})
