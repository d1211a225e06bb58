"""The Affective Slider as a Streamlit component: two wordless sliders, unset until touched.

Source: Betella and Verschure, 2016, PLOS ONE 11(2), doi 10.1371/journal.pone.0148037. The
faces are our own drawings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from streamlit.components.v2 import component

from engines.record import Feeling
from workbench import state
from workbench.modules import bundled, text_of
from workbench.saying import texts

_SOURCE = text_of("workbench", "desk", "feelings.js")
_SLIDERS = component(
    "sketchwell_feelings",
    html='<div class="felt"></div>',
    css=text_of("workbench", "desk", "feelings.css"),
    js=bundled(
        text_of("workbench", "desk", "feelings_adapter.js"),
        Faces=text_of("kiosk", "static", "faces.js"),
        Felt=_SOURCE,
    ),
)


def sliders(of: str, stored: Feeling, *, save: Callable[[Feeling], None]) -> None:
    """Two sliders about `of` (a key of the page): they show what is stored, save what is said."""
    key = f"feelings-{of}"

    def said() -> None:
        given = state.component_value(key, "felt")
        if isinstance(given, Mapping) and given.get("of") == of:
            save(Feeling(pleasure=_part(given, "pleasure"), arousal=_part(given, "arousal")))

    _SLIDERS(
        key=key,
        data={
            "of": of,
            "pleasure": stored.pleasure,
            "arousal": stored.arousal,
            "text": texts(_SOURCE),
        },
        on_felt_change=said,
    )


def _part(given: Mapping[str, object], name: str) -> float | None:
    value = given.get(name)
    return min(1.0, max(0.0, float(value))) if isinstance(value, (int, float)) else None
