"""What of a person's record leaves the practice as a file: chosen here, with what is in it."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice
from workbench.archive.store import Person
from workbench.exchange.codes import RELEASES
from workbench.reporting import gathering, writing
from workbench.saying import _
from workbench.views import everything


def card(person: Person) -> None:
    """A report to read, and the record for another system."""
    with st.expander(_("Take the record out"), icon=":material/output:", key="taking-out"):
        _to_read(person)
        _for_another_system(person)
        everything.offer(person)


def _to_read(person: Person) -> None:
    parts.heading(_("To read or to print (PDF)"), small=True)
    parts.quiet(
        _(
            "The trends on white paper: charts, tables and questionnaires over time. Goals, notes "
            "and talk stay here. It takes a few seconds."
        )
    )
    if not writing.there():
        parts.note(_(writing.NOT_HERE))
        return
    if not practice.current().archive.sittings(person.id):
        parts.note(_("After the first sitting there is something to read here."))
        return
    heads = {"nobody": _("No name"), "code": _("A code"), "name": _("The name")}
    head = st.radio(
        _("Above the charts"),
        [*gathering.HEADS],
        format_func=heads.__getitem__,
        horizontal=True,
        key=f"report-head-{person.id}",
    )
    pictured = _pictured("report", person)
    asked = f"?head={head}{'&pictures=1' if pictured else ''}"
    parts.save(f"/api/people/{person.id}/report.pdf{asked}", _("Take the report out (PDF)"))


def _pictured(what: str, person: Person) -> bool:
    return st.checkbox(
        _("With the kept pictures"),
        key=f"{what}-pictured-{person.id}",
        help=_("A picture that the painter had a part in says so on itself."),
    )


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
    pictured = _pictured("fhir", person)
    chosen = [*["name=1"] * named, *["pictures=1"] * pictured]
    asked = f"?{'&'.join(chosen)}" if chosen else ""
    label = _("Take it out (FHIR {release})", release=release)
    parts.save(f"/api/people/{person.id}/fhir/{release}{asked}", label)
