"""The pieces of the painters' page, as HTML. What stands in them is escaped here, once."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from engines.roster import Entry, Standing, Step
from workbench.modules import text_of
from workbench.painters import telling
from workbench.saying import _


def styles() -> None:
    """What this page looks like beside the frame."""
    st.html(f"<style>{text_of('workbench', 'painters', 'painters.css')}</style>")


def head(entry: Entry) -> None:
    """Who it is, how far it is, and what it is for."""
    kind, said = telling.state_of(entry)
    chips = f'<span class="sw-chip {kind}">{escape(said)}</span>{_strict(everyone=entry.everyone)}'
    st.html(
        f'<div class="sw-painter"><div class="who"><h3>{escape(telling.name_of(entry))}</h3>'
        f"{chips}</div><p>{escape(telling.purpose_of(entry))}</p></div>"
    )


def way(entry: Entry) -> None:
    """The steps to a picture, the next one marked."""
    steps = "".join(_step(step, upcoming=step is entry.next) for step in entry.steps)
    st.html(f'<ol class="sw-way">{steps}</ol>')


def holdings(entry: Entry) -> None:
    """What lies here of it: files by model, graphs and engines."""
    rows = [(each.model.name, telling.here(each)) for each in entry.files]
    rows += [(each.folder.name, telling.nets_said(each)) for each in entry.nets]
    cells = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(said)}</dd></div>" for name, said in rows
    )
    st.html(f'<dl class="sw-held">{cells}</dl>')


def licence_head(standing: Standing, painters: str, cautions: Sequence[str]) -> None:
    """A licence's name, whether it was accepted, what it forbids, and whom it is for."""
    kind = "ready" if standing.settled else "away"
    said = _("Accepted") if standing.accepted is not None else _("Not accepted")
    everyone = standing.licence.everyone
    more = "".join(f'<p class="sw-quiet">{escape(each)}</p>' for each in cautions)
    about = f"{telling.accepted(standing)} {_('For: {painters}.', painters=painters)}".strip()
    st.html(
        f'<div class="sw-painter"><div class="who"><h3>{escape(standing.licence.title)}</h3>'
        f'<span class="sw-chip {kind}">{escape(said)}</span>{_strict(everyone=everyone)}</div>'
        f"<p>{escape(telling.limits_of(standing))}</p>"
        f'<p class="sw-quiet">{escape(about)}</p>{more}</div>'
    )


def licence_text(standing: Standing) -> None:
    """The licence itself, to be read whole, by keys too."""
    label = escape(standing.licence.title)
    st.html(
        f'<div class="sw-licence" tabindex="0" role="document" lang="en" aria-label="{label}">'
        f"{escape(standing.licence.text)}</div>"
    )


def _strict(*, everyone: bool) -> str:
    said = escape(_("Not for every practice"))
    return "" if everyone else f'<span class="sw-chip strict">{said}</span>'


def _step(step: Step, *, upcoming: bool) -> str:
    kind, sign, read = ("done", "✓", _("done")) if step.done else ("", "·", _("to do"))
    if upcoming:
        kind, sign, read = "next", "→", _("next")
    text = escape(telling.step_of(step))
    return (
        f'<li class="{kind}"><i role="img" aria-label="{escape(read)}">{sign}</i>'
        f"<span>{text}</span></li>"
    )
