"""Questions at a person's own view, one on a card, as a Streamlit component."""

from __future__ import annotations

import json

from streamlit.components.v2 import component

from engines import languages
from workbench.modules import bundled, text_of
from workbench.saying import texts

_SOURCE = text_of("workbench", "asking", "cards.js")
_CSS = text_of("workbench", "asking", "cards.css")
_COMPONENT = component(
    "sketchwell_cards",
    html='<div class="asked"></div>',
    css=_CSS,
    js=f"const CSS_TEXT = {json.dumps(_CSS)};\n"
    + bundled(
        text_of("workbench", "asking", "cards_adapter.js"),
        Nodes=text_of("workbench", "looking", "nodes.js"),
        Own=_SOURCE,
    ),
)


def cards(sitting: str, language: str) -> None:
    """What was laid out for this sitting comes up by itself; what is put aside waits in a line."""
    spoken = {each: texts(_SOURCE, each) for each in languages.available("workbench")}
    told = {"sitting": sitting, "lang": language[:2], "text": spoken}
    _COMPONENT(key=f"cards-{sitting}", data=told)
