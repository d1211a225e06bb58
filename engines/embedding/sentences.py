"""Texts as people type them, to the short sentences that an embedding reads."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 400
MOST_SENTENCES = 40

_END = re.compile(r"(?<=[.!?\u2026\u3002])[\"'\u201c\u201d\u00bb)]*\s+|[\r\n]+")
_SPACE = re.compile(r"\s+")


def tidy(text: str) -> str:
    """Gives the text in one line, composed (NFC), without control characters or lone surrogates."""
    shown = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return _SPACE.sub(" ", unicodedata.normalize("NFC", shown)).strip()


def sentences(text: str) -> tuple[str, ...]:
    """Splits a text at full stops and line ends, into what an embedding reads in a bounded time.

    A sentence is cut at `MOST_CHARACTERS`; after `MOST_SENTENCES` the rest is left out, for a page
    pasted in must not take a minute. Parts without a letter or a digit are no sentences.
    """
    parts = (tidy(part)[:MOST_CHARACTERS] for part in _END.split(text) if part)
    told = [part for part in parts if any(c.isalnum() for c in part)]
    return tuple(told[:MOST_SENTENCES])
