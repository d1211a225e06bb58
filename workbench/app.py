"""The page frame: what stands around every page. Streamlit runs this file anew for every look."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from engines.errors import NotHereError, SketchwellError, traced
from workbench import address_bar, parts, practice, state
from workbench.guide import tour
from workbench.handing.passes import Pass
from workbench.handing.standing import pin_is_set
from workbench.handing.veil import veil
from workbench.saying import _, retold
from workbench.views import copies, words_seen
from workbench.ways import WAYS, Way, first

HERE = Path(__file__).parent
_log = logging.getLogger(__name__)


def main() -> None:
    """Draws the frame and the page in it."""
    st.set_page_config(
        page_icon="app/static/icon.png",  # a client's view gets no media files
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    parts.styles()
    try:
        seen = state.browser()
    except SketchwellError as error:
        parts.calm_error(retold(str(error)))
        return
    if not seen.whole:
        _closed(seen)
        return
    state.speak()
    veil(seen, pin=pin_is_set(practice.whole(), seen))  # first: to hide waits for nothing
    logo = "logo-dark.png" if st.context.theme.type == "dark" else "logo.png"
    st.logo(str(HERE / "static" / logo), size="large")
    state.settle()
    served = practice.current()
    ways = {way.page(served): way for way in WAYS}
    page = st.navigation([*ways], position="top")
    way = next(way for each, way in ways.items() if each == page)
    if way is WAYS[0] and not way.open(served):
        # The studio stands at the plain address: whoever has none begins where theirs begins.
        st.switch_page(next(each for each, to in ways.items() if to is first(served)))
    st.set_page_config(page_title=f"{page.title} · Sketchwell")
    _narrow_navigation(ways)
    _run(page, way)
    address_bar.steady()
    if served.may("draw") and (way is not WAYS[0] or not state.at_a_table()):
        tour.show()  # never over a drawing


def _narrow_navigation(ways: dict[StreamlitPage, Way]) -> None:
    """The same pages as one row: Streamlit hides its own behind a sign on a narrow screen."""
    served = practice.current()
    with st.container(horizontal=True, key="pages"):
        for page, way in ways.items():
            if way.shown(served):
                st.page_link(page)


def _closed(seen: Pass) -> None:
    """Every address shows the same to a browser that is nobody's, locked, or the client's."""
    st.set_page_config(page_title="Sketchwell")
    file = "signing_in" if seen.scope == "signed-out" else "handed"
    pages = [
        st.Page(f"views/{file}.py", title="Sketchwell", url_path=way.path, default=way is WAYS[0])
        for way in WAYS
    ]
    _run(st.navigation(pages, position="hidden"), None)


def _run(page: StreamlitPage, way: Way | None) -> None:
    try:
        if way is not None:
            parts.standing_line(demo=practice.current().demo)
            if not way.open(practice.current()):
                state.not_here("page", way.path)
            copies.mended()
            words_seen.deaf()
        page.run()
    except NotHereError:
        parts.not_here()
    except SketchwellError as error:
        parts.calm_error(retold(str(error)))
    except Exception as error:  # noqa: BLE001 - the page frame: logged by its kind, said calmly
        _log.error("A page failed: %s", traced(error))
        parts.calm_error(
            _("This page could not be shown. What was saved is safe; load the page again.")
        )


main()
