"""Lots that are drawn from a seed, committed to before anybody is enrolled, and checked after.

The list is permuted blocks of random length, so that who sees every lot so far can seldom tell the
next. Whoever keeps the seed keeps it hidden until the study is locked, and tells its hash at once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from engines.errors import AnalysisError

SEED_BYTES = 32
BLOCKS = (1, 2, 3)  # a block has each arm so many times


@dataclass(frozen=True, slots=True)
class Lots:
    """What decides every lot: the seed, the study's plan (SHA-256, hex), how many arms."""

    seed: bytes
    plan: str
    arms: int

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_BYTES:
            raise AnalysisError(f"A seed has {SEED_BYTES} bytes, this one {len(self.seed)}.")
        if self.arms < 1:
            raise AnalysisError(f"There are {self.arms} arms: at least one is needed.")

    @property
    def commitment(self) -> str:
        """What is told before the first lot: SHA-256 over plan, arms and seed, in hex."""
        told = f"sketchwell lots 1\n{self.plan}\n{self.arms}\n".encode()
        return hashlib.sha256(told + self.seed).hexdigest()

    def blocks(self) -> Iterator[tuple[int, ...]]:
        """The list, block by block, without an end; each lot is an arm from 0."""
        numbers = self._numbers()
        while True:
            times = BLOCKS[_below(numbers, len(BLOCKS))]
            block = [arm for arm in range(self.arms) for _ in range(times)]
            for last in range(len(block) - 1, 0, -1):  # Fisher and Yates, as Durstenfeld 1964
                other = _below(numbers, last + 1)
                block[last], block[other] = block[other], block[last]
            yield tuple(block)

    def drawn(self, count: int) -> tuple[int, ...]:
        """The first lots."""
        return tuple(islice((arm for block in self.blocks() for arm in block), count))

    def _numbers(self) -> Iterator[int]:
        """32 bits after 32 bits: HMAC-SHA256 of the seed over plan, arms and a counter."""
        counter = 0
        while True:
            told = f"{self.plan} {self.arms} {counter}".encode()
            block = hmac.new(self.seed, told, hashlib.sha256).digest()
            for at in range(0, len(block), 4):
                yield int.from_bytes(block[at : at + 4], "big")
            counter += 1


def fresh(plan: str, arms: int) -> Lots:
    """Lots from a seed of the system's own randomness."""
    return Lots(secrets.token_bytes(SEED_BYTES), plan, arms)


def check(lots: Lots, commitment: str, allocated: tuple[int, ...]) -> None:
    """Hold what was allocated, in order, against what was committed to.

    Raises:
        AnalysisError: the seed is another one, or somebody's lot is.
    """
    if not hmac.compare_digest(lots.commitment, commitment):
        raise AnalysisError("The seed does not fit what was told before the first lot.")
    for number, (told, found) in enumerate(
        zip(lots.drawn(len(allocated)), allocated, strict=True), 1
    ):
        if told != found:
            raise AnalysisError(f"Lot {number} is {told} by the list; {found} was given.")


def _below(numbers: Iterator[int], bound: int) -> int:
    """An even draw from 0 to below the bound: what would lean to one side is drawn again."""
    fair = (1 << 32) - (1 << 32) % bound
    return next(number for number in numbers if number < fair) % bound
