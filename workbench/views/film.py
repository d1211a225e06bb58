"""A replay as a film: made on a thread of its own, fetched once, never on disk."""

from __future__ import annotations

from functools import partial
from typing import cast

import streamlit as st

from workbench import parts, practice, state
from workbench.replay.encoding import Kind
from workbench.replay.scenes import Replay
from workbench.replay.shelf import Standing
from workbench.replay.stage import Scan
from workbench.saying import _, later

POLLED_S = 0.5
KINDS: dict[Kind, str] = {"webp": later("Small (WebP)"), "gif": later("Opens everywhere (GIF)")}


def film_box(sitting: str, replay: Replay, scan: Scan) -> None:
    """The box with everything about the film; while something is under way it looks again."""
    waited = _waits(practice.current().films.standing(sitting))

    def box() -> None:
        standing = practice.current().films.standing(sitting)
        if _waits(standing) != waited:
            st.rerun()
        with st.container(border=True, key="replay-film"):
            st.subheader(_("As a film"))
            _inside(sitting, replay, scan, standing)

    st.fragment(box, run_every=POLLED_S if waited else None)()


def _waits(standing: Standing | None) -> bool:
    return standing is not None and standing.state in ("making", "ready")


def _inside(sitting: str, replay: Replay, scan: Scan, standing: Standing | None) -> None:
    if standing is not None and standing.state == "making":
        st.progress(standing.done, text=_("Drawing the film"))
        st.button(
            _("Stop"), key="film-stop", on_click=partial(practice.current().films.drop, sitting)
        )
    elif standing is not None and standing.state == "ready":
        _ready(sitting, standing)
    else:
        _offer(sitting, replay, scan, standing)


def _ready(sitting: str, standing: Standing) -> None:
    size, seconds = f"{standing.size_bytes / 1024:.0f}", f"{standing.ms / 1000:.0f}"
    parts.quiet(_("{seconds} s, {size} KB", seconds=seconds, size=size))
    with st.container(horizontal=True):
        parts.save(f"/api/films/{standing.name}", _("Save the film"))
        st.button(
            _("Throw away"),
            key="film-drop",
            on_click=partial(practice.current().films.drop, sitting),
        )
    parts.note(_("It waits here in memory for ten minutes and can be saved once."))


def _make(sitting: str, replay: Replay, scan: Scan) -> None:
    """In the file format that is chosen now, which may be newer than the page."""
    kind = cast(Kind, state.widget("film-kind"))
    practice.current().films.begin(sitting, replay, kind=kind, scan=scan)


def _offer(sitting: str, replay: Replay, scan: Scan, standing: Standing | None) -> None:
    if standing is not None and standing.state == "taken":
        parts.quiet(_("The film was handed to the browser."))
    if standing is not None and standing.state == "failed":
        parts.calm_error(_("The film could not be made. Nothing was lost; try once more."))
    st.radio(
        _("File"),
        [*KINDS],
        format_func=lambda each: _(KINDS[each]),
        key="film-kind",
        horizontal=True,
    )
    st.button(
        _("Make a film"),
        key="film-make",
        icon=":material/movie:",
        on_click=partial(_make, sitting, replay, scan),
    )
    parts.note(
        _(
            "At most 20 seconds. It shows how every line was drawn, so ask before you hand it on. "
            "The file says that it is partly machine-made, where a painter answered."
        )
    )
