"""What a person reads, in their language: standard gettext catalogs with the English text as key.

A language is one file, `<code>.po`, in this folder; any PO editor opens it, and nothing else needs
to know of it. The files are read with Babel and turned into `gettext.GNUTranslations` in memory,
once a process. A text without a translation stays English.

`python -m engines.languages extract` collects the texts from the sources into the catalogs,
`python -m engines.languages add fr` begins one, `python -m engines.languages check` says what is
missing. Every catalog is a Sketchwell draft, not yet reviewed, until a named person signs it in its
header.
"""

from __future__ import annotations

import gettext
import io
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from engines.errors import SettingsError

ENGLISH = "en"
HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def available() -> tuple[str, ...]:
    """The languages that can be chosen, English first: a code such as "de" each."""
    return (ENGLISH, *sorted(path.stem for path in HERE.glob("*.po")))


def name_of(language: str) -> str:
    """A language's name in that language: "Deutsch"."""
    own = Locale.parse(language).get_display_name(language) or language
    return own[:1].upper() + own[1:]


def nearest(wanted: str | None) -> str | None:
    """The available language that fits a tag such as "de-AT" best, or None where none does."""
    tag = (wanted or "").replace("_", "-").lower()
    found = (tag, tag.partition("-")[0])
    return next((language for language in found if language in available()), None)


def catalog_of(language: str) -> Catalog:
    """Reads a catalog as it stands in its file.

    Raises:
        SettingsError: there is no such catalog.
    """
    path = HERE / f"{language}.po"
    if path not in HERE.glob("*.po"):
        there = ", ".join(available())
        raise SettingsError(f"There is no language {language!r}; there are {there}.")
    with path.open("rb") as file:
        return read_po(file, locale=language)


@lru_cache(maxsize=8)
def translations(language: str) -> gettext.NullTranslations:
    """A language's texts, ready to be looked up; English looks up to itself.

    Raises:
        SettingsError: there is no such catalog.
    """
    if language == ENGLISH:
        return gettext.NullTranslations()
    packed = io.BytesIO()
    write_mo(packed, catalog_of(language))
    packed.seek(0)
    return gettext.GNUTranslations(packed)


def said(text: str, language: str, *, context: str | None = None) -> str:
    """A text in a language, its braces untouched; English where it has no translation.

    Args:
        text: the English text.
        language: one of `available()`.
        context: tells apart texts that are the same in English, as the pad's keys do.
    """
    found = translations(language)
    return found.gettext(text) if context is None else found.pgettext(context, text)


def counted(one: str, many: str, count: int, *, language: str) -> str:
    """The form of a counted text that this language uses for that number; braces untouched."""
    return translations(language).ngettext(one, many, count)
