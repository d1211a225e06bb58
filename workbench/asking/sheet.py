"""Answers typed in from a sheet of paper, as a Streamlit component."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.components.v2 import component

from workbench.modules import bundled, text_of
from workbench.saying import texts

_SOURCE = text_of("workbench", "asking", "sheet.js")
_COMPONENT = component(
    "sketchwell_sheet",
    html='<div class="root"></div>',
    css=text_of("workbench", "asking", "sheet.css"),
    js=bundled(_SOURCE, Kit=text_of("workbench", "looking", "kit.js")),
)


def sheet(person: str, told: dict[str, Any], *, finished: Callable[[], None]) -> None:
    """The questions with their answers so far; `finished` is called once the whole sheet is in."""
    address = f"/api/people/{person}/questionnaires/{told['id']}"
    data = {**told, "address": address, "text": texts(_SOURCE)}
    _COMPONENT(key=f"sheet-{told['id']}", data=data, on_finished_change=finished)
