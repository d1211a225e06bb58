"""The pad's loop tool on a kept picture, as a Streamlit component: marks by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from streamlit.components.v2 import component

from engines.record.marks import Mark, mark_to_wire, marks_from_wire
from workbench import state
from workbench.modules import bundled, text_of
from workbench.saying import language, pad_texts, texts

_SOURCE = text_of("workbench", "desk", "marking.js")
_LOOPS = component(
    "sketchwell_loops",
    html='<div class="marks-alone"></div>',
    css=text_of("workbench", "desk", "table.css") + text_of("workbench", "desk", "marking.css"),
    js=bundled(
        text_of("workbench", "desk", "marking_adapter.js"),
        Pad=text_of("kiosk", "static", "pad.js"),
        Marking=_SOURCE,
    ),
)


def loops(
    of: str, picture: str, marks: tuple[Mark, ...], *, save: Callable[[tuple[Mark, ...]], None]
) -> None:
    """The picture at an address, its marks, their words; `save` hears every change.

    `of` names the picture: what stands in `marks` counts when it is shown first.
    """
    key = f"loops-{of}"

    def marked() -> None:
        given = state.component_value(key, "marked")
        if isinstance(given, Mapping) and given.get("of") == of:
            save(marks_from_wire(given.get("marks")))

    _LOOPS(
        key=key,
        data={
            "of": of,
            "picture": picture,
            "marks": [mark_to_wire(mark) for mark in marks],
            "text": texts(_SOURCE),
            "padText": pad_texts(),
            "lang": language(),
        },
        on_marked_change=marked,
    )
