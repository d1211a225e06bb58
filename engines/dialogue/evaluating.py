"""How often the right card is among those offered, on sentences that taught nothing.

`utterances.toml` was written by a hand that saw what the cards say and never what they listen for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from engines.dialogue import mode_files
from engines.dialogue.choosing import Chooser, Offer
from engines.embedding.model import Embedding, shared
from engines.errors import BackendMissingError, SettingsError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = Path(__file__).with_name("utterances.toml")
NOTHING = "no card"
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something that a person might say, and the cards that answer it.

    Attributes:
        mode: the mode it was said in.
        language: its language.
        text: what was said.
        cards: ids, one or two that fit equally; `NOTHING` where no card fits.
    """

    mode: str
    language: str
    text: str
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """An utterance and what was offered for it."""

    utterance: Utterance
    offer: Offer

    @property
    def first(self) -> bool:
        """Whether the first card is right; where nothing fits, whether the neutral one came."""
        if self.utterance.cards == (NOTHING,):
            return not self.offer.sure
        return self.offer.cards[0] in self.utterance.cards

    @property
    def among(self) -> bool:
        """Whether a right card is among those offered."""
        return self.first or bool({*self.utterance.cards} & {*self.offer.cards})


def utterances() -> tuple[Utterance, ...]:
    """The committed set.

    Raises:
        SettingsError: one names a mode or a card that is not there.
    """
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(_utterance(row) for row in table["utterance"])


def tried(embedding: Embedding | None) -> tuple[Tried, ...]:
    """Every utterance with what is offered for it, at the start of a conversation."""
    choosers = {name: Chooser(m, embedding) for name, m in mode_files.shipped().items()}
    return tuple(
        Tried(said, choosers[said.mode].offer(said.text, filled=("word", "role")))
        for said in utterances()
    )


def report() -> Iterator[str]:
    """The figures as lines: by mode and by language, with 95 % intervals (Wilson, 1927)."""
    try:
        found = tried(shared())
        yield "By the sentence embedding (first card right, among the three):"
        yield from _rows(found)
    except BackendMissingError as error:
        yield str(error)
    yield "By shared pieces of words, where there is no embedding:"
    yield from _rows(tried(None))


def interval(hits: int, times: int) -> tuple[float, float]:
    """The 95 % score interval of a share.

    Source: Wilson, 1927, Journal of the American Statistical Association 22(158), 209-212.
    """
    share, width = hits / times, _Z * _Z / times
    middle = (share + width / 2) / (1 + width)
    half = _Z / (1 + width) * sqrt(share * (1 - share) / times + width / (4 * times))
    return middle - half, middle + half


def _rows(found: Sequence[Tried]) -> Iterator[str]:
    fitting = [each for each in found if each.utterance.cards != (NOTHING,)]
    yield _row("all", fitting)
    for name in dict.fromkeys(each.utterance.mode for each in fitting):
        yield _row(name, [each for each in fitting if each.utterance.mode == name])
    for name in dict.fromkeys(each.utterance.language for each in fitting):
        yield _row(name, [each for each in fitting if each.utterance.language == name])
    nothing = [each for each in found if each.utterance.cards == (NOTHING,)]
    if nothing:
        yield f"  nothing fits: neutral in {sum(e.first for e in nothing)} of {len(nothing)}"
    held = sum(not each.offer.sure for each in fitting)
    yield f"  a card fits, and the neutral one came first: {held} of {len(fitting)}"


def _row(name: str, found: Sequence[Tried]) -> str:
    cells = (_cell(sum(e.first for e in found), len(found)),)
    cells += (_cell(sum(e.among for e in found), len(found)),)
    return f"  {name:16} {'   '.join(cells)}"


def _cell(hits: int, times: int) -> str:
    low, high = interval(hits, times)
    share = 100 * hits / times
    return f"{hits:3} of {times:3}: {share:3.0f} % ({100 * abs(low):.0f} to {100 * high:.0f})"


def _utterance(row: Any) -> Utterance:
    mode = mode_files.shipped().get(row["mode"])
    if mode is None:
        raise SettingsError(f"{FILE.name}: there is no mode {row['mode']!r}: {row['text']!r}")
    cards = tuple(row["cards"])
    for name in cards:
        if name != NOTHING and name not in mode.cards:
            raise SettingsError(f"{FILE.name}: {mode.id} has no card {name!r}: {row['text']!r}")
    return Utterance(mode.id, row["language"], row["text"], cards)
