"""What people write into a record: names and notes, as they may be kept and shown."""

from __future__ import annotations

import unicodedata

from engines.errors import ArchiveError

MOST_NAME, MOST_TEXT = 200, 100_000
# They turn the letters around them round, so that one name reads as another; no name needs them.
TURNING = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))
TURNING |= dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\ufeff"))
_BAD = {"Cc", "Cs"}


def name(given: str) -> str:
    """A name, or a code: on one line, without marks that turn it round.

    Raises:
        ArchiveError: too long, or with signs that no screen shows.
    """
    kept = " ".join(text(given).translate(TURNING).split())
    if len(kept) > MOST_NAME or any(unicodedata.category(letter) in _BAD for letter in kept):
        raise ArchiveError(
            f"This name has {len(kept)} letters, or signs that no screen shows: write it anew, in "
            f"at most {MOST_NAME} letters."
        )
    return kept


def text(given: str) -> str:
    """A note or another longer text, as it is.

    Raises:
        ArchiveError: too long, or with halves of letters, which nothing can store.
    """
    if len(given) > MOST_TEXT:
        raise ArchiveError(f"This text has {len(given)} letters: at most {MOST_TEXT} can be kept.")
    if "\x00" in given or any("\ud800" <= letter <= "\udfff" for letter in given):
        raise ArchiveError("This text holds something that is no letter: write that place anew.")
    return given
