"""What the page about a study's design says, in words."""

from __future__ import annotations

from workbench.charts import power, words
from workbench.outcomes.simulation import Assumed, Order, Tally
from workbench.saying import _


def orders() -> dict[Order, str]:
    """What each order is."""
    return {
        "fixed": _("All: first without, then with the painter"),
        "crossover": _("Half of the people the other way round"),
        "staggered": _("The painter begins at different sittings"),
        "abab": _("Without, with, without, with"),
    }


def about_points() -> str:
    """What the sliders' numbers are."""
    return _(
        "In points of the measure. Fewer points are better here, as on the PHQ-9, which goes from "
        "0 to 27."
    )


def assumed(of: Assumed) -> str:
    """The assumptions in one line, so that a printed page holds them."""
    return _(
        "Assumed: {sittings} sittings; order: {order}; {trend} better from sitting to sitting "
        "anyhow, {effect} better with the painter; scatter {within} from sitting to sitting, "
        "{between} between people's levels, {slopes} between their trends; {dropout} of 100 leave.",
        sittings=of.sittings,
        order=orders()[of.order],
        trend=_number(-of.trend),
        effect=_number(-of.effect),
        within=_number(of.within),
        between=_number(of.between),
        slopes=_number(of.slopes),
        dropout=f"{100 * of.dropout:.0f}",
    )


def sentences(of: Assumed, tally: Tally) -> list[str]:
    """What was counted for the chosen number of people."""
    said = [
        _(
            "**With {people}**, the mixed model finds the effect in {found} studies. In the others "
            "it is there and is not found.",
            people=power.people(of.people),
            found=power.hundred(tally.share("found")),
        ),
        _(
            "**If the painter does nothing**, comparing means still finds a difference in "
            "{paired} studies, the mixed model in {model}.",
            paired=power.hundred(tally.share("paired_fooled")),
            model=power.hundred(tally.share("model_fooled")),
        ),
    ]
    if tally.width is not None:
        said.append(
            _(
                "The model's 95 % interval for the effect is {width} wide on average; the effect "
                "assumed here is {effect}.",
                width=power.points(tally.width),
                effect=power.points(abs(of.effect)),
            )
        )
    if tally.refused:
        said.append(
            _(
                "{refused} of {all} studies could not be fitted. They count as having found "
                "nothing.",
                refused=tally.refused,
                all=tally.studies,
            )
        )
    return said


def limits(of: Assumed) -> list[str]:
    """What no number of people repairs."""
    said = {
        "fixed": _(
            "Where all go from one phase to the other at the same sitting, whatever else changes "
            "then counts as the painter, and no number of people repairs that. The model takes out "
            "a steady change with time, no other."
        ),
        "crossover": _(
            "In a crossover, what the first phase leaves behind can look like an effect of the "
            "second."
        ),
        "staggered": _("Draw by lot who begins when, and keep the list closed."),
        "abab": _("Going back and forth shows what comes and goes, not what stays."),
    }
    return [
        said[of.order],
        _(
            "Found means p below .05. The brackets hold what drawing more studies might still "
            "change, not how sure the assumptions are. Who leaves is left to chance here; where "
            "people leave because of how they are, every analysis can mislead."
        ),
    ]


def _number(value: float) -> str:
    return words.decimal(f"{value:g}")
