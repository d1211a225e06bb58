"""A sitting played again: the player, what is not known, whose pixels they are, and a film."""

from __future__ import annotations

from functools import partial

import streamlit as st

from engines.record import Sitting
from workbench import parts, practice
from workbench.archive.store import Person
from workbench.replay import figure, words
from workbench.replay.counting import Counted
from workbench.replay.player import player, shown_of
from workbench.replay.scenes import Replay
from workbench.replay.stage import Scan
from workbench.replay.timeline import replay_of
from workbench.saying import _
from workbench.trends import coming, sheets
from workbench.views.film import film_box


def replay_sitting(person: Person, sitting: Sitting) -> None:
    """The whole of it; of a sitting that goes on, what was kept so far.

    Args:
        person: whose sitting it is.
        sitting: with its turns, pictures and course, as `archive.sitting` gives it.
    """
    replay = replay_of(sitting)
    if not replay.scenes:
        parts.empty(_("Nothing to play yet"), _("A replay needs at least one kept drawing."))
        return
    player(sitting.id, shown_of(replay, person.id, clock=parts.clock))
    for line in words.told(replay.known):
        parts.note(line)
    scan = partial(_scan, person.id)
    chart, film = st.columns([7, 4], gap="large")
    with film:
        film_box(sitting.id, replay, scan)
    with chart:
        _shares(sitting, replay, scan)


def _scan(person: str, scan: str) -> bytes:
    return practice.current().archive.scan_png(scan, person=person)


@st.fragment
def _shares(sitting: Sitting, replay: Replay, scan: Scan) -> None:
    """Counted beside the page; while it is counted, its place says so."""
    counted = practice.current().counts.of(sitting.id, replay, scan=scan)
    here = counted.done()
    with st.container(border=True, key="replay-shares"):
        st.subheader(_("Whose pixels"))
        with st.container(key="place-shares", gap=None):
            coming.look_again(f"shares-{sitting.id}", here=here)
            if not here:
                doing = _("Counting the pixels")
                coming.place(figure.HEIGHT, told=doing, shown=doing)
        if here:
            _counted(counted.result(), replay)
        parts.note(figure.meaning())


def _counted(shares: Counted | None, replay: Replay) -> None:
    if shares is None:
        parts.quiet(_("They could not be counted. The replay is whole without them."))
        return
    drawn = figure.figure_of(shares, replay.span_ms, look=sheets.look())
    said = figure.told(shares)
    st.plotly_chart(drawn, theme=None, key="shares", config=sheets.CONFIG, alt=said)
    parts.quiet(said)
