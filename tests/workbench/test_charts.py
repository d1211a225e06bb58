"""Figures: missing is a gap, phases are shaded, a tapped point finds its sitting."""

from __future__ import annotations

from typing import Any

import pytest

from workbench import charts

ROWS: dict[str, list[Any]] = {
    "number": [1, 2, 3],
    "phase": ["traditional", "traditional", "painter"],
    "started": [f"2026-05-{day}T17:00:00+00:00" for day in ("01", "08", "15")],
    "pleasure_before": [0.2, None, 0.4],
    "pleasure_after": [0.3, 0.5, None],
    "arousal_before": [0.6, 0.0, 0.5],
    "arousal_after": [None, None, None],
    "lightness": [0.8, None, 0.7],
    "warmth": [0.1, None, -0.2],
    "coverage": [0.2, None, 0.4],
}


def traces(figure: Any) -> dict[str, Any]:
    return {trace.name: trace for trace in figure.data if trace.name}


def test_what_was_left_out_is_a_gap_and_never_zero():
    line = traces(charts.said(ROWS))["pleasure after"]
    assert list(line.y) == [0.3, 0.5, None]
    assert line.connectgaps is False


def test_zero_is_a_value():
    assert list(traces(charts.said(ROWS))["arousal before"].y) == [0.6, 0.0, 0.5]


def test_runs_of_a_phase_are_shaded_and_named_once():
    figure: Any = charts.said(ROWS)
    shaded = [(s.x0, s.x1) for s in figure.layout.shapes if s.type == "rect"]
    assert shaded == [(0.5, 2.5), (2.5, 3.5)]
    assert [a.text for a in figure.layout.annotations][-2:] == ["Traditional", "With the painter"]


def test_the_seen_figure_stacks_each_palette_over_its_sitting():
    figure: Any = charts.seen(ROWS, [(("#ffffff", 0.6), ("#112233", 0.4)), (), (("#445566", 1.0),)])
    bars = [(bar.x[0], bar.marker.color) for bar in figure.data if bar.type == "bar"]
    assert bars == [(1, "#ffffff"), (1, "#112233"), (3, "#445566")]
    assert list(traces(figure)["warmth"].y) == [0.1, None, -0.2]


@pytest.mark.parametrize(("points", "row"), [([], None), ([{"x": 3}], 2), ([{"x": 9}], None)])
def test_a_tapped_point_finds_its_row(points: list[dict[str, Any]], row: int | None):
    assert charts.chosen_row(ROWS, points) == row


@pytest.mark.parametrize(
    ("value", "said"), [(None, "left out"), (0.0, "very unpleasant"), (1.0, "very pleasant")]
)
def test_a_slider_is_read_in_words(value: float | None, said: str):
    assert charts.zone("pleasure", value) == said
