"""What stands over every page as one Streamlit component: hide, hand over, come back, be called."""

from __future__ import annotations

import json
from typing import Any

from streamlit.components.v2 import component

from workbench import practice, state
from workbench.handing.passes import Pass
from workbench.handing.standing import owner
from workbench.modules import bundled, part, text_of
from workbench.saying import language, texts

_CSS = text_of("workbench", "handing", "veil.css")
_KEYPAD, _UNLOCKING, _MENU, _VEIL = (
    text_of("workbench", "handing", f"{name}.js")
    for name in ("keypad", "unlocking", "menu", "veil")
)
_ADAPTER = text_of("workbench", "handing", "veil_adapter.js")
_DOOR = text_of("workbench", "access", "door.js")
_SOURCE = _KEYPAD + _UNLOCKING + _MENU + _DOOR + _VEIL + _ADAPTER
_STYLE = f"const CSS_TEXT = {json.dumps(_CSS + text_of('workbench', 'access', 'door.css'))};\n"
_PARTS = _STYLE + part("Keypad", _KEYPAD) + part("Unlocking", _UNLOCKING)
_PARTS += part("Menu", _MENU) + part("Door", _DOOR) + part("Veil", _VEIL)
_COMPONENT = component(
    "sketchwell_veil", html='<div class="veil-root"></div>', css=_CSS, js=bundled(_PARTS + _ADAPTER)
)


def veil(seen: Pass, *, pin: bool, card: str = "", signing: bool = False) -> None:
    """What covers the page at once, and what calls a therapist or gives the screen to a client.

    Args:
        seen: the pass that the page is drawn for.
        pin: whether there is one to come back with.
        card: the practice's own words for somebody who asked for a person.
        signing: whether people sign in here, so that a password opens what a PIN opens.
    """
    told: dict[str, Any] = {"scope": seen.scope, "sitting": seen.sitting, "pin": pin, "card": card}
    told |= {
        "account": owner(practice.whole(), seen),
        "signing": signing,
        "provider": provider_named(),
    }
    data = {**told, "lang": language(), "text": texts(_SOURCE)}
    # Whose people these are changed: the page is drawn again, by this alone.
    _COMPONENT(key="veil", data=data, on_theirs_change=state.leave_whom_one_lost)


def provider_named() -> str | None:
    """What the way in by the practice's identity provider is called, where there is one."""
    provider = practice.whole().provider
    return None if provider is None else provider.chosen.host


def hand_over(sitting: str) -> None:
    """The button by which a therapist gives the screen to the person at the table."""
    told = {"hand": sitting, "text": texts(_SOURCE)}
    _COMPONENT(key=f"hand-{sitting}", data=told, width="content")
