"""Which cards fit what was said: three for the therapist, or the neutral one in front.

Each card names what a person might say; the nearest such sentence decides, in the space of the
sentence embedding, in whatever language it was said. A trial found this far better than small
language models choosing from the same list. Where the embedding is not here, shared pieces of words
decide instead, which the screen says.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engines.dialogue import heard
from engines.dialogue.cards import Card, Mode
from engines.embedding.model import Embedding
from engines.embedding.sentences import MOST_CHARACTERS, tidy

OFFERED = 3
# On what was said: the least cosine (or shared share of pieces) that is no guess.
SURE_MEANING, SURE_PIECES = 0.88, 0.25
# What follows by the mode's own order is a little nearer; what was just said, a little farther.
FOLLOWS, SAID = 0.02, 0.04
PIECE = 4


class Measure(Protocol):
    """How near a text is to each of a mode's sentences."""

    sure: float

    def near(self, text: str) -> NDArray[np.float32]:
        """Gives a nearness for each sentence, (N,), at most 1."""
        ...


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered to the therapist.

    Attributes:
        cards: ids, at most three, the best first; the neutral card first where `sure` is False.
        sure: whether the best is near enough to be more than a guess.
    """

    cards: tuple[str, ...]
    sure: bool


class Meaning:
    """Nearness by the sentence embedding."""

    sure = SURE_MEANING

    def __init__(self, sentences: Sequence[str], embedding: Embedding) -> None:
        """Takes the sentences' vectors; those that no file keeps are made, 30 ms each."""
        self._embedding = embedding
        self._vectors = heard.vectors(sentences, embedding)

    def near(self, text: str) -> NDArray[np.float32]:
        """Gives the cosine with each sentence, (N,)."""
        return self._vectors @ self._embedding.vectors([text])[0]


class Pieces:
    """Nearness by shared pieces of words (four letters), the rarer the heavier. No model."""

    sure = SURE_PIECES

    def __init__(self, sentences: Sequence[str]) -> None:
        """Counts the pieces of the sentences."""
        counts = [Counter(_pieces(text)) for text in sentences]
        met = Counter(piece for count in counts for piece in count)
        self._rare = {piece: log(1 + len(counts) / times) for piece, times in met.items()}
        self._sentences = [self._weighed(count) for count in counts]

    def near(self, text: str) -> NDArray[np.float32]:
        """Gives the cosine of the weighed pieces with each sentence, (N,)."""
        asked = self._weighed(Counter(_pieces(text)))
        rows = [sum(w * row.get(p, 0.0) for p, w in asked.items()) for row in self._sentences]
        return np.array(rows, np.float32)

    def _weighed(self, count: Counter[str]) -> dict[str, float]:
        # A piece that no sentence has weighs as much as one that a single sentence has.
        most = log(1 + len(self._rare))
        row = {piece: times * self._rare.get(piece, most) for piece, times in count.items()}
        length = sqrt(sum(weight * weight for weight in row.values()))
        return {piece: weight / length for piece, weight in row.items()}


class Chooser:
    """Offers the cards of one mode. Safe to use from several threads."""

    def __init__(self, mode: Mode, embedding: Embedding | None) -> None:
        """Takes the mode's sentences in.

        Args:
            mode: whose cards are offered.
            embedding: None where it is not here: shared pieces of words decide.
        """
        pairs = [
            (card.id, text)
            for card in mode.cards.values()
            for texts in card.heard.values()
            for text in texts
        ]
        texts = [text for _, text in pairs]
        self.mode = mode
        self.measure: Measure = Pieces(texts) if embedding is None else Meaning(texts, embedding)
        self.by_meaning = embedding is not None
        self._owners = np.array([name for name, _ in pairs])

    def offer(
        self,
        text: str,
        *,
        after: str | None = None,
        said: Collection[str] = (),
        filled: Collection[str] = ("word",),
    ) -> Offer:
        """Offers the cards that fit best.

        Args:
            text: what the person said; of it the first 400 letters count. Empty: the cards that
                follow, or those to begin with.
            after: the id of the card that was said last.
            said: ids of the cards that were said not long ago.
            filled: the slots that can be filled: a card that needs another is not offered.
        """
        asked = tidy(text)[:MOST_CHARACTERS]
        usable = {card.id for card in self.mode.cards.values() if card.slots <= {*filled}}
        if not any(letter.isalnum() for letter in asked):
            return self._unasked(after, said, usable)
        nearness = self._by_card(self.measure.near(asked))
        best = max(nearness.values(), default=0.0)
        follows = self.mode.cards[after].then if after and after in self.mode.cards else ()
        ranked = sorted(
            (name for name in nearness if name in usable),
            key=lambda name: nearness[name] + FOLLOWS * (name in follows) - SAID * (name in said),
            reverse=True,
        )
        if best >= self.measure.sure:
            return Offer(tuple(ranked[:OFFERED]), sure=True)
        return Offer(_first((self.mode.neutral, *ranked)), sure=False)

    def _by_card(self, near: NDArray[np.float32]) -> dict[str, float]:
        owners = self._owners
        return {name: float(near[owners == name].max()) for name in dict.fromkeys(owners.tolist())}

    def _unasked(self, after: str | None, said: Collection[str], usable: Collection[str]) -> Offer:
        card: Card | None = self.mode.cards.get(after or "")
        fitting = (*(card.then if card else ()), *self.mode.first, self.mode.neutral)
        fresh = [name for name in fitting if name in usable and name not in said]
        return Offer(_first((*fresh, *(name for name in fitting if name in usable))), sure=True)


def _first(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:OFFERED]


def _pieces(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", tidy(text).casefold())
    words = re.findall(r"[a-z0-9']+", "".join(c for c in plain if not unicodedata.combining(c)))
    padded = [f" {word} " for word in words]
    return [word[i : i + PIECE] for word in padded for i in range(max(1, len(word) - PIECE + 1))]
