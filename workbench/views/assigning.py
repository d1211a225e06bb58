"""Who cares for whom: an administrator gives people to therapists, by code, and sees no more."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice, state
from workbench.access.accounts import Account, Role
from workbench.archive.assignments import Coded
from workbench.guide import explaining
from workbench.saying import _

SAVED = "assigned"
BOX_PX = 640


def main() -> None:
    """Whoever has nobody first, then one person by code, then everybody."""
    explaining.styles()
    st.page_link("views/settings.py", label=_("Settings"), icon=":material/arrow_back:")
    st.title(_("Who cares for whom"))
    explaining.lead(
        _(
            "People stand here by their codes alone. A therapist finds the code of a person on "
            "that person's page, under More, and can tell it to you."
        )
    )
    parts.trouble()
    if state.noted(SAVED):
        st.success(_("Saved. Open pages follow at once."))
        state.note(SAVED, value=None)
    served = practice.current()
    if served.demo:
        parts.empty(_("Everybody is yours"), _("The demo practice has no accounts to choose from."))
        return
    everybody = served.archive.coded()
    if not everybody:
        parts.empty(_("Nobody is here yet"), _("Whoever adds a person cares for that person."))
        return
    _nobodys([each for each in everybody if not each.care])
    _one(everybody)
    _all(everybody)


def _nobodys(alone: list[Coded]) -> None:
    """People of an archive from before there were accounts."""
    therapists = _with("therapist")
    if not alone or not therapists:
        return
    with st.container(border=True, width=BOX_PX, key="nobodys"):
        st.subheader(_("Nobody cares for these people yet"))
        parts.quiet(", ".join(each.code for each in alone))
        with st.form("adopt", border=False):
            chosen = st.selectbox(_("Give all of them to"), [*therapists], format_func=_named)
            if st.form_submit_button(_("Give"), type="primary") and chosen is not None:
                practice.current().archive.adopt(chosen)
                state.note(SAVED, value=True)
                st.rerun()


def _one(everybody: tuple[Coded, ...]) -> None:
    known = {each.id: each for each in everybody}
    with st.container(border=True, width=BOX_PX, key="give"):
        st.subheader(_("Hand somebody over"))
        chosen = st.selectbox(
            _("Person"),
            [*known],
            format_func=lambda each: _since(known[each]),
            index=None,
            placeholder=_("Find a code"),
            key="give-person",
        )
        if chosen is not None:
            _lists(known[chosen])


def _lists(person: Coded) -> None:
    therapists, supervisors = _with("therapist"), _with("supervisor")
    told = {"format_func": _named, "placeholder": _("Nobody yet")}
    with st.form(f"give-{person.id}", border=False):
        care = st.multiselect(
            _("Cared for by"),
            [*therapists, *(each for each in person.care if each not in therapists)],
            default=person.care,
            **told,
            key=f"care-{person.id}",
        )
        supervision = st.multiselect(
            _("Supervised by"),
            [*supervisors, *(each for each in person.supervision if each not in supervisors)],
            default=person.supervision,
            **told,
            key=f"supervision-{person.id}",
            help=_("Sees answers that wait for a look at this person's table, and nothing else."),
        )
        if st.form_submit_button(_("Save"), type="primary"):
            _save(person, frozenset(care), frozenset(supervision))


def _save(person: Coded, care: frozenset[str], supervision: frozenset[str]) -> None:
    archive = practice.current().archive
    if not care:
        parts.quiet(_("Somebody must care for the person: choose at least one."))
        return
    for account in sorted(care - {*person.care}):
        archive.assign(person.id, account)
    for account in sorted({*person.care} - care):
        archive.unassign(person.id, account)
    for account in sorted(supervision - {*person.supervision}):
        archive.assign(person.id, account, kind="supervision")
    for account in sorted({*person.supervision} - supervision):
        archive.unassign(person.id, account, kind="supervision")
    state.note(SAVED, value=True)
    st.rerun()


def _all(everybody: tuple[Coded, ...]) -> None:
    st.header(_("Everybody"))
    head = (_("Code"), _("Since"), _("Cared for by"), _("Supervised by"))
    explaining.table(
        head,
        [
            (
                each.code,
                parts.day(each.created) + (f" ({_('put away')})" if each.archived else ""),
                ", ".join(map(_named, each.care)),
                ", ".join(map(_named, each.supervision)),
            )
            for each in everybody
        ],
    )


def _since(person: Coded) -> str:
    return _("{code}, since {day}", code=person.code, day=parts.day(person.created))


def _with(role: Role) -> dict[str, Account]:
    return {each.id: each for each in _accounts() if each.has(role) and each.disabled is None}


def _named(account: str) -> str:
    return next((each.name for each in _accounts() if each.id == account), account)


def _accounts() -> tuple[Account, ...]:
    return practice.current().colleagues()


main()
