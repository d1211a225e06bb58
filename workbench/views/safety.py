"""Safety: the help card, what the rules see and miss, and what they asked somebody to look at."""

from __future__ import annotations

from functools import partial

import streamlit as st

from engines import languages
from engines.safety import measured, reviewing
from engines.safety.measured import Group, Measured
from workbench import parts, practice, state
from workbench.archive.questions import WORDS, Task
from workbench.asking import paths
from workbench.guide import explaining
from workbench.looking import place
from workbench.saying import _, later, ngettext
from workbench.table import care
from workbench.views import help_card, safety_paths, safety_told

NAMED: dict[Group, str] = {
    "red": later("says it plainly"),
    "amber": later("only hints at it"),
    "distress": later("ordinary distress and grief"),
    "ordinary": later("anything else"),
}
EVERY = "every-alert"
FIRST = 20


def main() -> None:
    """The card on the left, what is seen on the right, and who looked at what below."""
    explaining.styles()
    safety_told.styles()
    st.title(_("Safety"))
    explaining.lead(
        _(
            "No detector is the way to a person. “I need a person” stands on every screen of a "
            "client; what follows only helps you to notice. Nothing here is a score, and nothing "
            "seen never means that nobody is in danger."
        )
    )
    left, right = st.columns(2, gap="large")
    with left:
        help_card.section()
        _standing()
    with right, st.container(border=True, key="measured"):
        _figures()
    with st.container(border=True, key="paths"):
        safety_paths.section()
    with st.container(border=True, key="alerts"):
        _alerts()


def _standing() -> None:
    with st.container(border=True, key="noticing"):
        st.header(_("What happens"))
        parts.quiet(
            _(
                "Words typed at a table are read by rules for plain signs of danger, in four "
                "languages. Where they find one, the painter rests, whoever has the table reads "
                "the card, and no sitting ends before somebody has looked. They weigh nothing."
            )
        )
        parts.quiet(
            _(
                "What may hint at more is told to the therapist quietly, and stops nothing. Dark "
                "words and dark drawings are material: nothing is refused."
            )
        )
        if not care.hears():
            parts.note(_("The rules cannot be read on this machine: nothing is noticed."))
        if not care.hears_hints():
            parts.note(_("What is only hinted at is not looked for on this machine."))
        names = reviewing.unreviewed()
        if names:
            parts.note(
                ngettext(
                    "{count} file of rules has been reviewed by nobody.",
                    "{count} files of rules have been reviewed by nobody.",
                    len(names),
                )
            )


def _figures() -> None:
    st.header(_("How much is seen"))
    parts.quiet(
        _(
            "Measured once on sentences by another hand, which no rule was made from. The bars are "
            "shares, the thin lines their 95 % intervals. Real people are harder still."
        )
    )
    parted: tuple[tuple[str, tuple[Group, ...]], ...] = (
        (_("Should be seen: whoever…"), ("red", "amber")),
        (_("Should be left alone"), ("distress", "ordinary")),
    )
    for title, groups in parted:
        shown = [(_(NAMED[group]), measured.whole(group), _by_language(group)) for group in groups]
        st.html(safety_told.bars(title, shown))


def _by_language(group: Group) -> list[tuple[str, Measured]]:
    here = (each for each in measured.rows() if each.group == group)
    return [(languages.name_of(each.language), each) for each in here]


def _alerts() -> None:
    st.header(_("What somebody was asked to look at"))
    served = practice.current()
    people = {each.id: each.name for each in served.archive.people()} if served.may("see") else {}
    tasks = [each for each in served.archive.alerts() if each.person in people] if people else []
    if not tasks:
        parts.quiet(_("Nothing so far, of people whom you see here."))
        return
    shown = tasks if state.noted(EVERY) else tasks[:FIRST]
    st.html(safety_told.table([_row(task, people[task.person]) for task in shown]))
    waiting = {task.person: people[task.person] for task in tasks if task.closed is None}
    for person, name in waiting.items():
        label = _("Look at what waits of {name}", name=name)
        if st.button(label, key=f"alert-{person}", type="primary"):
            place.open_profile(person)
            there = {"person": person, place.PROFILE: person}
            st.switch_page("views/people.py", query_params=there)
    if len(tasks) > len(shown):
        every = partial(state.note, EVERY, "yes")
        st.button(_("Show all {count}", count=len(tasks)), key=EVERY, on_click=every)


def _row(task: Task, name: str) -> tuple[str, str, str, str]:
    when = f"{parts.day(task.opened)}, {parts.clock(task.opened)}"
    about = _(paths.NAMED[task.item]) if task.item in paths.NAMED else ""
    what = _("Typed words") if task.instrument == WORDS else _("An answer")
    looked = _("Waits")
    if task.closed is not None:
        day = f"{parts.day(task.closed)}, {parts.clock(task.closed)}"
        looked = _("{name}, {when}", name=task.seen_by, when=day)
    return when, name, f"{what}: {about}" if about else what, looked


main()
