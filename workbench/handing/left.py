"""What was left as it was when the workbench stopped, so that a start comes up the same."""

from __future__ import annotations

import json

from workbench.handing.pin import Preferences

HANDED, HIDDEN, ASKED = "handed_over", "hidden", "asked_for"
BY = "handed_over_by"


class Left:
    """What is handed over and hidden, by browser, and where somebody asked for a person.

    Attributes:
        handed: the sitting that a browser shows its client.
        by: the account that handed it over, whose PIN brings it back.
        hidden: browsers that show nothing.
        asked: sittings where somebody asked for a person.
    """

    def __init__(self, kept: Preferences) -> None:
        self._kept = kept
        self.handed = _read(kept.preference(HANDED))
        self.by = _read(kept.preference(BY))
        self.hidden = _read(kept.preference(HIDDEN))
        self.asked = _read(kept.preference(ASKED))

    def store(self) -> None:
        """Keeps everything as it is now."""
        for name, held in self._all():
            self._kept.set_preference(name, json.dumps(held) if held else None)

    def clear(self) -> None:
        """Nothing is handed over or hidden, and nobody asked."""
        for _, held in self._all():
            held.clear()
        self.store()

    def open(self, browser: str) -> None:
        """The screen of this browser is the therapist's again."""
        sitting = self.handed.pop(browser, None)
        for held in (self.by, self.hidden):
            held.pop(browser, None)
        if sitting is not None:
            self.asked.pop(sitting, None)
        self.store()

    def _all(self) -> tuple[tuple[str, dict[str, str]], ...]:
        first = ((HANDED, self.handed), (BY, self.by))
        return (*first, (HIDDEN, self.hidden), (ASKED, self.asked))


def _read(stored: str | None) -> dict[str, str]:
    found = json.loads(stored) if stored else {}
    return {str(browser): str(what) for browser, what in found.items()}
