"""The words that the patterns know, and which of them a typed word may be.

A typed word may be one of them outright, begin like one ("suizid*"), have letters drawn out
("stttterben") or doubled, have digits or signs for letters ("k1ll", "su!cide"), a star for one
("st*rben"), or, where it is long, be one letter off ("selbsmord"). All of these are looked up in
tables that are made once; nothing that anybody typed is ever put into a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# Shorter words have too many ordinary neighbors that are one letter off.
SHORTEST_TYPO, LONGEST_TYPO = 7, 24
SHORTEST_BEGINNING, LONGEST_WORD = 3, 24
_DOUBLED = re.compile(r"(.)\1+")
_DRAWN_OUT = re.compile(r"(.)\1\1")
_SIGNS = str.maketrans("0345789@$€+", "oeastbgaset")
_STROKES = ("i", "l")
_STROKE = re.compile(r"[1!|]")
_ODD = re.compile(r"[0-9@$€!|+]")
_NOTHING: frozenset[str] = frozenset()


class Vocabulary:
    """Every word of the patterns, ready to be looked up.

    Args:
        words: in plain letters; a beginning ends in a star.
        signs: those of them that carry a sign themselves; only these are found misspelled.
        ordinary: words that are never a misspelling of another.
        lenient: whether misspelled words and words typed without a gap are found as well; drawn
            letters, digits, stars and spaces always are.
    """

    def __init__(
        self,
        words: Iterable[str],
        signs: Iterable[str],
        ordinary: Iterable[str] = (),
        *,
        lenient: bool = True,
    ) -> None:
        self.lenient = lenient
        every = set(words)
        self.beginnings = frozenset(word for word in every if word.endswith("*"))
        self.words = frozenset(word.removesuffix("*") for word in every)
        self.signs = frozenset(signs) & self.words
        self._ordinary = frozenset(ordinary)
        self._squeezed = _table((squeezed(word), word) for word in self.words if len(word) > 2)
        long = [word for word in self.signs if len(word) >= SHORTEST_TYPO]
        self._gaps = _table((gap, word) for word in long for gap in _gaps(word))
        self._lengths = _table((str(len(word)), word) for word in self.words)

    def readings(self, token: str) -> frozenset[str]:
        """The words and beginnings that a typed word may be; mostly none or one."""
        found = self._known(token)
        if found or len(token) < 2:
            return found
        if "*" in token:
            return self._starred(token)
        masked = _ODD.search(token) and not token.isdigit()
        for variant in _unmasked(token) if masked else (token,):
            found = self._known(variant) or self._alike(variant)
            if found:
                return found
        return _NOTHING

    def _known(self, token: str) -> frozenset[str]:
        longest = min(len(token), LONGEST_WORD)
        starts = (token[:end] + "*" for end in range(SHORTEST_BEGINNING, longest + 1))
        found = [start for start in starts if start in self.beginnings]
        if token in self.words:
            found.append(token)
        return frozenset(found) if found else _NOTHING

    def _all_known(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(reading for word in words for reading in self._known(word))

    def _alike(self, token: str) -> frozenset[str]:
        if token in self._ordinary:
            return _NOTHING
        short = squeezed(token)
        drawn = self._squeezed.get(short, _NOTHING)
        if drawn and (_DRAWN_OUT.search(token) or (self.lenient and drawn & self.signs)):
            return self._all_known(drawn)
        if _DRAWN_OUT.search(token):
            return self._known(short)
        return self._mistyped(token) if self.lenient else _NOTHING

    def _mistyped(self, token: str) -> frozenset[str]:
        if not SHORTEST_TYPO - 1 <= len(token) <= LONGEST_TYPO:
            return _NOTHING
        near = {word for gap in _gaps(token) for word in self._gaps.get(gap, _NOTHING)}
        return self._all_known(word for word in near if word[0] == token[0])

    def _starred(self, token: str) -> frozenset[str]:
        if not 3 <= len(token) <= LONGEST_WORD or token.count("*") * 2 > len(token):
            return _NOTHING
        there = [(at, letter) for at, letter in enumerate(token) if letter != "*"]
        same = self._lengths.get(str(len(token)), _NOTHING)
        fits = (word for word in same if all(word[at] == each for at, each in there))
        return self._all_known(fits)

    def glued(self, token: str) -> bool:
        """Whether an unknown word may be several that were typed without a gap."""
        return self.lenient and token not in self._ordinary

    def parted(self, letters: str, *, whole: bool) -> list[str]:
        """Letters without gaps as words: "iwanttodie" as i, want, to, die.

        Args:
            letters: some hundred at most, for the whole of it is weighed at once.
            whole: whether every letter must belong to a known word.

        Returns:
            The words in order, unknown letters among them one by one; with `whole` nothing, unless
            all are known and one of them carries a sign.
        """
        best: list[tuple[int, int]] = [(0, 0)]
        for end in range(1, len(letters) + 1):
            starts = range(max(0, end - LONGEST_WORD), end)
            best.append(min((best[s][0] + self._cost(letters[s:end]), s) for s in starts))
        words: list[str] = []
        at = len(letters)
        while at:
            words.append(letters[best[at][1] : at])
            at = best[at][1]
        if whole and not (self.words.issuperset(words) and any(map(self._bears, words))):
            return []
        return words[::-1]

    def _bears(self, word: str) -> bool:
        return len(word) >= SHORTEST_BEGINNING and word in self.signs

    def _cost(self, word: str) -> int:
        if word in self.words:
            return 2
        return 10 * len(word) + 1 if len(word) == 1 else 1000 * len(word)


def squeezed(word: str) -> str:
    """A word with every run of one letter made single."""
    return _DOUBLED.sub(r"\1", word)


def _unmasked(token: str) -> Iterator[str]:
    letters = token.translate(_SIGNS)
    if not _STROKE.search(letters):
        return iter((letters,)) if letters.isalpha() else iter(())
    either = (_STROKE.sub(stroke, letters) for stroke in _STROKES)
    return (each for each in either if each.isalpha())


def _gaps(word: str) -> Iterator[str]:
    """A word, and it with one letter gone: two words one letter apart share one of these."""
    if SHORTEST_TYPO - 1 <= len(word) <= LONGEST_TYPO + 1:
        yield word
        yield from (word[:at] + word[at + 1 :] for at in range(len(word)))


def _table(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for key, word in pairs:
        found.setdefault(key, set()).add(word)
    return {key: frozenset(words) for key, words in found.items()}
