"""Typed words at a table, read for signs that somebody needs help before anything else is done.

Red (said plainly): the painter rests, a task waits until somebody of the practice has said by name
that they looked at it, and a person who has the table reads the help card. Amber (hinted at): the
therapist is told quietly. Nothing is refused: the words stay, and drawing goes on. No score, and
nothing seen never means that nothing is there.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

from engines.errors import BackendMissingError, SettingsError
from engines.safety import hints, rules
from engines.safety.rulebook import rulebook
from workbench.saying import later
from workbench.table.telling import Changed
from workbench.table.watched import Watched

RESTS = later("The painter rests for now. You can go on drawing.")
MOST_HINTS, MOST_KNOWN = 5, 200
# The sentence embedding takes its time, and no stroke waits for it.
_CLOSER = ThreadPoolExecutor(1, "care")


def hears() -> bool:
    """Whether the rules can be read at all; without them nothing here notices any words."""
    try:
        rulebook()
    except SettingsError:
        return False
    return True


@cache
def hears_hints() -> bool:
    """Whether what is only hinted at is looked for beside the rules."""
    try:
        hints.look("hello")
    except BackendMissingError:
        return False
    return True


class Care:
    """What one table's words were seen to say.

    `hinted` are texts that may hint at more than they say, the newest last, in memory alone.
    """

    def __init__(self, watched: Watched, stop: Callable[[], None]) -> None:
        self._watched, self._stop = watched, stop
        self._known: dict[str, None] = {}
        self._alerted = True  # until the archive says that nothing waits
        self.looking: Future[None] | None = None
        self.hinted: tuple[str, ...] = ()
        self._calls: Callable[[str], None] = lambda _: None
        watched.rests = self.rests

    def on_alert(self, calls: Callable[[str], None]) -> None:
        """Whom to tell the sitting where words ask for a person."""
        self._calls = calls

    def heed(self, *texts: str) -> None:
        """Reads what was typed. What asks for a person is on disk when this returns.

        Raises:
            NotSavedError: the disk refused.
        """
        for text in texts:
            if text.strip() and text not in self._known:
                self._read(text)
                self._known[text] = None
                if len(self._known) > MOST_KNOWN:
                    del self._known[next(iter(self._known))]

    def rests(self) -> bool:
        """Whether the painter waits until somebody has looked at words of this sitting."""
        if self._alerted:
            self._alerted = self._watched.archive.alerted(self._watched.id)
        return self._alerted

    def noticed(self) -> None:
        """The therapist has read what was hinted at."""
        self.hinted = ()

    def _read(self, text: str) -> None:
        try:
            signs = rules.look(text)
        except SettingsError:
            return  # every page of staff says that nothing is noticed
        if signs and signs[0].level == "red":
            self._alert(text, signs[0].about)
        elif signs:
            self._hint(text)
        else:
            self.looking = _CLOSER.submit(self._look_closer, text)

    def _alert(self, text: str, about: str) -> None:
        watched = self._watched
        watched.archive.alert(watched.id, about, text)
        self._alerted = True
        self._stop()
        self._calls(watched.id)
        watched.tell(Changed())

    def _look_closer(self, text: str) -> None:
        try:
            hinted = hints.look(text)
        except BackendMissingError:
            return  # Settings say that the rules go on alone
        if hinted:
            self._hint(text)

    def _hint(self, text: str) -> None:
        # What is still being typed comes again, longer.
        others = [each for each in self.hinted if not text.startswith(each)]
        self.hinted = tuple([*others, text][-MOST_HINTS:])
        self._watched.tell(Changed())
