"""What can be seen in one picture, beside the person's own earlier ones. Never a verdict."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from engines.record import Turn
from workbench import parts, practice
from workbench.archive.sittings import SittingRow, picture_id
from workbench.archive.store import Person
from workbench.looking import place
from workbench.looking.showing import described
from workbench.pictures import address
from workbench.readings import estimated, own, strips, toned, wording
from workbench.readings.defined import DEFINED
from workbench.saying import _, ngettext
from workbench.trends import printing


def seen_here(person: Person, row: SittingRow, turn: Turn) -> None:
    """The picture and its drawing on the left, every reading on the right."""
    strips.styles()
    picture = picture_id(turn)
    before = _earlier(person, picture)
    small, about = st.columns([3, 8], gap="large")
    with small:
        _pictures(person, turn)
        _quarters(own.seen_in(person.id, picture))
        _hiding(person)
    with about, st.container(border=True, key="sheet-seen"):
        parts.heading(_("What can be seen in this picture"), about=parts.day(row.started))
        _compared(len(before))
        values = _read(person, before)
        painted = own.painted_in(person.id, picture)
        strips.table(
            own.seen_in(person.id, picture), painted, values, hidden=person.tailored.hidden
        )
        if turn.answer and turn.answer.request.words and wording.NAME not in person.tailored.hidden:
            wording.show(person.id, turn.answer.request.words)
        if toned.wanted(practice.current().archive) and toned.NAME not in person.tailored.hidden:
            estimated.show(practice.current().archive, person.id, picture)
        for line in _limits():
            parts.note(line)
        with st.container(horizontal=True, key="print-bar"):
            printing.button()
            st.page_link("views/method.py", label=_("How each is worked out"))


def offer() -> None:
    """The button that leads here from a picture."""
    go = partial(place.do, "seen")
    st.button(_("What can be seen"), icon=":material/straighten:", key="to-seen", on_click=go)


def _earlier(person: Person, picture: str) -> list[str]:
    archive = practice.current().archive
    return own.earlier(archive.sittings(person.id), archive.glimpses(person.id), picture)


def _read(person: Person, pictures: list[str]) -> list[own.Values]:
    """Reads the earlier pictures, and says how far it is where that takes a while."""
    bar = st.empty()
    found: list[own.Values] = []
    for number, each in enumerate(pictures, 1):
        told = _("Reading earlier pictures: {count} of {all}", count=number, all=len(pictures))
        bar.progress(number / len(pictures), text=told)
        found.append(own.seen_in(person.id, each).drawn)
    bar.empty()
    return found


def _pictures(person: Person, turn: Turn) -> None:
    parts.picture(
        address(person.id, picture_id(turn), "picture"),
        alt=described(turn),
        caption=_("As it was seen") if turn.answer else _("The drawing"),
    )
    if turn.answer is not None:
        parts.picture(
            address(person.id, picture_id(turn), "drawing"),
            alt=_("The person's own marks"),
            caption=_("The person's own marks"),
        )


def _quarters(seen: own.Seen) -> None:
    """How the marks are shared out over the page, laid as the page lies."""
    if seen.quarters is not None:
        strips.quarters(seen.quarters)


def _hiding(person: Person) -> None:
    """Which readings stay away from this person's pictures, for good or until taken back."""
    titles = {each.name: _(each.title) for each in DEFINED} | {
        wording.NAME: _(wording.TITLE),
        toned.NAME: _(estimated.TITLE),
    }
    hidden = [name for name in person.tailored.hidden if name in titles]
    with st.expander(_("Hide readings"), key="hide-readings"):
        chosen = st.pills(
            _("Not shown of this person's pictures"),
            [*titles],
            selection_mode="multi",
            default=hidden,
            format_func=titles.__getitem__,
            key=f"hidden-{person.id}",
        )
        parts.quiet(_("A person may say that something about their pictures is not to be read."))
    if {*chosen} != {*hidden}:
        table = replace(person.tailored, hidden=tuple(sorted(chosen)))
        practice.current().archive.tailor(person.id, table)
        st.rerun()


def _compared(count: int) -> None:
    parts.quiet(
        ngettext(
            "Compared with this person's {count} earlier kept picture, and with nobody else's.",
            "Compared with this person's {count} earlier kept pictures, and with nobody else's.",
            count,
        )
        if count
        else _("This is the first kept picture: there is nothing to compare it with yet.")
    )


def _limits() -> tuple[str, ...]:
    return (
        _("These describe marks and colors. None of them says how somebody felt, or why."),
        _(
            "Where nothing has changed, a picture still lies outside six earlier ones in up to 2 "
            "of 7 cases. Materials, the theme and the hurry of the day change every one of them."
        ),
    )
