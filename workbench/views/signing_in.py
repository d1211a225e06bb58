"""The door: sign in, or, in a new practice, make the first account."""

from __future__ import annotations

import streamlit as st
from streamlit.components.v2 import component

from workbench import practice, state
from workbench.handing.veil import provider_named, veil
from workbench.modules import bundled, text_of
from workbench.saying import _, texts

_SOURCE = text_of("workbench", "access", "door.js")
# In the page itself: password managers find no fields behind a shadow root.
_DOOR = component(
    "sketchwell_door",
    html='<div class="swd-root"></div>',
    css=text_of("workbench", "access", "door.css"),
    js=bundled(text_of("workbench", "access", "door_adapter.js"), Door=_SOURCE),
    isolate_styles=False,
)


def main() -> None:
    """The same at every address, for a browser where nobody is signed in."""
    served = practice.whole()
    entered, language = served.passes.entrance, state.speak()
    first = entered is not None and entered.staff.is_empty
    title = _("The first account") if first else _("Sign in")
    st.set_page_config(page_title=f"{title} · Sketchwell")
    veil(state.browser(), pin=False)
    logo = "logo-dark.png" if st.context.theme.type == "dark" else "logo.png"
    st.html(f'<img class="swd-mark" src="app/static/{logo}" alt="Sketchwell">')
    told = {"first": first, "language": language, "text": texts(_SOURCE)}
    _DOOR(key="door", data={**told, "provider": provider_named()})


main()
