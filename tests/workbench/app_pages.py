"""The workbench's pages without a browser."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

APP = Path(__file__).resolve().parents[2] / "workbench" / "app.py"


def people(person: str = "", asking: str | None = None) -> AppTest:
    """The page of people, or of one, who may be asked something there."""
    at = AppTest.from_file(str(APP), default_timeout=60)
    at = at.run().switch_page("views/people.py")
    if person:
        at.query_params["person"] = at.query_params["profile"] = person
    if asking:
        at.query_params["asking"] = asking
    return at.run()


def written(at: AppTest) -> str:
    """Every text of our own on a page."""
    return " ".join(str(getattr(each, "value", "")) for each in at.get("html"))
