"""Everything kept about a person, to be taken out for that person: what is in it, and the file."""

from __future__ import annotations

import streamlit as st

from workbench import parts
from workbench.archive.store import Person
from workbench.saying import _


def offer(person: Person) -> None:
    """The choice, and the way to the ZIP."""
    parts.heading(_("For the person: everything that is kept"), small=True)
    parts.quiet(
        _(
            "One ZIP with a page to read or print: every sitting with its drawings and pictures, "
            "questionnaires, what was agreed to, studies, and what was removed, by name alone. "
            "Whoever has the file can read it. The browser shows how far it is."
        )
    )
    notes = st.checkbox(
        _("With what the person was not shown"),
        key=f"everything-notes-{person.id}",
        help=_("Goals, notes, and pictures that were put back. You decide whether these belong."),
    )
    address = f"/api/people/{person.id}/everything.zip{'?notes=1' if notes else ''}"
    parts.save(address, _("Take everything out (ZIP)"))
