"""Painters: who answers, who else could, what each needs, and the licences to read and accept."""

from __future__ import annotations

import streamlit as st

from engines import catalog, roster
from engines.errors import SketchwellError
from engines.roster import Entry, Standing
from workbench import parts, practice
from workbench.guide import explaining
from workbench.painters import pieces, telling
from workbench.saying import _, retold


def main() -> None:
    """Who answers first, then who could, then what was or must be accepted."""
    explaining.styles()
    pieces.styles()
    st.page_link("views/settings.py", label=_("Settings"), icon=":material/arrow_back:")
    st.title(_("Painters"))
    explaining.lead(
        _(
            "Who answers the drawings here, who else could, and what each of them needs. This page "
            "never opens the network: files are fetched in a terminal, by whoever looks after "
            "this machine."
        )
    )
    entries = roster.look(practice.current().settings)
    st.header(_("Who answers"), anchor=False)
    first = [entry for entry in entries if entry.ships or entry.chosen]
    for entry in sorted(first, key=lambda each: not each.chosen):
        painter(entry)
    others = [entry for entry in entries if entry not in first]
    large([entry for entry in others if entry.everyone and not entry.rehearsal])
    with st.expander(_("For research, and for engineers")):
        for entry in others:
            if not entry.everyone or entry.rehearsal:
                painter(entry)
    licences(entries)


def large(entries: list[Entry]) -> None:
    """The painters that anybody may use, and nobody needs."""
    st.header(_("Large painters"), anchor=False)
    parts.quiet(
        _(
            "Nobody needs one. They want a workstation with a graphics card, or a Jetson, and "
            "somebody who is at home in a terminal."
        )
    )
    for entry in entries:
        painter(entry)


def painter(entry: Entry) -> None:
    """One painter: what it is for and how far it is; the way there on request."""
    with st.container(border=True, key=f"painter-{entry.name}"):
        pieces.head(entry)
        if entry.chosen:
            answering()
        if entry.ships:
            if entry.nets:
                pieces.holdings(entry)
            return
        with st.expander(_("What it needs"), expanded=entry.chosen and not entry.ready):
            the_way(entry)


def answering() -> None:
    """What the painter that answers runs on, and who paints where it cannot."""
    serving = practice.current()
    told = [telling.running(serving.settings)]
    if serving.settings.painter == "house":
        told.append(telling.measured(dict(serving.network.took_ms)))
    if serving.settings.fallback_painter == "none":
        told.append(_("Where it cannot paint, nobody paints in its place."))
    parts.quiet(" ".join(each for each in told if each))


def the_way(entry: Entry) -> None:
    """The steps to a picture, the next command, and what lies here already."""
    needs = telling.needs_of(entry)
    if needs:
        parts.quiet(needs)
    pieces.way(entry)
    step = entry.next
    if step is not None:
        if step.what == "licences":
            parts.quiet(_("Below, under Licences; or in a terminal on this machine:"))
        else:
            parts.quiet(_("Next, in a terminal on this machine:"))
        typed = telling.command(step.command, practice.current().settings.data)
        st.code(typed, language=None, wrap_lines=True)
    if entry.disk:
        pieces.holdings(entry)


def licences(entries: tuple[Entry, ...]) -> None:
    """Every licence that somebody must accept, once, and those that ask for nothing."""
    st.header(_("Licences"), anchor="licences")
    found = {each.licence.name: each for entry in entries for each in entry.licences}
    parts.quiet(
        _(
            "Accepted once, for the practice, by somebody who may do that. Who accepts agrees to "
            "the whole text, not to these summaries."
        )
    )
    for standing in found.values():
        if standing.licence.accept:
            licence(standing, entries)
    free = [each.licence.title for each in found.values() if not each.licence.accept]
    if free:
        parts.quiet(_("Nothing to accept: {licences}.", licences="; ".join(free)))


def licence(standing: Standing, entries: tuple[Entry, ...]) -> None:
    """One licence: what it forbids, its whole text, and a name under it."""
    name = standing.licence.name
    users = [
        telling.name_of(entry)
        for entry in entries
        if name in [each.licence.name for each in entry.licences]
    ]
    with st.container(border=True, key=f"licence-{catalog.licence(name).file.split('/')[-1][:-4]}"):
        cautions = telling.cautions(standing, entries)
        pieces.licence_head(standing, ", ".join(users), cautions)
        with st.expander(_("Read it whole")):
            pieces.licence_text(standing)
            if standing.accepted is None:
                ask(name)


def ask(name: str) -> None:
    """A name under a licence; the same record as the command line writes."""
    with st.form(f"accept-{name}", border=False):
        by = st.text_input(_("Your name"), key=f"accept-by-{name}", max_chars=100)
        if st.form_submit_button(_("I have read it and accept it for this practice")):
            try:
                roster.accept(name, practice.current().settings, by=by)
            except SketchwellError as error:
                st.warning(_("Write your name first.") if not by.strip() else retold(str(error)))
                return
            st.rerun()


main()
