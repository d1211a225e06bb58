"""What may stand in an audit entry: ids, numbers, and words that are known here. Nothing else.

Whoever notes something new names its keys here, and on the audit page its sentence
(`workbench.seen.telling`). A name, a note or any other free text is refused before it is written.
"""

from __future__ import annotations

import re

from engines.errors import ArchiveError

IDS = frozenset(
    {"account", "answer", "asked", "box", "consent", "device", "enrolment", "happening", "hash"}
    | {"item", "key", "look", "painter", "person", "picture", "questionnaire", "removal", "scan"}
    | {"sitting", "study", "text", "to", "turn", "when"}
)
NUMBERS = frozenset({"count", "days", "entries", "number", "unlisted", "version"})
TIMES = frozenset({"at", "due", "since", "until"})
WORDS: dict[str, frozenset[str]] = {
    "as": frozenset({"csv", "json"}),
    "fields": frozenset({"name", "notes", "goals", "archived", "tailored"}),
    "kind": frozenset({"care", "supervision", "page", "pictures", "record", "trends"}),
    "with": frozenset({"answers", "name", "pictures"}),
    "roles": frozenset({"therapist", "supervisor", "researcher", "engineer", "administrator"}),
}
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.A)
_NUMBER = re.compile(r"-?[0-9]{1,15}", re.A)
_TIME = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]{5,15}([+-]\d\d:\d\d|Z))?", re.A)
_WHAT = re.compile(r"[a-z][a-z' -]{2,60}", re.A)
# A preference's name; a page, a route's pattern or a method that somebody was refused at.
_NAMED_IN_CODE = {
    "name": re.compile(r"[a-z][a-z0-9_-]{0,63}", re.A),
    "way": re.compile(r"[a-z/_{][a-z0-9/_{}:. -]{0,119}", re.A),
}


def check(who: str, what: str, subject: dict[str, str]) -> None:
    """Refuse what may not stand in the audit.

    Raises:
        ArchiveError: names the field, never what it holds: that may be somebody's name.
    """
    if not _ID.fullmatch(who):
        raise ArchiveError(_refused("who did it", "an account's id"))
    if not _WHAT.fullmatch(what):
        raise ArchiveError(_refused("what was done", "a few small words"))
    for key, value in subject.items():
        if not isinstance(value, str) or not _fits(key, value):
            raise ArchiveError(_refused(key, "an id, a number or a known word"))


def _fits(key: str, value: str) -> bool:
    if key in WORDS:
        return WORDS[key].issuperset(value.split(",")) or not value
    if key in NUMBERS:
        return _NUMBER.fullmatch(value) is not None
    if key in TIMES:
        return _TIME.fullmatch(value) is not None
    if key in _NAMED_IN_CODE:
        return _NAMED_IN_CODE[key].fullmatch(value) is not None
    return key in IDS and _ID.fullmatch(value) is not None


def _refused(field: str, wanted: str) -> str:
    return f"The audit takes {wanted} as {field!r}, nothing else: it was not written."
