"""Readings as a table: each beside a strip of the person's own earlier pictures. Escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from engines.reading import MIN_EARLIER, Among, among
from workbench.modules import text_of
from workbench.readings.defined import DEFINED, GROUPS, Defined, percent
from workbench.readings.own import Seen, Values
from workbench.saying import _, ngettext

NOT_KNOWN = "–"


def styles() -> None:
    """What the table looks like."""
    st.html(f"<style>{text_of('workbench', 'readings', 'readings.css')}</style>")


def table(
    seen: Seen, painted: Values, earlier: Sequence[Values], *, hidden: Sequence[str] = ()
) -> None:
    """One row a reading: value, strip, its place among the earlier ones, the painter's layer.

    Args:
        seen: the readings of the drawing.
        painted: those of the painter's layer; empty without one.
        earlier: those of the person's earlier pictures, the newest last.
        hidden: names of readings that are not shown for this person.
    """
    heads = [_("Reading"), _("The person's marks"), _("Among earlier pictures")]
    heads += [_("The painter's layer")] if painted else []
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    bodies = "".join(
        _group(group, _rows(group, hidden), seen, painted, earlier) for group in GROUPS
    )
    st.html(f'<table class="sw-readings"><thead><tr>{head}</tr></thead>{bodies}</table>')


def quarters(shares: Sequence[float]) -> None:
    """The share of the marks in each quarter of the page, laid as the page lies, (4,) by rows."""
    names = (_("top left"), _("top right"), _("bottom left"), _("bottom right"))
    cells = "".join(
        f'<span style="--share:{share:.2f}"><b>{percent(share)}</b><small>{escape(name)}</small>'
        "</span>"
        for name, share in zip(names, shares, strict=True)
    )
    title = escape(_("Where the marks lie"))
    st.html(f'<figure class="sw-quarters"><figcaption>{title}</figcaption>{cells}</figure>')


def _rows(group: str, hidden: Sequence[str]) -> list[Defined]:
    return [each for each in DEFINED if each.group == group and each.name not in hidden]


def _group(
    group: str, rows: list[Defined], seen: Seen, painted: Values, earlier: Sequence[Values]
) -> str:
    if not rows:
        return ""
    wide = 4 if painted else 3
    title = f'<tr><th class="group" scope="rowgroup" colspan="{wide}">{escape(_(GROUPS[group]))}'
    body = "".join(_row(row, seen, painted, earlier) for row in rows)
    return f"<tbody>{title}</th></tr>{body}</tbody>"


def _row(row: Defined, seen: Seen, painted: Values, earlier: Sequence[Values]) -> str:
    value = seen.drawn[row.name]
    before = [each[row.name] for each in earlier]
    place = among(value, before)
    known = [each for each in before if each is not None]
    told = _place(value, known, place)
    cells = [
        f'<th scope="row">{escape(_(row.title))}<small>{escape(_(row.means))}</small></th>',
        f'<td class="value">{_value(row, value, seen)}</td>',
        f"<td>{_strip(value, known, place)}<small>{escape(told)}</small></td>",
    ]
    if painted:
        cells.append(f'<td class="value">{_value(row, painted.get(row.name), None)}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _value(row: Defined, value: float | None, seen: Seen | None) -> str:
    if value is None:
        return f'<span class="none" title="{escape(_("not known"))}">{NOT_KNOWN}</span>'
    told = escape(row.told(value))
    if row.name == "symmetry" and seen is not None and seen.chance is not None:
        least = row.told(seen.chance)
        said = (
            _("more than chance: up to {value}", value=least)
            if value > seen.chance
            else _("no more than chance: up to {value}", value=least)
        )
        told += f"<small>{escape(said)}</small>"
    return told


def _place(value: float | None, known: list[float], place: Among | None) -> str:
    """Where the value lies, in words, for everybody who does not read the strip."""
    if value is None:
        return ""
    if place is None:
        return ngettext(
            "{count} earlier picture; a place is told from {least} on",
            "{count} earlier pictures; a place is told from {least} on",
            len(known),
            least=MIN_EARLIER,
        )
    if value < place.low:
        return _("less than in each of {count}", count=place.count)
    if value > place.high:
        return _("more than in each of {count}", count=place.count)
    if place.low == place.high:
        return _("the same in each of {count}", count=place.count)
    less = sum(each < value for each in known)
    return _("more than in {less} of {count}", less=less, count=place.count)


def _strip(value: float | None, known: list[float], place: Among | None) -> str:
    """Earlier values as dots and this one as a ring, from the least of all to the greatest."""
    if value is None or not known:
        return ""
    low, high = min(*known, value), max(*known, value)
    wide = high - low

    def at(each: float) -> str:
        return f"left:{100 * (each - low) / wide if wide else 50:.1f}%"

    dots = "".join(f'<i style="{at(each)}"></i>' for each in known)
    middle = f'<u style="{at(place.median)}"></u>' if place else ""
    return f'<div class="strip" aria-hidden="true">{middle}{dots}<b style="{at(value)}"></b></div>'
