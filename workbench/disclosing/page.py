"""The page of everything kept about a person: one HTML file that asks nothing of any network.

No script; pictures and styles stand inside. What came from a person is escaped in `pieces`.
"""

from __future__ import annotations

from workbench import parts
from workbench.archive.assignments import code_of
from workbench.asking import telling as answers
from workbench.charts.tables import Table
from workbench.consent import showing as consents
from workbench.disclosing import pieces, wording
from workbench.disclosing.told import Sat, Told
from workbench.looking import together
from workbench.modules import text_of
from workbench.saying import _, ngettext, sentence
from workbench.studying import telling as studying
from workbench.talking import told as said


def html(told: Told, spoken: str) -> bytes:
    """The whole page, UTF-8; `spoken` is the language that is spoken around this call."""
    body = "".join(
        (
            _head(told),
            _person(told),
            _sittings(told),
            _answers(told),
            _agreed(told),
            _studies(told),
            _outside(told),
            _removed(told),
            _left(told),
            _foot(),
        )
    )
    return pieces.document(
        _title(told), body, spoken, text_of("workbench", "disclosing", "page.css")
    )


def _title(told: Told) -> str:
    return _("Everything kept about {name}", name=told.person.name)


def _head(told: Told) -> str:
    day = parts.day(told.made)
    made = _("Made on {day}. Code {code}.", day=day, code=code_of(told.person.id))
    lines = [pieces.heading(_title(told), 1), pieces.quiet(made)]
    if told.person.synthetic:
        lines.append(pieces.quiet(_("Synthetic person")))
    lines.append(pieces.faults(wording.unread(told)))
    lines.append(pieces.boxed(_("What this is"), wording.within(told)))
    lines.append(pieces.boxed(_("What is not in it"), wording.without(told)))
    return "".join(lines)


def _person(told: Told) -> str:
    who = told.person
    rows = [(_("Name"), who.name), (_("In this practice since"), parts.day(who.created))]
    if who.archived is not None:
        rows.append((_("Put away on"), parts.day(who.archived)))
    rows += [(_("Goals"), who.goals), (_("Notes"), who.notes)] if told.notes else []
    table = Table("", ("", ""), tuple((name, value or "–") for name, value in rows))
    locks = [_lock(each.since, each.lifted) for each in told.locks]
    return pieces.section(_("The person"), pieces.table(table), pieces.listed(locks))


def _lock(since: str, lifted: str | None) -> str:
    told = {"since": parts.day(since), "lifted": parts.day(lifted) if lifted else ""}
    if lifted:
        return _("The record was locked from {since} to {lifted}.", **told)
    return _("The record is locked since {since}.", **told)


def _sittings(told: Told) -> str:
    if not told.sittings:
        return pieces.section(_("Sittings"), pieces.quiet(_("No sitting yet")))
    return pieces.section(_("Sittings"), *map(_sitting, told.sittings))


def _sitting(sat: Sat) -> str:
    row = sat.row
    begun = f"{parts.day(row.started)}, {parts.clock(row.started)}"
    until = f"–{parts.clock(row.ended)}" if row.ended else f", {_('goes on')}"
    title = _("Sitting {number}", number=row.number)
    count = ngettext("{count} picture", "{count} pictures", len(sat.shown))
    phase = _(parts.PHASES[row.phase])
    lines = [
        pieces.heading(title, 3),
        pieces.quiet(f"{begun}{until} · {phase} · {count}"),
        *(pieces.quiet(each) for each in wording.felt(row)),
        *(pieces.told(*each) for each in together.told(sat.written)),
        pieces.text(sat.note),
        pieces.boxed(_("What was said"), [*said.lines(sat.spoken)]) if sat.spoken else "",
        pieces.pictures(sat.shown),
        pieces.linked(f"{sat.folder}/record.zip", _("Every line and time of it (record.zip)")),
    ]
    return "".join(lines)


def _answers(told: Told) -> str:
    if not told.questionnaires:
        return ""
    tables = [answers.answers_table(each, told.versions) for each in told.questionnaires]
    corrected = [
        _("Corrected on {day}: {reason}", day=parts.day(each.at), reason=each.reason)
        for entry in told.questionnaires
        for each in entry.corrections
    ]
    looked = [wording.looked_at(each) for each in told.looked_at]
    link = pieces.linked("questionnaires.csv", _("The same as a table (CSV)"))
    shown = map(pieces.table, tables)
    more = pieces.listed([*corrected, *looked])
    return pieces.section(_("Questionnaires"), *shown, more, link)


def _agreed(told: Told) -> str:
    heads = (_("When"), _("What"), _("Said"), _("How"), _("Who was there"), _("Text"))
    rows = tuple((*consents.said(each),) for each in told.consents)
    if not rows:
        return pieces.section(_("What was agreed to"), pieces.quiet(_("Not asked yet")))
    words = pieces.quiet(_("The words that were read lie in the folder “agreed-to”."))
    return pieces.section(_("What was agreed to"), pieces.table(Table("", heads, rows)), words)


def _studies(told: Told) -> str:
    if not (told.enrolments or told.happenings):
        return ""
    taking = [wording.enrolment(each, told.studies[each.study]) for each in told.enrolments]
    happened = "".join(
        pieces.heading(studying.happening(each), 3)
        + "".join(map(pieces.text, wording.happened(each)))
        for each in told.happenings
    )
    return pieces.section(_("Studies, and what happened"), pieces.listed(taking), happened)


def _outside(told: Told) -> str:
    shown = [wording.exhibit(each) for each in told.exhibits]
    return pieces.section(_("Pictures to be shown"), pieces.listed(shown)) if shown else ""


def _removed(told: Told) -> str:
    lines = wording.removed(told)
    if not lines:
        return ""
    about = _("What was removed is named here by its kind and day. Nothing of it is in this file.")
    return pieces.section(_("Removed"), pieces.quiet(about), pieces.listed(lines))


def _left(told: Told) -> str:
    lines = [wording.left(each) for each in told.left]
    return (
        pieces.section(_("Taken out of the record before"), pieces.listed(lines)) if lines else ""
    )


def _foot() -> str:
    standing = ("what_it_is", "what_it_is_not", "what_scores_are")
    said = [*(sentence(each) for each in standing), _("Sketchwell draft, not yet reviewed.")]
    return f"<footer>{''.join(map(pieces.quiet, said))}</footer>"
