"""A study's results: the mixed model first, means not adjusted for time beside it, who counts."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice, state
from workbench.charts import effects
from workbench.charts.effects import Effect
from workbench.saying import _, retold
from workbench.studying import pieces, results, telling
from workbench.studying.drawn import Drawn, drawn
from workbench.studying.results import Found
from workbench.studying.whole import Whole
from workbench.trends import printing, sheets
from workbench.views import study_out

STUDY = "study"


def main() -> None:
    """The page; a study is chosen by the address or by the list."""
    sheets.styles()
    pieces.styles()
    st.title(_("Study results"))
    served = practice.current()
    if not (served.may("research") or served.may("supervise")):
        parts.empty(
            _("For whoever does research or supervises"),
            _("Results tell of everybody in a study, under pseudonyms."),
        )
        return
    studies = {each.id: each for each in reversed(served.archive.studies())}
    if not studies:
        parts.empty(_("No study yet"), _("One is registered under Studies."))
        return
    asked = state.address(STUDY)
    first = [*studies].index(asked) if asked in studies else 0
    titles = {name: each.plan.title for name, each in studies.items()}
    with st.container(key="print-bar"):
        chosen = st.selectbox(_("Study"), [*studies], first, format_func=titles.__getitem__)
    _study(served.whole_studies().of(chosen or next(iter(studies))))


def _study(whole: Whole) -> None:
    known = practice.current().archive.instruments()
    names = {each: telling.measure(each, known) for each in whole.outcomes}
    with st.container(key="print-bar-outcome", horizontal=True, vertical_alignment="bottom"):
        told = {
            name: f"{said} ({_('named beforehand')})" if name == whole.study.plan.primary else said
            for name, said in names.items()
        }
        outcome = st.radio(
            _("Outcome"), [*told], format_func=told.__getitem__, horizontal=True, key="outcome"
        )
        slope = st.toggle(_("People may differ in their trend"), value=True, key="slope")
    parts.quiet(_standing(whole))
    found = results.found(whole, outcome or whole.outcomes[0], slope=slope)
    with st.container(border=True, key="sheet-results"):
        _shown(found, names)
    _as_drawn(drawn(whole, found.outcome, slope=slope))
    _tables(found, names, slope=slope)
    _ways_out(whole)


def _standing(whole: Whole) -> str:
    protocol = telling.title(whole.study.plan.protocol)
    if whole.unchanged:
        day = parts.day(whole.study.locks[-1].at)
        return _(
            "{protocol}. The data are as they were locked on {day}.", protocol=protocol, day=day
        )
    if whole.study.locked:
        return _("{protocol}. The data changed since they were locked.", protocol=protocol)
    return _(
        "{protocol}. The data are not locked: a look in between, no result.", protocol=protocol
    )


def _shown(found: Found, names: dict[str, str]) -> None:
    st.subheader(names[found.outcome])
    st.markdown(f"**{results.headline(found, names[found.outcome])}**")
    _estimates(found.effects, "effects")
    if found.of.paired_refused:
        parts.quiet(_("Means: {why}", why=retold(found.of.paired_refused)))
    for said in results.about_model(found):
        parts.quiet(said)
    parts.note(" ".join(results.limits(found)))
    warning = results.small(found)
    if warning:
        pieces.due(warning, asks=True)


def _estimates(shown: tuple[Effect, ...], key: str) -> None:
    if shown:
        figure = effects.figure(shown, look=sheets.look())
        with st.container(key=f"chart-{key}"):
            told = effects.told(shown)
            st.plotly_chart(figure, theme=None, key=key, config=sheets.CONFIG, alt=told)
        sheets.table(effects.table(shown))


def _as_drawn(of: Drawn | None) -> None:
    if of is None:
        return
    with st.container(border=True, key="sheet-drawn"):
        st.subheader(parts.plain(of.title))
        _estimates(of.effects, "drawn")
        for said in of.refused:
            parts.note(said)
        for said in of.lines:
            parts.quiet(said)


def _tables(found: Found, names: dict[str, str], *, slope: bool) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        sheets.table(results.flow(found))
    with right:
        for table in (results.sizes(found), results.every(found.whole, names, slope=slope)):
            if table is not None:
                sheets.table(table)


def _ways_out(whole: Whole) -> None:
    pieces.digest(_("Plan (SHA-256)"), whole.study.sha256)
    pieces.digest(_("The data now (SHA-256)"), whole.sha256)
    with st.container(key="print-bar-out", horizontal=True, vertical_alignment="center"):
        printing.button()
        if practice.current().may("research"):
            link = f"/api/research/studies/{whole.study.id}.csv"
            parts.save(link, _("Take the table out (CSV)"))
    if practice.current().may("research"):
        with st.container(key="print-bar-data"):
            study_out.card(whole.study)


main()
