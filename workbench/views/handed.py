"""The client's view: the table of one sitting, and nothing else; or, while locked, nothing."""

from __future__ import annotations

from engines.errors import ArchiveError
from workbench import parts, practice, state
from workbench.asking.cards import cards
from workbench.consent.own_view import own_view
from workbench.handing.passes import Pass
from workbench.handing.standing import pin_is_set
from workbench.handing.veil import veil
from workbench.saying import _
from workbench.table import agreed
from workbench.talking.reading import reading
from workbench.views import simple, together


def main() -> None:
    """What the pass of this browser allows."""
    seen, served = state.browser(), practice.current()
    try:
        sitting = served.archive.open_sitting(seen.sitting or "") if seen.sitting else None
    except ArchiveError:
        sitting = None
    person = served.archive.person(sitting.sitting.person) if sitting else None
    spoken = state.speak(person.tailored.language if person else None)
    _veil(seen)
    if sitting is not None and person is not None:
        own_view(sitting.sitting.id, spoken)
        cards(sitting.sitting.id, spoken)
        reading(sitting.sitting.id, spoken)
        together.for_the_person(sitting.sitting.id)
        simple.table(sitting, agreed.limits(served.archive, person.id), client=True)
        parts.standing_line(demo=served.demo)
    elif seen.scope == "handed":
        parts.empty(_("That was it for today"), _("Everything is kept. Thank you for drawing."))


def _veil(seen: Pass) -> None:
    served = practice.current()
    card = served.archive.preference("help_card") or ""
    signing = served.passes.entrance is not None
    veil(seen, pin=pin_is_set(served, seen), card=card, signing=signing)


main()
