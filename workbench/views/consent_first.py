"""Before a sitting: what was not asked yet, calmly, and the way to ask it."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice
from workbench.archive.store import Person
from workbench.consent import standing
from workbench.saying import _

TO_PEOPLE = "views/people.py"


def asked(person: Person) -> bool:
    """Whether a sitting may begin; what is missing is said, with the way to it."""
    archive = practice.current().archive
    agreed = archive.may_begin(person.id)
    waiting = [each.item for each in standing.of(archive, person.id) if each.waits]
    if agreed and not {"record", "painter"} & {*waiting}:
        if not archive.allows(person.id, "painter"):
            parts.quiet(_("The person draws alone: pictures by the painter were not agreed to."))
        return True
    if not agreed and "record" not in waiting:
        parts.note(_("No new sitting: a record was not agreed to, or was taken back."))
    elif not agreed:
        parts.note(_("Before the first sitting: ask what {name} agrees to.", name=person.name))
    else:
        parts.note(_("Something was not asked yet, or its text has changed since."))
    kind = "primary" if not agreed else "secondary"
    if st.button(_("Ask for consent"), icon=":material/contract_edit:", type=kind, key="ask-first"):
        first = next(iter(waiting), "all")
        address = {"person": person.id, "profile": person.id, "asking": first}
        st.switch_page(TO_PEOPLE, query_params=address)
    return agreed
