"""The card that lies before the person, at their own view, as a Streamlit component."""

from __future__ import annotations

import json

from streamlit.components.v2 import component

from engines import languages
from workbench.modules import bundled, text_of
from workbench.saying import texts

_SOURCE = text_of("workbench", "talking", "reading.js")
_STYLE = json.dumps(text_of("workbench", "talking", "reading.css"))
_COMPONENT = component(
    "sketchwell_reading",
    html='<div class="read"></div>',
    js=f"const CSS_TEXT = {_STYLE};\n"
    + bundled(
        text_of("workbench", "talking", "reading_adapter.js"),
        Nodes=text_of("workbench", "looking", "nodes.js"),
        Speaking=text_of("workbench", "talking", "aloud.js"),
        Steps=text_of("workbench", "talking", "guiding.js"),
        Own=_SOURCE,
    ),
)


def reading(sitting: str, language: str) -> None:
    """What the therapist laid there comes up at the foot of the page, and goes by itself."""
    spoken = {each: texts(_SOURCE, each) for each in languages.available("workbench")}
    near = language if language in spoken else language[:2]
    _COMPONENT(key=f"reading-{sitting}", data={"sitting": sitting, "lang": near, "text": spoken})
