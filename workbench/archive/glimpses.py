"""A person's turns as lists need them: without strokes and pictures; and the sittings' notes.

Opened turns are remembered in memory for the people looked at last, so that going from page to
page opens nothing twice. A turn that was sealed anew is opened anew.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from threading import Lock
from weakref import WeakKeyDictionary

from engines.record import Feeling, Turn
from engines.record import pack as record_pack
from workbench.archive.database import Database
from workbench.archive.rows import Rows

PEOPLE = 8
# A sealed text begins with what is random about it.
_STAMP_BYTES = 32
_Opened = dict[str, tuple[bytes, Turn]]
_seen: WeakKeyDictionary[Database, OrderedDict[str, _Opened]] = WeakKeyDictionary()
_lock = Lock()


def turns(rows: Rows, person: str) -> dict[str, list[Turn]]:
    """The turns of every sitting of a person by its id, in their order; their pages are blank."""
    found: dict[str, list[Turn]] = {}
    stored = rows.database.read(
        "SELECT id, sitting, content, pleasure, arousal FROM turn WHERE person = ? "
        "ORDER BY sitting, number",
        [person],
    )
    before = _remembered(rows.database, person)
    now: _Opened = {}
    for turn, sitting, content, pleasure, arousal in stored:
        stamp, opened = before.get(turn, (b"", None))
        if opened is None or stamp != content[:_STAMP_BYTES]:
            opened = record_pack.unpack_outline(rows.vault.open(person, "turn", turn, content))
        now[turn] = (bytes(content[:_STAMP_BYTES]), opened)
        found.setdefault(sitting, []).append(replace(opened, feeling=Feeling(pleasure, arousal)))
    _remember(rows.database, person, now)
    return found


def notes(rows: Rows, person: str) -> dict[str, str]:
    """The notes of a person's sittings by their ids; sittings without one are left out."""
    sql = "SELECT id FROM sitting WHERE person = ? AND content IS NOT NULL"
    ids = [row[0] for row in rows.database.read(sql, [person])]
    found = {sitting: rows.contents.of(sitting).note for sitting in ids}
    return {sitting: note for sitting, note in found.items() if note}


def forget(rows: Rows, person: str) -> None:
    """Drop what is remembered of a person."""
    with _lock:
        _seen.get(rows.database, OrderedDict()).pop(person, None)


def _remembered(database: Database, person: str) -> _Opened:
    with _lock:
        return _seen.get(database, OrderedDict()).get(person, {})


def _remember(database: Database, person: str, opened: _Opened) -> None:
    with _lock:
        everyone = _seen.setdefault(database, OrderedDict())
        everyone[person] = opened
        everyone.move_to_end(person)
        while len(everyone) > PEOPLE:
            everyone.popitem(last=False)
