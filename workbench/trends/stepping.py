"""A row under a chart that steps through its points by key, button or a tap in the chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial

from streamlit.components.v2 import component

from workbench import saying, state
from workbench.charts.frame import BOTTOM, LEFT, RIGHT, TOP, Step
from workbench.modules import bundled, text_of

_SOURCE = text_of("workbench", "trends", "stepping.js")
_ROW = component(
    "sketchwell_stepping",
    html='<div class="step"></div>',
    css=text_of("workbench", "trends", "stepping.css"),
    js=bundled(text_of("workbench", "trends", "stepping_adapter.js"), Stepping=_SOURCE),
)


@dataclass(frozen=True, slots=True)
class Plot:
    """Where a figure's plot area lies: its margins in pixels, and which way its points lie."""

    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM
    downwards: bool = False


def row(
    chart: str,
    steps: Sequence[Step],
    *,
    of: str,
    chosen: int,
    label: str,
    plot: Plot = Plot(),
) -> None:
    """The row under the chart whose container has the key `chart`.

    Args:
        chart: key of the chart's container.
        steps: its points, in the order in which they are stepped through.
        chosen: the row that is chosen.
        of: under which name `state` keeps what was chosen; charts of one name step together.
        label: what is stepped through, for a screen reader.
        plot: the figure's plot area.
    """
    key = f"step-{chart}"
    _ROW(
        key=key,
        data={
            "chart": chart,
            "of": of,
            "points": [step.to_wire() for step in steps],
            "chosen": chosen,
            "label": label,
            "margins": asdict(plot),
            "rows": plot.downwards,
            "text": saying.texts(_SOURCE),
        },
        on_chosen_change=partial(_chosen, key, of),
    )


def _chosen(key: str, of: str) -> None:
    given = state.component_value(key, "chosen")
    if isinstance(given, Mapping) and given.get("of") == of and isinstance(given.get("row"), int):
        state.choose(of, given["row"])
