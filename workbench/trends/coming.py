"""Charts further down come after the first one stands, so that the page stands sooner."""

from __future__ import annotations

from streamlit.components.v2 import component

from workbench import state
from workbench.modules import text_of

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
    key = f"coming-{chart}"
    here = bool(state.component_value(key, "here"))
    _COMING(
        key=key,
        data={"after": after, "here": here},
        default={"here": False},
        on_here_change=lambda: None,
    )
    return here
