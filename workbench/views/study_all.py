"""Studies: what is due today, every study with its plan, and, by pseudonym, who is in it."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.studies import Study
from workbench.charts.tables import Table
from workbench.saying import _, ngettext
from workbench.studying import pieces, telling
from workbench.studying.whole import Part, Whole
from workbench.trends import sheets
from workbench.views import study_due, study_lock, study_plan


def main() -> None:
    """The page."""
    sheets.styles()
    pieces.styles()
    st.title(_("Studies"))
    parts.quiet(
        _(
            "A study is a plan that is registered before anybody is enrolled, a protocol that says "
            "which sittings are held with what, and lots that nobody sees beforehand."
        )
    )
    study_due.everybody()
    studies = practice.current().archive.studies()
    registered = state.noted("registered")
    for each in reversed(studies):
        with st.container(border=True, key=f"study-{each.id}"):
            _study(each)
    if not studies:
        parts.empty(_("No study yet"), _("Register a plan, then enrol people on their pages."))
    if registered is not None:
        state.note("registered", None)
        parts.note(_("“{title}” was registered.", title=registered))
    with st.expander(_("Register a plan"), icon=":material/add:", expanded=not studies):
        study_plan.form()


def _study(study: Study) -> None:
    plan = study.plan
    st.subheader(parts.plain(plan.title))
    known = practice.current().archive.instruments()
    told = _(
        "{protocol}. First outcome: {primary}. {given} of {people} enrolled. Registered on {day}.",
        protocol=telling.title(plan.protocol),
        primary=telling.measure(plan.primary, known),
        given=study.given,
        people=plan.people,
        day=parts.day(study.registered),
    )
    parts.quiet(told)
    with st.expander(_("Plan and hashes")):
        st.markdown(f"> {parts.plain(plan.analysis)}")
        parts.listed(_("Arms"), [telling.arm(plan.protocol, each) for each in plan.protocol.arms()])
        pieces.digest(_("Plan (SHA-256)"), study.sha256)
        if study.arms > 1:
            pieces.digest(_("Sealed lots (SHA-256)"), study.commitment)
        for lock in study.locks:
            pieces.digest(_("Data, locked on {day}", day=parts.day(lock.at)), lock.sha256)
            if lock.reason:
                parts.quiet(_("Why anew: {reason}", reason=lock.reason))
    served = practice.current()
    if served.may("research") or served.may("supervise"):
        _whole(served.whole_studies().of(study.id))


def _whole(whole: Whole) -> None:
    """By pseudonym alone, for whoever supervises or does research."""
    if whole.parts:
        heads = (_("Pseudonym"), _("Arm"), _("Sittings"), _("Missed"), _("Deviations"))
        heads += (_("Events"), _("Standing"))
        rows = tuple(_row(whole, each) for each in whole.parts)
        sheets.table(Table(_("Who takes part, by pseudonym"), heads, rows))
    if whole.gone:
        parts.quiet(
            ngettext(
                "{count} person who was enrolled took research back, was erased or is locked: "
                "nothing of them is in the data.",
                "{count} people who were enrolled took research back, were erased or are locked: "
                "nothing of them is in the data.",
                whole.gone,
            )
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(_("Results"), key=f"results-{whole.study.id}", icon=":material/monitoring:"):
            st.switch_page("views/results.py", query_params={"study": whole.study.id})
    if practice.current().may("research"):
        study_lock.locking(whole)


def _row(whole: Whole, part: Part) -> tuple[str, ...]:
    events = str(part.events)
    if part.waiting:
        events += _(" ({count} open)", count=part.waiting)
    if part.serious:
        events += _(", {count} serious", count=part.serious)
    arm = telling.arm(whole.study.plan.protocol, whole.arm(part))
    planned = len(whole.arm(part))
    sat = f"{len(part.sittings)} / {planned}"
    standing = _("left") if part.left else _("done") if len(part.sittings) >= planned else _("in")
    return part.name, arm, sat, str(part.missed), str(part.noted), events, standing


main()
