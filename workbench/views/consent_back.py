"""Taking an item of consent back: what follows is said first, and done after."""

from __future__ import annotations

from functools import partial
from typing import cast

import streamlit as st

from workbench import parts, practice, state
from workbench.archive import retention
from workbench.archive.consent import Item, Wish
from workbench.archive.store import Person
from workbench.consent import showing, standing, texts
from workbench.looking import place
from workbench.saying import _, later
from workbench.views.consent_asking import ALL, answer, bar, beside, language

WISH = "consent-pictures"
WISHES: dict[Wish, str] = {
    "stay": later("They stay in the record."),
    "go": later("They are to be taken out. The drawings stay."),
}


def take_back(person: Person, asked: str) -> None:
    """What follows, before it is done; then it is done."""
    item = cast(Item, asked)
    bar(person, _("Take it back"))
    text = texts.text(item, language(person))
    archive = practice.current().archive
    follows = standing.consequences(item, archive.retention(person.id), retention.today())
    showing.title(text)
    showing.follows(_("What follows"), [_(each) for each in follows])
    parts.note(_("Therapy does not end because of it, and it can be agreed to again later."))
    with st.container(key="consent-answer"):
        asks = item == "painter" and bool(archive.painted(person.id))
        wish = _wish() if asks else ""
        _answers(person, item, text, wish)
        parts.trouble()
    beside(guardian=False)


def _answers(person: Person, item: Item, text: texts.Text, wish: Wish | None) -> None:
    take, leave = st.columns(2)
    done = partial(answer, person.id, item, "withdrawn", text, wish or "")
    with take:
        st.button(
            _("Take it back"),
            key="answer-withdrawn",
            on_click=done,
            width="stretch",
            disabled=wish is None,
        )
    with leave:
        back = partial(place.ask, ALL)
        st.button(_("Leave it as it is"), key="answer-stay", on_click=back, width="stretch")


def _wish() -> Wish | None:
    """What the person wants done with the pictures so far; None until it is said."""
    st.radio(
        _("What is to become of the pictures so far?"),
        [*WISHES],
        format_func=lambda wish: _(WISHES[wish]),
        key=WISH,
        index=None,
    )
    return cast("Wish | None", state.widget(WISH))
