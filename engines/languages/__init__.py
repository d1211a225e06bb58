"""What a person reads, in their language: standard gettext catalogs with the English text as key.

A language is one file, `<code>.po`, in this folder; any PO editor opens it, and nothing else needs
to know of it. A line `# Faces: kiosk` in its header says that it holds the kiosk's texts alone, so
that the workbench does not offer it; without that line it holds everything. The files are read with
Babel and turned into `gettext.GNUTranslations` in memory, once a process. A text without a
translation stays English.

`python -m engines.languages extract` collects the texts from the sources into the catalogs,
`python -m engines.languages add it --faces kiosk` begins one, `check` says what is missing. Every
catalog is a Sketchwell draft, not yet reviewed, until a named person signs it in its header.
"""

from __future__ import annotations

import gettext
import io
import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from engines.errors import SettingsError

ENGLISH = "en"
HERE = Path(__file__).parent
Face = Literal["workbench", "kiosk"]
FACES: tuple[Face, ...] = ("workbench", "kiosk")
_FACES_LINE = re.compile(r"^# Faces: (.+)$", re.MULTILINE)


@lru_cache(maxsize=4)
def available(face: Face | None = None) -> tuple[str, ...]:
    """The languages that there are, English first: a code such as "de" each.

    Args:
        face: only those that a visitor of this face can choose.
    """
    found = sorted(path.stem for path in HERE.glob("*.po"))
    return (ENGLISH, *(code for code in found if face is None or face in faces_of(code)))


def faces_of(language: str) -> tuple[str, ...]:
    """The faces whose texts a language has: those that its catalog's header names, else all.

    Raises:
        SettingsError: there is no such language.
    """
    named = _FACES_LINE.search(header_of(language))
    return tuple(named[1].replace(",", " ").split()) if named else FACES


def name_of(language: str) -> str:
    """A language's name in that language: "Deutsch"."""
    own = Locale.parse(language).get_display_name(language) or language
    return own[:1].upper() + own[1:]


def name_or_code(language: str) -> str:
    """As `name_of`, and the code itself where nobody knows that language."""
    try:
        return name_of(language)
    except (UnknownLocaleError, ValueError):
        return language


def nearest(wanted: str | None, face: Face | None = None) -> str | None:
    """The available language that fits a tag such as "de-AT" best, or None where none does."""
    tag = (wanted or "").replace("_", "-").lower()
    found = (tag, tag.partition("-")[0])
    return next((language for language in found if language in available(face)), None)


def header_of(language: str) -> str:
    """What a catalog says of itself, line by line; nothing in English, which needs no catalog.

    Raises:
        SettingsError: there is no such language.
    """
    if language == ENGLISH:
        return ""
    return _path(language).read_text(encoding="utf-8").partition("msgid")[0]


def catalog_of(language: str) -> Catalog:
    """Reads a catalog as it stands in its file.

    Raises:
        SettingsError: there is no such catalog.
    """
    with _path(language).open("rb") as file:
        return read_po(file, locale=language)


def _path(language: str) -> Path:
    path = HERE / f"{language}.po"
    if path not in HERE.glob("*.po"):
        there = ", ".join(available())
        raise SettingsError(f"There is no language {language!r}; there are {there}.")
    return path


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
