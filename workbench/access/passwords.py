"""What a password or a passphrase must be, and the one that an administrator gives at first.

At least 15 characters, because a password may stand alone here; no rules about kinds of characters,
no end after some months; nothing that is tried first. The archive's passphrase obeys the same rule:
it is tried offline by whoever took the files, so it must not be the shorter one of the two.

Source: NIST SP 800-63B-4, 2025, section 3.1.1.2, https://pages.nist.gov/800-63-4/sp800-63b.html
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable

from engines.sealing import MIN_PASSPHRASE
from engines.sealing.passwords import MAX_CHARACTERS
from workbench.access.commonest import WORDS
from workbench.saying import later

FEWEST = MIN_PASSPHRASE
# What is left once all that is tried first was taken away.
FEWEST_OF_ITS_OWN = 6
FEWEST_DIFFERENT = 5
SHORTEST_ROW = 4
ROWS = ("0123456789012345", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "qwertzuiopü")
ROWS += ("asdfghjklöä", "zxcvbnm", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn")
SHORT = later("Take at least 15 characters, such as four words that do not belong together.")
LONG = later("Take at most 1024 characters.")
COMMON = later(
    "That is made of what is tried first, or of a name. Take words that do not belong together."
)
OPENS = later(
    "That text opens the practice's archive. Take another one: several people may know a "
    "passphrase, and a password is known to one."
)
TAKEN = later(
    "That text is the password of an account here. Take another one: whoever saw it typed could "
    "open the archive's files."
)
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def fault(password: str, *, about: Iterable[str] = ()) -> str | None:
    """Why this cannot be a password or a passphrase, in English, or None.

    Args:
        password: as it was typed.
        about: names that everybody knows of whoever chooses it.
    """
    text = unicodedata.normalize("NFC", password)
    if len(text) < FEWEST:
        return SHORT
    if len(text) > MAX_CHARACTERS:
        return LONG
    plain = text.casefold()
    if len(set(plain)) < FEWEST_DIFFERENT or len(_own(plain, about)) < FEWEST_OF_ITS_OWN:
        return COMMON
    return None


def start_password() -> str:
    """One to begin with, random, easy to read out: used once, then another is chosen."""
    drawn = ["".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4)]
    return "-".join(drawn)


def _own(plain: str, about: Iterable[str]) -> str:
    """What is left of a password without what is tried first."""
    names = {part for each in about for part in (each, *each.split()) if len(part) > 2}
    known = {*WORDS, *(each.casefold() for each in names)}
    for word in sorted(known, key=lambda each: (-len(each), each)):
        plain = plain.replace(word, "")
    return _without_rows("".join(each for each in plain if each.isalnum()))


def _without_rows(text: str) -> str:
    left, at = "", 0
    while at < len(text):
        run = _run(text, at)
        if run < SHORTEST_ROW:
            left += text[at]
            run = 1
        at += run
    return left


def _run(text: str, at: int) -> int:
    """How long the row of keys, of the alphabet, or of one sign is that begins here."""
    rows = (*ROWS, *(row[::-1] for row in ROWS), text[at] * len(text))
    return max(
        (n for n in range(1, len(text) - at + 1) if any(text[at : at + n] in row for row in rows)),
        default=1,
    )
