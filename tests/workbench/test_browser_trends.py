"""Trends in a real Chromium: steps by key and by tap, Back between people, a page on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from engines.record import Feeling, Sitting
from engines.record import pack as record_pack
from engines.strokes import Drawing
from tests.workbench import walking
from tests.workbench.browsing import WAIT_MS, enter, free_port, laid, serving
from tests.workbench.conftest import a_stroke
from workbench.archive.schema import new_id
from workbench.archive.store import Archive
from workbench.charts.frame import LEFT, RIGHT
from workbench.table import keepsakes

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Place = tuple[str, dict[str, str]]
A4_WIDTH_PX = 703  # 210 mm less two margins of 12 mm, at 96 px an inch


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A practice of two people with five sittings each: its address, and their ids by name."""
    folder = tmp_path_factory.mktemp("trends")
    with Archive.open(folder) as archive:
        people = {name: _somebody(archive, name) for name in ("Elm", "Yew")}
    with serving(free_port(), folder) as (address, _):
        yield address, people


@pytest.fixture(autouse=True)
def _signed_in(page: Page, place: Place) -> None:
    enter(page, place[0])


def _somebody(archive: Archive, name: str) -> str:
    person = archive.add_person(name, synthetic=True).id
    for number in range(1, 6):
        day = f"2026-05-0{number}T17:00:00.000+00:00"
        turn = keepsakes.of_drawing(Drawing(strokes=(a_stroke(),)))
        felt = (Feeling(0.1 * number, 0.8), Feeling(0.5, 0.2))
        made = Sitting(new_id(), person, "painter", day, day, *felt, (turn,))
        archive.import_sitting(record_pack.pack(made), person=person)
    return person


def opened(page: Page, place: Place, name: str, more: str = "") -> None:
    address, people = place
    page.goto(f"{address}/trends?person={people[name]}{more}")
    page.locator(".js-plotly-plot").nth(3).wait_for(timeout=WAIT_MS)


def beside(page: Page, sitting: int) -> None:
    shown = page.locator(".st-key-beside .sw-sitting b", has_text=f"Sitting {sitting}")
    shown.wait_for(timeout=WAIT_MS)


def test_keys_and_taps_step_through_the_sittings(page: Page, place: Place):
    opened(page, place, "Elm")
    beside(page, 5)
    row = page.locator(".st-key-sheet-said [role=slider].said")
    row.press("ArrowLeft")
    row.press("ArrowLeft")
    beside(page, 3)
    assert "Sitting 3," in (row.get_attribute("aria-valuetext") or "")
    assert page.evaluate("document.activeElement.shadowRoot?.activeElement?.role") == "slider"
    page.locator(".st-key-chart-said .sw-cursor").wait_for(timeout=WAIT_MS)
    box = page.locator(".st-key-chart-said .js-plotly-plot").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + LEFT + (box["width"] - LEFT - RIGHT) * 0.12, box["y"] + 150)
    beside(page, 1)


def test_back_goes_to_the_person_before(page: Page, place: Place):
    opened(page, place, "Elm")
    page.locator(".st-key-choose button", has_text="Yew").click()
    page.locator(".sw-who .name", has_text="Yew").wait_for(timeout=WAIT_MS)
    page.wait_for_function("id => location.search.includes(id)", arg=place[1]["Yew"])
    laid(page)  # a page that is still being drawn would name Yew once more
    page.go_back()
    page.locator(".sw-who .name", has_text="Elm").wait_for(timeout=WAIT_MS)


def test_one_step_back_leaves_a_page_that_named_its_person_itself(page: Page, place: Place):
    address, people = place
    page.goto(f"{address}/people?person={people['Elm']}")
    laid(page)
    page.locator("[data-testid=stTopNavLink]", has_text="Trends").click()
    page.wait_for_function("id => location.search.includes(id)", arg=people["Elm"])
    page.locator(".st-key-chart-said").wait_for(timeout=WAIT_MS)
    assert page.url.endswith(f"/trends?person={people['Elm']}")
    page.go_back()
    page.wait_for_function("() => location.pathname === '/people'", timeout=WAIT_MS)


def test_everybody_opens_the_person_who_was_tapped(page: Page, place: Place):
    address, people = place
    page.goto(f"{address}/trends?person={people['Elm']}&show=everybody")
    page.locator(".caseload .one", has_text="Yew").click(timeout=WAIT_MS)
    page.locator(".sw-who .name", has_text="Yew").wait_for(timeout=WAIT_MS)
    page.wait_for_function("() => !location.search.includes('show')")


def test_on_paper_stand_charts_and_tables_and_nothing_to_press(page: Page, place: Place):
    opened(page, place, "Elm", "&print=nobody")
    page.emulate_media(media="print")
    widths = page.locator(".js-plotly-plot").evaluate_all("all => all.map(n => n.clientWidth)")
    assert max(widths) <= A4_WIDTH_PX
    assert page.locator(".sw-table table").first.is_visible()
    assert not page.get_by_role("button", name="Print this page").is_visible()
    assert "Elm" not in page.locator(".st-key-print-page").inner_text()


def test_axe_finds_nothing_serious(page: Page, place: Place):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    opened(page, place, "Elm")
    page.get_by_text("As a table").first.click()
    page.locator(".sw-table").first.wait_for(timeout=WAIT_MS)
    walking.settled(page)
    found = axe.Axe().run(page).response["violations"]
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], each["nodes"][0]["target"]) for each in grave] == []
