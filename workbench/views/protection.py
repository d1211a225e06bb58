"""How well this machine and its network are protected, as the doctor tells it."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

import streamlit as st

from workbench import parts, practice
from workbench.checkup import looking
from workbench.checkup.findings import Finding, State
from workbench.guide import storage
from workbench.lan import hosting
from workbench.lan.codes import code_of
from workbench.modules import text_of
from workbench.saying import _, later, sentence

NAMES: dict[State, str] = {
    "open": later("Open"),
    "look": later("Look at this"),
    "unknown": later("Not known here"),
    "good": later("Good"),
}


def section() -> None:
    """Everything that was found, what stands open first; and the network's certificate."""
    st.html(f"<style>{text_of('workbench', 'checkup', 'checkup.css')}</style>")
    served = practice.whole()
    found = looking.from_inside(served.archive, served.settings, demo=served.demo)
    st.header(_("How this machine is protected"))
    rows = sorted(found, key=lambda each: list(NAMES).index(each.state))
    st.html(f'<dl class="sw-checkup">{"".join(map(_row, rows))}</dl>')
    parts.quiet(sentence("not_reviewed"))
    _room()
    _certificate()


def _room() -> None:
    folder = practice.current().settings.data
    used = storage.size(sum(each.size for each in storage.holdings(folder)))
    parts.quiet(
        _("The practice takes {size} on this machine, in {folder}.", size=used, folder=folder)
    )


def _row(finding: Finding) -> str:
    sign = f'<span class="sw-state {finding.state}">{escape(_(NAMES[finding.state]))}</span>'
    return f"<dt>{escape(finding.about)}{sign}</dt><dd>{escape(finding.told)}</dd>"


def _certificate() -> None:
    """What browsers of the network show of this machine, to be compared."""
    hosted = hosting.current()
    if hosted.tls is None:
        return
    told = hosted.tls.told
    st.subheader(_("On the practice's network"))
    parts.quiet(
        _(
            "Devices reach the workbench at {address}. Its certificate counts until {day}; a "
            "browser that warns must show this fingerprint (SHA-256).",
            address=hosted.origin,
            day=parts.day(told.ends.isoformat()),
        )
    )
    st.html(f'<p class="sw-fingerprint">{told.grouped}</p>')
    with st.expander(_("The fingerprint as a code")):
        picture = quote(code_of(told.grouped))
        st.html(f'<img class="sw-code" src="data:image/svg+xml,{picture}" alt="{told.grouped}">')
