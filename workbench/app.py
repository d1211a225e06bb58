"""The page frame: what stands around every page. Streamlit runs this file anew for every look."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from engines.errors import SketchwellError, traced
from workbench import address_bar, parts, practice, state
from workbench.guide import tour
from workbench.handing.veil import veil
from workbench.saying import _, retold

HERE = Path(__file__).parent
BEHIND = ("painters",)  # pages that another page leads to
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
        _closed()
        return
    state.speak()
    veil(
        seen, pin=practice.current().passes.pin.is_set
    )  # first: to hide everything waits for nothing
    logo = "logo-dark.png" if st.context.theme.type == "dark" else "logo.png"
    st.logo(str(HERE / "static" / logo), size="large")
    pages = _pages()
    page = st.navigation(pages, position="top")
    st.set_page_config(page_title=f"{page.title} · Sketchwell")
    _narrow_navigation(pages)
    _run(page)
    address_bar.steady()
    if page != pages[0] or not state.at_a_table():
        tour.show()  # never over a drawing


def _pages() -> list[StreamlitPage]:
    return [
        st.Page("views/studio.py", title=_("Studio"), icon=":material/brush:", default=True),
        st.Page("views/people.py", title=_("People"), icon=":material/group:", url_path="people"),
        st.Page(
            "views/gallery.py",
            title=_("Sittings"),
            icon=":material/photo_library:",
            url_path="sittings",
        ),
        st.Page(
            "views/trends.py",
            title=_("Trends"),
            icon=":material/show_chart:",
            url_path="trends",
        ),
        st.Page(
            "views/settings.py",
            title=_("Settings"),
            icon=":material/tune:",
            url_path="settings",
        ),
        st.Page("views/help.py", title=_("Help"), icon=":material/help:", url_path="help"),
        st.Page("views/painters.py", title=_("Painters"), url_path=BEHIND[0], visibility="hidden"),
    ]


def _narrow_navigation(pages: list[StreamlitPage]) -> None:
    """The same pages as one row: Streamlit hides its own behind a sign on a narrow screen."""
    with st.container(horizontal=True, key="pages"):
        for page in pages:
            if page.url_path not in BEHIND:
                st.page_link(page)


def _closed() -> None:
    """Every address shows the same to a browser that is not the therapist's."""
    st.set_page_config(page_title="Sketchwell")
    paths = [page.url_path for page in _pages()]
    pages = [
        st.Page("views/handed.py", title="Sketchwell", url_path=path or None, default=not path)
        for path in paths
    ]
    _run(st.navigation(pages, position="hidden"))


def _run(page: StreamlitPage) -> None:
    try:
        if state.browser().whole:
            parts.standing_line(demo=practice.current().demo)
        page.run()
    except SketchwellError as error:
        parts.calm_error(retold(str(error)))
    except Exception as error:  # noqa: BLE001 - the page frame: logged by its kind, said calmly
        _log.error("A page failed: %s", traced(error))
        parts.calm_error(
            _("This page could not be shown. What was saved is safe; load the page again.")
        )


main()
