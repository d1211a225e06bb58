"""Letting a client's tablet or phone into one sitting, as a Streamlit component."""

from __future__ import annotations

import streamlit as st
from streamlit.components.v2 import component

from workbench.lan import hosting
from workbench.modules import bundled, text_of
from workbench.saying import _, language, texts

PANEL_PX = 320
_JOINING = text_of("workbench", "lan", "joining.js")
_ADAPTER = text_of("workbench", "lan", "joining_adapter.js")
_COMPONENT = component(
    "sketchwell_joining",
    html='<div class="joining"></div>',
    css=text_of("workbench", "lan", "joining.css"),
    js=bundled(_ADAPTER, Joining=_JOINING),
)


def another_device(sitting: str) -> None:
    """The way onto a client's own device; there where the practice's network is let in."""
    tls = hosting.current().tls
    if tls is None:
        return
    label = _("Other device")
    with (
        st.popover(label, icon=":material/qr_code_2:", key="other-device"),
        st.container(width=PANEL_PX),
    ):
        fingerprint = tls.told.grouped if tls.told.self_signed else ""
        told = {"sitting": sitting, "fingerprint": fingerprint, "lang": language()}
        _COMPONENT(key=f"join-{sitting}", data={**told, "text": texts(_JOINING)})
