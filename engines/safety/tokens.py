"""A typed text as rows of words, each with its span and with what it may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from engines.safety.letters import Plain, plain
from engines.safety.vocabulary import Vocabulary

# The end of a clause, or of the text: what "|" stands for in a pattern.
EDGE = frozenset({"|"})
SPACED_RUN = 3
SHORTEST_GLUED, LONGEST_GLUED = 8, 200
SHORTEST_HALVED = 6
_PIECE = re.compile(
    r"(?:[$@€](?=[^\W\d_]))?[^\W_]+(?:[*@$€!|]{1,3}[^\W_]+)*"
    r"|[\u2600-\u27bf\U0001f300-\U0001faff]"
    r"|\.{2,}|[.!?;]+(?!\w)|[,:()\"\n\r…–—/«»„“”]"
)
_INSIDE = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Token:
    """One typed word, or the edge of a clause.

    Attributes:
        letters: in plain letters; empty at an edge.
        readings: the words of the patterns that it may be.
        start: index of its first letter in the text as it was typed.
        end: one past its last.
    """

    letters: str
    readings: frozenset[str]
    start: int
    end: int


Places = Sequence[int]
Piece = tuple[str, Places]


def rows_of(text: str, vocabulary: Vocabulary) -> list[list[Token]]:
    """Reads a text, sentence by sentence; each row begins and ends with an edge.

    Sentences of a single word ("I. Want. To. Die.") stand in one row, as they were meant.
    """
    rows: list[list[Token]] = []
    for single, sentences in groupby(_sentences(plain(text)), lambda each: len(each) == 1):
        pieces = list(sentences)
        for row in [[each for (each,) in pieces]] if single else pieces:
            tokens = list(_tokens(row, vocabulary))
            rows.append(_edged(_halves_joined(tokens, vocabulary)))
    return rows


def _sentences(text: Plain) -> Iterator[list[Piece]]:
    row: list[Piece] = []
    for found in _PIECE.finditer(text.text):
        piece = found[0]
        if piece[0] in ".!?;" and not piece.startswith(".."):
            if row:
                yield row
            row = []
        else:
            row.append((piece, text.places[found.start() : found.end()]))
    if row:
        yield row


def _tokens(row: list[Piece], vocabulary: Vocabulary) -> Iterator[Token]:
    for spaced, run in groupby(row, lambda piece: len(piece[0]) == 1 and piece[0].isalnum()):
        pieces = list(run)
        if spaced and len(pieces) >= SPACED_RUN:
            yield from _parted("".join(each for each, _ in pieces), _flat(pieces), vocabulary)
        else:
            for piece in pieces:
                yield from _word(piece, vocabulary)


def _word(piece: Piece, vocabulary: Vocabulary) -> Iterable[Token]:
    letters, places = piece
    if not _INSIDE.search(letters) and not letters[0] >= "\u2600":
        return [Token("", EDGE, places[0], places[-1] + 1)]
    token = _read(letters, places, vocabulary)
    if token.readings:
        return [token]
    if not letters.isalnum():
        inside = [(m[0], places[m.start() : m.end()]) for m in _INSIDE.finditer(letters)]
        if len(inside) > 1:
            return [_read(part, there, vocabulary) for part, there in inside]
    elif vocabulary.glued(letters) and SHORTEST_GLUED <= len(letters) <= LONGEST_GLUED:
        return _parted(letters, places, vocabulary, whole=True) or [token]
    return [token]


def _parted(
    letters: str, places: Places, vocabulary: Vocabulary, *, whole: bool = False
) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    for start in range(0, len(letters), LONGEST_GLUED):
        for word in vocabulary.parted(letters[start : start + LONGEST_GLUED], whole=whole):
            tokens.append(_read(word, places[at : at + len(word)], vocabulary))
            at += len(word)
    return tokens


def _read(letters: str, places: Places, vocabulary: Vocabulary) -> Token:
    return Token(letters, vocabulary.readings(letters), places[0], places[-1] + 1)


def _flat(pieces: list[Piece]) -> list[int]:
    return [places[0] for _, places in pieces]


def _halves_joined(row: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """Two typed words that are one together: "sui cide", "um bringen"."""
    joined: list[Token] = []
    for token in row:
        before = joined[-1] if joined else None
        whole = before.letters + token.letters if before and token.letters else ""
        if (
            before
            and len(whole) >= SHORTEST_HALVED
            and whole in vocabulary.signs
            and not (before.readings and token.readings)
        ):
            readings = vocabulary.readings(whole)
            joined[-1] = Token(whole, readings, before.start, token.end)
        else:
            joined.append(token)
    return joined


def _edged(row: list[Token]) -> list[Token]:
    start, end = row[0].start, row[-1].end
    return [Token("", EDGE, start, start), *row, Token("", EDGE, end, end)]
