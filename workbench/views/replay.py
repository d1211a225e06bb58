"""A sitting played again: the player, what is not known, whose pixels they are, and a film."""

from __future__ import annotations

from functools import partial

import streamlit as st

from engines.record import Sitting
from workbench import parts, practice, state
from workbench.archive.store import Person
from workbench.replay import figure, words
from workbench.replay.player import player, shown_of
from workbench.replay.scenes import Replay
from workbench.replay.shares import Share, shares_of
from workbench.replay.stage import Scan
from workbench.replay.timeline import replay_of
from workbench.saying import _
from workbench.trends import sheets
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
        _shares(person.id, sitting, replay, scan)


def _scan(person: str, scan: str) -> bytes:
    return practice.current().archive.scan_png(scan, person=person)


def _shares(person: str, sitting: Sitting, replay: Replay, scan: Scan) -> None:
    @state.remembered
    def counted(person: str, sitting: str, turns: int, scenes: int) -> tuple[Share, ...]:
        del person, sitting, turns, scenes  # what the cache goes by
        return shares_of(replay, scan=scan)

    shares = counted(person, sitting.id, len(sitting.turns), len(replay.scenes))
    with st.container(border=True, key="replay-shares"):
        st.subheader(_("Whose pixels"))
        drawn = figure.figure_of(shares, replay.span_ms, look=sheets.look())
        said = figure.told(shares)
        st.plotly_chart(drawn, theme=None, key="shares", config=sheets.CONFIG, alt=said)
        parts.quiet(said)
        parts.note(figure.meaning())
