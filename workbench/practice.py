"""The practice that this process serves: archive, painter, open sittings. One at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engines.errors import ArchiveError
from engines.settings import Settings
from engines.studio import Settled, settled
from engines.worker import PaintingWorker
from workbench.access import asking, pseudonyms, rules
from workbench.access.accounts import DEMO, Account
from workbench.access.adopting import keep_adopting
from workbench.access.held import Held
from workbench.access.own import Asked, By, Own, Rule, missing
from workbench.access.provider import chosen
from workbench.access.rights import KINDS, NOBODY, Deed, Kind, Reach
from workbench.access.witnessing import Witnessing
from workbench.archive import letters, retention
from workbench.archive.store import Archive
from workbench.archive.unlocking import arranging
from workbench.archive.unlocking.arranging import Door
from workbench.demo.filling import Filling
from workbench.handing.passes import Pass, Passes
from workbench.paper.bringing import Photos
from workbench.replay.counting import Counts
from workbench.replay.shelf import Shelf
from workbench.saying import later
from workbench.studying.whole import Wholes
from workbench.table.tables import Tables
from workbench.vault.doorway import Doorway

MUST_BE_KEPT = later("This record must still be kept: it can be locked, not erased.")


@dataclass(frozen=True, slots=True)
class Practice:
    """What pages and routes work on.

    `settings` are settled: `network` says by what. `passes` says which browser may see what;
    `photos`, `films`, `counts` are in memory only. `witness` tells the audit of readings and
    refusals. `reach` says what whoever asks may do; None is the program itself.
    """

    settings: Settings
    archive: Archive
    tables: Tables
    demo: bool
    filling: Filling
    passes: Passes
    network: Settled
    witness: Witnessing
    photos: Photos = field(default_factory=Photos)
    films: Shelf = field(default_factory=Shelf)
    counts: Counts = field(default_factory=Counts)
    reach: Reach | None = None
    provider: chosen.Provider | None = None

    def may(self, deed: Deed, person: str | None = None) -> bool:
        """Whether whoever asks may do this, about this person; None asks about anybody at all."""
        return self.reach is None or self.reach.may(deed, person)

    def erase(self, person: str) -> None:
        """Erases a person from the archive, and what of them is open or waits in memory.

        Raises:
            ArchiveError: the record must still be kept, or nobody said for how long.
        """
        if self.archive.retention(person).deed(retention.today()) != "erase":
            raise ArchiveError(MUST_BE_KEPT)
        sittings = [row.id for row in self.archive.sittings(person)]
        self.archive.erase(person)
        self.let_go(sittings)

    def restrict(self, person: str, reason: str) -> None:
        """Locks a person's record, and lets go of what of it waits in memory."""
        sittings = [row.id for row in self.archive.sittings(person)]
        self.archive.restrict(person, reason)
        self.let_go(sittings)

    def remove_sitting(self, sitting: str) -> None:
        """Takes an ended sitting out, for a day and then for good."""
        self.archive.remove_sitting(sitting)
        self.let_go([sitting])

    @staticmethod
    def let_go(sittings: Iterable[str]) -> None:
        """Forgets what waits in memory about these sittings."""
        held = whole()
        for sitting in sittings:
            held.tables.leave(sitting)
            held.photos.drop(sitting)
            held.films.drop(sitting)
            held.counts.drop(sitting)

    def take_in(self, box: bytes, *, person: str) -> str:
        """Enters a file that was sealed at a kiosk as a sitting of this person; gives its id."""
        self.archive.person(person)  # theirs, before anything is opened
        return self.archive.import_sitting(letters.opened(whole().archive, box), person=person)

    def held(self) -> tuple[Held, ...]:
        """The answers that wait for a look, where whoever asks may show them."""
        tables = whole().tables
        found: list[Held] = []
        for sitting in self.tables.waiting():
            table = tables.at(sitting)
            waiting = table.snapshot()["held"]
            found += [Held(table.person, sitting, answer) for answer in waiting]
        return tuple(found)

    def decide(self, held: Held, *, shown: bool) -> None:
        """Shows an answer that waits to the person at the table, or puts it back for good.

        Raises:
            NotHereError: it does not wait, or is not for whoever asks.
        """
        if held not in self.held():
            raise missing("sitting", held.sitting)
        table = whole().tables.at(held.sitting)
        (table.release if shown else table.withhold)(held.answer)
        whole().archive.witness(
            "answer released" if shown else "answer withheld",
            sitting=held.sitting,
            person=held.person,
            answer=held.answer,
        )

    def studied(self) -> pseudonyms.Studied:
        """What a researcher may take out: of whoever agreed to it, under pseudonyms."""
        self._check("research")
        return pseudonyms.taken(whole().archive)

    def whole_studies(self) -> Wholes:
        """Studies by pseudonym, for researchers and supervisors; researchers lock their data."""
        if not self.may("supervise"):
            self._check("research")
        return Wholes(whole().archive, locks=self.may("research"))

    def colleagues(self) -> tuple[Account, ...]:
        """Every account, for whoever gives people to them."""
        self._check("assign")
        return whole().archive.accounts.all()

    def whose(self, by: By, asked: str) -> str | None:
        """Whom something is about: a person, a sitting or a film; None where there is none."""
        if by == "person":
            return asked
        sitting = self.films.sitting_of(asked) if by == "film" else asked
        return None if sitting is None else self.archive.whose(sitting)

    def _check(self, deed: Deed) -> None:
        """Raises NotHereError where whoever asks may not."""
        if self.reach is not None and not self.reach.may(deed):
            self.witness.refused(self.reach, deed, None)
            raise missing(None, None)

    def reach_of(self, seen: Pass | None) -> Reach:
        """What a browser with this pass may do, and about whom."""
        if seen is None:
            return NOBODY
        if seen.scope == "handed" and seen.sitting is not None:
            return Reach(sitting=seen.sitting, guest=self.archive.whose(seen.sitting))
        account = seen.account
        if not seen.whole or account is None:
            return NOBODY
        lists: dict[Kind, frozenset[str]] = {
            kind: self.archive.assigned(account.id, kind=kind) for kind in KINDS
        }
        return Reach(account, lists, everybody=account is DEMO)

    def within(self, seen: Pass | None) -> Practice:
        """The practice as a browser with this pass may use it."""
        reach = self.reach_of(seen)
        asked = Asked(reach, self.whose, self.witness)

        def own(part: Any, table: Mapping[str, Rule]) -> Any:
            return Own(part, table, asked)

        return replace(
            self,
            archive=own(self.archive, rules.ARCHIVE),
            tables=own(self.tables, rules.TABLES),
            photos=own(self.photos, rules.PHOTOS),
            films=own(self.films, rules.FILMS),
            counts=own(self.counts, rules.COUNTS),
            reach=reach,
        )


_serving: list[Practice] = []
_doorways: list[Doorway] = []


def current() -> Practice:
    """The practice being served, as whoever asks may use it (`access.asking`).

    Raises:
        ArchiveError: none is open.
    """
    served, seen = whole(), asking.asker()
    return served if seen is None else served.within(seen)


def whole() -> Practice:
    """The practice being served with nothing held back: for what stands around pages and routes.

    Raises:
        ArchiveError: none is open.
    """
    if not _serving:
        raise ArchiveError(
            "No practice is open in this process: start it with `python -m workbench`."
        )
    return _serving[-1]


def doorway() -> Doorway:
    """What stands before the practice while it is locked, or was never set up.

    Raises:
        ArchiveError: nothing does.
    """
    if not _doorways:
        raise ArchiveError("The practice is open: there is nothing to unlock.")
    return _doorways[-1]


def door() -> Door:
    """Whether the practice is open, waits for words, or is new and waits for a first choice."""
    if _serving or not _doorways:
        return "open"
    return doorway().door


@contextmanager
def standing(
    settings: Settings,
    *,
    demo: bool,
    ask: bool,
    admit: Callable[[Practice], None] = lambda _: None,
) -> Iterator[Doorway]:
    """Serves the practice in `settings.data` as soon as it can be opened: at once, or unlocked.

    A demo asks nothing, nor does a folder whose key lies in a file or the keyring. With `ask` a
    folder that holds nothing yet waits for a first choice; without, it gets a key in a file.
    `admit` looks at the practice before anybody reaches it, and may refuse.
    """
    with ExitStack() as stack:

        def enter(unlock: str | bytes | None) -> None:
            with ExitStack() as opening:
                admit(opening.enter_context(serving(settings, demo=demo, unlock=unlock)))
                stack.push(opening.pop_all())

        before = Doorway(Path(settings.data), enter)
        _doorways.append(before)
        stack.callback(_doorways.remove, before)
        found = arranging.door(before.folder)
        if demo or found == "open" or (found == "new" and not ask):
            before.let_in()
        yield before


@contextmanager
def serving(
    settings: Settings, *, demo: bool, unlock: str | bytes | None = None
) -> Iterator[Practice]:
    """Opens the practice in `settings.data`, serves it, and closes it."""
    with ExitStack() as stack:
        archive = stack.enter_context(Archive.open(settings.data, unlock))
        network = settled(settings)
        settings = network.settings
        painter = stack.enter_context(PaintingWorker(settings))
        filling = Filling(archive, painter, settings)
        tables, passes = Tables(archive, painter, settings), Passes(archive, signing_in=not demo)
        tables.on_leave(passes.send_away)
        tables.on_alert(lambda at: passes.ask_for_person(at, wanted=True, handed=True))
        archive.on_assigned(passes.tell)
        keep_adopting(archive, passes)
        witness = Witnessing(archive.witness)
        practice = Practice(settings, archive, tables, demo, filling, passes, network, witness)
        provider = stack.enter_context(chosen.opening(settings, passes.entrance))
        practice = replace(practice, provider=provider)
        _serving.append(practice)
        try:
            if demo:
                filling.start()
            yield practice
        finally:
            _serving.remove(practice)
            filling.close()
            practice.films.close()
            practice.counts.close()
            practice.photos.close()
            practice.tables.close()
