"""The page frame: what stands around every page. Streamlit runs this file anew for every look."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from engines.errors import SketchwellError
from workbench import parts, practice, state
from workbench.saying import _, retold

HERE = Path(__file__).parent
_log = logging.getLogger(__name__)


def main() -> None:
    """Draws the frame and the page in it."""
    st.set_page_config(
        page_title="Sketchwell",
        page_icon=str(HERE / "static" / "icon.png"),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    state.speak()
    st.logo(str(HERE / "static" / "logo.png"), size="large")
    parts.styles()
    page = st.navigation(
        [
            st.Page("views/studio.py", title=_("Studio"), icon=":material/brush:", default=True),
            st.Page(
                "views/felt.py",
                title=_("Feelings"),
                icon=":material/sentiment_calm:",
                url_path="feelings",
            ),
            st.Page(
                "views/trends.py",
                title=_("Trends"),
                icon=":material/show_chart:",
                url_path="trends",
            ),
            st.Page(
                "views/gallery.py",
                title=_("Sittings"),
                icon=":material/photo_library:",
                url_path="sittings",
            ),
        ],
        position="top",
    )
    try:
        parts.standing_line(demo=practice.current().demo)
        page.run()
    except SketchwellError as error:
        parts.calm_error(retold(str(error)))
    except Exception as error:  # noqa: BLE001 - the page frame: logged by its kind, said calmly
        _log.error("A page failed: %s", type(error).__name__, exc_info=error)
        parts.calm_error(
            _("This page could not be shown. What was saved is safe; load the page again.")
        )


main()
