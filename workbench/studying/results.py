"""A study's results in words: the headline, who counts, what was refused, what it does not say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from workbench.charts import effects
from workbench.charts.effects import Effect
from workbench.charts.tables import Table
from workbench.outcomes import paired, results
from workbench.outcomes.mixed import Errors, Fit
from workbench.outcomes.results import Results, Row
from workbench.saying import _, ngettext, retold
from workbench.studying import telling
from workbench.studying.whole import SMALL, Whole

FEW = 50
HANG_TOGETHER = 0.05


@dataclass(frozen=True, slots=True)
class Found:
    """A study's results for one outcome, and what the estimates are called."""

    whole: Whole
    outcome: str
    of: Results

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Every estimate there is, the headline first."""
        rows: list[Effect] = []
        if self.of.model is not None:
            rows += [_term(self.of.model, "phase"), _term(self.of.model, "time")]
        if (means := self.of.paired) is not None:
            told = (means.difference, means.low, means.high, means.df, means.p)
            name = _("Means with and without the painter, not adjusted for time")
            short = _("Means, not adjusted for time")
            rows.append(Effect(name, short, *told, adjusted=False))
        return tuple(rows)


def found(whole: Whole, outcome: str, *, slope: bool = True) -> Found:
    """The results for one outcome: worked out once for the same data."""
    return Found(whole, outcome, worked(tuple(whole.rows(outcome)), slope=slope))


@lru_cache(maxsize=32)
def worked(rows: tuple[Row, ...], *, slope: bool) -> Results:
    """The results of these rows; errors by how many people there are (`FEW`)."""
    return results.results(rows, slope=slope, errors=_errors(rows))


def _errors(rows: tuple[Row, ...]) -> Errors:
    few = len({row.person for row in rows}) <= FEW
    return "kenward-roger" if few else "satterthwaite"


def headline(of: Found, name: str) -> str:
    """The one sentence; where the model was refused, that."""
    model = of.of.model
    if model is None:
        return _("The mixed model gives no result. {why}", why=retold(of.of.model_refused))
    first = of.effects[0]
    return _(
        "{measure}: with the painter {interval} from without, adjusted for time. Mixed model, "
        "{people}, {values}.",
        measure=name,
        interval=effects.interval(first),
        people=ngettext("{count} person", "{count} people", model.people),
        values=ngettext("{count} value", "{count} values", model.rows),
    )


def about_model(of: Found) -> list[str]:
    """How it was fitted, and what is to be minded."""
    model = of.of.model
    if model is None:
        return []
    names = {"kenward-roger": "Kenward and Roger", "satterthwaite": "Satterthwaite"}
    told = [
        _(
            "Time is counted in sittings; each person has a level of their own, and a trend where "
            "the model says so. Degrees of freedom after {method}.",
            method=names[model.method],
        )
    ]
    if model.singular:
        told.append(_("People differ less in one random term than can be told from chance."))
    if model.lag1_p < HANG_TOGETHER:
        told.append(
            _("Neighboring sittings hang together: the interval is too narrow, and p too small.")
        )
    return told


def limits(of: Found) -> list[str]:
    """What this study cannot say, whatever its numbers are."""
    told = {
        "fixed": _(
            "Everybody goes from one phase to the other at the same sitting: whatever else changed "
            "then, getting to know each other too, counts as the painter here."
        ),
        "order": _("What the first phase leaves behind can look like an effect of the second."),
        "start": _("Who begins when was drawn by lot; a trend that bends still misleads."),
        "abab": _("Going back and forth shows what comes and goes, not what stays."),
        "arm": _("Paper and tablet without the painter are taken together here."),
    }
    return [
        told[of.whole.study.plan.protocol.order],
        _(
            "A sum counts at the sitting in which it was answered, else at the last one before; "
            "sums from before the first sitting are not in it. A falling line is no proof: time "
            "waiting improves scores too."
        ),
    ]


def sizes(of: Found) -> Table | None:
    """Effect sizes under their names; None where means could not be compared."""
    means = of.of.paired
    if means is None:
        return None
    named = {
        "d_z": _("d_z, over the scatter of the differences"),
        "d_av": _("d_av, over the scatter of the values"),
    }
    rows = tuple(
        (
            named[each.name],
            effects.number(each.value),
            _("{low} to {high}", low=effects.number(each.low), high=effects.number(each.high)),
        )
        for each in (means.d_z, means.d_av)
    )
    return Table(_("Effect sizes of the means, not adjusted for time"), _heads(), rows)


def _heads() -> tuple[str, ...]:
    return _("Effect size"), _("Value"), _("95 % interval")


def flow(of: Found) -> Table:
    """Who was enrolled, who left, who counts."""
    whole, counted = of.whole, of.of.flow
    rows = [
        (_("Enrolled"), whole.study.given),
        (_("Not in the data: consent taken back, erased, or locked"), whole.gone),
        *((name, count) for name, count in arms(whole).items()),
        (_("Left before the end"), sum(each.left for each in whole.parts)),
        (_("With a value: in the mixed model"), counted.with_values),
        (_("With values in both phases: in the means"), counted.with_both),
        (_("Sittings held"), counted.sittings),
        (_("Sittings missed"), sum(each.missed for each in whole.parts)),
        (_("Sittings held without a value"), counted.missing),
        (_("Deviations noted"), sum(each.noted for each in whole.parts)),
        (_("Serious adverse events"), sum(each.serious for each in whole.parts)),
    ]
    told = tuple((name, str(count)) for name, count in rows)
    return Table(_("Who and what is counted"), (_("What"), _("Count")), told)


def arms(whole: Whole) -> Mapping[str, int]:
    """How many people are in each arm."""
    count = range(whole.study.arms)
    people = [sum(part.arm == arm for part in whole.parts) for arm in count]
    if len(people) == 1:
        return {}
    protocol = whole.study.plan.protocol
    names = [telling.arm(protocol, whole.study.arm(arm)) for arm in count]
    return dict(zip(names, people, strict=True))


def small(of: Found) -> str:
    """A warning where so few are counted that somebody could be known again; or nothing."""
    counts = [*arms(of.whole).values(), of.of.flow.with_values, of.of.flow.with_both]
    counts += [sum(each.left for each in of.whole.parts)]
    if not any(0 < each < SMALL for each in counts):
        return ""
    return _(
        "Some counts are below {count}: whoever knows the practice may know these people. Do not "
        "pass this on as it is.",
        count=SMALL,
    )


def every(whole: Whole, names: Mapping[str, str], *, slope: bool) -> Table | None:
    """The model for every outcome; p after Holm for those that were not named beforehand."""
    fits = {each: found(whole, each, slope=slope).of.model for each in whole.outcomes}
    known = {name: fit.term("phase") for name, fit in fits.items() if fit is not None}
    others = {name: term.p for name, term in known.items() if name != whole.study.plan.primary}
    if not others:
        return None
    adjusted = paired.holm(others)
    rows = tuple(
        (
            names[name],
            effects.number(term.estimate),
            effects.probability(term.p),
            effects.probability(adjusted[name]) if name in adjusted else _("named beforehand"),
        )
        for name, term in known.items()
    )
    heads = (_("Outcome"), _("Points"), _("p"), _("p after Holm"))
    return Table(_("Every outcome, with the painter against without"), heads, rows)


def _term(model: Fit, name: str) -> Effect:
    term = model.term(name)
    named = {
        "phase": (
            _("With the painter, adjusted for time (mixed model)"),
            _("Painter, adjusted for time"),
        ),
        "time": (_("Each further sitting (mixed model)"), _("Each further sitting")),
    }
    told = (term.estimate, term.low, term.high, term.df, term.p)
    return Effect(*named[name], *told, adjusted=True)
