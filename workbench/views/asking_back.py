"""Questionnaires looked back on: a chart each, what a change is called where, and single ones."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import parts, practice
from workbench.archive.questions import Questionnaire
from workbench.archive.store import Person
from workbench.asking import courses, laying, telling
from workbench.charts.looks import Look
from workbench.modules import text_of
from workbench.saying import _, language
from workbench.trends import sheets
from workbench.views import removing

TROUBLE = "asking-back"
MOST_REASON = 200


def page(person: Person, found: tuple[Questionnaire, ...]) -> None:
    """The charts, everything that was ended, and the file."""
    ended = [each for each in found if each.done is not None]
    if not ended:
        removing.pending(person, kind="questionnaire")
        parts.empty(
            _("Nothing was answered yet"), _("Sums over time stand here, with their sources.")
        )
        return
    charts(found)
    _single(person, ended)
    removing.pending(person, kind="questionnaire")


def charts(
    found: tuple[Questionnaire, ...],
    *,
    look: Look | None = None,
    open_table: bool = False,
    tabled: bool = True,
) -> None:
    """Every course with its bands, its change, and the sentence under it; for a printer too."""
    sheets.styles()
    st.html(f"<style>{text_of('workbench', 'asking', 'asking.css')}</style>")
    known = practice.current().archive.instruments()
    every = courses.courses(found, known)
    for course in every:
        under = partial(_changed, course)
        shown = telling.sheet_of(course, look or sheets.look())
        sheets.show(shown, under=under, open_table=open_table, tabled=tabled)
        for each in courses.parts_of(course):
            half = telling.sheet_of(each, look or sheets.look())
            sheets.show(half, under=partial(_half, each), open_table=open_table, tabled=tabled)
    recovered = courses.recovered(every)
    if recovered is not None:
        parts.note(telling.recovered(recovered))


def on_trends(person: Person) -> None:
    """The same under the other trends of a person, where anything was answered."""
    found = practice.current().archive.questionnaires(person.id)
    if any(each.done is not None for each in found):
        parts.heading(_("Questionnaires"), small=True)
        charts(found)


def _change(course: courses.Course) -> None:
    table = telling.change_table(course)
    if table is not None:
        sheets.table(table)
    elif course.changed is not None:
        parts.quiet(telling.change_line(course))


def _half(course: courses.Course) -> None:
    _change(course)  # whose the questions are stands under the total
    parts.quiet(telling.source(course))


def _changed(course: courses.Course) -> None:
    _change(course)
    spoken = laying.spoken(course.instrument, language())
    if any(item.look_above is not None for item in course.instrument.items):
        parts.note(_(telling.NO_SIGN))
    parts.quiet(telling.whose(course.instrument, spoken))


def _single(person: Person, ended: list[Questionnaire]) -> None:
    with st.expander(
        _("Single questionnaires: look, correct, remove, take out"), icon=":material/list:"
    ):
        known = practice.current().archive.instruments()
        names = {each.id: telling.line(each, known) for each in ended}
        newest = [each.id for each in reversed(ended)]
        chosen = st.selectbox(
            _("Which one"), newest, format_func=names.__getitem__, key=f"single-{person.id}"
        )
        entry = next(each for each in ended if each.id == chosen)
        sheets.table(telling.answers_table(entry, known))
        for each in entry.corrections:
            parts.quiet(
                _("Corrected on {day}: {reason}", day=parts.day(each.at), reason=each.reason)
            )
        if laying.fits(entry, known):
            _correct(person, entry)
        _ways_out(person, entry)


def _ways_out(person: Person, entry: Questionnaire) -> None:
    """Away for a day and then for good, or a copy in a file."""
    with st.container(horizontal=True, vertical_alignment="center", key="answers-out"):
        gone = partial(_remove, person.id, entry.id)
        st.button(_("Remove"), icon=":material/delete:", key="remove-answers", on_click=gone)
        link = f"/api/people/{person.id}/questionnaires.csv"
        parts.save(link, _("Take all answers out (CSV)"))
    parts.trouble(TROUBLE)


def _correct(person: Person, entry: Questionnaire) -> None:
    instrument = practice.current().archive.instruments()[entry.instrument].instrument
    items = {each.id: each.text[entry.language] for each in instrument.items}
    choices = telling.choices(instrument, entry.language)
    with st.form(f"correct-{entry.id}-{len(entry.corrections)}", border=False):
        item = st.selectbox(_("Correct the answer to"), [*items], format_func=items.__getitem__)
        value = st.radio(
            _("What it ought to be"),
            [*choices],
            format_func=choices.__getitem__,
            index=None,
            key=f"ought-{entry.id}",
        )
        reason = st.text_input(
            _("Why"), max_chars=MOST_REASON, autocomplete="off", key=f"why-{entry.id}"
        )
        asked = st.form_submit_button(_("Correct it; the old answer stays beside it"))
    if asked and value is None:
        parts.quiet(_("Choose what it ought to be."))
    elif asked:
        with parts.troubled(TROUBLE):
            changes = {str(item): None if value in (None, telling.BLANK) else int(value)}
            archive = practice.current().archive
            archive.correct_answers(entry.id, changes, reason, person=person.id)
        st.rerun()


def _remove(person_id: str, questionnaire: str) -> None:
    with parts.troubled(TROUBLE):
        practice.current().archive.remove_questionnaire(questionnaire, person=person_id)
