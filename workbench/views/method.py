"""Method: how each reading is worked out, whose formula it is, and what none of them can do."""

from __future__ import annotations

import streamlit as st

from workbench import parts
from workbench.guide import explaining
from workbench.readings import estimated, wording
from workbench.readings.defined import DEFINED, GROUPS, OWN
from workbench.saying import _
from workbench.trends import printing


def main() -> None:
    """Definitions by group, then how values are compared, then the limits."""
    explaining.styles()
    st.title(_("Method"))
    explaining.lead(
        _(
            "What the workbench reads in a drawing, and how. The same drawing always gives the "
            "same numbers. The person's marks and the painter's layer are read apart."
        )
    )
    head = (_("Reading"), _("What it is"), _("Source"))
    for group, title in GROUPS.items():
        st.header(_(title))
        rows = [each for each in DEFINED if each.group == group]
        explaining.table(head, [(_(row.title), _(row.means), _source(row.source)) for row in rows])
    st.header(_(wording.TITLE))
    of_words = [
        (_(wording.AXES[n][0]), _(said), _(wording.SOURCE)) for n, said in wording.MEANS.items()
    ]
    explaining.table(head, of_words)
    for text in _of_words():
        st.markdown(text)
    st.header(_(estimated.TITLE))
    for text in estimated.method():
        st.markdown(text)
    explaining.table(estimated.method_heads(), estimated.SIMULATED)
    st.header(_("Beside earlier pictures"))
    for text in _comparing():
        st.markdown(text)
    st.header(_("What none of this can do"))
    for text in _cannot():
        st.markdown(f"- {text}")
    parts.note(_("The exact formulas stand in engines/readers/README.md, which comes with it."))
    with st.container(key="print-bar"):
        printing.button()


def _source(source: str) -> str:
    return _("Sketchwell's own") if source == OWN else source


def _of_words() -> tuple[str, ...]:
    return (
        _(
            "The words that somebody wrote to the painter become a point among sentences, and lie "
            "nearer to one kind or to another: pleasant or unpleasant, lively or calm. Near the "
            "middle it is **unsure**, and that is what is told."
        ),
        _(
            "Of 160 sentences by another hand it placed 116 as pleasant or unpleasant, 106 of them "
            "rightly (91 %, 95 % interval 85 to 95), and 108 as lively or calm, 102 rightly (94 %, "
            "88 to 97). It placed 7 of 24 plain ones all the same. It reads no irony, no metaphor "
            "and nothing that is left out; it looks for no danger."
        ),
    )


def _comparing() -> tuple[str, ...]:
    return (
        _(
            "A picture is compared with the same person's earlier kept pictures, never with other "
            "people's: there are no norms. Below six earlier pictures nothing is told, for five do "
            "not even bracket the person's own middle with 95 %."
        ),
        _(
            "For **Left mirrors right** the same marks are turned and moved by chance 39 times; up "
            "to the greatest of those scores, nothing is told."
        ),
    )


def _cannot() -> tuple[str, ...]:
    return (
        _("They do not tell a mood, a trait, a condition, an age or an ability."),
        _("They do not know what a drawing shows, nor what was meant by it."),
        _("A difference from earlier pictures says nothing of why: another pen is reason enough."),
        _("Pace, pauses and pressure depend on the device; mice and keyboards have no pressure."),
        _("Of paper that was photographed, lines and times are not known: they stay empty."),
    )


main()
