"""The pieces of the modes' pages, as HTML. What stands in them is escaped here, once."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from engines import languages
from engines.dialogue.cards import Card, Mode, Sheet
from engines.dialogue.library import Held
from engines.languages import ENGLISH
from workbench import parts
from workbench.modules import text_of
from workbench.saying import _, language, later, ngettext

TROUBLE = "talk-trouble"  # where what goes wrong in the talk beside the pad is said
STANDINGS = {
    "draft": later("Draft, not reviewed"),
    "signed": later("Signed"),
    "changed": later("Changed since it was signed"),
    "unreadable": later("Cannot be read"),
}
KINDS = {"exercise": later("Exercises"), "lesson": later("Lessons"), "role": later("Roles")}


def styles() -> None:
    """What these pages look like beside the frame."""
    st.html(f"<style>{text_of('workbench', 'talking', 'modes.css')}</style>")


def spoken(mode: Mode) -> str:
    """The language a mode is shown in: the page's where it is written in it, else English."""
    return language() if language() in mode.languages else ENGLISH


def untranslated(mode: Mode) -> None:
    """Says so where a mode is not written in the page's language."""
    if language() not in mode.languages:
        told = _("This mode is not written in {language}: it is shown in English.")
        parts.note(told.format(language=languages.name_of(language())))


def head(held: Held) -> None:
    """A mode's name, how it stands, and what it is for."""
    mode, said = held.mode, escape(_(STANDINGS[held.standing]))
    kind = "ready" if held.standing == "signed" else "away"
    name = held.id if mode is None else mode.name[spoken(mode)]
    purpose = held.why if mode is None else mode.purpose[spoken(mode)]
    st.html(
        f'<div class="sw-mode"><div class="who"><h3>{escape(name)}</h3>'
        f'<span class="sw-chip {kind}">{said}</span></div><p>{escape(purpose)}</p></div>'
    )
    if mode is not None:
        parts.quiet(" · ".join(_about(held, mode)))


def _about(held: Held, mode: Mode) -> Iterable[str]:
    yield ngettext("{count} card", "{count} cards", len(mode.cards))
    yield ", ".join(languages.name_of(each) for each in mode.languages)
    yield _("Version {number}", number=mode.version)
    if held.standing == "signed" and mode.reviewed_on is not None:
        day = parts.day(mode.reviewed_on.isoformat())
        yield _("Signed by {name} on {day}", name=mode.reviewed_by, day=day)
    elif held.standing == "draft" and not held.own:
        yield mode.author
    if held.why:
        yield held.why


def not_for(mode: Mode) -> None:
    """When it is better left alone."""
    text = escape(mode.not_for[spoken(mode)])
    title = escape(_("When not to use it"))
    st.html(f'<div class="sw-mode"><p class="not"><b>{title}:</b> {text}</p></div>')


def by_letters() -> None:
    """Says that no meaning chose the cards."""
    parts.note(
        _(
            "The sentence embedding is not here: cards are chosen by the letters of words, "
            "which is wrong more often."
        )
    )


def said(texts: Iterable[str], *, first: bool = False) -> None:
    """What a person would read, each in its own frame; the first one marked, where it is sure."""
    st.html(_said(texts, first=first))


def cards(mode: Mode, spoken_in: str) -> None:
    """Every card: when it is the right one, what it says, what fits next."""
    st.html("".join(_card(mode, card, spoken_in) for card in mode.cards.values()))


def sheets(shown: Iterable[Sheet], spoken_in: str) -> None:
    """Exercises with their times, lessons, roles."""
    st.html("".join(_sheet(each, spoken_in) for each in shown))


def _card(mode: Mode, card: Card, spoken_in: str) -> str:
    quoted = " · ".join(
        escape(_("“{words}”", words=each)) for each in card.heard.get(spoken_in, ())
    )
    nothing = escape(_("It is shown when no other card fits."))
    rows = [
        f'<p class="heard"><b>{escape(_("When somebody says"))}:</b> {quoted or nothing}</p>',
        _said(card.says[spoken_in]),
    ]
    if card.then:
        after = "".join(f"<li>{_slotted(mode.cards[n].says[spoken_in][0])}</li>" for n in card.then)
        rows.append(f"<p><b>{escape(_('What fits next'))}</b></p><ul>{after}</ul>")
    title = _slotted(card.says[spoken_in][0])
    rows.insert(0, f"<summary><span>{title}</span></summary>")
    return f'<details class="sw-card">{"".join(rows)}</details>'


def steps(shown: Sheet, spoken_in: str) -> None:
    """The lines of one sheet, with their times."""
    st.html(f'<div class="sw-steps">{_steps(shown, spoken_in)}</div>')


def _sheet(shown: Sheet, spoken_in: str) -> str:
    title = escape(shown.title[spoken_in])
    lines = _steps(shown, spoken_in)
    return f'<details class="sw-card"><summary>{title}</summary>{lines}</details>'


def _steps(shown: Sheet, spoken_in: str) -> str:
    rows = "".join(
        f"<li>{escape(line)} {f'<small>{_seconds(time)}</small>' if time else ''}</li>"
        for line, time in shown.steps(spoken_in)
    )
    return f"<ol>{rows}</ol>"


def _said(texts: Iterable[str], *, first: bool = False) -> str:
    rows = [
        f"<li{' class=first' if first and not place else ''}>{_slotted(text)}</li>"
        for place, text in enumerate(texts)
    ]
    return f'<ul class="sw-said">{"".join(rows)}</ul>'


def _seconds(time: int) -> str:
    return escape(ngettext("{count} second", "{count} seconds", time))


def _slotted(text: str) -> str:
    shown = escape(text)
    for slot, told in (("word", _("the person's word")), ("role", _("the role"))):
        shown = shown.replace(f"{{{slot}}}", f"<em>[{escape(told)}]</em>")
    return shown
