"""What was said in a sitting, when it is looked at again: over a picture, and all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from engines.record import Turn
from engines.record.spoken import Spoken, by_turn
from workbench import parts, practice, state
from workbench.archive.sittings import SittingRow, picture_id
from workbench.looking.takeaway import is_kept
from workbench.modules import text_of
from workbench.pictures import address
from workbench.reporting import writing
from workbench.saying import _
from workbench.talking import story, told

CHOSEN = "said-out"


def over(sitting_id: str, turn: Turn, turns: Sequence[Turn]) -> None:
    """What was said over one picture; nothing where nothing was."""
    lines = by_turn(practice.current().archive.spoken(sitting_id), turns).get(turn.id, [])
    if lines:
        _styles()
        with st.container(key=f"said-over-{turn.id}"):
            st.markdown(f"**{_('What was said')}**")
            st.html(told.thread(lines))


def of_sitting(sitting_id: str) -> None:
    """Everything that was said, in order; a line may be taken out."""
    lines = practice.current().archive.spoken(sitting_id)
    if not lines:
        return
    _styles()
    with st.expander(_("Everything that was said"), key="everything-said"):
        parts.quiet(_("The person may read this. Cards are the practice's own, signed words."))
        st.html(told.thread(lines))
        _taking_out(sitting_id, lines)


def story_of(person_id: str, row: SittingRow, turns: Sequence[Turn]) -> None:
    """The story that was told over the kept pictures, to be taken home as a booklet."""
    kept = [turn for turn in turns if is_kept(turn)]
    told_so_far = story.told(practice.current().archive.spoken(row.id), kept)
    if not told_so_far.begun:
        return
    with st.expander(_("The story"), key="the-story", icon=":material/auto_stories:"):
        parts.quiet(
            _(
                "The person's own words of the storytelling mode, picture by picture. Whatever "
                "they answer to the card that asks for a title becomes the title."
            )
        )
        st.html(told.storied(told_so_far, lambda turn: address(person_id, picture_id(turn))))
        if writing.there():
            file = f"/api/people/{person_id}/sittings/{row.id}/story.pdf"
            parts.save(file, _("Save it as a booklet (PDF)"))
        else:
            parts.note(_(writing.NOT_HERE))


def _taking_out(sitting_id: str, lines: Sequence[Spoken]) -> None:
    parts.trouble(CHOSEN)
    shown = dict(zip((line.id for line in lines), told.lines(lines), strict=True))
    with st.popover(_("Take a line out")):
        parts.quiet(
            _("Where somebody would rather not have it written down. It cannot be brought back.")
        )
        key = f"{CHOSEN}-{sitting_id}"
        st.selectbox(_("Which line"), [*shown], key=key, format_func=lambda name: shown[name])
        take = partial(_take_out, sitting_id, key)
        st.button(_("Take it out"), key="take-line-out", on_click=take)


def _take_out(sitting_id: str, key: str) -> None:
    archive, chosen = practice.current().archive, state.widget(key)
    with parts.troubled(CHOSEN):
        for line in archive.spoken(sitting_id):
            if line.id == chosen:
                archive.say(sitting_id, replace(line, text=""))


def _styles() -> None:
    st.html(f"<style>{text_of('workbench', 'talking', 'talk.css')}</style>")
