"""The pages without a browser: what stands on them, for nobody, somebody, and a demo person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engines.settings import load
from engines.wording import sentence
from tests.workbench.conftest import FILLED_S
from workbench import practice
from workbench.demo import filling
from workbench.demo.people import HAZEL
from workbench.practice import Practice
from workbench.tailored import Tailored

APP = Path(__file__).resolve().parents[2] / "workbench" / "app.py"
PAGES = ("views/studio.py", "views/people.py", "views/trends.py", "views/gallery.py")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """A practice with one synthetic person and their past."""
    settings = load({"data": str(tmp_path_factory.mktemp("demo")), "painter": "wash"})
    everyone, filling.EVERYONE = filling.EVERYONE, (HAZEL,)
    try:
        with practice.serving(settings, demo=True) as served:
            assert served.filling.wait(FILLED_S)
            yield served
    finally:
        filling.EVERYONE = everyone


def page(path: str) -> AppTest:
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    return at if path == PAGES[0] else at.switch_page(path).run()


def written(at: AppTest) -> str:
    shown = [element for kind in ("html", "subheader") for element in at.get(kind)]
    return " ".join(str(getattr(element, "value", "")) for element in shown)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_the_person_is_synthetic(path: str):
    at = page(path)
    assert not at.exception
    assert path == PAGES[1] or "Synthetic person" in written(at)
    assert sentence("synthetic_people") in written(at)


@pytest.mark.usefixtures("demo")
def test_the_demo_opens_with_a_person_ready():
    at = page(PAGES[0])
    assert "Hazel" in written(at)
    assert not at.button(key="begin").disabled


def figures(at: AppTest) -> list[dict[str, Any]]:
    return [json.loads(chart.proto.spec) for chart in at.get("plotly_chart")]


@pytest.mark.usefixtures("demo")
def test_trends_show_what_was_said_with_gaps():
    at = page(PAGES[2])
    at.query_params["print"] = "nobody"  # where all charts are drawn at once
    said, _plane, _river, seen = figures(at.run())
    lines = {trace["name"]: trace["y"] for trace in said["data"]}
    assert lines["pleasure after"][3] is None
    assert {trace.get("name") for trace in seen["data"]} >= {"lightness", "warmth", "coverage"}


@pytest.mark.usefixtures("demo")
def test_under_every_chart_stands_that_a_line_proves_nothing():
    at = page(PAGES[2])
    places = len(at.get("plotly_chart")) + written(at).count("sw-coming")
    assert written(at).count(sentence("falling_line")) == places == 4


def test_the_gallery_opens_a_sitting_and_goes_back(demo: Practice):
    at = page(PAGES[3])
    newest = demo.archive.sittings()[-1]
    at.query_params["sitting"] = newest.id
    at = at.run()
    assert "Before the sitting" in written(at)
    at = at.button(key="all-sittings").click().run()
    assert "Before the sitting" not in written(at)
    assert at.get("bidi_component")


def test_a_sitting_is_begun_drawn_in_and_ended(demo: Practice):
    at = page(PAGES[0])
    at = at.button(key="begin").click().run()
    (sitting,) = demo.archive.open_sittings()
    assert at.get("bidi_component")
    at = at.button(key="end").click().run()
    assert "After the sitting" in written(at)
    reloaded = AppTest.from_file(str(APP), default_timeout=60)
    reloaded.query_params.update({name: at.query_params[name] for name in at.query_params})
    assert "After the sitting" in written(reloaded.run())
    assert demo.archive.open_sittings() == ()
    at = at.button(key="done").click().run()
    assert "Before we draw" in written(at)
    assert demo.archive.sitting(sitting.sitting.id).ended


def test_the_surface_of_one_sitting_is_chosen_before_it(opened: Practice):
    person = opened.archive.add_person("B. 14", synthetic=True)
    at = page(PAGES[0])
    at.button_group(key=f"surface-{person.id}-pad").set_value("canvas").run()
    at.button(key="begin").click().run()
    (sitting,) = opened.archive.open_sittings()
    assert opened.tables.at(sitting.sitting.id).surface == "canvas"
    assert opened.archive.person(person.id).tailored.surface == "pad"
    opened.tables.end(sitting.sitting.id)
    opened.erase(person.id)


def test_a_sitting_begins_as_it_was_chosen_even_before_the_page_shows_it(opened: Practice):
    person = opened.archive.add_person("B. 14", synthetic=True)
    at = page(PAGES[0])
    at.button_group(key=f"phase-{person.id}-painter-False").set_value("traditional")
    at.button(key="begin").click().run()
    (sitting,) = opened.archive.open_sittings()
    assert sitting.sitting.phase == "traditional"
    opened.tables.end(sitting.sitting.id)
    opened.erase(person.id)


def test_no_sitting_begins_with_whom_somebody_just_turned_from(opened: Practice):
    first, second = (
        opened.archive.add_person("B. 14", synthetic=True),
        opened.archive.add_person("B. 15", synthetic=True),
    )
    at = page(PAGES[0])
    at.button_group(key=f"who-{first.id}").set_value(second.id)
    at.button(key="begin").click().run()
    assert opened.archive.open_sittings() == ()
    assert "B. 15" in written(at)
    opened.erase(first.id)
    opened.erase(second.id)


def test_with_the_painter_off_a_sitting_is_traditional(opened: Practice):
    person = opened.archive.add_person("B. 14", synthetic=True)
    opened.archive.tailor(person.id, Tailored(painter=False))
    page(PAGES[0]).button(key="begin").click().run()
    (sitting,) = opened.archive.open_sittings()
    assert sitting.sitting.phase == "traditional"
    opened.tables.end(sitting.sitting.id)
    opened.erase(person.id)


@pytest.mark.usefixtures("opened")
def test_an_empty_practice_asks_for_a_first_person():
    for path in PAGES:
        assert "Nobody is here yet" in written(page(path))


@pytest.mark.usefixtures("opened")
def test_an_added_person_is_there_to_begin_with():
    at = page(PAGES[0])
    at.text_input[0].set_value("B. 14")
    at = at.button[0].click().run()
    assert "B. 14" in written(at)
    assert "Synthetic person" not in written(at)


def test_without_a_practice_the_page_says_so_calmly(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(practice, "_serving", [])
    at = page(PAGES[0])
    assert "That did not work" in written(at)
    assert not at.exception
