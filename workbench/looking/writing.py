"""What a therapist writes about a person or a sitting, from a page into the archive."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from engines.errors import RequestError
from workbench.archive.store import Archive
from workbench.tailored import Tailored

# A request that outlives its page may carry 64 KiB, in bytes of JSON.
MAX_BYTES = 65_536
MAX_LETTERS = 15_000
ABOUT_PERSON: dict[str, Callable[[Archive, str, Any], object]] = {
    "goals": lambda archive, person, value: archive.edit_person(person, goals=_text(value)),
    "notes": lambda archive, person, value: archive.edit_person(person, notes=_text(value)),
    "table": lambda archive, person, value: archive.tailor(person, Tailored.from_wire(value)),
}


def about_person(archive: Archive, person: str, what: str, body: bytes) -> None:
    """Keeps a person's goals, notes or table.

    Raises:
        RequestError: not what a page of ours sends.
        RecordError: the table holds what no table may.
        ArchiveError: there is no such person.
    """
    if what not in ABOUT_PERSON:
        raise RequestError(f"{what!r} cannot be written: {', '.join(ABOUT_PERSON)} can.")
    ABOUT_PERSON[what](archive, person, _value(body))


def about_sitting(archive: Archive, sitting: str, body: bytes, prompt: str | None = None) -> None:
    """Keeps the therapist's note of a sitting, or what both wrote under a prompt.

    Raises:
        RequestError: not what a page of ours sends.
        ArchiveError: there is no such sitting.
    """
    text = _text(_value(body))
    if prompt is None:
        archive.write_note(sitting, text)
    else:
        archive.share(sitting, prompt, text)


def _value(body: bytes) -> Any:
    if len(body) > MAX_BYTES:
        raise RequestError(f"This is {len(body)} bytes long: at most {MAX_BYTES} can be kept.")
    try:
        return json.loads(body)["value"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise RequestError("What was sent holds no value: load the page again.") from error


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_LETTERS:
        raise RequestError(f"A note is a text of at most {MAX_LETTERS} letters.")
    return value
