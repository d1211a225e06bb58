"""A row under a chart that steps through its points by key, button or a tap in the chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from streamlit.components.v2 import component

from workbench import saying, state
from workbench.charts.frame import BOTTOM, LEFT, RIGHT, TOP, Step
from workbench.modules import bundled, text_of

MARGINS = {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM}
_SOURCE = text_of("workbench", "stepping.js")
_ROW = component(
    "sketchwell_stepping",
    html='<div class="step"></div>',
    css=text_of("workbench", "stepping.css"),
    js=bundled(text_of("workbench", "stepping_adapter.js"), Stepping=_SOURCE),
)


def row(
    chart: str,
    steps: Sequence[Step],
    *,
    of: str,
    label: str,
    margins: Mapping[str, int] = MARGINS,
    downwards: bool = False,
) -> None:
    """The row under the chart whose container has the key `chart`.

    Args:
        chart: key of the chart's container.
        steps: its points, in the order in which they are stepped through.
        of: under which name `state` keeps what was chosen; charts of one name step together.
        label: what is stepped through, for a screen reader.
        margins: of the plot area, in pixels.
        downwards: whether the points lie one below the other.
    """
    key = f"step-{chart}"
    _ROW(
        key=key,
        data={
            "chart": chart,
            "of": of,
            "points": [step.to_wire() for step in steps],
            "chosen": state.chosen(of),
            "label": label,
            "margins": dict(margins),
            "rows": downwards,
            "text": saying.texts(_SOURCE),
        },
        on_chosen_change=partial(_chosen, key, of),
    )


def _chosen(key: str, of: str) -> None:
    given = state.component_value(key, "chosen")
    if isinstance(given, Mapping) and given.get("of") == of and isinstance(given.get("row"), int):
        state.choose(of, given["row"])
