"""What is wrong with a catalog: texts missing or gone, translations empty, braces that differ."""

from __future__ import annotations

import string
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

from engines.languages import FACES, catalog_of, faces_of
from engines.languages.sources import template

Key = tuple[str | None, object]


def faults(language: str, *, wanted: Catalog | None = None) -> list[str]:
    """What a catalog lacks, a line each.

    Args:
        language: one of the available languages.
        wanted: every text of the sources that the catalog's faces show; read from them where not
            given.

    Raises:
        SettingsError: there is no such catalog.
    """
    catalog, faces = catalog_of(language), faces_of(language)
    there, needed = _by_key(catalog), _by_key(wanted or template(faces=faces))
    gone, new = there.keys() - needed.keys(), needed.keys() - there.keys()
    stale = [f"{language}: not in the sources: {_said(each)}" for each in gone]
    missing = [f"{language}: not in the catalog: {_said(each)}" for each in new]
    inside = [fault for message in there.values() for fault in message_faults(message)]
    strange = [f"{language}: there is no face {each!r}" for each in faces if each not in FACES]
    faulty = [f"{language}: {fault}" for fault in inside]
    return [*strange, *sorted(stale), *sorted(missing), *faulty]


def message_faults(message: Message) -> Iterator[str]:
    """What is wrong with one text's translation."""
    forms = [message.string] if isinstance(message.string, str) else [*(message.string or ())]
    english = [message.id] if isinstance(message.id, str) else [*message.id]
    if not forms or not all(forms) or message.fuzzy:
        yield f"not translated: {english[0]!r}"
        return
    wanted = _fields(english[-1])
    for form in forms:
        # A form for one may leave the number out.
        if _fields(form) | {"count"} != wanted | {"count"} or _fields(form) - wanted:
            yield f"other braces than in {english[0]!r}: {form!r}"


def _fields(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {f"unreadable: {text}"}


def _by_key(catalog: Catalog) -> dict[Key, Message]:
    return {(each.context, each.id): each for each in catalog if each.id}


def _said(key: Key) -> str:
    context, text = key
    return f"{text!r}" if context is None else f"{text!r} ({context})"
