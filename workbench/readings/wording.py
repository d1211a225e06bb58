"""How the words beside a picture are worded: pleasant or not, lively or calm, or unsure."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st

from engines.errors import BackendMissingError
from engines.studio import seen_in_words
from workbench import state
from workbench.saying import _, later

NAME = "words"
TITLE = later("Wording")
# By measure: its title, and what stands above and below the middle.
AXES = {
    "pleasantness": (later("How pleasant"), later("pleasant"), later("unpleasant")),
    "energy": (later("How lively"), later("lively"), later("calm")),
}
MEANS = {
    "pleasantness": later("Whether the words are worded pleasantly or unpleasantly."),
    "energy": later("Whether the words are worded lively or calmly."),
}
SOURCE = later("Axes between sentences of Sketchwell's own, after Russell 1980")


@dataclass(frozen=True, slots=True)
class Worded:
    """How a text is worded, by measure; None is unsure. `here` is off where nothing can read it."""

    values: dict[str, float | None]
    here: bool = True


@state.remembered
def worded(person: str, text: str) -> Worded:  # noqa: ARG001 - whose it is, for what is remembered
    """Reads a text of a person."""
    try:
        seen = seen_in_words(text)
    except BackendMissingError:
        return Worded({}, here=False)
    return Worded({name: seen.value(name) for name in AXES})


def show(person: str, text: str) -> None:
    """The words, and how they are worded; a value's size is never told, for it would mislead."""
    found = worded(person, text)
    quoted = escape(_("“{words}”", words=text))
    if not found.here:
        told = escape(_("This machine lacks the program that reads wording."))
        rows = f"<p>{told}</p>"
    else:
        each = (
            f"<dt>{escape(_(title))}</dt><dd>{escape(_said(name, found))}</dd>"
            for name, (title, *_rest) in AXES.items()
        )
        rows = f"<dl>{''.join(each)}</dl>"
    note = escape(
        _(
            "This is how the words are worded, not how anybody felt. About one in ten that it "
            "places is wrong."
        )
    )
    st.html(
        f'<section class="sw-wording"><h3>{escape(_(TITLE))}</h3><blockquote>{quoted}</blockquote>'
        f"{rows}<small>{note}</small></section>"
    )


def _said(name: str, found: Worded) -> str:
    value = found.values[name]
    if value is None:
        return _("unsure")
    return _(AXES[name][1 if value > 0 else 2])
