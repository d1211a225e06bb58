"""What to do where words ask for a person: one way for each thing they may be about.

A practice writes its own; until then ours stand there, which nobody clinical has reviewed.
"""

from __future__ import annotations

from html import escape

from workbench.archive.store import Archive
from workbench.saying import _, later

MOST_LETTERS = 600
PREFERENCE = "way_"
NAMED = {
    "self_harm": later("harm to oneself"),
    "abuse": later("abuse"),
    "harm_to_others": later("harm to others"),
    "eating": later("eating"),
}
OURS = {
    "self_harm": later(
        "Ask openly and stay with the person. Do not leave them alone before you know how they get "
        "through today, and follow your practice's plan for somebody in danger."
    ),
    "abuse": later(
        "Listen, and do not question closely. Promise no secrecy. Write down the words as they "
        "were said, and follow your practice's rules for protecting children and adults."
    ),
    "harm_to_others": later(
        "See first that everybody is safe, you too. Then follow your practice's rules for threats."
    ),
    "eating": later(
        "Ask how eating and drinking go, and whether a doctor knows. Do not speak of weight or "
        "numbers."
    ),
}


def own(archive: Archive, about: str) -> str:
    """What the practice wrote; empty where it wrote nothing."""
    return archive.preference(f"{PREFERENCE}{about}") or ""


def path(archive: Archive, about: str) -> str:
    """What is to be done: the practice's words, else ours; empty for what has no way of its own."""
    ours = OURS.get(about)
    return own(archive, about) or (_(ours) if ours else "")


def html(archive: Archive, about: str) -> str:
    """The same under its title, as HTML."""
    told = path(archive, about)
    if not told:
        return ""
    title = escape(_("What to do: {about}", about=_(NAMED[about])))
    return f'<p class="sw-written"><b>{title}</b><br>{escape(told)}</p>'
