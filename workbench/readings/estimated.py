"""The estimated tone of a picture on a page: a bar with its interval, or why there is none."""

from __future__ import annotations

from html import escape

import streamlit as st

from workbench.archive.store import Archive
from workbench.charts import words
from workbench.outcomes.tone import FEWEST, FEWEST_OF_ALL
from workbench.readings.toned import Toned, toned
from workbench.saying import _, later, ngettext

TITLE = later("Estimated tone")


# People of known truth: `python -m tests.workbench.outcomes.toning`.
SIMULATED = (
    ("0, 0", "4 %", "97 %", "8 %", "8 %"),
    ("5 %, 3 %", "19 %", "96 %", "8 %", "10 %"),
    ("10 %, 5 %", "43 %", "95 %", "8 %", "12 %"),
    ("14 %, 4 %", "60 %", "95 %", "8 %", "14 %"),
)


def method_heads() -> tuple[str, ...]:
    """The heads of `SIMULATED`."""
    return (
        _("What lightness, color really do"),
        _("Told an estimate"),
        _("Interval held the truth"),
        _("Estimate off by"),
        _("Own average off by"),
    )


def method() -> tuple[str, ...]:
    """How it is worked out, for the page Method."""
    return (
        _(
            "A mixed model over everybody's own ratings: each person has a mean and slopes of "
            "their own about those of all. Those of all begin at what people said of patches of "
            "color (Valdez and Mehrabian 1994: pleasure 0.69 of lightness and 0.22 of saturation, "
            "arousal −0.31 and 0.60), counted as 20 pictures. Fitted by restricted likelihood; the "
            "interval is of a next rating. White is left out: lightness is of what is not white, "
            "and the share of it that has a color stands for saturation."
        ),
        _(
            "It takes six rated pictures of the person. Each is left out once and estimated by the "
            "others; only where that beats the person's own average by more than chance "
            "(one-sided, 5 %) an estimate is shown. Of drawings nothing comparable was ever "
            "published: the constants that standardize lightness and color are Sketchwell's own."
        ),
        _(
            "Tried on simulated people: 60 practices of 20 people with 12 rated pictures each, in "
            "shares of the slider for one standard deviation of lightness and of color."
        ),
    )


def show(archive: Archive, person: str, picture: str) -> None:
    """Both axes of one picture."""
    rows = archive.turn_trends()
    found = {axis: toned(rows, person, picture, axis) for axis in words.AXES}
    lines = "".join(_axis(axis, each) for axis, each in found.items() if each is not None)
    if lines:
        note = escape(
            _(
                "From lightness and color alone, by how this person rated other pictures. What "
                "they say of this one counts instead: its sliders correct it. Nobody's feeling is "
                "read from a drawing."
            )
        )
        title = escape(_(TITLE))
        st.html(f'<section class="sw-tone"><h3>{title}</h3>{lines}<small>{note}</small></section>')


def _axis(axis: str, found: Toned) -> str:
    low, high = (escape(each) for each in words.ends(axis))
    bar = ""
    if found.estimate is not None or found.said is not None:
        inner = f"<em>{low}</em><div>{_marks(found)}</div><em>{high}</em>"
        bar = f'<div class="bar" aria-hidden="true">{inner}</div>'
    told = "".join(f"<p>{escape(line)}</p>" for line in _told(axis, found))
    return f"<div><h4>{escape(words.axis(axis))}</h4>{bar}{told}</div>"


def _marks(found: Toned) -> str:
    marks = ""
    if found.estimate is not None:
        low, high = 100 * found.estimate.low, 100 * found.estimate.high
        marks += f'<u style="left:{low:.0f}%;width:{high - low:.0f}%"></u>'
        marks += f'<b style="left:{100 * found.estimate.value:.0f}%"></b>'
    if found.said is not None:
        marks += f'<i style="left:{100 * found.said:.0f}%"></i>'
    return marks


def _told(axis: str, found: Toned) -> list[str]:
    lines = []
    if found.said is not None:
        lines.append(_("Said: {place}.", place=words.zone(axis, found.said)))
    if found.estimate is not None:
        ends = (words.zone(axis, each) for each in (found.estimate.low, found.estimate.high))
        low, high = ends
        place = words.zone(axis, found.estimate.value)
        lines.append(
            _(
                "Estimated: {place}; from {low} to {high} in 95 of 100.",
                place=place,
                low=low,
                high=high,
            )
        )
    if found.worth is None and found.own >= FEWEST:
        counted = {"count": found.own + found.others, "least": FEWEST_OF_ALL}
        lines.append(
            _("No estimate: {count} pictures were rated here in all, it takes {least}.", **counted)
        )
        return lines
    if found.worth is None:
        lines.append(
            ngettext(
                "No estimate: there is {count} rated picture of this person, it takes {least}.",
                "No estimate: there are {count} rated pictures of this person, it takes {least}.",
                found.own,
                least=FEWEST,
            )
        )
        return lines
    off = {"own": _percent(found.worth.average), "error": _percent(found.worth.error)}
    counted = {"count": found.worth.count, "others": found.others}
    lines.append(
        _(
            "Off by {error} of the slider, this person's own average by {own}: {count} ratings, "
            "each left out once, beside {others} of other people.",
            **off,
            **counted,
        )
        if found.worth.better
        else _(
            "No estimate: for this person none beats their own average by more than chance. It was "
            "off by {error} of the slider, the average by {own} ({count} ratings, each left out "
            "once).",
            **off,
            **counted,
        )
    )
    return lines


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"
