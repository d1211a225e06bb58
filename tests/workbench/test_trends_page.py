"""The trends page without a browser, for people in every state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engines.errors import NotHereError
from engines.record import Feeling, Sitting
from engines.record import pack as record_pack
from engines.settings import Settings
from engines.strokes import Drawing
from engines.wording import sentence
from tests.workbench.conftest import a_stroke, everybodys
from workbench import practice
from workbench.archive.schema import new_id
from workbench.archive.store import Archive
from workbench.charts import plane, seen, words
from workbench.practice import Practice
from workbench.table import keepsakes
from workbench.trends import sheets
from workbench.views import over_time

APP = Path(__file__).resolve().parents[2] / "workbench" / "app.py"
DAY = "2026-05-{day:02}T17:00:00.000+00:00"


@pytest.fixture(scope="module")
def served(wash_settings: Settings) -> Iterator[Practice]:
    with practice.serving(wash_settings, demo=False) as opened:
        yield everybodys(opened)


def somebody(archive: Archive, name: str, *felt: tuple[float | None, float | None]) -> str:
    """A person whose sittings began and ended with these pleasures; half of them traditional."""
    person = archive.add_person(name, synthetic=True).id
    for number, (before, after) in enumerate(felt):
        day = DAY.format(day=number + 1)
        phase = "traditional" if number < len(felt) / 2 else "painter"
        feelings = (Feeling(before, before), Feeling(after, after))
        turns = (replace(keepsakes.of_drawing(Drawing(strokes=(a_stroke(),))), at=day),)
        made = Sitting(new_id(), person, phase, day, day, *feelings, turns)  # type: ignore[arg-type]
        archive.import_sitting(record_pack.pack(made), person=person)
    return person


def trends(person: str, **asked: str) -> AppTest:
    at = AppTest.from_file(str(APP), default_timeout=60)
    at.query_params["person"] = person
    at = at.run().switch_page("views/trends.py")
    for name, value in {"person": person, **asked}.items():
        at.query_params[name] = value
    at = at.run()
    assert not at.exception
    return at


def written(at: AppTest) -> str:
    shown = [element for kind in ("html", "subheader") for element in at.get(kind)]
    return " ".join(str(getattr(element, "value", "")) for element in shown)


def test_somebody_without_a_sitting_is_told_so(served: Practice):
    at = trends(somebody(served.archive, "New"))
    assert "No sitting yet" in written(at)
    assert len(at.get("plotly_chart")) == 0


def test_untouched_sliders_have_charts_and_say_that_answers_are_few(served: Practice):
    at = trends(somebody(served.archive, "Silent", (None, None), (None, None)), print="nobody")
    assert len(at.get("plotly_chart")) == 4
    assert sentence("too_few_answers") in written(at)
    assert "left out" in written(at)


def test_the_charts_have_tables_and_sentences(served: Practice):
    at = trends(somebody(served.archive, "Many", *[(0.2, 0.6)] * 5))
    assert written(at).count('<th scope="col">') > 15
    assert all(chart.proto.alt for chart in at.get("plotly_chart"))


def test_charts_further_down_keep_their_room_until_they_come(served: Practice):
    at = trends(somebody(served.archive, "Later", (0.2, 0.6)))
    heights = re.findall(r'class="sw-coming .*?height:(\d+)px', written(at))
    assert len(at.get("plotly_chart")) == 1
    assert [int(each) for each in heights] == [
        plane.HEIGHT,
        seen.RIVER_HEIGHT,
        seen.LINE_HEIGHT * len(words.MEASURES) + seen.LINES_REST,
    ]


def test_the_chosen_span_is_in_the_address(served: Practice):
    person = somebody(served.archive, "Span", *[(0.2, 0.6)] * 5)
    at = trends(person, sittings="2-3")
    assert tuple(at.slider[0].value) == (2, 3)
    assert "Sitting 3" in written(at)
    assert "sittings 2 to 3" in at.get("plotly_chart")[0].proto.alt


def test_two_phases_are_compared_without_a_verdict(served: Practice):
    at = trends(somebody(served.archive, "Both", *[(0.2, 0.6)] * 4), show="spans")
    assert "Too few values in one of the spans" in written(at)
    assert sentence("too_few_answers") in written(at)


def test_the_spans_to_compare_are_moved_and_stay_in_the_address(served: Practice):
    at = trends(somebody(served.archive, "Moved", *[(0.2, 0.6)] * 4), show="spans", by="spans")
    at = at.slider[0].set_value((1, 3)).run()
    assert not at.exception
    assert at.query_params["first"] in ("1-3", ["1-3"])
    assert "1 to 3" in written(at)


def test_everybody_is_there_in_an_order_that_ranks_nobody(served: Practice):
    at = trends(somebody(served.archive, "Last", (0.2, 0.6)), show="everybody")
    assert sentence("said") in written(at)
    assert len(at.get("bidi_component")) >= 1


@pytest.mark.parametrize(("head", "named"), [("name", True), ("nobody", False), ("code", False)])
def test_the_page_for_the_printer_names_only_who_is_to_be_named(
    served: Practice, head: str, named: bool
):
    at = trends(somebody(served.archive, "Printed Person", (0.2, 0.6)), print=head)
    assert ("Printed Person" in written(at)) is named
    assert sentence("what_it_is_not") in written(at)


def test_a_step_to_a_sitting_shows_it(served: Practice):
    person = somebody(served.archive, "Steps", *[(0.2, 0.6)] * 3)
    at = trends(person)
    assert "<b>Sitting 3</b>" in written(at)
    at = at.button(key="earlier").click().run()
    assert "<b>Sitting 2</b>" in written(at)


def test_a_part_that_runs_by_itself_asks_again_whose_it_is(monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []

    def gone(person: str) -> None:
        asked.append(person)
        raise NotHereError("Handed over meanwhile.")

    now: Any = SimpleNamespace(archive=SimpleNamespace(person=gone))
    monkeypatch.setattr(practice, "current", lambda: now)
    series: Any = SimpleNamespace(person=SimpleNamespace(id="ada"))
    sheet: Any = SimpleNamespace(key="said")
    shown: Any = over_time.shown
    after: Any = sheets._chart_after
    for part, given in ((shown, (series, ())), (after, (sheet, "", "ada"))):
        with pytest.raises(NotHereError):
            part.__wrapped__(*given)
    assert asked == ["ada", "ada"]
