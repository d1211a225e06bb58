"""Small pieces that several pages share. Everything that came from a person is escaped here, once."""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st

from engines.wording import sentence
from workbench.archive.store import Person
from workbench.modules import text_of

SHEET = (
    '<svg viewBox="0 0 132 96" fill="none" aria-hidden="true"><rect x="14" y="8" width="104" height="80" rx="7" '
    'fill="#fffdf8" stroke="#cfc3ab" stroke-width="2"/><path d="M34 62c8-26 20-34 30-22s16 22 34-4" stroke="#56755e" '
    'stroke-width="4" stroke-linecap="round" opacity=".35"/><path d="M32 60c8-26 21-35 31-22s15 21 33-5" '
    'stroke="#2f2b25" stroke-width="2.2" stroke-linecap="round" stroke-dasharray="1 6"/></svg>'
)
PHASES = {"painter": "With the painter", "traditional": "Traditional"}


def styles() -> None:
    """The few rules that the theme cannot say."""
    st.html(f"<style>{text_of('workbench', 'frame.css')}</style>")


def standing_line(*, demo: bool) -> None:
    """What every page says: not for real clients yet, and whether the people are made up."""
    not_yet, _, why = sentence("not_for_real_clients").partition(":")
    told = f"<b>{escape(not_yet)}</b>"
    told += (
        f"<span>{escape(sentence('synthetic_people'))}</span>"
        if demo
        else f"<span>{escape(why.strip().capitalize())}</span>"
    )
    with st.container(key="standing"):
        st.html(f'<div class="sw-standing" role="note">{told}</div>')


def calm_error(text: str) -> None:
    """A fault, said calmly."""
    st.html(
        f'<div class="sw-error" role="alert"><h3>That did not work</h3><p>{escape(text)}</p></div>'
    )


def empty(title: str, text: str) -> None:
    """A page that has nothing to show yet."""
    st.html(f'<div class="sw-empty">{SHEET}<h3>{escape(title)}</h3><p>{escape(text)}</p></div>')


def who(person: Person, *, about: str = "", phase: str | None = None) -> None:
    """The name of the person a page is about."""
    st.html(
        f'<div class="sw-who"><span class="name">{escape(person.name)}</span>{made_up(person)}{phase_chip(phase)}<span class="when">{escape(about)}</span></div>'
    )


def made_up(person: Person) -> str:
    """The chip of a synthetic person, as HTML."""
    return '<span class="sw-chip made-up">Synthetic person</span>' if person.synthetic else ""


def phase_chip(phase: str | None) -> str:
    """The chip of a phase, as HTML."""
    return f'<span class="sw-chip {phase}">{PHASES[phase]}</span>' if phase in PHASES else ""


def note(text: str) -> None:
    """A sentence that stands under a chart or beside a picture."""
    st.html(f'<p class="sw-note">{escape(text)}</p>')


def picture(
    source: str, *, alt: str, caption: str = "", swatches: tuple[tuple[str, float], ...] = ()
) -> None:
    """A picture from our own route, never through Streamlit's media files."""
    strip = "".join(
        f'<span style="background:{color};flex:{share:.4f}"></span>' for color, share in swatches
    )
    strip = f'<div class="sw-swatches" aria-hidden="true">{strip}</div>' if strip else ""
    said = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    st.html(
        f'<figure class="sw-picture"><img src="{escape(source)}" alt="{escape(alt)}">{strip}{said}</figure>'
    )


def day(moment: str) -> str:
    """A date as a person writes it: 3 May 2026."""
    at = datetime.fromisoformat(moment).astimezone()
    return f"{at.day} {at:%b %Y}"


def clock(moment: str) -> str:
    """The time of day: 18:05."""
    return f"{datetime.fromisoformat(moment).astimezone():%H:%M}"


def quiet(text: str) -> None:
    """A line in the background."""
    st.html(f'<div class="sw-quiet">{escape(text)}</div>')


def row_of_pictures(sources: list[str], *, alt: str) -> None:
    """Small pictures in a row."""
    images = "".join(f'<img src="{escape(each)}" alt="{escape(alt)}">' for each in sources)
    st.html(f'<div class="sw-row">{images}</div>')
