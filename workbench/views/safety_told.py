"""What the Safety page draws: shares with their intervals, and who looked at what when."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from engines.safety.measured import Measured
from workbench.modules import text_of
from workbench.outcomes.simulation import wilson
from workbench.saying import _

Shown = tuple[str, Measured, Sequence[tuple[str, Measured]]]


def styles() -> None:
    """What these look like beside the frame."""
    st.html(f"<style>{text_of('workbench', 'asking', 'safety.css')}</style>")


def bars(title: str, shown: Sequence[Shown]) -> str:
    """Shares of sentences that were seen, each with its languages behind it."""
    rows = "".join(_share(name, whole) for name, whole, _languages in shown)
    more = "".join(
        f"<p>{escape(name)}</p>"
        + "".join(_share(each, counted, small=True) for each, counted in by_language)
        for name, _whole, by_language in shown
    )
    behind = f"<details><summary>{escape(_('By language'))}</summary>{more}</details>"
    return f'<div class="sw-shares"><h4>{escape(title)}</h4>{rows}{behind}</div>'


def table(rows: Sequence[tuple[str, str, str, str]]) -> str:
    """When it was, whose, what, and who looked."""
    heads = (_("When"), _("Person"), _("What"), _("Looked at by"))
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        f"{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
        for first, *cells in rows
    )
    return f'<table class="sw-looked"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _share(name: str, counted: Measured, *, small: bool = False) -> str:
    share = wilson(counted.seen, counted.of)
    low, high = 100 * share.low, 100 * share.high
    told = _(
        "{seen} of {of}, {low} to {high} %",
        seen=counted.seen,
        of=counted.of,
        low=round(low),
        high=round(high),
    )
    bar = f'<b style="width:{100 * share.value:.1f}%"></b>'
    bar += f'<i style="left:{low:.1f}%;width:{high - low:.1f}%"></i>'
    return (
        f'<div class="sw-share{" small" if small else ""}"><span>{escape(name)}</span>'
        f'<span class="bar" aria-hidden="true">{bar}</span>'
        f'<span class="figure">{escape(told)}</span></div>'
    )
