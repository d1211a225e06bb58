"""One item of consent at a time, read by the person: yes or not now; and taking it back."""

from __future__ import annotations

from functools import partial
from typing import cast

import streamlit as st

from engines import languages
from workbench import parts, practice, state
from workbench.archive.consent import ITEMS, MOST_LETTERS, Deed, How, Item, Said, Wish
from workbench.archive.store import Person
from workbench.consent import showing, standing, texts
from workbench.looking import place
from workbench.saying import _, later
from workbench.saying import language as spoken_here
from workbench.trends import printing

LANGUAGE = "consent-language"
ALL = "all"
ANSWERS: dict[Deed, str] = {"given": later("Yes"), "not_now": later("Not now")}
HOWS: dict[How, str] = {
    "screen": later("Said here, on the screen"),
    "paper": later("Signed on paper"),
}


def ask(person: Person, asked: str) -> None:
    """A text in large type and two answers, alike. Nothing is ticked for anybody."""
    item = cast(Item, asked)
    bar(person, _("{number} of {count}", number=ITEMS.index(item) + 1, count=len(ITEMS)))
    text = texts.text(item, language(person))
    showing.to_read(text)
    with st.container(key="consent-answer"):
        if person.tailored.guardian:
            _guardian(_("Your guardian agrees too. The name of your guardian:"))
        for column, (deed, label) in zip(st.columns(2), ANSWERS.items(), strict=True):
            said = partial(answer, person.id, item, deed, text)
            with column:
                st.button(_(label), key=f"answer-{deed}", on_click=said, width="stretch")
        parts.trouble()
        showing.draft()
    beside(guardian=not person.tailored.guardian)


def paper(person: Person) -> None:
    """A sheet with all four texts, to be signed; what was signed is entered item by item."""
    with st.container(horizontal=True, vertical_alignment="center", key="print-bar"):
        back = partial(place.ask, ALL)
        st.button(_("Back"), icon=":material/arrow_back:", key="from-paper", on_click=back)
        printing.button()
        _choose_language(person)
        parts.quiet(_("What is signed is entered here afterwards, item by item."))
    spoken = language(person)
    with st.container(key="consent-paper"):
        showing.sheet(person.name, [texts.text(item, spoken) for item in ITEMS])


def bar(person: Person, where: str) -> None:
    """The way back, where one is, and the language to read in."""
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        back = partial(place.ask, ALL)
        st.button(_("Later"), icon=":material/arrow_back:", key="consent-later", on_click=back)
        parts.quiet(where)
        st.space("stretch")
        _choose_language(person)


def _choose_language(person: Person) -> None:
    st.segmented_control(
        _("Language"),
        texts.languages(),
        format_func=languages.name_of,
        default=_usual(person),
        key=LANGUAGE,
        label_visibility="collapsed",
    )


def _usual(person: Person) -> str:
    wanted = person.tailored.language or spoken_here()
    return wanted[:2] if wanted[:2] in texts.languages() else texts.languages()[0]


def language(person: Person) -> str:
    """The language that is read in."""
    return str(state.widget(LANGUAGE) or _usual(person))


def _guardian(label: str) -> None:
    st.text_input(label, max_chars=MOST_LETTERS, autocomplete="off", key="consent-guardian")


def beside(*, guardian: bool) -> None:
    """Who was there, and how it was said: for the practice, out of the reader's way."""
    with st.expander(_("For the practice: how it was said, and who was there")):
        st.radio(
            _("How"), [*HOWS], format_func=lambda how: _(HOWS[how]), key="consent-how", index=0
        )
        st.text_input(
            _("Who was there"),
            _here(),
            max_chars=MOST_LETTERS,
            autocomplete="off",
            key="consent-witness",
        )
        if guardian:
            _guardian(_("Guardian, where somebody has to agree for the person"))


def _here() -> str:
    account = state.account()
    return "" if account is None or account.synthetic else account.name[:MOST_LETTERS]


def answer(person_id: str, item: Item, deed: Deed, text: texts.Text, wish: Wish = "") -> None:
    """Enters what was said, does what follows, and goes on to what still waits."""
    served = practice.current()
    how = cast(How, state.widget("consent-how") or "screen")
    witness, guardian = (
        str(state.widget(f"consent-{name}") or "").strip() for name in ("witness", "guardian")
    )
    said = Said(item, deed, text.read, how, witness, guardian, wish)
    with parts.troubled():
        served.archive.consent(person_id, said)
        served.tables.agreed(person_id)
        waiting = standing.next_to_ask(standing.of(served.archive, person_id), item)
        place.ask(ALL if deed == "withdrawn" or waiting is None else waiting)
