"""The drawing pad and what stands around it, as one Streamlit component on a line of its own."""

from __future__ import annotations

from streamlit.components.v2 import component

from workbench.archive.events import OpenSitting
from workbench.modules import bundled, text_of

_DESK = component(
    "sketchwell_desk",
    html='<div class="desk"></div>',
    css=text_of("workbench", "feelings.css")
    + text_of("workbench", "table.css")
    + text_of("workbench", "marking.css"),
    js=bundled(
        text_of("workbench", "pad_adapter.js"),
        Pad=text_of("kiosk", "static", "pad.js"),
        Felt=text_of("workbench", "feelings.js"),
        Line=text_of("workbench", "table_line.js"),
        Marking=text_of("workbench", "marking.js"),
        Table=text_of("workbench", "table_view.js"),
    ),
)


def desk(open_sitting: OpenSitting) -> None:
    """The table of an open sitting. Reruns leave it alone; it makes one when something was kept."""
    sitting = open_sitting.sitting
    _DESK(
        key=f"desk-{sitting.id}",
        data={
            "sitting": sitting.id,
            "person": sitting.person,
            "phase": sitting.phase,
            "aspect": open_sitting.history.paper.aspect,
        },
        on_happened_change=lambda: None,
    )
