"""The drawing pad and what stands around it, as one Streamlit component on a line of its own."""

from __future__ import annotations

from typing import Any

from streamlit.components.v2 import component

from engines import lexicon
from engines.strokes import TOOLS
from workbench.archive.events import OpenSitting
from workbench.modules import bundled, text_of
from workbench.saying import language, pad_texts, texts
from workbench.tailored import Surface, Tailored

_PARTS = {
    "Felt": text_of("workbench", "desk", "feelings.js"),
    "Line": text_of("workbench", "desk", "table_line.js"),
    "Marking": text_of("workbench", "desk", "marking.js"),
    "Pointing": text_of("workbench", "desk", "pointing.js"),
    "Table": text_of("workbench", "desk", "table_view.js"),
}
_ADAPTER = text_of("workbench", "desk", "pad_adapter.js")
_SOURCE = "".join((*_PARTS.values(), _ADAPTER))
_DESK = component(
    "sketchwell_desk",
    html='<div class="desk"></div>',
    css=text_of("workbench", "desk", "feelings.css")
    + text_of("workbench", "desk", "table.css")
    + text_of("workbench", "desk", "marking.css")
    + text_of("workbench", "desk", "pointing.css"),
    js=bundled(
        _ADAPTER,
        Pad=text_of("kiosk", "static", "pad.js"),
        Faces=text_of("kiosk", "static", "faces.js"),
        **_PARTS,
    ),
)


def desk(
    open_sitting: OpenSitting,
    limits: Tailored,
    *,
    client: bool = False,
    surface: Surface = "pad",
) -> None:
    """The table of an open sitting. Reruns leave it alone; it makes one when something was kept.

    Args:
        open_sitting: how it stands.
        limits: what lies on this person's table, and how far the painter may go.
        client: whether the table is handed over to the person.
        surface: "canvas" leaves the pad away: somebody draws beside the desk.
    """
    sitting = open_sitting.sitting
    _DESK(
        key=f"desk-{sitting.id}-{surface}",
        data={
            "sitting": sitting.id,
            "person": sitting.person,
            "phase": "painter" if sitting.phase == "painter" else "traditional",
            "aspect": open_sitting.history.paper.aspect,
            "client": client,
            "surface": surface,
            "painter": limits.painter,
            "limits": _limits(limits),
            "lang": language(),
            "text": texts(_SOURCE),
            "padText": pad_texts(),
        },
        on_happened_change=lambda: None,
    )


def _limits(limits: Tailored) -> dict[str, Any]:
    """What the screen offers; a part nobody limited stays the pad's own."""
    return {
        "tools": None if limits.tools == TOOLS else [*limits.tools],
        "colors": limits.colors and [*limits.colors],
        "hand": limits.hand,
        "styles": [*limits.styles],
        "influences": [*limits.influences],
        "live": limits.live,
        "hold": limits.hold,
        "pictures": language()[:2] in lexicon.LANGUAGES,
    }
