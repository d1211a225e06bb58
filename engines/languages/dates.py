"""Days, times and numbers as each language writes them."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_skeleton, get_day_names
from babel.numbers import format_decimal

# English is written here with American spelling, but with days that nobody misreads.
_LOCALES = {"en": "en_GB"}


def day(at: datetime, language: str) -> str:
    """A date: 3 May 2026, in German 3. Mai 2026."""
    return format_skeleton("yMMMd", at, locale=_LOCALES.get(language, language))


def clock(at: datetime, language: str) -> str:
    """The time of day: 18:05."""
    return format_skeleton("Hm", at, locale=_LOCALES.get(language, language))


def weekday(day: int, language: str) -> str:
    """A day of the week, short; 0 is Monday: Mon, in German Mo."""
    names = get_day_names("abbreviated", "stand-alone", _LOCALES.get(language, language))
    return names[day].removesuffix(".")


def number(value: float, language: str, *, digits: int = 0) -> str:
    """A number with its separators: 1,234.5, in German 1.234,5."""
    return format_decimal(
        round(value, digits), locale=_LOCALES.get(language, language), decimal_quantization=False
    )
