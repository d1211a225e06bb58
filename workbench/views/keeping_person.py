"""How long one person's record is kept, and what may be done with it now: erase, lock, or wait."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import parts, practice, state
from workbench.archive import retention
from workbench.archive.restriction import MOST_LETTERS, Restriction
from workbench.archive.retention import Retention
from workbench.archive.store import Person
from workbench.guide import explaining
from workbench.looking import place
from workbench.saying import _, ngettext

REASON = "lock-reason"


def card(person: Person) -> None:
    """Why the record is kept until when, and what may be done with it today."""
    kept = practice.current().archive.retention(person.id)
    with st.container(border=True, key="keeping-card"):
        st.subheader(_("Keeping"))
        explaining.lead(_why(kept))
        ending(person)
        _locks_before(person)


def ending(person: Person) -> None:
    """The way to erase or to lock, whichever is possible today."""
    kept = practice.current().archive.retention(person.id)
    if (deed := kept.deed(retention.today())) == "erase":
        _erase(person)
    elif deed == "restrict":
        _lock(person, kept)
    else:
        parts.note(
            _(
                "Whether this may be erased is not known yet: an administrator says under "
                "Settings, “Keeping records”, for how many years this practice keeps them."
            )
        )


def locked(person: Person) -> None:
    """The whole page of somebody whose record is locked: since when, until when, why."""
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        back = partial(place.open_profile, None)
        st.button(_("Everybody"), icon=":material/arrow_back:", key="everybody", on_click=back)
        parts.who(person, about=_("Locked"))
    parts.trouble()
    lock = practice.current().archive.restrictions(person.id)[-1]
    parts.empty(_("This record is locked"), _since(lock))
    parts.note(_("Reason: {reason}", reason=lock.reason))
    parts.quiet(
        _(
            "Nobody sees or changes it meanwhile. An administrator can open it again under "
            "Settings, with a reason; that stands in the audit."
        )
    )
    if practice.current().archive.retention(person.id).deed(retention.today()) == "erase":
        with st.container(border=True):
            st.subheader(_("It need not be kept any longer"))
            _erase(person)


def _why(kept: Retention) -> str:
    if kept.synthetic:
        return _("Somebody made up: nothing has to be kept.")
    if kept.last is None:
        return _("There was no sitting yet: nothing has to be kept.")
    last = _("The last sitting was on {day}.", day=parts.day(kept.last.isoformat()))
    if kept.years is None or kept.until is None:
        return f"{last} {_('How long this practice keeps records was not said yet.')}"
    rule = ngettext(
        "This practice keeps records for {count} year after it",
        "This practice keeps records for {count} years after it",
        kept.years,
    )
    return f"{last} {rule}: {_('until {day}.', day=parts.day(kept.until.isoformat()))}"


def _since(lock: Restriction) -> str:
    told = [_("Since {day}.", day=parts.day(lock.since))]
    if lock.until is not None:
        told.append(_("It must be kept until {day}.", day=parts.day(lock.until)))
    return " ".join(told)


def _lock(person: Person, kept: Retention) -> None:
    until = parts.day(kept.until.isoformat()) if kept.until else ""
    parts.quiet(
        _(
            "It cannot be erased before {day}. It can be locked: nobody sees it until then, lists "
            "show a code instead of the name, and what is said here stands with the lock.",
            day=until,
        )
    )
    with st.form("lock-record", border=False):
        st.text_input(_("Reason"), key=REASON, max_chars=MOST_LETTERS, autocomplete="off")
        st.form_submit_button(
            _("Lock the record"),
            icon=":material/lock:",
            disabled=state.open_sitting(person.id) is not None,
            on_click=partial(_do_lock, person.id),
        )


def _do_lock(person_id: str) -> None:
    with parts.troubled():
        practice.current().restrict(person_id, str(state.widget(REASON) or ""))
        place.ask(None)


def _locks_before(person: Person) -> None:
    for lock in practice.current().archive.restrictions(person.id):
        if lock.lifted is not None:
            parts.quiet(
                _(
                    "Locked on {day} ({reason}), opened again on {opened} ({why}).",
                    day=parts.day(lock.since),
                    reason=lock.reason,
                    opened=parts.day(lock.lifted),
                    why=lock.lifted_why,
                )
            )


def _erase(person: Person) -> None:
    with st.expander(_("Erase for good"), icon=":material/delete_forever:"):
        parts.quiet(
            _(
                "This destroys everything of {name}: drawings, pictures, words, feelings, notes. "
                "Nobody can bring it back: a backup that is restored later leaves it out. Only a "
                "copy of the keys that somebody keeps elsewhere could still open an old backup.",
                name=person.name,
            )
        )
        with st.form("erase", border=False):
            typed = st.text_input(_("Type the name to go on"), autocomplete="off")
            if not st.form_submit_button(_("Erase {name}", name=person.name), width="stretch"):
                return
        if typed.strip() != person.name:
            parts.quiet(_("This is not the name. Nothing was erased."))
            return
        practice.current().erase(person.id)
        state.forget_person(person.id)
        st.rerun()
