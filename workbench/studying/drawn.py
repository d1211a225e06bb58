"""What a draw allows beside the headline: two orders compared, or arms, each with each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

from engines.errors import AnalysisError
from workbench.charts import effects
from workbench.charts.effects import Effect
from workbench.outcomes import paired
from workbench.outcomes.crossover import Contrast, Course, crossed
from workbench.outcomes.results import Row
from workbench.saying import _, ngettext, retold
from workbench.studying import results, telling
from workbench.studying.places import PAINTER
from workbench.studying.whole import Part, Sat, Whole


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the draw allows to say of one outcome.

    Attributes:
        title: what it is.
        effects: the estimates; () where all of them were refused.
        lines: how they were made, and what is to be minded.
        refused: why something gives no result.
    """

    title: str
    effects: tuple[Effect, ...]
    lines: tuple[str, ...]
    refused: tuple[str, ...] = ()


def drawn(whole: Whole, outcome: str, *, slope: bool = True) -> Drawn | None:
    """What the draw allows to say; None where nothing was drawn that could be compared."""
    order = whole.study.plan.protocol.order
    if order == "order":
        return _crossed(whole, outcome)
    if order == "arm":
        return _each_with_each(whole, outcome, slope=slope)
    return None


def courses(whole: Whole, outcome: str) -> tuple[Course, ...]:
    """Everybody's means with and without the painter, in the order that they were given."""
    return tuple(_course(whole, part, outcome) for part in whole.parts)


def _course(whole: Whole, part: Part, outcome: str) -> Course:
    painter_first = PAINTER in whole.arm(part)[0].media
    means = {
        painted: _mean([sat for sat in part.sittings if (sat.phase == PAINTER) == painted], outcome)
        for painted in (False, True)
    }
    return Course(painter_first, means[painter_first], means[not painter_first])


def _mean(sittings: Sequence[Sat], outcome: str) -> float | None:
    values = [sat.values[outcome] for sat in sittings if outcome in sat.values]
    return fmean(values) if values else None


def _crossed(whole: Whole, outcome: str) -> Drawn:
    title = _("The two orders compared")
    try:
        found = crossed(courses(whole, outcome))
    except AnalysisError as error:
        return Drawn(title, (), (), (retold(str(error)),))
    lasts = _("What lasts of the painter into the period after")
    alone = _("With the painter, between people, in the first period alone")
    made = (
        _effect(found.phase, _("With the painter, adjusted for the period"), _("Painter")),
        _effect(found.period, _("Second period against first"), _("Second period")),
        _effect(found.carry_over, lasts, _("What lasts"), adjusted=False),
        _effect(found.first_period, alone, _("First period alone"), adjusted=False),
    )
    one, other = found.people
    lines = [
        _(
            "Each person's means of both periods, compared between the orders (Jones and Kenward "
            "2014, section 2.3): {one} people began without the painter, {other} with it.",
            one=str(one),
            other=str(other),
        ),
        _(
            "Whether something lasts is hard to see with few people, and choosing an analysis by "
            "it misleads (Freeman 1989): it is shown, and nothing is chosen by it."
        ),
    ]
    if found.left_out:
        out = ngettext(
            "{count} person without a value in both periods is left out.",
            "{count} people without a value in both periods are left out.",
            found.left_out,
        )
        lines.append(out)
    return Drawn(title, made, tuple(lines))


def _effect(of: Contrast, name: str, short: str, *, adjusted: bool = True) -> Effect:
    return Effect(name, short, of.value, of.low, of.high, float(of.df), of.p, adjusted=adjusted)


def _each_with_each(whole: Whole, outcome: str, *, slope: bool) -> Drawn:
    found: list[Effect] = []
    refused: list[str] = []
    for one, other in reversed([*combinations(range(whole.study.arms), 2)]):
        name = _("“{second}” against “{first}”", first=_arm(whole, one), second=_arm(whole, other))
        made = _between(_rows(whole, outcome, one, other), name, slope=slope)
        if isinstance(made, Effect):
            found.append(made)
        else:
            refused.append(f"{name}: {made}")
    lines = [
        _(
            "Two arms at a time, between people: the same mixed model, with time. A lot decided "
            "who is where."
        )
    ]
    if len(found) > 1:
        adjusted = paired.holm({each.name: each.p for each in found})
        told = (f"{name} {effects.probability(p)}" for name, p in adjusted.items())
        lines.append(_("p after Holm, for so many comparisons: {all}.", all="; ".join(told)))
    return Drawn(_("The arms, each with each"), tuple(found), tuple(lines), tuple(refused))


def _arm(whole: Whole, arm: int) -> str:
    return telling.phase(whole.study.plan.protocol, whole.study.arm(arm)[0].phase)


def _rows(whole: Whole, outcome: str, one: int, other: int) -> tuple[Row, ...]:
    return tuple(
        Row(part.name, sat.number, part.arm == other, sat.values.get(outcome))
        for part in whole.parts
        if part.arm in (one, other)
        for sat in part.sittings
    )


def _between(rows: tuple[Row, ...], name: str, *, slope: bool) -> Effect | str:
    made = results.worked(rows, slope=slope)
    if made.model is None:
        return retold(made.model_refused)
    term = made.model.term("phase")
    told = (term.estimate, term.low, term.high, term.df, term.p)
    return Effect(name, name, *told, adjusted=True)
