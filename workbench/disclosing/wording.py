"""What the page says in words: what is in the file, what is not, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping

from workbench import parts
from workbench.archive.audit import AuditEntry
from workbench.archive.disclosing import Part
from workbench.archive.exhibits import Exhibit
from workbench.archive.gone import Kind
from workbench.archive.questions import Task
from workbench.archive.sittings import SittingRow
from workbench.archive.studies import Enrolment, Happening, Study
from workbench.charts import words
from workbench.disclosing.told import Told
from workbench.saying import _, later

PARTS: Mapping[Part, str] = {
    "person": later("name, notes and goals"),
    "consent": later("something that was agreed to or not"),
    "questionnaire": later("a questionnaire"),
    "look": later("what was done about an answer"),
    "enrolment": later("a study"),
    "happening": later("something that happened"),
    "exhibit": later("a picture to be shown"),
    "restriction": later("when the record was locked"),
    "note": later("the note and the course of a sitting"),
    "turn": later("a drawing or a picture"),
    "painted": later("what the painter painted; the drawing is here"),
    "scan": later("a paper drawing"),
}
KINDS: Mapping[Kind, str] = {
    "turn": later("A picture"),
    "note": later("A note"),
    "scan": later("A paper drawing"),
    "sitting": later("A sitting"),
    "questionnaire": later("A questionnaire"),
}
LEFT = {
    "sitting exported": later("A sitting"),
    "pictures taken out": later("Pictures"),
    "questionnaires taken out": later("Questionnaires"),
    "fhir taken out": later("The record for another system (FHIR)"),
    "report taken out": later("A report"),
    "story taken out": later("A story with its pictures"),
    "everything taken out": later("Everything that the person may see"),
    "everything taken out with notes": later("Everything, notes among it"),
}


def within(told: Told) -> list[str]:
    """What the file holds."""
    lines = [
        _("This page: everything in words, with small pictures. It needs no network."),
        _("A folder for each sitting: the drawings, the pictures, and the record of every line."),
        _("What was said and written together in the sittings, and how they felt."),
        _("questionnaires.csv and record.json: the same for programs."),
    ]
    if told.notes:
        lines.append(
            _("Also what the person was not shown: goals, notes, and pictures that were put back.")
        )
    return lines


def without(told: Told) -> list[str]:
    """What is kept and not in the file."""
    lines = [
        _("The list of who opened the record when. The practice can look it up."),
        _("What lies on an open table and was not kept yet."),
        _("Sealed copies of the same in the practice's backups."),
    ]
    if told.notes:
        return lines
    own = _(
        "What the therapist wrote for themselves: goals and notes. And pictures by the painter "
        "that were put back; the drawings are here. Ask the practice for these."
    )
    return [own, *lines]


def unread(told: Told) -> list[str]:
    """A line for each piece that did not open: its kind and its id."""
    return [f"{_(PARTS[each.part])} ({each.id})" for each in told.unread]


def felt(row: SittingRow) -> list[str]:
    """How it felt before and after a sitting, where anything was said."""
    going, lines = row.ended is None, []
    for name in words.AXES:
        before, after = getattr(row.before, name), getattr(row.after, name)
        if (before, after) != (None, None):
            lines.append(words.felt(name, before, after, going_on=going))
    return lines


def looked_at(task: Task) -> str:
    """What came of an answer that somebody had to look at."""
    if task.words:
        return _words_looked_at(task)
    if task.closed is None:
        return _("An answer of {day} is still to be looked at.", day=parts.day(task.opened))
    return _(
        "An answer of {day} was looked at by {who}: {done}",
        day=parts.day(task.opened),
        who=task.seen_by,
        done=task.done,
    )


def _words_looked_at(task: Task) -> str:
    told = {"day": parts.day(task.opened), "words": task.words}
    if task.closed is None:
        return _("Words of {day} are still to be looked at: “{words}”", **told)
    told |= {"who": task.seen_by, "done": task.done}
    return _("Words of {day} were looked at by {who}: “{words}”. {done}", **told)


def enrolment(entry: Enrolment, study: Study) -> str:
    """Taking part in a study."""
    told = {"title": study.plan.title, "since": parts.day(entry.enrolled), "why": entry.why or "–"}
    if entry.ended is None:
        return _("{title}: takes part since {since}.", **told)
    until = parts.day(entry.ended)
    return _("{title}: took part from {since} to {until}. Why left: {why}", until=until, **told)


def happened(entry: Happening) -> list[str]:
    """What was written about it: as it is now, afterwards, and before it was changed."""
    later_on = [f"{parts.day(each.at)}, {each.by}: {each.text}" for each in entry.follow_ups]
    before = [
        _(
            "Changed on {day} ({reason}). Before: {before}",
            day=parts.day(each.at),
            reason=each.reason,
            before=each.before,
        )
        for each in entry.amended
    ]
    return [entry.text, *later_on, *before]


def exhibit(each: Exhibit) -> str:
    """A picture that was chosen to be shown."""
    title = each.label.title if each.label is not None else ""
    told = [
        _("Chosen on {day}", day=parts.day(each.chosen)),
        title and f"“{title}”",
        _("given out on {day}", day=parts.day(each.out)) if each.out else _("never given out"),
        _("back on {day}", day=parts.day(each.back)) if each.back else "",
    ]
    return ", ".join(filter(None, told))


def removed(told: Told) -> list[str]:
    """What was removed, and when."""
    gone = [
        _("{what}, removed on {day}, gone for good.", what=_(KINDS[g.kind]), day=parts.day(g.at))
        for g in told.gone
    ]
    waits = [
        _(
            "{what}, removed on {day}, gone for good on {final}.",
            what=_(KINDS[r.kind]),
            day=parts.day(r.at),
            final=parts.day(r.final),
        )
        for r in told.removals
    ]
    return [*gone, *waits]


def left(entry: AuditEntry) -> str:
    """Something that was taken out of the record, and when."""
    return f"{parts.day(entry.at)}: {_(LEFT[entry.what])}"
