"""Pieces of the consent pages: a text in large type, a line about an item, a sheet to sign."""

from __future__ import annotations

from html import escape

import streamlit as st

from workbench import parts
from workbench.archive.consent import Consent, How
from workbench.consent.standing import NAMES, STATES, Standing
from workbench.consent.texts import Text
from workbench.modules import text_of
from workbench.saying import _, later, speaking

HASH_LETTERS = 12
HOW: dict[How, str] = {
    "screen": later("on the practice's screen"),
    "paper": later("on paper"),
    "own": later("by themselves, at their own view"),
}


def styles() -> None:
    """What these pages look like beside the frame."""
    st.html(f"<style>{text_of('workbench', 'consent', 'consent.css')}</style>")


def to_read(text: Text) -> None:
    """One text in large type, its question last."""
    st.html(
        f'<article class="sw-consent" lang="{escape(text.read.language)}">'
        f"<h2>{escape(text.title)}</h2>{_paragraphs(text.about)}"
        f"<h3>{escape(text.turning)}</h3>{_paragraphs(text.after)}"
        f'<p class="ask">{escape(text.question)}</p></article>'
    )


def title(text: Text) -> None:
    """What something is about, in large type."""
    st.html(f'<article class="sw-consent"><h2>{escape(text.title)}</h2></article>')


def follows(title: str, texts: list[str]) -> None:
    """What happens once something is taken back, before it is."""
    rows = "".join(f"<li>{escape(text)}</li>" for text in texts)
    st.html(f'<div class="sw-consent"><h3>{escape(title)}</h3><ul>{rows}</ul></div>')


def draft() -> None:
    """Who wrote these texts, and that nobody has looked at them yet."""
    st.html(f'<p class="sw-consent-draft">{escape(_("Sketchwell draft, not yet reviewed."))}</p>')


def item(standing: Standing) -> None:
    """One item, how it stands and since when."""
    kind = "waits" if standing.waits else standing.state
    name, state = escape(_(NAMES[standing.item])), escape(_(STATES[standing.state]))
    st.html(
        f'<div class="sw-item"><b>{name}</b><span class="sw-chip {kind}">{state}</span>'
        f'<span class="when">{escape(_since(standing))}</span></div>'
    )


def said(entry: Consent) -> list[str]:
    """An entry of the history, cell by cell."""
    read = entry.said.read
    there = [entry.said.witness, entry.said.guardian and _guardian(entry.said.guardian)]
    wish = {"stay": _("the pictures stay"), "go": _("the pictures are to go")}
    return [
        f"{parts.day(entry.at)}, {parts.clock(entry.at)}",
        _(NAMES[entry.said.item]),
        ", ".join(filter(None, (_(STATES[entry.said.deed]), wish.get(entry.said.pictures)))),
        _(HOW[entry.said.how]),
        ", ".join(filter(None, there)) or "–",
        _(
            "version {number}, {language}, {hash}",
            number=read.version,
            language=read.language,
            hash=read.sha256[:HASH_LETTERS],
        ),
    ]


def in_sitting(entries: tuple[Consent, ...], sitting: str) -> None:
    """What was said while a sitting went on, as a part of its record."""
    for entry in entries:
        if entry.sitting == sitting:
            what, deed = _(NAMES[entry.said.item]), _(STATES[entry.said.deed])
            time = parts.clock(entry.at)
            parts.note(_("{time}, {what}: {said}", time=time, what=what, said=deed))


def sheet(name: str, texts: list[Text]) -> None:
    """All four texts with boxes to tick by hand and lines to sign on, for the printer."""
    spoken = texts[0].read.language
    with speaking(spoken):
        yes, not_now = escape(_("Yes")), escape(_("Not now"))
        boxes = f'<div class="boxes"><span>{yes}</span><span>{not_now}</span></div>'
        asked = "".join(f"<section>{_on_paper(text)}{boxes}</section>" for text in texts)
        lines = (
            _("Place and day"),
            _("Signature"),
            _("Signature of a guardian, where needed"),
            _("Who was there, for the practice"),
        )
        signed = "".join(f"<span>{escape(line)}</span>" for line in lines)
        head = f"<h1>{escape(_('What I agree to'))}</h1><p>{escape(_('Name'))}: {escape(name)}</p>"
        foot = f"{_('Sketchwell draft, not yet reviewed.')} {_prints(texts)}"
    st.html(
        f'<div class="sw-sheet" lang="{escape(spoken)}">{head}{asked}'
        f'<div class="lines">{signed}</div><p class="foot">{escape(foot)}</p></div>'
    )


def _on_paper(text: Text) -> str:
    after = f"<h3>{escape(text.turning)}</h3>{_paragraphs(text.after)}"
    title, about = escape(text.title), _paragraphs(text.about)
    return f'<h2>{title}</h2>{about}{after}<p class="ask">{escape(text.question)}</p>'


def _prints(texts: list[Text]) -> str:
    each = (f"{t.item} {t.read.version} {t.read.sha256[:HASH_LETTERS]}" for t in texts)
    return f"{texts[0].read.language}: {'; '.join(each)}"


def _paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _since(standing: Standing) -> str:
    entry = standing.newest
    if entry is None:
        return ""
    day = parts.day(entry.at)
    how = _("{day}, {how}", day=day, how=_(HOW[entry.said.how]))
    if standing.anew:
        return _("{when}. The text has changed since: please read it again.", when=how)
    return how


def _guardian(name: str) -> str:
    return _("guardian: {name}", name=name)
