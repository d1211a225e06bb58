"""Puts the demo people into an archive: drawings made by code, pictures by the painters."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from engines.dialogue.library import Library
from engines.errors import Cancelled, SketchwellError, traced
from engines.languages import ENGLISH
from engines.picture import PictureRequest
from engines.record import pack as record_pack
from engines.settings import Settings
from engines.worker import PaintingWorker
from workbench.archive.consent import ITEMS, Said
from workbench.archive.retention import today
from workbench.archive.store import Archive
from workbench.consent.texts import text
from workbench.demo.easel import OWNER, Easel, asked, put_back
from workbench.demo.past import Past
from workbench.demo.people import EVERYONE, Meeting, Page, Someone
from workbench.demo.told import (
    ABOUT,
    CARDED,
    NOTES,
    REFUSED,
    SIGNED_BY,
    WRITTEN,
    About,
)
from workbench.tailored import Tailored

FIRST_HOUR = 17
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the filling is: whose past is still being painted, and how many sittings are done."""

    busy_with: frozenset[str] = frozenset()
    done: int = 0
    of: int = 0


class Filling:
    """Fills a new demo practice on a thread of its own, person by person."""

    def __init__(self, archive: Archive, painter: PaintingWorker, settings: Settings) -> None:
        self._archive, self._painter, self._settings = archive, painter, settings
        self._stop = threading.Event()
        self._left: set[str] = set()
        self._standing = Standing()
        self._thread = threading.Thread(target=self._run, name="demo", daemon=True)

    def start(self) -> None:
        """Adds the people at once and begins with their pasts; nothing where anybody is known."""
        if self._archive.people():
            return
        self._sign()
        added = [(self._add(someone), someone) for someone in EVERYONE]
        meetings = sum(len(someone.meetings) for _, someone in added)
        self._standing = Standing(frozenset(person for person, _ in added), 0, meetings)
        self._people = added
        self._thread.start()

    def close(self) -> None:
        """Stops between two pictures and waits for that."""
        self._stop.set()
        if self._thread.is_alive():
            self._painter.forget(OWNER)
            self._thread.join()

    def leave(self, person: str) -> None:
        """Makes up no more past for a person: their present begins."""
        self._left.add(person)
        left = self._standing.busy_with - {person}
        self._standing = replace(self._standing, busy_with=left)

    @property
    def standing(self) -> Standing:
        """How far it is."""
        return self._standing

    def wait(self, timeout_s: float) -> bool:
        """Waits until everything is painted; False after `timeout_s`."""
        self._thread.join(timeout_s)
        return not self._standing.busy_with

    def _add(self, someone: Someone) -> str:
        about = ABOUT.get(someone.name, About())
        added = self._archive.add_person(
            someone.name, notes=someone.notes, goals=about.goals, synthetic=True
        )
        if about.table != Tailored():
            self._archive.tailor(added.id, about.table)
        for item in ITEMS:
            self._archive.consent(added.id, Said(item, "given", text(item, ENGLISH).read))
        return added.id

    def _sign(self) -> None:
        """Some modes, so that cards can be tried: what signs them says that it is made up."""
        library = Library(Path(self._settings.data))
        for name in CARDED:
            library.sign(name, SIGNED_BY, today())

    def _run(self) -> None:
        try:
            for person, someone in self._people:
                self._remember(person, someone)
                left = self._standing.busy_with - {person}
                self._standing = Standing(left, self._standing.done, self._standing.of)
        except Cancelled:
            _log.info("The demo practice was closed before it was full.")
        except SketchwellError as error:
            _log.warning("The demo practice could not be filled: %s", traced(error))
            self._standing = Standing()

    def _remember(self, person: str, someone: Someone) -> None:
        """Somebody's past, sitting by sitting."""
        first = hash_of(someone.name)
        seeded = [
            [(page, (first + number) * 10 + place) for place, page in enumerate(meeting.pages)]
            for number, meeting in enumerate(someone.meetings)
        ]
        chosen = self._settings
        here = {"runtime": chosen.runtime, "precision": chosen.precision}
        requests = requests_of(someone, seeded, chosen.painter)
        easel = Easel(self._painter, (replace(request, **here) for request in requests))
        for meeting, pages in zip(someone.meetings, seeded, strict=True):
            if person in self._left:
                return
            self._meet((person, someone.name), meeting, pages, easel)
            before = self._standing
            self._standing = Standing(before.busy_with, before.done + 1, before.of)

    def _meet(
        self, who: tuple[str, str], meeting: Meeting, pages: list[tuple[Page, int]], easel: Easel
    ) -> None:
        if self._stop.is_set():
            raise Cancelled("The practice is closing.")
        at = datetime.now(timezone.utc).replace(hour=FIRST_HOUR, minute=5, second=0, microsecond=0)
        person, name = who
        past = Past(name, meeting, started=at - timedelta(days=meeting.days_ago))
        sitting = past.sitting(person, pages, easel)
        # In one piece: a sitting made up here is never seen half done.
        self._archive.import_sitting(record_pack.pack(sitting), person=person)
        note = NOTES.get((name, meeting.days_ago))
        if note:
            self._archive.write_note(sitting.id, note)
        for prompt, said in WRITTEN.get((name, meeting.days_ago), {}).items():
            self._archive.share(sitting.id, prompt, said)


def requests_of(
    someone: Someone, seeded: list[list[tuple[Page, int]]], painter: str
) -> Iterator[PictureRequest]:
    """Everything the painters are asked for, in the order in which it is shown."""
    for meeting, pages in zip(someone.meetings, seeded, strict=True):
        for place, (page, seed) in enumerate(pages):
            if page.style is None:
                continue
            request = asked(page, seed, painter)
            refused = REFUSED.get((someone.name, meeting.days_ago, place))
            if refused is not None:
                yield put_back(request, refused)
            yield request


def hash_of(name: str) -> int:
    """A number for a name that is the same on every machine."""
    return sum(ord(letter) * 31**place for place, letter in enumerate(name)) % 10_000
