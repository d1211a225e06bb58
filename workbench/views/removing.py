"""Taking single things out of a record, for a day and then for good; and bringing them back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from engines.record import Turn
from workbench import parts, practice
from workbench.archive import retention
from workbench.archive.removal import Kind, Removal
from workbench.archive.sittings import SittingRow, picture_id
from workbench.archive.store import Person
from workbench.looking import place
from workbench.saying import _, later, ngettext

FEW = 3
NAMES: dict[Kind, str] = {
    "turn": later("A picture was removed."),
    "note": later("The note was removed."),
    "scan": later("A paper drawing and what was made on it were removed."),
    "sitting": later("A sitting was removed."),
    "questionnaire": later("A questionnaire was removed."),
}


def offer(person: Person, row: SittingRow, turn: Turn | None) -> None:
    """What of this sitting can be removed, behind one button; nothing while it goes on."""
    if row.ended is None or not practice.current().may("keep", person.id):
        return
    # Under another name once it was used: the next button would lie under the same finger.
    used = len(practice.current().archive.removals(person.id))
    with st.popover(_("Remove"), icon=":material/delete:", key=f"remove-{used}"):
        parts.quiet(_("Gone from every page at once, and for good after a day."))
        must_be_kept(person)
        if turn is not None:
            _of_picture(person, row, turn)
        if practice.current().archive.note(row.id):
            _button("note", _("Remove the note"), partial(_note, row.id))
        _button("sitting", _("Remove the whole sitting"), partial(_sitting, row.id))


def pending(person: Person, sitting: str | None = None, *, kind: str | None = None) -> bool:
    """What can still be brought back, of a person or a sitting or a kind; whether there is any."""
    parts.trouble()
    found = practice.current().archive.removals(person.id)
    here = [each for each in found if sitting is None or each.sitting in (sitting, None)]
    here = [each for each in here if kind in (None, each.kind)]
    numbers = {row.id: row.number for row in practice.current().archive.sittings(person.id)}
    with _place(len(here)):
        for each in here:
            _line(person, each, None if sitting else numbers.get(each.sitting or ""))
    return bool(here)


def _place(count: int) -> DeltaGenerator:
    """Where the lines stand: many, as after a consent was taken back, are folded away."""
    if count <= FEW:
        return st.container(key="removed-few")
    label = ngettext("{count} removal can be undone", "{count} removals can be undone", count)
    return st.expander(label, icon=":material/undo:")


def _line(person: Person, removal: Removal, number: int | None) -> None:
    where = "" if number is None else f"{_('Sitting {number}', number=number)}: "
    day, time = parts.day(removal.final), parts.clock(removal.final)
    with st.container(horizontal=True, vertical_alignment="center", key=f"removed-{removal.id}"):
        st.button(
            _("Bring it back"),
            icon=":material/undo:",
            key=f"bring-{removal.id}",
            on_click=partial(_bring_back, person.id, removal.id),
        )
        gone = _("Gone for good on {day}, {time}.", day=day, time=time)
        parts.quiet(f"{where}{_(NAMES[removal.kind])} {gone}")


def must_be_kept(person: Person) -> None:
    """Until when the law wants the record kept, where it does: before anything is taken out."""
    kept = practice.current().archive.retention(person.id)
    if kept.deed(retention.today()) == "restrict" and kept.until is not None:
        day = parts.day(kept.until.isoformat())
        parts.note(
            _(
                "This record must be kept until {day}: remove only what does not belong in it, "
                "such as a slip or somebody else's drawing.",
                day=day,
            )
        )


def _of_picture(person: Person, row: SittingRow, turn: Turn) -> None:
    picture = picture_id(turn)
    _button("picture", _("Remove this picture"), partial(_turn, person.id, row.id, picture))
    whole = practice.current().archive.turn(picture, person=person.id)
    if whole.drawing.paper.scan is not None:
        label = _("Remove the paper drawing and every picture on it")
        _button("scan", label, partial(_scan, person.id, row.id, whole.drawing.paper.scan))


def _button(name: str, label: str, done: Callable[[], None]) -> None:
    st.button(label, key=f"remove-{name}", width="stretch", on_click=done)


def _turn(person: str, sitting: str, picture: str) -> None:
    with parts.troubled():
        practice.current().archive.remove_turn(picture, person=person)
        practice.current().let_go([sitting])
        place.look_at(None)


def _scan(person: str, sitting: str, scan: str) -> None:
    with parts.troubled():
        practice.current().archive.remove_scan(scan, person=person)
        practice.current().let_go([sitting])
        place.look_at(None)


def _note(sitting: str) -> None:
    with parts.troubled():
        practice.current().archive.remove_note(sitting)


def _sitting(sitting: str) -> None:
    with parts.troubled():
        practice.current().remove_sitting(sitting)
        place.open_sitting(None)


def _bring_back(person: str, removal: str) -> None:
    with parts.troubled():
        practice.current().archive.bring_back_removed(removal, person=person)
