"""The page on a study's design: its figures, its sentences, and that a drawing can be stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from workbench.charts import looks, power
from workbench.outcomes.simulation import ORDERS, Assumed, Sweep, Tally
from workbench.views import design_told

PAGE = Path(__file__).resolve().parents[2] / "workbench" / "views" / "design.py"
TALLIES = {
    8: Tally(200, 10, 40, 10, 150, 160, 800.0),
    20: Tally(200, 0, 100, 8, 190, 196, 500.0),
    24: Tally(200, 0, 120, 12, 200, 200, 450.0),
}


def test_a_figure_shows_every_share_with_its_interval():
    drawn: Any = power.finding(TALLIES, 20)
    line = drawn.data[0]
    assert list(line.x) == [8, 20, 24]
    assert list(line.y) == pytest.approx([20, 50, 60])
    ends = list(zip(line.error_y.arrayminus, line.error_y.array, strict=True))
    assert all(low > 0 and high > 0 for low, high in ends)
    # The number that was chosen keeps its tick; one too near to it gives way.
    assert list(drawn.layout.xaxis.ticktext) == ["8", "<b>20</b>"]


def test_both_analyses_differ_without_color():
    drawn: Any = power.fooled(TALLIES, 20, look=looks.PRINT)
    one, other = drawn.data
    assert one.marker.symbol != other.marker.symbol
    assert one.line.dash != other.line.dash
    assert list(one.y) == pytest.approx([80, 98, 100])
    assert list(other.y) == pytest.approx([5, 4, 6])


def test_the_table_and_the_words_say_what_the_figures_show():
    table = power.table(TALLIES)
    assert [row[0] for row in table.rows] == ["8", "20", "24"]
    assert all(len(row) == len(table.heads) for row in table.rows)
    assert table.rows[1][1] == "50 of 100 (43 to 57)"
    assert table.rows[0][-1] == "10 / 200"
    assert "20 people: 50 of 100 (43 to 57)" in power.told(TALLIES, "found")
    assert power.table({8: Tally(50, 50)}).rows[0][4] == "–"


@pytest.mark.parametrize("order", ORDERS)
def test_the_sentences_hold_what_was_assumed_and_counted(order):
    of = Assumed(people=8, order=order)
    said = " ".join([design_told.assumed(of), *design_told.sentences(of, TALLIES[8])])
    assert design_told.orders()[order] in said
    assert "20 of 100" in said
    assert "10 of 200 studies could not be fitted" in said
    assert all(design_told.limits(of))


def test_a_drawing_goes_on_is_stopped_and_begins_anew_with_other_assumptions():
    page = AppTest.from_file(str(PAGE), default_timeout=60).run()
    assert not page.exception
    first = page.session_state["noted-design"]
    assert isinstance(first, Sweep)
    assert first.steps > 0
    page.button(key="design-stop").click().run()
    assert not page.exception
    stopped = page.session_state["noted-design"].steps
    page.run()
    assert page.session_state["noted-design"].steps == stopped
    page.radio(key="order").set_value("crossover").run()
    anew = page.session_state["noted-design"]
    assert anew.assumed.order == "crossover"
    assert anew is not first


def test_a_drawing_that_is_done_says_so():
    page = AppTest.from_file(str(PAGE), default_timeout=60)
    page.run()
    sweep = page.session_state["noted-design"]
    sweep.studies = 50  # one round
    while not sweep.done:
        sweep.step()
    page.run()
    assert not page.exception
    assert not [each for each in page.button if each.key == "design-stop"]
    assert any("finds the effect" in each.value for each in page.markdown)
