"""Pieces of the pages about studies: the strip of sittings, what is due, a hash, an entry."""

from __future__ import annotations

from html import escape

import streamlit as st

from workbench import parts
from workbench.archive.studies import Happening
from workbench.modules import text_of
from workbench.saying import _
from workbench.studying import telling
from workbench.studying.places import Place


def styles() -> None:
    """What these pages need beside the frame's rules."""
    st.html(f"<style>{text_of('workbench', 'studying', 'study.css')}</style>")


def strip(place: Place) -> None:
    """Every sitting of a person's protocol, the next one marked."""
    nexts = [each.standing for each in place.steps]
    coming = nexts.index("coming") if "coming" in nexts else None
    shown = []
    for at, each in enumerate(place.steps):
        kind, said = telling.step(each, place.course.protocol)
        now = ' aria-current="step"' if at == coming else ""
        number = each.slot.number if each.slot is not None else "+"
        kind += " next" if at == coming else ""
        told = escape(said)
        shown.append(
            f'<li class="{kind}" title="{told}" aria-label="{number}: {told}"{now}>{number}</li>'
        )
    st.html(f'<ol class="sw-course">{"".join(shown)}</ol>')
    key = (
        _("square: without the painter"),
        _("round: with the painter"),
        _("filled: held"),
        _("dashed: missed"),
        _("ringed: next"),
    )
    told = "".join(f"<span>{escape(each)}</span>" for each in key)
    st.html(f'<div class="sw-key" aria-hidden="true">{told}</div>')


def due(text: str, *, asks: bool) -> None:
    """One line of what is due; marked where somebody has to do something today."""
    st.html(f'<div class="sw-due{" asks" if asks else ""}" role="status">{escape(text)}</div>')


def digest(name: str, sha256: str) -> None:
    """A hash, named, to be compared and copied."""
    st.html(f'<p class="sw-hash"><b>{escape(name)}</b> {escape(sha256)}</p>')


def happening(each: Happening) -> None:
    """An entry with everything that was written about it."""
    struck = ' class="struck"' if each.struck is not None else ""
    told = [f"<b>{escape(telling.happening(each))}</b>"]
    if each.text:
        told.append(f"<p{struck}>{escape(each.text)}</p>")
    for up in each.follow_ups:
        said = _("{day}, {by}: {said}", day=parts.day(up.at), by=up.by, said=up.text)
        told.append(f'<p class="sw-quiet">{escape(said)}</p>')
    for made in each.amended:
        said = _(
            "Changed on {day} ({reason}); before: “{before}”",
            day=parts.day(made.at),
            reason=made.reason,
            before=made.before,
        )
        told.append(f'<p class="sw-quiet">{escape(said)}</p>')
    st.html(f'<div class="sw-event">{"".join(told)}</div>')
