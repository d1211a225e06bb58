"""One item of consent at a time, read by the person: yes or not now; and taking it back."""

from __future__ import annotations

from functools import partial
from typing import cast

import streamlit as st

from engines import languages
from workbench import parts, practice, state
from workbench.archive import retention
from workbench.archive.consent import ITEMS, MOST_LETTERS, Deed, How, Item, Said
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
    _bar(person, _("{number} of {count}", number=ITEMS.index(item) + 1, count=len(ITEMS)))
    text = texts.text(item, _language(person))
    showing.to_read(text)
    with st.container(key="consent-answer"):
        for column, (deed, label) in zip(st.columns(2), ANSWERS.items(), strict=True):
            answer = partial(_answer, person.id, item, deed, text)
            with column:
                st.button(_(label), key=f"answer-{deed}", on_click=answer, width="stretch")
        parts.trouble()
        showing.draft()
    _beside()


def take_back(person: Person, asked: str) -> None:
    """What follows, before it is done; then it is done."""
    item = cast(Item, asked)
    _bar(person, _("Take it back"))
    text = texts.text(item, _language(person))
    archive = practice.current().archive
    follows = standing.consequences(item, archive.retention(person.id), retention.today())
    showing.title(text)
    showing.follows(_("What follows"), [_(each) for each in follows])
    parts.note(_("Therapy does not end because of it, and it can be agreed to again later."))
    with st.container(key="consent-answer"):
        take, leave = st.columns(2)
        done, back = partial(_answer, person.id, item, "withdrawn", text), partial(place.ask, ALL)
        with take:
            st.button(_("Take it back"), key="answer-withdrawn", on_click=done, width="stretch")
        with leave:
            st.button(_("Leave it as it is"), key="answer-stay", on_click=back, width="stretch")
        parts.trouble()
    _beside()


def paper(person: Person) -> None:
    """A sheet with all four texts, to be signed; what was signed is entered item by item."""
    with st.container(horizontal=True, vertical_alignment="center", key="print-bar"):
        back = partial(place.ask, ALL)
        st.button(_("Back"), icon=":material/arrow_back:", key="from-paper", on_click=back)
        printing.button()
        _choose_language(person)
        parts.quiet(_("What is signed is entered here afterwards, item by item."))
    spoken = _language(person)
    with st.container(key="consent-paper"):
        showing.sheet(person.name, [texts.text(item, spoken) for item in ITEMS])


def _bar(person: Person, where: str) -> None:
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


def _language(person: Person) -> str:
    return str(state.widget(LANGUAGE) or _usual(person))


def _beside() -> None:
    """Who was there, and how it was said: for the practice, out of the reader's way."""
    with st.expander(_("For the practice: how it was said, and who was there")):
        st.radio(
            _("How"), [*HOWS], format_func=lambda how: _(HOWS[how]), key="consent-how", index=0
        )
        for key, label, usual in (
            ("consent-witness", _("Who was there"), _here()),
            ("consent-guardian", _("Guardian, where somebody has to agree for the person"), ""),
        ):
            st.text_input(label, usual, max_chars=MOST_LETTERS, autocomplete="off", key=key)


def _here() -> str:
    account = state.account()
    return "" if account is None or account.synthetic else account.name[:MOST_LETTERS]


def _answer(person_id: str, item: Item, deed: Deed, text: texts.Text) -> None:
    served = practice.current()
    how = cast(How, state.widget("consent-how") or "screen")
    witness, guardian = (
        str(state.widget(f"consent-{name}") or "").strip() for name in ("witness", "guardian")
    )
    with parts.troubled():
        served.archive.consent(person_id, Said(item, deed, text.read, how, witness, guardian))
        served.tables.agreed(person_id)
        waiting = standing.next_to_ask(standing.of(served.archive, person_id), item)
        place.ask(ALL if deed == "withdrawn" or waiting is None else waiting)
