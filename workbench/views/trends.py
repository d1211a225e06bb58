"""Emotion trends: what was said and what was seen, of one person, of two spans, of everybody."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.store import Person
from workbench.people import heading
from workbench.saying import _, ngettext
from workbench.trends import sheets
from workbench.trends.series import current, sheets_of
from workbench.views import asking_back, caseload, over_time, printed, two_spans

WAYS = ("time", "spans", "everybody")
FEWEST_TO_CHOOSE = 3


def main() -> None:
    """What is asked for: over time, two spans, everybody, or a page for the printer."""
    sheets.styles()
    person = state.person()
    if person is None:
        parts.empty(_("Nobody is here yet"), _("Trends need a person and a few sittings."))
        return
    if state.address(printed.NAME) is not None:
        printed.shown(person, _span(_numbers(person)))
        return
    with st.container(key="asked"):
        way = _way()
    if way == "everybody":
        caseload.shown()
        return
    heading(person, about=_("Trends over the sittings so far"))
    numbers = _numbers(person)
    if not numbers:
        parts.empty(
            _("No sitting yet"),
            _("After the first sitting this page shows what was said and seen."),
        )
        asking_back.on_trends(person)
    elif way == "spans":
        two_spans.shown(person)
    else:
        _over_time(person, numbers)


def _over_time(person: Person, numbers: list[int]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="print-bar"):
        span = _choose_span(person, numbers)
        st.space("stretch")
        printed.asked()
    series = current(person, sheets.look(), span)
    over_time.shown(series, sheets_of(series))
    asking_back.on_trends(person)


def _way() -> str:
    names = {"time": _("One person"), "spans": _("Compare"), "everybody": _("Everybody")}
    state.follow_address("show", "way", lambda said: said if said in WAYS else WAYS[0])
    st.segmented_control(
        _("Trends of"),
        [*WAYS],
        format_func=names.__getitem__,
        key="way",
        required=True,
        label_visibility="collapsed",
        on_change=partial(state.into_address, "show", "way", _way_told),
    )
    return state.widget("way") or WAYS[0]


def _way_told(way: str | None) -> str | None:
    return None if way in (None, WAYS[0]) else way


def _numbers(person: Person) -> list[int]:
    return practice.current().archive.sitting_trends(person.id)["number"]


def _choose_span(person: Person, numbers: list[int]) -> tuple[int, int]:
    """Which sittings are shown; in the address, so that a reload shows the same."""
    first, last = numbers[0], numbers[-1]
    if len(numbers) < FEWEST_TO_CHOOSE:
        return first, last
    key = f"span-{person.id}-{first}-{last}"
    state.follow_address("sittings", key, lambda said: read_span(said, first, last))
    count = ngettext("{count} sitting", "{count} sittings", len(numbers))
    tell = partial(_span_told, first, last)
    st.slider(
        _("Sittings shown, of {count}", count=count),
        first,
        last,
        key=key,
        width=320,
        on_change=partial(state.into_address, "sittings", key, tell),
    )
    return state.widget(key)


def _span(numbers: list[int]) -> tuple[int, int]:
    if not numbers:
        return 1, 1
    return read_span(state.address("sittings"), numbers[0], numbers[-1])


def read_span(said: str | None, first: int, last: int) -> tuple[int, int]:
    """The text `3-9` as (3, 9), within what there is; everything where it cannot be read."""
    low, _dash, high = (said or "").partition("-")
    if not (low.isdigit() and high.isdigit()):
        return first, last
    start, end = max(first, int(low)), min(last, int(high))
    return (start, end) if start <= end else (first, last)


def _span_told(first: int, last: int, span: tuple[int, int] | None) -> str | None:
    return None if span in (None, (first, last)) else f"{span[0]}-{span[1]}"


main()
