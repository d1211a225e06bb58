"""What the audit is told of readings and refusals: ids only, and never more than it can bear.

A reading is noted once a day for each account, person and kind. Of refusals the first few a minute
of each account stand in the audit one by one; the others are counted, and the count comes with the
next one that stands there. Browsers that are not signed in share one account's measure.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock

from engines.errors import ArchiveError
from workbench.access.rights import Reach

MOST_A_MINUTE = 12
MINUTE_S = 60.0
NOBODY, CLIENT = "nobody", "client"
_ID = re.compile(r"[0-9a-f]{20}")
Note = Callable[..., None]
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Measure:
    """The refusals of one account in the minute that goes on."""

    begun: float
    noted: int = 0
    passed_over: int = 0


class Witnessing:
    """Tells the audit. Every method may be called from any thread."""

    def __init__(self, note: Note, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._note, self._clock = note, clock
        self._lock = Lock()
        self._day = date.min
        self._read: set[tuple[str, str, str]] = set()
        self._measures: dict[str, _Measure] = {}

    def read(self, reach: Reach, person: str, kind: str) -> None:
        """Somebody opened a part of a person's record: "page", "record", "pictures", "trends"."""
        who = who_of(reach)
        with self._lock:
            today = datetime.now().astimezone().date()
            if today != self._day:
                self._day, self._read = today, set()
            new = (who, person, kind) not in self._read
            self._read.add((who, person, kind))
        if new and not self._noted("person read", who=who, person=person, kind=kind):
            self._read.discard((who, person, kind))

    def refused(self, reach: Reach, what: str, asked: str | None) -> None:
        """Somebody asked for what is not theirs; what was asked is told only where it is an id."""
        who = who_of(reach)
        with self._lock:
            passed_over = self._due(who)
        if passed_over is None:
            return
        told = {"asked": asked} if asked and is_id(asked) else {}
        more = {"unlisted": str(passed_over)} if passed_over else {}
        self._noted("refused", who=who, way=what, **told, **more)

    def _noted(self, what: str, **told: str) -> bool:
        # On a full disk people must be able to go on; what could not be noted is noted later.
        try:
            self._note(what, **told)
        except ArchiveError as error:
            _log.warning("The audit could not be told of %s: %s", what, type(error).__name__)
            return False
        return True

    def _due(self, who: str) -> int | None:
        """How many were passed over before this one; None where this one is passed over too."""
        now = self._clock()
        measure = self._measures.get(who)
        if measure is None or now - measure.begun >= MINUTE_S:
            before = measure.passed_over if measure else 0
            self._measures[who] = _Measure(now, noted=1)
            return before
        if measure.noted >= MOST_A_MINUTE:
            measure.passed_over += 1
            return None
        measure.noted += 1
        return 0


def is_id(text: str) -> bool:
    """Whether this is an id as the archive gives them, which says nothing about anybody."""
    return _ID.fullmatch(text) is not None


def who_of(reach: Reach) -> str:
    """Under which id the audit knows who asks."""
    if reach.account is not None:
        return reach.account.id
    return CLIENT if reach.client else NOBODY
