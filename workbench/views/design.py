"""Study design: what a study could show with n people, and how often one would be fooled."""

from __future__ import annotations

import time

import plotly.graph_objects as go
import streamlit as st

from workbench import parts, state
from workbench.charts import power
from workbench.guide import explaining
from workbench.outcomes.simulation import ORDERS, Assumed, Sweep
from workbench.saying import _
from workbench.trends import printing, sheets
from workbench.views import design_told

SIZES = (8, 12, 16, 24, 32, 48, 64)
STUDIES, SEED = 500, 8
# A look at it draws for less than half a second: the next move of a slider need not wait.
LOOK_S, EVERY_S = 0.4, 0.5
USUAL = Assumed()


def main() -> None:
    """What is assumed on the left; what follows from it on the right."""
    explaining.styles()
    sheets.styles()
    st.title(_("Study design"))
    explaining.lead(
        _(
            "What could a study show, before anybody is asked to take part? Studies are drawn by "
            "chance from what you assume here, and each is analysed in two ways. Nobody's record "
            "is read."
        )
    )
    left, right = st.columns([1, 2], gap="large")
    with left, st.container(border=True, key="asked"):
        assumed = _asked()
    with right:
        sweep = _sweep(assumed)
        _drawn(sweep)


def _asked() -> Assumed:
    st.header(_("Assumed"))
    people = st.slider(_("People who begin"), 6, 80, USUAL.people, key="people")
    sittings = st.slider(_("Sittings of each"), 4, 24, USUAL.sittings, key="sittings")
    named = design_told.orders().__getitem__
    order = st.radio(_("Order"), [*ORDERS], format_func=named, key="order") or USUAL.order
    parts.quiet(design_told.about_points())
    steady = _("Better from sitting to sitting, without any painter")
    trend = st.slider(steady, 0.0, 1.0, -USUAL.trend, 0.1, "%.1f")
    effect = st.slider(_("Better with the painter"), 0.2, 5.0, -USUAL.effect, 0.2, "%.1f")
    within = st.slider(_("Scatter from sitting to sitting"), 0.5, 6.0, USUAL.within, 0.5, "%.1f")
    dropout = st.slider(_("Leave before the end, of 100"), 0, 60, round(100 * USUAL.dropout), 5)
    with st.expander(_("How much people differ")):
        between = st.slider(_("In their level"), 0.0, 8.0, USUAL.between, 0.5, "%.1f")
        slopes = st.slider(_("In how fast they get better"), 0.0, 0.5, USUAL.slopes, 0.05)
    # Fewer points are better: what the sliders call better goes down.
    falls = -trend, -effect
    return Assumed(people, sittings, order, *falls, within, between, slopes, dropout / 100)


def _sweep(assumed: Assumed) -> Sweep:
    """The drawing for what is assumed now: begun anew where that has changed."""
    kept = state.noted("design")
    if not isinstance(kept, Sweep) or kept.assumed != assumed:
        sizes = sorted({*SIZES, assumed.people})
        kept = Sweep(assumed, sizes, STUDIES, SEED)
        state.note("design", kept)
        state.note("design-stopped", value=False)
    return kept


def _drawn(sweep: Sweep) -> None:
    going = not sweep.done and not state.noted("design-stopped")
    st.fragment(_look, run_every=EVERY_S if going else None)(sweep)


def _look(sweep: Sweep) -> None:
    """A few batches further, and what stands by then."""
    going = not sweep.done and not state.noted("design-stopped")
    if going:
        until = time.monotonic() + LOOK_S
        while not sweep.done and time.monotonic() < until:
            sweep.step()
        if sweep.done:
            st.rerun()
    _progress(sweep, going=going)
    # A picture is whole from the first round on.
    if len(sweep.tallies) == len(sweep.sizes):
        _shown(sweep)


def _progress(sweep: Sweep, *, going: bool) -> None:
    count = min(each.studies for each in sweep.tallies.values()) if sweep.tallies else 0
    with st.container(key="print-bar"):
        if sweep.done:
            parts.quiet(
                _(
                    "{count} studies were drawn for each number of people. The same assumptions "
                    "draw the same studies.",
                    count=sweep.studies,
                )
            )
            return
        told = _("Drawing studies: {count} of {all}", count=count, all=sweep.studies)
        st.progress(min(1.0, sweep.share), text=told)
        label = _("Stop") if going else _("Go on")
        if st.button(label, key="design-stop"):
            state.note("design-stopped", value=going)
            st.rerun()


def _shown(sweep: Sweep) -> None:
    tallies, look = sweep.tallies, sheets.look()
    with st.container(key="sheet-design"):
        parts.quiet(design_told.assumed(sweep.assumed))
        one, other = st.columns(2)
        with one, st.container(key="chart-found"):
            st.subheader(_("Is the effect found?"))
            figure = power.finding(tallies, sweep.assumed.people, look=look)
            _figure("found", figure, power.told(tallies, "found"))
        with other, st.container(key="chart-fooled"):
            st.subheader(_("If there is none?"))
            figure = power.fooled(tallies, sweep.assumed.people, look=look)
            both = (power.told(tallies, what) for what in ("paired_fooled", "model_fooled"))
            _figure("fooled", figure, " ".join(both))
        sheets.legend(power.legend())
        chosen = tallies[sweep.assumed.people]
        for text in design_told.sentences(sweep.assumed, chosen):
            st.markdown(text)
        parts.note(" ".join(design_told.limits(sweep.assumed)))
        with st.expander(_("As a table")):
            sheets.table(power.table(tallies))
    printing.button()


def _figure(key: str, figure: go.Figure, told: str) -> None:
    st.plotly_chart(figure, theme=None, key=key, config=sheets.CONFIG, alt=told)


main()
