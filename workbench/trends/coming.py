"""What may come after the page stands: charts further down, and what is still being counted."""

from __future__ import annotations

from html import escape

import streamlit as st
from streamlit.components.v2 import component

from workbench import state
from workbench.modules import text_of

AGAIN_MS = 3000
COUNTED_MS = 250
_COMING = component(
    "sketchwell_coming",
    html='<div class="coming" aria-hidden="true"></div>',
    js=text_of("workbench", "trends", "coming.js"),
)


def may_come(chart: str, *, after: str) -> bool:
    """Whether a chart may be drawn by now; when it may, the fragment around it is drawn anew.

    Args:
        chart: key of its container.
        after: key of the container of the chart above.
    """
    here = bool(state.component_value(f"coming-{chart}", "asked"))
    _mount(chart, here=here, after=after, again_ms=AGAIN_MS)
    return here


def look_again(what: str, *, here: bool) -> None:
    """Draws the fragment around it anew, again and again, until what is waited for is here."""
    _mount(what, here=here, after=None, again_ms=COUNTED_MS)


def place(height_px: int, *, told: str, shown: str = "") -> None:
    """As much room as a chart will need, so that nothing below moves when it comes.

    Args:
        height_px: the chart's height.
        told: what will be there, for a screen reader.
        shown: a quiet line in the middle.
    """
    st.html(
        f'<div class="sw-coming sw-quiet" role="figure" aria-label="{escape(told)}" '
        f'style="display:grid;place-items:center;height:{height_px}px">{escape(shown)}</div>'
    )


def _mount(what: str, *, here: bool, after: str | None, again_ms: int) -> None:
    _COMING(
        key=f"coming-{what}",
        data={"after": after, "here": here, "again": again_ms},
        default={"asked": 0},
        on_asked_change=lambda: None,
    )
