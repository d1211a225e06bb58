"""What is not known of a replay, in words: nobody shall take a derived one for what happened."""

from __future__ import annotations

from workbench.replay.scenes import Known
from workbench.saying import _, ngettext


def told(known: Known) -> list[str]:
    """One sentence for each thing that is not known; none where everything is."""
    lines = []
    if not known.course:
        lines.append(
            _(
                "When things happened was not noted in this sitting: the order comes from what was "
                "kept, and an answer stands behind the marks that it answered."
            )
        )
    counted = (
        (known.evenly, _evenly),
        (known.taken_back, _taken_back),
        (known.unheld, _unheld),
        (known.unseen, _unseen),
    )
    return [*lines, *(say(count) for count, say in counted if count)]


def _evenly(count: int) -> str:
    return ngettext(
        "{count} mark has no times of its own: it is given the same time as any other.",
        "{count} marks have no times of their own: they are given the same time each.",
        count,
    )


def _taken_back(count: int) -> str:
    return ngettext("{count} mark was taken back.", "{count} marks were taken back.", count)


def _unheld(count: int) -> str:
    return ngettext(
        "{count} mark was drawn that no kept drawing holds: it is left out.",
        "{count} marks were drawn that no kept drawing holds: they are left out.",
        count,
    )


def _unseen(count: int) -> str:
    return ngettext(
        "{count} answer was shown that was not kept with the sitting.",
        "{count} answers were shown that were not kept with the sitting.",
        count,
    )
