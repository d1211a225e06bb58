"""Copies that wait for a phone: in memory, sealed with keys that only their links hold, not long.

A link is for one download and ends after ten minutes, whichever comes first; what it held is
dropped then. A visit has one link: a new one ends the one before. There is room for so many and so
many bytes; where there is none, the oldest are refused from then on, because whoever wanted them
has most likely had the time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engines import sealing
from engines.sealing import links

LIFE_S = 600.0
MOST, MOST_BYTES = 16, 96 * 2**20
_CONTEXT = ("kiosk", "link")


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    id: bytes
    whose: str
    language: str
    until_s: float
    sealed: Mapping[str, bytes] = field(repr=False)

    @property
    def size(self) -> int:
        return sum(map(len, self.sealed.values()))


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """What a link held: files by name, and the visitor's language."""

    files: Mapping[str, bytes]
    language: str


class Links:
    """The links that are open; may be used from any thread.

    Args:
        now: seconds that only grow.
        life_s: how long a link is open.
        most: how many there are at a time.
        most_bytes: how much they hold in all.
    """

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.monotonic,
        life_s: float = LIFE_S,
        most: int = MOST,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._now, self._life_s, self._most, self._most_bytes = now, life_s, most, most_bytes
        self._waiting: list[_Waiting] = []  # oldest first
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._waiting)

    def leave(self, files: Mapping[str, bytes], *, whose: str, language: str = "en") -> str | None:
        """Seals files for a new link.

        Args:
            files: by name.
            whose: the visit's own id; it is of no use to anybody else.
            language: of the page that the phone shows.

        Returns:
            The token, which is kept nowhere else; None where the files are larger than all the
            room there is.
        """
        token = links.new_token()
        keys = links.keys_of(token)
        sealed = {name: sealing.seal(keys.key, data, context=(*_CONTEXT, name))
                  for name, data in files.items()}  # fmt: skip
        new = _Waiting(keys.id, whose, language, self._now() + self._life_s, sealed)
        if new.size > self._most_bytes:
            return None
        with self._lock:
            self._sweep()
            self._waiting = [each for each in self._waiting if each.whose != whose]
            while len(self._waiting) >= self._most or self._room() < new.size:
                del self._waiting[0]
            self._waiting.append(new)
        return token

    def language_of(self, told: str) -> str | None:
        """The language of an open link; None where there is no such link. Takes nothing."""
        found = self._found(links.keys_of(told), take=False)
        return None if found is None else found.language

    def take(self, told: str) -> Taken | None:
        """What the link holds, once; None where there is no such link."""
        keys = links.keys_of(told)
        found = self._found(keys, take=True)
        if found is None:
            return None
        files = {
            name: sealing.open_sealed(keys.key, data, context=(*_CONTEXT, name))
            for name, data in found.sealed.items()
        }
        return Taken(files, found.language)

    def sweep(self) -> None:
        """Drops what has ended."""
        with self._lock:
            self._sweep()

    def _found(self, keys: links.LinkKeys, *, take: bool) -> _Waiting | None:
        """Compares with every open link, the found one too: each look takes as long."""
        found = None
        with self._lock:
            self._sweep()
            for each in self._waiting:
                found = each if keys.finds(each.id) else found
            if take and found is not None:
                self._waiting.remove(found)
        return found

    def _sweep(self) -> None:
        now_s = self._now()
        self._waiting = [each for each in self._waiting if each.until_s > now_s]

    def _room(self) -> int:
        return self._most_bytes - sum(each.size for each in self._waiting)
