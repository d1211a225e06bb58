"""Films that are being made or wait to be fetched: in memory only, for ten minutes at most."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from engines.errors import Cancelled, traced
from workbench.replay.encoding import Film, Kind, film_of
from workbench.replay.scenes import Replay
from workbench.replay.stage import Scan, no_scans

KEPT_S = 600.0
MOST = 6
State = Literal["making", "ready", "taken", "failed"]
Make = Callable[..., Film]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a film is. `name` is its secret address once it is ready."""

    state: State
    kind: Kind
    done: float = 0.0
    name: str = ""
    size_bytes: int = 0
    ms: int = 0


@dataclass(slots=True, eq=False)
class _Work:
    """One film, from the wish to the fetching."""

    standing: Standing
    stop: threading.Event = field(default_factory=threading.Event)
    film: Film | None = None
    timer: threading.Timer | None = None


class Shelf:
    """The films by the sittings they are of; one a sitting, made one after the other."""

    def __init__(self, make: Make = film_of, *, kept_s: float = KEPT_S) -> None:
        self._make, self._kept_s = make, kept_s
        self._works: dict[str, _Work] = {}
        self._lock = threading.Lock()
        self._one_at_a_time = threading.Lock()

    def begin(
        self, sitting: str, replay: Replay, *, kind: Kind = "webp", scan: Scan = no_scans
    ) -> None:
        """Begins a film of a sitting; an earlier one of it is dropped."""
        self.drop(sitting)
        work = _Work(Standing("making", kind))
        with self._lock:
            while len(self._works) >= MOST:
                self._forget(next(iter(self._works)))
            self._works[sitting] = work
        made = {"kind": kind, "scan": scan}
        args = (sitting, work, lambda watch: self._make(replay, watch=watch, **made))
        threading.Thread(target=self._run, args=args, name="film", daemon=True).start()

    def standing(self, sitting: str) -> Standing | None:
        """How far the film of a sitting is; None where nobody wants one."""
        work = self._works.get(sitting)
        return work.standing if work else None

    def drop(self, sitting: str) -> None:
        """Stops making a film, or throws the made one away."""
        with self._lock:
            self._forget(sitting)

    def take(self, name: str) -> Film | None:
        """Hands a film out by its secret name, once."""
        with self._lock:
            for work in self._works.values():
                if work.film is not None and secrets.compare_digest(
                    work.standing.name.encode(), name.encode()
                ):
                    film, work.film = work.film, None
                    work.standing = replace(work.standing, state="taken", name="")
                    return film
        return None

    def sitting_of(self, name: str) -> str | None:
        """Which sitting a film is of, by its secret name; None where none waits under it."""
        with self._lock:
            for sitting, work in self._works.items():
                given = work.standing.name.encode()
                if work.film is not None and secrets.compare_digest(given, name.encode()):
                    return sitting
        return None

    def close(self) -> None:
        """Drops everything."""
        with self._lock:
            for sitting in [*self._works]:
                self._forget(sitting)

    def _run(
        self, sitting: str, work: _Work, make: Callable[[Callable[[float], None]], Film]
    ) -> None:
        def watch(done: float) -> None:
            if work.stop.is_set():
                raise Cancelled("The film is not wanted any more.")
            work.standing = replace(work.standing, done=done)

        try:
            with self._one_at_a_time:
                watch(0.0)
                film = make(watch)
        except Cancelled:
            return
        except Exception as error:  # noqa: BLE001 - the thread's end: logged by its kind, said calmly
            _log.error("A film failed: %s", traced(error))
            work.standing = replace(work.standing, state="failed")
            return
        self._put(sitting, work, film)

    def _put(self, sitting: str, work: _Work, film: Film) -> None:
        with self._lock:
            if work.stop.is_set():
                return
            work.film = film
            name = secrets.token_urlsafe(18)
            work.standing = Standing("ready", film.kind, 1.0, name, len(film.data), film.ms)
            work.timer = threading.Timer(self._kept_s, self._expire, (sitting, work))
            work.timer.daemon = True
            work.timer.start()

    def _expire(self, sitting: str, work: _Work) -> None:
        with self._lock:
            if self._works.get(sitting) is work:
                self._forget(sitting)

    def _forget(self, sitting: str) -> None:
        work = self._works.pop(sitting, None)
        if work is not None:
            work.stop.set()
            work.film = None
            if work.timer is not None:
                work.timer.cancel()
