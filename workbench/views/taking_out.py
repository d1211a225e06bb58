"""What of a person's record leaves the practice as a file: chosen here, with what is in it."""

from __future__ import annotations

from html import escape

import streamlit as st

from workbench import parts
from workbench.archive.store import Person
from workbench.exchange.codes import RELEASES
from workbench.modules import text_of
from workbench.saying import _
from workbench.views import everything


def card(person: Person) -> None:
    """The record for another system."""
    with st.expander(_("Take the record out"), icon=":material/output:", key="taking-out"):
        _for_another_system(person)
        everything.offer(person)


def _for_another_system(person: Person) -> None:
    parts.heading(_("For another system (FHIR)"), small=True)
    parts.quiet(
        _(
            "One file that other health software can read: questionnaires with their sums, what "
            "was said with the sliders, and what was agreed to. Goals, notes, talk and drawings "
            "stay here. Without the name the file carries only a code of this practice."
        )
    )
    release = st.radio(
        _("Release"),
        [*RELEASES],
        horizontal=True,
        key=f"fhir-release-{person.id}",
        help=_("R4B is understood by most systems. Take R5 where the other side asks for it."),
    )
    named = st.checkbox(_("With the name"), key=f"fhir-named-{person.id}")
    pictured = st.checkbox(
        _("With the kept pictures"),
        key=f"fhir-pictured-{person.id}",
        help=_("A picture that the painter had a part in says so on itself."),
    )
    chosen = [*["name=1"] * named, *["pictures=1"] * pictured]
    asked = f"?{'&'.join(chosen)}" if chosen else ""
    label = _("Take it out (FHIR {release})", release=release)
    save(f"/api/people/{person.id}/fhir/{release}{asked}", label)


def save(address: str, label: str) -> None:
    """A link that saves a file."""
    styles = text_of("workbench", "replay", "film.css")
    link = f'<a class="sw-save" href="{escape(address)}" download>{escape(label)}</a>'
    st.html(f"<style>{styles}</style>{link}", width="content")
