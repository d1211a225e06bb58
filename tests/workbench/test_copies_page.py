"""Automatic copies on the settings page, and what a start had to mend on every page, once."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from workbench.archive import sweeping
from workbench.archive.safety import daily, second
from workbench.practice import Practice

APP = Path(__file__).resolve().parents[2] / "workbench" / "app.py"
MENDED = "The database was damaged: it lies there. It was made whole: nothing is lost."


def page(name: str) -> AppTest:
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    return at.switch_page(f"views/{name}.py").run()


def written(at: AppTest) -> str:
    kinds = (*at.get("html"), *at.info, *at.warning)
    return " ".join(str(getattr(each, "value", "")) for each in kinds)


def test_settings_take_a_copy_and_say_when_the_last_one_was(opened: Practice, tmp_path: Path):
    at = page("settings")
    at.text_input(key="second-place").set_value(str(tmp_path)).run()
    at.button(key="take-copy").click().run()
    assert not at.exception
    assert "The last saved copy: " in written(at)
    assert "1 copy is kept" in written(at)
    assert len(list((tmp_path / second.FOLDER).iterdir())) == 1
    at.text_input(key="second-place").set_value("").run()
    assert opened.archive.preference(daily.SECOND_PLACE) is None


def test_a_second_disk_that_is_gone_is_said(opened: Practice, tmp_path: Path):
    opened.archive.set_preference(daily.SECOND_PLACE, str(tmp_path / "unplugged"))
    at = page("settings")
    at.button(key="take-copy").click().run()
    assert "is its disk plugged in" in written(at)
    opened.archive.set_preference(daily.SECOND_PLACE, None)


def test_what_was_mended_is_said_once_and_stays_on_the_settings_page(opened: Practice):
    opened.archive._repaired = (MENDED,)
    at = page("people")
    assert "Nothing is lost." in written(at)
    at.button(key="mended-read").click().run()
    assert "Nothing is lost." not in written(at)
    assert "Nothing is lost." in written(page("settings"))


def test_a_sweep_that_waits_for_room_is_said_where_a_therapist_works(opened: Practice):
    opened.archive._sweeping.trouble = sweeping.FULL
    assert "The disk is full: make room." in written(page("people"))
    opened.archive._sweeping.trouble = ""
    assert "make room" not in written(page("people"))
