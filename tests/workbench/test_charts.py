"""Figures: missing is a gap, phases are shaded, tables say what the figures show."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from workbench.charts import compared, frame, looks, plane, said, seen, tables, words
from workbench.saying import speaking

ROWS: dict[str, list[Any]] = {
    "number": [1, 2, 3, 4],
    "phase": ["traditional", "traditional", "painter", "painter"],
    "started": [f"2026-05-{day}T17:00:00+00:00" for day in ("01", "08", "15", "22")],
    "ended": ["2026-05-01", "2026-05-08", "2026-05-15", None],
    "pleasure_before": [0.2, None, 0.4, 0.5],
    "pleasure_after": [0.3, 0.5, 0.9, None],
    "arousal_before": [0.6, 0.0, 0.5, 0.5],
    "arousal_after": [None, None, 0.1, None],
    "lightness": [0.8, None, 0.7, None],
    "warmth": [0.1, None, -0.2, None],
    "coverage": [0.2, None, 0.4, None],
    "strokes": [12.0, None, 40.0, None],
    "drawing_s": [70.0, None, None, None],
}
SHARES = [{"white": 0.5, "blue": 0.5}, None, {"white": 0.6, "blue": 0.1, "red": 0.3}, None]
SMALL = ["/one", None, "/three", None]
GROUPS = (compared.Group("First", (0, 1)), compared.Group("Second", (2, 3)))


def traces(figure: Any) -> dict[str, Any]:
    return {trace.name: trace for trace in figure.data if trace.name}


def test_what_was_left_out_is_a_gap_and_never_zero():
    found = traces(said.over_time(ROWS))["pleasure after"]
    assert list(found.y) == [0.3, 0.5, 0.9, None]
    assert found.connectgaps is False


def test_zero_is_a_value():
    assert traces(said.over_time(ROWS))["arousal before"].y[1] == 0.0


def test_arrows_need_both_answers_and_lead_from_before_to_after():
    found = traces(said.over_time(ROWS))["pleasure change"]
    assert [y for y in found.y if y is not None][::3] == [0.2, 0.4]
    assert found.x[0] < found.x[2]
    assert found.y[2] == 0.3


def test_a_sitting_that_goes_on_says_not_yet():
    figure: Any = said.over_time(ROWS)
    assert [note.x for note in figure.layout.annotations if note.text == "not yet"] == [4.25] * 2
    assert "not yet after" in said.told(ROWS, 3)
    assert "left out after" in said.told(ROWS, 1)


def test_what_was_said_of_pictures_stands_between_before_and_after():
    turns = {"number": [1, 1, 3], "pleasure": [0.7, None, 0.1], "arousal": [None] * 3}
    found = traces(said.over_time(ROWS, turns))["pleasure of pictures"]
    assert list(found.y) == [0.7, 0.1]
    assert found.x[0] == pytest.approx(1)


def test_runs_of_a_phase_are_shaded_and_named_once():
    figure: Any = said.over_time(ROWS)
    assert [(s.x0, s.x1) for s in figure.layout.shapes] == [(0.5, 2.5), (2.5, 4.5)]
    texts = [note.text for note in figure.layout.annotations]
    assert texts.count("Traditional") == texts.count("With the painter") == 1


def test_the_path_has_only_sittings_with_both_sliders():
    assert [step.row for step in plane.steps(ROWS)] == [0, 2, 3]
    corners = {note.text for note in plane.figure(ROWS).layout.annotations}  # type: ignore[union-attr]
    assert {"calm,<br>pleasant", "wide awake,<br>unpleasant"} <= corners


def test_the_river_is_as_wide_as_there_is_color_and_broken_where_nothing_was_kept():
    figure = traces(seen.river(ROWS, SHARES, SMALL))
    assert {"blue", "red"} == figure.keys() - {None}
    blue = figure["blue"]
    assert max(y for y in blue.y if y is not None) == pytest.approx(0.25)
    assert list(blue.x).count(None) == 2


def test_pictures_stand_under_their_sittings():
    figure: Any = seen.river(ROWS, SHARES, SMALL)
    assert [(i.source, i.x) for i in figure.layout.images] == [("/one", 1), ("/three", 3)]


def test_a_band_comes_with_the_fifth_answer():
    rows = {name: [*column, *column] for name, column in ROWS.items()} | {"number": [*range(1, 9)]}
    rows["strokes"] = [10.0, 20.0, 30.0, 40.0, 7.0, None, None, 9.0]
    found = traces(seen.lines(rows))
    assert list(found["strokes middle half"].y)[:3] == [17.5, 17.5, 32.5]
    assert found["strokes middle half"].x[0] == 4.5
    assert list(found["drawing_s middle half"].x) == []


def test_tables_say_what_the_figures_show():
    assert tables.said(ROWS).rows[2][3:] == (
        "in between",
        "very pleasant",
        "in between",
        "very calm",
    )
    colors = tables.seen(ROWS, SHARES)
    assert colors.heads[3:] == ("blue", "red", "white")
    assert colors.rows[2][3:] == ("10 %", "30 %", "60 %")
    assert colors.rows[1][3:] == ("–", "–", "–")


def test_every_row_of_a_table_is_as_long_as_its_head():
    for table in (tables.said(ROWS), tables.measured(ROWS), tables.seen(ROWS, SHARES)):
        assert {len(row) for row in table.rows} == {len(table.heads)}


def test_few_values_are_shown_without_a_difference():
    told = compared.told(ROWS, GROUPS, "strokes")
    assert "1 value, too few" in told
    assert "Too few values in one of the spans" in told
    names = [trace.name for trace in compared.figure(ROWS, GROUPS).data]  # type: ignore[union-attr]
    assert "median" not in names


def test_a_change_needs_both_answers():
    assert compared.values(ROWS, "pleasure_change", GROUPS[0]) == [pytest.approx(0.1), None]


@pytest.mark.parametrize(
    ("value", "told"), [(None, "left out"), (0.0, "very unpleasant"), (1.0, "very pleasant")]
)
def test_a_slider_is_read_in_words(value: float | None, told: str):
    assert words.zone("pleasure", value) == told


@pytest.mark.parametrize("look", looks.LOOKS.values(), ids=lambda look: look.name)
def test_every_figure_is_made_in_every_look(look: looks.Look):
    made = (
        said.over_time(ROWS, look=look),
        plane.figure(ROWS, look=look),
        seen.river(ROWS, SHARES, SMALL, look=look),
        seen.lines(ROWS, look=look),
        compared.figure(ROWS, GROUPS, look=look),
    )
    assert all(go.Figure(figure.to_dict()).data for figure in made)


def test_a_figure_says_whether_its_points_are_those_of_before():
    first, again = (
        said.over_time(ROWS).to_dict()["layout"],
        said.over_time(ROWS).to_dict()["layout"],
    )
    other = said.over_time({**ROWS, "pleasure_after": [0.4, 0.5, 0.9, None]}).to_dict()["layout"]
    assert first["datarevision"] == again["datarevision"] != other["datarevision"]
    assert not first["template"]


def test_points_stand_where_the_axis_has_them():
    low, high = frame.reach(ROWS)
    assert said.steps(ROWS)[0].x == pytest.approx((1 - low) / (high - low))
    assert frame.thinned([*range(1, 61)], 14) == [5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]


def test_numbers_have_the_point_of_their_language():
    with speaking("de"):
        assert words.time(132) == "2,2 min"
    assert (words.time(132), words.amount("warmth", 0.1)) == ("2.2 min", "0.10")
