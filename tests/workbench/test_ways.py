"""The navigation leads nowhere that has nothing to show, also where nobody signs in."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.workbench.app_pages import APP, written
from workbench.practice import Practice
from workbench.ways import WAYS


def test_every_page_in_the_navigation_is_there_where_nobody_signs_in(alone: Practice):
    shown = [way for way in WAYS if way.shown(alone)]
    assert {"studio", "people", "settings", "help"} <= {way.path for way in shown}
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    missing = [way.path for way in shown if _nothing(at, way.file)]
    assert not missing


def _nothing(at: AppTest, file: str) -> bool:
    seen = at.switch_page(f"views/{file}.py").run()
    assert not seen.exception
    return "There is nothing here" in written(seen)
