"""Every text on the therapists' and the clients' pages, in the page's language.

`_` and `ngettext` look their literal English text up in the page's language. `later` marks a text
that is defined in one place and shown in another: there, `_(NAMES[key])` looks it up. A component
gets `texts(source)`: what its `t("...")` asks for. Outside a page (a socket, a thread) a language
is named with `speaking`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from engines import languages, wording
from engines.languages import ENGLISH
from engines.languages.sources import pad_texts as english_pad_texts
from engines.languages.sources import texts_of

_named: ContextVar[str | None] = ContextVar("language", default=None)
_asked: list[Callable[[], str | None]] = []


def ask(page_language: Callable[[], str | None]) -> None:
    """Whom to ask for the language of the page that is being drawn; `state` answers."""
    _asked[:] = [page_language]


def language() -> str:
    """The language spoken here: named with `speaking`, else the page's, else English."""
    named = _named.get()
    if named is None and _asked:
        named = _asked[0]()
    return named or ENGLISH


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything said inside is said in this language."""
    before = _named.set(language)
    try:
        yield
    finally:
        _named.reset(before)


def _(text: str, /, **values: object) -> str:
    """A text in the page's language, its values filled in where its braces stand.

    A value may have any name, `text` too: the audit's entries bring their own.
    """
    found = languages.said(text, language())
    return found.format(**values) if values else found


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """The same for a counted thing; `{count}` stands for the number."""
    found = languages.counted(one, many, count, language=language())
    return found.format(count=count, **values)


def later(text: str) -> str:
    """The English text as it is: marked where it is defined, looked up where it is shown."""
    return text


def sentence(key: str, **values: object) -> str:
    """A sentence of `engines.wording` in the page's language."""
    return wording.sentence(key, language(), **values)


def retold(text: str) -> str:
    """What was said in English elsewhere, in the page's language, where it is one of our texts."""
    return wording.retold(text, language())


def texts(source: str, spoken: str | None = None) -> dict[str, str]:
    """What a component's `t("...")` asks for, by the English text; empty in English.

    Args:
        source: its JavaScript.
        spoken: a language; else the page's.
    """
    return _texts(source, spoken or language())


def pad_texts(spoken: str | None = None) -> dict[str, str]:
    """The pad's own texts by their keys; empty in English, which the pad has itself."""
    return _pad_texts(spoken or language())


@lru_cache(maxsize=64)
def _texts(source: str, spoken: str) -> dict[str, str]:
    if spoken == ENGLISH:
        return {}
    return {text: languages.said(text, spoken) for text in texts_of(source)}


@lru_cache(maxsize=8)
def _pad_texts(spoken: str) -> dict[str, str]:
    if spoken == ENGLISH:
        return {}
    keys = english_pad_texts()
    return {key: languages.said(text, spoken, context=key) for key, text in keys.items()}
