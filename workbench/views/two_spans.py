"""Two spans of one person's sittings, measure by measure."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from engines.record import MET
from workbench import parts, practice, state
from workbench.archive.store import Person
from workbench.charts import compared, tables, words
from workbench.charts.compared import Group
from workbench.saying import _
from workbench.trends import ranges, sheets, stepping

BY = ("phases", "spans")
PLOT = stepping.Plot(*compared.MARGINS.values(), downwards=True)


def shown(person: Person) -> None:
    """What is compared, the chart, what it can and cannot say."""
    rows = practice.current().archive.sitting_trends(person.id)
    if len(rows["number"]) < 2:
        parts.empty(_("One sitting so far"), _("To compare, there must be two sittings at least."))
        return
    groups = _groups(person, rows)
    if not all(group.rows for group in groups):
        parts.empty(
            _("Only one phase so far"),
            _("Choose spans of sittings instead, or come back after a sitting of the other phase."),
        )
        return
    _chart(person, rows, groups)


def _groups(person: Person, rows: dict[str, list[Any]]) -> tuple[Group, Group]:
    both = set(MET) <= set(rows["phase"])
    state.follow_address("by", "by", lambda said: said if said in BY else BY[0 if both else 1])
    names = {"phases": _("By phase"), "spans": _("By sittings")}
    st.segmented_control(
        _("Compare"),
        [*BY],
        format_func=names.__getitem__,
        key="by",
        required=True,
        on_change=partial(state.into_address, "by", "by", lambda value: value),
    )
    if state.widget("by") == "phases":
        return _by_phase(rows)
    return _by_sittings(person, rows)


def _by_phase(rows: dict[str, list[Any]]) -> tuple[Group, Group]:
    first, second = (
        Group(words.phase(name), tuple(r for r, p in enumerate(rows["phase"]) if p == name))
        for name in ("traditional", "painter")
    )
    return first, second


def _by_sittings(person: Person, rows: dict[str, list[Any]]) -> tuple[Group, Group]:
    numbers = rows["number"]
    half = len(numbers) // 2
    spans = ((_("First span"), 0, half - 1), (_("Second span"), half, len(numbers) - 1))
    first, second = (_span_of(person, rows, place, *span) for place, span in enumerate(spans))
    return first, second


def _span_of(
    person: Person, rows: dict[str, list[Any]], place: int, name: str, low: int, high: int
) -> Group:
    numbers = rows["number"]
    key, part = f"span{place}-{person.id}-{len(numbers)}", ("first", "second")[place]
    usual = (numbers[low], numbers[high])
    state.follow_address(part, key, partial(_read, numbers, usual))
    # No select_slider: one that takes its two ends from its key forgets both once it is moved.
    st.slider(
        name,
        numbers[0],
        numbers[-1],
        key=key,
        on_change=partial(state.into_address, part, key, lambda span: f"{span[0]}-{span[1]}"),
    )
    start, end = state.widget(key)
    title = _("{first} to {last}", first=start, last=end) if start != end else str(start)
    return Group(title, tuple(r for r, n in enumerate(numbers) if start <= n <= end))


def _read(numbers: list[int], usual: tuple[int, int], said: str | None) -> tuple[int, int]:
    low, _dash, high = (said or "").partition("-")
    known = low.isdigit() and high.isdigit() and {int(low), int(high)} <= {*numbers}
    return (int(low), int(high)) if known and int(low) <= int(high) else usual


def _chart(person: Person, rows: dict[str, list[Any]], groups: tuple[Group, Group]) -> None:
    steps = compared.steps(rows, groups)
    few = any(len(group.rows) < ranges.FEWEST_TO_COMPARE for group in groups)
    sheet = sheets.Sheet(
        "compared",
        _("Two spans, side by side"),
        compared.figure(rows, groups, look=sheets.look()),
        tables.told_compared(groups),
        tables.side_by_side(rows, groups),
        ("said", "seen", *(("too_few_answers",) if few else ())),
        steps,
        sheets.spans_legend(groups[0].name, groups[1].name),
    )
    label = _("Measures in this chart: step through them with the arrow keys")

    def under() -> None:
        of = f"compared-{person.id}"
        stepping.row(
            "chart-compared", steps, of=of, chosen=state.chosen(of) or 0, label=label, plot=PLOT
        )
        parts.quiet(
            _(
                "A difference is the middle of all differences between the two spans, with the "
                "range it may lie in if sittings did not influence each other. What changes with "
                "time anyhow is not taken out, and no test was made."
            )
        )

    sheets.show(sheet, under=under)
