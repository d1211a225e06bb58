"""Help: what everything is for, every key, what is stored where, and what to do when it fails."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice, state
from workbench.guide import explaining, shortcuts, storage, topics
from workbench.saying import _, sentence
from workbench.views import papers


def main() -> None:
    """One tab a matter; or one of the practice's papers."""
    paper = papers.chosen()
    if paper is not None:
        papers.page(paper)
        return
    explaining.styles()
    st.title(_("Help"))
    told = ("what_it_is", "what_it_is_not", "what_scores_are")
    explaining.lead(" ".join(sentence(each) for each in told))
    if st.button(_("Show the tour"), icon=":material/explore:", key="tour"):
        state.take_tour()
        st.rerun()
    matters = (
        (_("First steps"), lambda: explaining.topics(topics.FIRST)),
        (_("In a sitting"), lambda: explaining.topics(topics.TOGETHER)),
        (_("Afterwards"), lambda: explaining.topics(topics.AFTERWARDS)),
        (_("Keys"), every_key),
        (_("What is stored where"), stored),
        (_("Papers"), papers.section),
        (_("When something fails"), lambda: explaining.topics(topics.TROUBLE)),
    )
    tabs = st.tabs([title for title, _show in matters])
    for tab, (_title, show) in zip(tabs, matters, strict=True):
        with tab:
            show()
    parts.quiet(_("Sketchwell draft, not yet reviewed."))


def every_key() -> None:
    """The keys of every place."""
    for where, rows in shortcuts.TABLE:
        explaining.keys(where, rows)


def stored() -> None:
    """The folder, file by file."""
    folder = practice.current().settings.data
    held = storage.holdings(folder)
    explaining.lead(
        _(
            "Everything is in one folder of this machine: {folder}. Nothing is sent anywhere.",
            folder=folder,
        )
    )
    explaining.table(
        (_("File"), _("What it is"), _("Protection"), _("Size")),
        [(each.name, _(each.what), _(each.guarded), storage.size(each.size)) for each in held],
        number=True,
    )
    everything = sum(each.size for each in held)
    free = storage.room(folder)
    said = _("Together {size}.", size=storage.size(everything))
    if free is not None:
        said += " " + _("{size} are free on this disk.", size=storage.size(free))
    parts.quiet(said)
    parts.note(
        _(
            "What stays plain inside the encrypted archive: times, kinds of sitting, what was kept "
            "or put back, the sliders, and numbers such as strokes and colors. The trends read "
            "only those."
        )
    )
    explaining.topics((topics.BACKUPS, topics.AFTERWARDS[-1]))


main()
