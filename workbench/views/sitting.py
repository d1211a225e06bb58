"""One sitting opened: its turns in order, what was asked, said, felt and noted."""

from __future__ import annotations

from functools import partial

import streamlit as st

from engines.picture import told
from engines.record import MET, Turn
from workbench import naming, parts, practice
from workbench.archive.sittings import SittingRow, picture_id
from workbench.archive.store import Person
from workbench.consent import showing as consented
from workbench.looking import components, place, showing
from workbench.saying import _, language
from workbench.views import closing, marking, removing, said, seen, together
from workbench.views.replay import replay_sitting


def one_sitting(person: Person, row: SittingRow) -> None:
    """The turns, the chosen one beside them, and what belongs to the whole sitting."""
    turns = practice.current().archive.glimpses(person.id).get(row.id, [])
    _head(person, row, turns)
    removed = removing.pending(person, row.id)
    consented.in_sitting(practice.current().archive.consents(person.id), row.id)
    if turns and place.doing() == "replay":
        replay_sitting(person, practice.current().archive.sitting(row.id))
        return
    if turns and place.doing() == "seen":
        seen.seen_here(person, row, _chosen(turns))
        return
    if turns:
        _turns(person, row, turns)
    elif not removed:
        parts.empty(_("Nothing was kept"), _("The page stayed empty in this sitting."))
    if not turns:
        closing.sitting_note(row.id)
    together.of_sitting(row.id)
    said.of_sitting(row.id)
    said.story_of(person.id, row, turns)
    before, after = st.columns(2, gap="large")
    with before:
        closing.felt(row, "before", _("Before the sitting"))
    with after:
        closing.felt(row, "after", _("After the sitting"))


def _head(person: Person, row: SittingRow, turns: list[Turn]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        st.button(
            _("All sittings"),
            icon=":material/arrow_back:",
            key="all-sittings",
            on_click=partial(place.open_sitting, None),
        )
        day = parts.day(row.started)
        parts.who(
            person,
            about=_("Sitting {number}, {day}", number=row.number, day=day),
            phase=row.phase,
        )
        st.space("stretch")
        removing.offer(person, row, _chosen(turns) if turns else None)
        if turns and row.phase in MET:  # what was brought in later has no course to play
            _replay_button()


def _replay_button() -> None:
    if place.doing() is not None:
        back = partial(place.do, None)
        st.button(
            _("Back to the pictures"), icon=":material/image:", key="to-pictures", on_click=back
        )
    else:
        again = partial(place.do, "replay")
        st.button(
            _("Play it again"), icon=":material/play_circle:", key="to-replay", on_click=again
        )


def _turns(person: Person, row: SittingRow, turns: list[Turn]) -> None:
    chosen = _chosen(turns)
    if marking.being_marked(chosen):
        marking.mark_here(person, row, chosen)
        return
    large, about = st.columns([7, 4], gap="large")
    with large:
        shown = {
            "sitting": row.id,
            "day": parts.day(row.started),
            "chosen": picture_id(chosen),
            "file": showing.file_of(person.id, row.id, turns),
            "turns": [showing.turn(person.id, turn) for turn in turns],
        }
        components.viewer(f"viewer-{row.id}", shown, turn=place.look_at)
    with about:
        _about(chosen)
        said.over(row.id, chosen, turns)
        closing.felt_of_turn(row.id, chosen)
        closing.sitting_note(row.id)


def _chosen(turns: list[Turn]) -> Turn:
    return next((turn for turn in turns if picture_id(turn) == place.picture()), turns[-1])


def _about(turn: Turn) -> None:
    parts.turn_words(
        turn.answer.request.words if turn.answer else "",
        naming.decided(turn),
        naming.asked(turn.answer.request) if turn.answer else "",
    )
    if turn.answer is not None:
        provenance = turn.answer.provenance
        words, unknown = turn.answer.request.words, provenance.unknown_words
        for sentence in told(unknown, provenance.notes, language(), words=words):
            parts.note(sentence)
    if turn.marks:
        parts.listed(_("Marked on this picture"), [_mark(mark.words) for mark in turn.marks])
    marking.offer(turn)
    seen.offer()


def _mark(words: str) -> str:
    return words or _("A mark without words")
