"""Research: who agreed to it, under pseudonyms, and their sittings as a table to take out."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice
from workbench.access.pseudonyms import ADDRESS
from workbench.guide import explaining
from workbench.saying import _, ngettext


def main() -> None:
    """What it is and is not, who is in it, and the file."""
    explaining.styles()
    st.title(_("Research"))
    explaining.lead(
        _(
            "Sittings of people who agreed to research and have not taken it back, under "
            "pseudonyms: what they said with the sliders, and what was measured in the pictures "
            "they kept. No names, notes, words, pictures or dates."
        )
    )
    found = practice.current().studied()
    if not found.people:
        parts.empty(
            _("Nobody yet"),
            _("Nobody who agreed to research has an ended sitting. Therapists ask for consent."),
        )
        return
    counted = ngettext("{count} person", "{count} people", len(found.people))
    sittings = ngettext("{count} sitting", "{count} sittings", len(found.rows["pseudonym"]))
    parts.quiet(f"{counted}, {sittings}")
    parts.save(ADDRESS, _("Take the table out (CSV)"))
    parts.note(
        _(
            "Pseudonyms are no anonymity: who knows when somebody was here may still guess. Keep "
            "the file as you would keep a record, and delete rows of whoever takes consent back."
        )
    )
    head = (_("Pseudonym"), _("Sittings"))
    rows = [(name, str(count)) for name, count in sorted(found.people.items())]
    explaining.table(head, rows, number=True)


main()
