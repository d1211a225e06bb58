"""Questionnaires in words: sums with their bands, what a change is called where, whose they are."""

from __future__ import annotations

from collections.abc import Mapping

from workbench import parts
from workbench.archive.questions import Questionnaire
from workbench.asking.courses import TOTAL, Course, Point, total_of
from workbench.asking.laying import fits, spoken
from workbench.charts import totals, words
from workbench.charts.looks import Look
from workbench.charts.tables import Table
from workbench.charts.totals import Band, Total, Totals
from workbench.outcomes.change import Z_95, Judged, Recovery
from workbench.outcomes.instruments.form import Instrument, Threshold
from workbench.outcomes.instruments.versions import Version
from workbench.saying import _, language, later
from workbench.trends.sheets import Sheet

KINDS: dict[str, str] = {
    "reliable_change": later("Reliable change"),
    "reliable_change_index": later("Reliable change index"),
    "minimal_important_difference": later("Minimal important difference"),
    "noticed_change": later("Change that people noticed themselves"),
}
# What an instrument sums beside its total: its file may not change, and names them for programs.
PARTS = {
    ("phq4", "anxiety"): later("the half about anxiety (GAD-2)"),
    ("phq4", "depression"): later("the half about depression (PHQ-2)"),
}
BLANK = "blank"
HOWS = {"own": later("at their own view"), "paper": later("from paper")}
# 62.9 % of medical inpatients at risk: https://pmc.ncbi.nlm.nih.gov/articles/PMC8258235
NO_SIGN = later(
    "A zero at the question about being better off dead is no sign of safety: of medical "
    "inpatients at risk, 63 in 100 had answered zero (PMC8258235). Ask in your own words."
)


def sheet_of(course: Course, look: Look) -> Sheet:
    """One course as a chart with its table."""
    shown = _totals(course)
    return Sheet(
        f"totals-{course.instrument.name}-{course.scale.name}",
        shown.title,
        totals.figure(shown, look=look),
        totals.told(shown),
        totals.table(shown),
        ("what_scores_are",),
        [],
        _legend(course, shown),
    )


def change_line(course: Course) -> str:
    """From the first sum to the last; empty where there are no two."""
    changed = course.changed
    if changed is None:
        return ""
    return _(
        "From {first} to {last}: {before} to {after}, {points} points, {percent}",
        first=words.day(course.whole[0].at),
        last=words.day(course.whole[-1].at),
        before=_number(changed.before),
        after=_number(changed.after),
        points=_signed(changed.points),
        percent=_percent(changed.percent),
    )


def change_table(course: Course) -> Table | None:
    """The same by every published threshold, none preferred; None where none is published."""
    if course.changed is None or not course.changed.judged:
        return None
    heads = (_("By what is published"), _("Counts from"), _("Here"), _("Reached"), _("Source"))
    return Table(change_line(course), heads, tuple(map(_judged, course.changed.judged)))


def recovered(found: Recovery) -> str:
    """Whether one definition is met, with the definition."""
    told = {
        None: _("It does not apply: the person was no case by it at the start."),
        True: _("By this definition: recovered."),
        False: _("By this definition: not recovered."),
    }[found.met]
    at_least = {
        "phq": _number(found.cases[0].at_least),
        "gad": _number(found.cases[1].at_least),
    }
    meant = _(
        "“Recovery” as the NHS Talking Therapies of England count it: a PHQ-9 of {phq} or more or "
        "a GAD-7 of {gad} or more at the start, and neither at the end.",
        **at_least,
    )
    return f"{meant} {told}"


def whose(instrument: Instrument, language_: str) -> str:
    """Who holds the questionnaire, and where its bands are from."""
    source = next((each.bands_source for each in instrument.scales if each.bands_source), "")
    bands = f" {_('Bands: {source}.', source=source)}" if source else ""
    held = f"{instrument.title[language_]}: {instrument.licence.holder.rstrip('.')}."
    return f"{held} {instrument.licence.text}{bands}"


def source(course: Course) -> str:
    """Where the bands of this very scale are from; empty where it has none."""
    named = course.scale.bands_source
    return _("Bands: {source}.", source=named) if named else ""


def line(entry: Questionnaire, known: Mapping[str, Version]) -> str:
    """One questionnaire in a line: its day, its name, its sum, and how it was answered."""
    found = total_of(entry, known)
    if found is None:
        what = "" if fits(entry, known) else _("asked with other questions than today's")
    else:
        what = totals.said(_total(found.total, found.answered, entry, known))
    told = (parts.day(entry.dated), _title(entry, known), what, _(HOWS[entry.how]))
    return ", ".join(filter(None, told))


def answers_table(entry: Questionnaire, known: Mapping[str, Version]) -> Table:
    """The questions as they were asked, and what was answered."""
    heads = (_("Question"), _("Answer"))
    if not fits(entry, known):
        rows = tuple((name, f"{value:g}") for name, value in entry.answers.items())
        return Table(line(entry, known), heads, rows)
    instrument = known[entry.instrument].instrument
    rows = tuple(
        (each.text[entry.language], _answer(instrument, entry, each.id))
        for each in instrument.items
    )
    return Table(line(entry, known), heads, rows)


def choices(instrument: Instrument, language_: str) -> dict[str, str]:
    """What an item can be answered with, in words, and `BLANK`."""
    low, high = int(instrument.answers.low), int(instrument.answers.high)
    labels = instrument.answers.labels.get(language_) or ("",) * (high - low + 1)
    pairs = zip(range(low, high + 1), labels, strict=True)
    return {str(value): f"{value} {said}".strip() for value, said in pairs} | {
        BLANK: _("left blank")
    }


def _answer(instrument: Instrument, entry: Questionnaire, item: str) -> str:
    value = entry.answers.get(item)
    if value is None:
        return _("left blank")
    labels = instrument.answers.labels.get(entry.language, ())
    said = labels[int(value - instrument.answers.low)] if labels else ""
    return f"{value:g} {said}".strip()


def _totals(course: Course) -> Totals:
    at = spoken(course.instrument, language())
    bands = tuple(Band(each.low, each.high, each.text[at]) for each in course.scale.bands)
    points = tuple(_point(each, at) for each in course.points)
    title = course.instrument.title[at]
    if course.scale.name != TOTAL:
        named = PARTS.get((course.instrument.name, course.scale.name))
        title = f"{title}: {_(named) if named else course.scale.name}"
    mark = _mark(course)
    points_of_mark = mark.points if mark is not None else None
    return Totals(title, course.scale.low, course.scale.high, points, bands, points_of_mark)


def _point(each: Point, language_: str) -> Total:
    band = each.sum.band.text[language_] if each.sum.band is not None else ""
    return Total(each.at, each.sum.total, each.sum.answered, len(each.sum.scale.items), band)


def _total(
    total: float | None, answered: int, entry: Questionnaire, known: Mapping[str, Version]
) -> Total:
    return Total(entry.dated, total, answered, len(known[entry.instrument].instrument.items))


def _mark(course: Course) -> Threshold | None:
    """The published reliable change in points, which the chart marks about the first sum."""
    rows = (
        each
        for each in course.instrument.thresholds
        if (each.kind, each.scale) == ("reliable_change", course.scale.name) and each.points
    )
    return next(rows, None)


def _legend(course: Course, shown: Totals) -> tuple[tuple[str, str], ...]:
    rows: list[tuple[str, str]] = []
    if any(each.total is None for each in shown.points):
        rows.append(("", _("a dotted line: incomplete, no sum")))
    if (mark := _mark(course)) is not None and course.whole:
        told = _(
            "dashed: {points} points from the first sum, reliable change ({source})",
            points=_number(mark.points or 0),
            source=mark.source,
        )
        rows.append(("", told))
    return tuple(rows)


def _judged(each: Judged) -> tuple[str, ...]:
    threshold = each.threshold
    counts = _percent(threshold.percent).removeprefix("+")
    here = _percent(each.size)
    if threshold.points is not None:
        counts = _("{points} points", points=_number(threshold.points))
        here = "–" if each.size is None else _signed(each.size)
    if each.index is not None:
        counts = _(
            "{points} points, an index of {index}",
            points=_rounded(1, threshold.points),
            index=_rounded(2, Z_95),
        )
        here = _("{points}, an index of {index}", points=here, index=_rounded(2, each.index))
    reached = {None: _("cannot be said"), True: _("yes"), False: _("no")}[each.reached]
    return _(KINDS[threshold.kind]), counts, here, reached, threshold.source


def _rounded(digits: int, value: float | None) -> str:
    return "–" if value is None else words.decimal(f"{value:.{digits}f}").replace("-", "−")


def _title(entry: Questionnaire, known: Mapping[str, Version]) -> str:
    version = known.get(entry.instrument)
    if version is None:
        return entry.instrument
    return version.instrument.title[spoken(version.instrument, language())]


def _number(value: float) -> str:
    return words.decimal(f"{value:g}")


def _signed(value: float) -> str:
    return words.decimal(f"{value:+g}" if value else "0").replace("-", "−")


def _percent(value: float | None) -> str:
    if value is None:
        return _("per cent cannot be said of a start of 0")
    told = _("{percent} %", percent=f"{value:+.0f}".replace("-", "−") if value else "0")
    return told.replace(" ", "\u00a0")  # a number and its sign stay on one line
