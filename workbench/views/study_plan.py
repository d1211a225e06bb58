"""Registering a study: a form is chosen, the plan is written and hashed, before any data."""

from __future__ import annotations

from functools import partial

import streamlit as st

from engines.errors import AnalysisError
from workbench import parts, practice, state
from workbench.archive.studying import MOST_TEXT, MOST_TITLE
from workbench.outcomes.protocols import plans
from workbench.outcomes.protocols.form import Protocol
from workbench.saying import _, retold
from workbench.studying import pieces, telling

TROUBLE = "registering"
MOST_PEOPLE = 500
KEYS = ("plan-title", "plan-primary", "plan-people", "plan-analysis")


def form() -> None:
    """A protocol, what it is, the plan's lines, the hash, and the deed."""
    known = practice.current().archive.protocols()
    # Free practice is last: there is nothing to register.
    titles = {name: telling.title(each) for name, each in known.items() if each.measures}
    titles |= {name: telling.title(each) for name, each in known.items() if not each.measures}
    chosen = st.radio(_("Protocol"), [*titles], format_func=titles.__getitem__, key="plan-protocol")
    protocol = known[chosen or next(iter(titles))]
    parts.quiet(telling.about(protocol))
    if not protocol.measures:
        parts.note(
            _(
                "Free practice has no order, no end and no measures: nothing is registered, and "
                "nobody has to be enrolled. It is what everybody has who takes part in no study."
            )
        )
        return
    _arms(protocol)
    _lines(protocol)
    _hash(protocol)
    parts.trouble(TROUBLE)


def _arms(protocol: Protocol) -> None:
    arms = [telling.arm(protocol, each) for each in protocol.arms()]
    parts.listed(_("Sittings") if len(arms) == 1 else _("One of these, by lot"), arms)


def _lines(protocol: Protocol) -> None:
    instruments = practice.current().archive.instruments()
    titles = {
        each.instrument: telling.measure(each.instrument, instruments) for each in protocol.measures
    }
    st.text_input(_("Title"), max_chars=MOST_TITLE, autocomplete="off", key=KEYS[0])
    st.selectbox(
        _("The one outcome that counts first"),
        [*titles],
        format_func=titles.__getitem__,
        key=f"{KEYS[1]}-{protocol.name}",
    )
    st.number_input(_("People"), 1, MOST_PEOPLE, 30, key=KEYS[2], width=160)
    st.text_area(_("What will be done with the data"), max_chars=MOST_TEXT, key=KEYS[3])


def _told(protocol: Protocol) -> dict[str, str | int]:
    title, people, analysis = (state.widget(KEYS[at]) for at in (0, 2, 3))
    primary = str(state.widget(f"{KEYS[1]}-{protocol.name}"))
    return {
        "title": str(title or ""),
        "primary": primary,
        "people": int(people or 0),
        "analysis": str(analysis or ""),
    }


def _hash(protocol: Protocol) -> None:
    told = _told(protocol)
    if not all(str(told[name]).strip() for name in ("title", "analysis")):
        parts.quiet(_("A plan needs a title, and in words what will be done with the data."))
        return
    try:
        text = plans.plan(str(told.pop("title")), protocol, **told)  # type: ignore[arg-type]
    except AnalysisError as error:
        parts.quiet(retold(str(error)))
        return
    pieces.digest(_("This plan (SHA-256)"), plans.sha256(text))
    with st.expander(_("The plan as it is hashed")):
        st.code(text, language="json", wrap_lines=True)
    parts.note(
        _(
            "Once it is registered, nothing of it can be changed. The seed of the lots is drawn "
            "then and stays sealed; its hash is told at once."
        )
    )
    register = partial(_register, protocol)
    st.button(_("Register this plan"), type="primary", key="register", on_click=register)


def _register(protocol: Protocol) -> None:
    told = _told(protocol)
    title, primary, analysis = (str(told[each]) for each in ("title", "primary", "analysis"))
    with parts.troubled(TROUBLE):
        archive = practice.current().archive
        people = int(told["people"])
        more = {"primary": primary, "people": people, "analysis": analysis}
        archive.register_study(title, protocol.name, **more)
        state.note("registered", title.strip())
