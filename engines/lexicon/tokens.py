"""A text as a row of tokens, each with what it means in one language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engines.lexicon.index import LONGEST, Index, Sense

_PIECE = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*|[.,;:!?\n()/+&–—]")
_ELISION = re.compile(r"^(?:l|d|qu|j|s|n|m|t|c|jusqu|lorsqu)['’]", re.IGNORECASE)
_OWNING = re.compile(r"['’]s?$", re.IGNORECASE)
_PUNCTUATION = {"/": "and", "+": "and", "&": "and"}


@dataclass(frozen=True, slots=True)
class Token:
    """One or more words of the text and their sense; None where the words are unknown."""

    text: str
    sense: Sense | None


def tokens_of(text: str, index: Index) -> Iterator[Token]:
    """Reads the longest known run of words at each place."""
    pieces = list(_pieces(text, index))
    at = 0
    while at < len(pieces):
        token, length = _longest(pieces[at : at + LONGEST], index)
        yield token
        at += length


def _longest(pieces: list[str], index: Index) -> tuple[Token, int]:
    first = pieces[0]
    if not first[0].isalnum():
        name = _PUNCTUATION.get(first, "stop")
        return Token(first, Sense("joint", name)), 1
    if first.isdigit():
        return Token(first, Sense("count", first, count=int(first[:4]))), 1
    for length in range(len(pieces), 0, -1):
        words = " ".join(pieces[:length])
        sense = index.look_up(words)
        if sense is not None:
            return Token(words, sense), length
    return Token(first, index.derive(first)), 1


def _pieces(text: str, index: Index) -> Iterator[str]:
    for match in _PIECE.finditer(text):
        piece = match[0]
        if index.language == "fr":
            stripped = _ELISION.sub("", piece)
            if len(stripped) < len(piece):
                yield piece[: len(piece) - len(stripped) - 1]
            piece = stripped
        elif index.language == "en" and index.look_up(piece) is None:
            piece = _OWNING.sub("", piece)
        yield from _parted(piece, index) if "-" in piece else (piece,)


def _parted(piece: str, index: Index) -> list[str]:
    parts = piece.split("-")
    joined = "".join(parts)
    if index.look_up(piece) is not None:
        return parts
    if index.look_up(joined) is not None or index.derive(joined) is not None:
        return [joined]
    return parts if all(index.look_up(part) is not None for part in parts) else [piece]
