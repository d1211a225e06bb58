"""Which icons training never sees, so that a painter can be tried on things that are new to it."""

from __future__ import annotations

import hashlib

from engines.training.repertoire import GROUND_FIGURES, LOOSE_FIGURES, SKY_FIGURES

# One head word in so many is held out. Changing the salt or the share spoils every later figure:
# what was held out before would have been seen by then.
SHARE, SALT = 10, "held-out:"
_SEEN = frozenset((*GROUND_FIGURES, *LOOSE_FIGURES, *SKY_FIGURES))


def head_of(name: str) -> str:
    """The word that says what it is: its last, faces being the animal's ("red-apple": apple)."""
    return name.removesuffix("-face").split("-")[-1]


def is_held_out(name: str) -> bool:
    """Whether an icon is kept from training, decided by a hash of its head word alone.

    All icons with one head word fall on the same side, so that a held-out red one has no green
    sister in the training. Things that training also knows as figures are never held out.

    Args:
        name: hyphenated icon name, without a skin tone.
    """
    head = head_of(name)
    if head in _SEEN:
        return False
    return hashlib.sha256((SALT + head).encode()).digest()[0] % SHARE == 0
