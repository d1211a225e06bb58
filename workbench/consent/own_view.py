"""What a person agrees to, at their own view: the sheet over the table as a Streamlit component."""

from __future__ import annotations

import json

from streamlit.components.v2 import component

from workbench.consent import texts
from workbench.modules import bundled, text_of
from workbench.saying import texts as spoken_texts

_SOURCE = text_of("workbench", "consent", "own_view.js")
_STYLE = json.dumps(text_of("workbench", "consent", "own_view.css"))
_ADAPTER = text_of("workbench", "consent", "own_view_adapter.js")
_COMPONENT = component(
    "sketchwell_own_consent",
    html='<div class="own-consent"></div>',
    js=f"const CSS_TEXT = {_STYLE};\n"
    + bundled(_ADAPTER, Nodes=text_of("workbench", "looking", "nodes.js"), Own=_SOURCE),
)


def own_view(sitting: str, language: str) -> None:
    """Lays the sheet ready; the button in the band opens it (`handing/veil.js`)."""
    spoken = {each: spoken_texts(_SOURCE, each) for each in texts.languages()}
    near = language[:2] if language[:2] in spoken else texts.languages()[0]
    told = {"sitting": sitting, "lang": near, "text": spoken}
    # What was said is told with a rerun: the table is laid as it was agreed to.
    _COMPONENT(key="own-consent", data=told, on_said_change=lambda: None)
