"""Small pieces that several pages share. What came from a person is escaped here, once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from html import escape

import streamlit as st

from engines.errors import SketchwellError
from engines.languages import dates
from workbench import state
from workbench.archive.store import Person
from workbench.modules import text_of
from workbench.saying import _, language, later, retold, sentence

TROUBLE = "trouble"
# Streamlit knows no other separators; a month by its number has two readings in English.
DATE_ORDERS = {"de": "DD.MM.YYYY", "es": "DD/MM/YYYY", "fr": "DD/MM/YYYY"}
PHASES = {
    "painter": later("With the painter"),
    "traditional": later("Traditional"),
    "between": later("Between sittings"),
}


def styles() -> None:
    """The few rules that the theme cannot say."""
    st.html(f"<style>{text_of('workbench', 'frame.css')}</style>")


def standing_line(*, demo: bool) -> None:
    """What every page of the demo says: its people are made up."""
    if not demo:
        return
    told = f"<b>{escape(_('Demo'))}</b><span>{escape(sentence('synthetic_people'))}</span>"
    with st.container(key="standing"):
        st.html(f'<div class="sw-standing" role="note">{told}</div>')


def date_order() -> str:
    """In which order `st.date_input` writes a day: as the page's language does, ISO in English."""
    return DATE_ORDERS.get(language(), "YYYY-MM-DD")


def plain(text: str) -> str:
    """A text of somebody's or of a file, for a place that would take it for Markdown."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~:$^&])", r"\\\1", text)


def calm_error(text: str) -> None:
    """A fault, said calmly."""
    st.html(
        f'<div class="sw-error" role="alert"><h3>{escape(_("That did not work"))}</h3>'
        f"<p>{escape(text)}</p></div>"
    )


@contextmanager
def troubled(place: str = TROUBLE) -> Iterator[None]:
    """In a callback: what goes wrong is noted for the page that is drawn next (`trouble`).

    A page of several parts names the `place` where it is said, so that it stands beside the deed.
    """
    try:
        yield
    except SketchwellError as error:
        state.note(place, str(error))


def trouble(place: str = TROUBLE) -> None:
    """Says what went wrong in the callback before this look, once."""
    noted = state.noted(place)
    if noted is not None:
        state.note(place, None)
        calm_error(retold(noted))


def empty(title: str, text: str) -> None:
    """A page that has nothing to show yet."""
    st.html(
        f'<div class="sw-empty"><div class="sheet"></div><h3>{escape(title)}</h3>'
        f"<p>{escape(text)}</p></div>"
    )


def not_here() -> None:
    """What every address shows that names nothing, or nothing for whoever looks."""
    empty(
        _("There is nothing here"),
        _("It may have been erased or taken back, or it belongs to a colleague."),
    )


def who(person: Person, *, about: str = "", phase: str | None = None) -> None:
    """The name of the person a page is about."""
    name = escape(person.name)
    st.html(
        f'<div class="sw-who"><span class="name" title="{name}">{name}</span>'
        f'{made_up(person)}{phase_chip(phase)}<span class="when">{escape(about)}</span></div>'
    )


def heading(title: str, *, about: str = "", small: bool = False) -> None:
    """What a page or a part of it is about, where it is no person."""
    kind = "h3" if small else "h2"
    st.html(
        f'<div class="sw-who"><{kind} class="name{" small" if small else ""}">{escape(title)}'
        f'</{kind}><span class="when">{escape(about)}</span></div>'
    )


def made_up(person: Person) -> str:
    """The chip of a synthetic person, as HTML."""
    told = f'<span class="sw-chip made-up">{escape(_("Synthetic person"))}</span>'
    return told if person.synthetic else ""


def phase_chip(phase: str | None) -> str:
    """The chip of a phase, as HTML."""
    if phase not in PHASES:
        return ""
    return f'<span class="sw-chip {phase}">{escape(_(PHASES[phase]))}</span>'


def note(text: str) -> None:
    """A sentence that stands under a chart or beside a picture."""
    st.html(f'<p class="sw-note">{escape(text)}</p>')


def save(address: str, label: str) -> None:
    """A link that saves a file from a route of ours.

    Streamlit's own downloads are open to whoever knows the address.
    """
    link = f'<a class="sw-save" href="{escape(address)}" download>{escape(label)}</a>'
    st.html(link, width="content")


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
        f'<figure class="sw-picture"><img src="{escape(source)}" alt="{escape(alt)}">'
        f"{strip}{said}</figure>"
    )


def day(moment: str) -> str:
    """A date as a person writes it: 3 May 2026."""
    return dates.day(datetime.fromisoformat(moment).astimezone(), language())


def clock(moment: str) -> str:
    """The time of day: 18:05."""
    return dates.clock(datetime.fromisoformat(moment).astimezone(), language())


def quiet(text: str) -> None:
    """A line in the background."""
    st.html(f'<div class="sw-quiet">{escape(text)}</div>')


def row_of_pictures(pictures: Sequence[tuple[str, str]], *, large: bool = False) -> None:
    """Small pictures in a row, each an address and what it is; large ones say it underneath."""
    shown = "".join(
        f'<figure><img src="{escape(source)}" alt="{escape(said)}" loading="lazy">'
        f"{f'<figcaption>{escape(said)}</figcaption>' if large else ''}</figure>"
        for source, said in pictures
    )
    st.html(f'<div class="sw-row{" large" if large else ""}">{shown}</div>')


def turn_words(words: str, decision: str, asked: str) -> None:
    """What was said to the painter, what became of the answer, and how it was asked."""
    quoted = escape(_("“{words}”", words=words))
    said = f'<p class="words">{quoted}</p>' if words else ""
    about = f'<span class="sw-quiet">{escape(asked)}</span>' if asked else ""
    st.html(
        f'<div class="sw-turn">{said}<span class="sw-chip">{escape(decision)}</span>{about}</div>'
    )


def listed(title: str, items: Sequence[str]) -> None:
    """A short list under its title."""
    rows = "".join(f"<li>{escape(item)}</li>" for item in items)
    st.html(f'<div class="sw-listed"><b>{escape(title)}</b><ol>{rows}</ol></div>')


def sitting_line(number: int, about: str, phase: str) -> None:
    """Which sitting something belongs to."""
    which = escape(_("Sitting {number}", number=number))
    st.html(
        f'<div class="sw-sitting"><b>{which}</b>{phase_chip(phase)}'
        f'<span class="when">{escape(about)}</span></div>'
    )
