"""A study's data to be taken out for research: who is counted and who could be known, first."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench import parts, practice
from workbench.archive.studies import Study
from workbench.charts.tables import Table
from workbench.researching import counting, gathering, telling
from workbench.researching.counting import Cell, Small
from workbench.researching.form import Missing
from workbench.saying import _
from workbench.studying import pieces
from workbench.trends import sheets

MOST = 12


def card(study: Study) -> None:
    """What it is, and, once somebody looks, the counts and the file."""
    with st.expander(_("Take all data out (ZIP)"), icon=":material/output:", key="study-out"):
        parts.quiet(
            _(
                "Tables of people, sittings, questionnaires, sliders, measures of pictures and "
                "events, as CSV and Parquet, with a codebook. Only of those who agree to research "
                "at that moment, by pseudonym. No names, words, drawings or pictures."
            )
        )
        if study.arms > 1 and not study.locked:
            parts.note(
                _(
                    "The data are not locked: arm and phase stay empty, and the measures of "
                    "pictures are left out, since they tell the arm."
                )
            )
        dates = st.checkbox(
            _("With dates of the calendar"),
            key=f"out-dates-{study.id}",
            help=_("Days since the enrolment are there anyway. Dates make people easier to know."),
        )
        if st.toggle(_("Look who is counted, then take it out"), key=f"out-look-{study.id}"):
            _looked(study, dates=dates)


def _looked(study: Study, *, dates: bool) -> None:
    bar = st.progress(0.0, _("The data are put together."))
    # The bar moves a hundred times at most.
    data = gathering.gathered(
        practice.current().whole_studies(), study.id, lambda done: bar.progress(round(done, 2))
    )
    bar.empty()
    parts.quiet(telling.flow(data.rows["flow"]))
    found = counting.small(data.rows["people"])
    warned = telling.warning(found)
    if warned:
        pieces.due(warned, asks=True)
        _few(found)
    asked = "?dates=1" if dates else ""
    address = f"/api/research/studies/{study.id}.zip{asked}"
    parts.save(address, _("Take all data out (ZIP)"))


def _few(found: Small) -> None:
    """Single values that few people have, then what they have together; rarest first."""
    if found.alone:
        heads = (_("What few people have"), _("Value"), _("People"))
        rows = [(*_one(each), str(each.people)) for each in found.alone[:MOST]]
        sheets.table(Table(_("Shared by fewer than five people"), heads, tuple(rows)))
    told = [name for name in counting.TOLD if not _blinded(found, name)]
    rows = [_line(each, told) for each in found.together[:MOST]]
    caption = _(
        "Together: the {shown} rarest of {count} combinations",
        shown=len(rows),
        count=len(found.together),
    )
    heads = (*map(telling.name, told), _("People"))
    sheets.table(Table(caption, heads, tuple(rows)))


def _blinded(found: Small, name: str) -> bool:
    return all(each.values[name] == Missing("blinded") for each in found.together)


def _line(cell: Cell, told: Sequence[str]) -> tuple[str, ...]:
    return (*(telling.value(name, cell.values[name]) for name in told), str(cell.people))


def _one(cell: Cell) -> tuple[str, str]:
    ((name, value),) = cell.values.items()
    return telling.name(name), telling.value(name, value)
