"""The words that the house painter knows, each with its id; 0 is no word."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterable
from pathlib import Path

from engines.training.chosen import is_denied, split_tone, words_of
from engines.training.icons import NOTO, Icons, fetch
from engines.training.lights import GROUND_WORDS
from engines.training.repertoire import GROUND_FIGURES, LOOSE_FIGURES, MORE_WORDS, SKY_FIGURES
from engines.training.samples import SLOTS

SHIPPED = Path(__file__).parents[1] / "weights" / "vocabulary.json"


def vocabulary_of(icons: Icons) -> dict[str, int]:
    """Every word: those that shipped with the ids they had, then new ones in alphabetical order."""
    words: set[str] = set()
    for theme in icons.groups.values():
        for of_name in theme:
            words.update(icons.words[of_name[0]])
    for figures in (GROUND_FIGURES, SKY_FIGURES, LOOSE_FIGURES):
        words.update(figures)
    words.update(word for more in (*MORE_WORDS.values(), *GROUND_WORDS.values()) for word in more)
    words.update(MORE_WORDS)
    words.discard("blob")
    shipped: dict[str, int] = json.loads(SHIPPED.read_text(encoding="utf-8"))["words"]
    more = sorted(words - shipped.keys())
    return shipped | {word: number for number, word in enumerate(more, len(shipped) + 1)}


def ids_of(words: Iterable[str], vocabulary: dict[str, int]) -> list[int]:
    """Ids of the known words, padded with 0 to eight."""
    known = [vocabulary[word] for word in words if word in vocabulary][:SLOTS]
    return known + [0] * (SLOTS - len(known))


def groups_of(icons: Icons, vocabulary: dict[str, int], cache: Path) -> dict[str, list[str]]:
    """The words by theme, after the categories of the icon set."""
    with tarfile.open(fetch(NOTO, cache)) as tar:
        file = tar.extractfile("package/metadata.json")
        categories: dict[str, list[str]] = json.load(file)["categories"] if file else {}
    shown = {name for name in icons.names if not is_denied(name)}
    groups = {
        "Sky and ground": sorted(
            {word for more in GROUND_WORDS.values() for word in more} | {"sky", *SKY_FIGURES}
        )
    }
    for category, names in categories.items():
        plain = {split_tone(name)[0] for name in names} & shown
        groups[category] = sorted({word for name in plain for word in words_of(name)})
    known = {
        group: [word for word in words if word in vocabulary] for group, words in groups.items()
    }
    return {group: words for group, words in known.items() if words}
