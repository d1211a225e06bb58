"""The four texts of consent: one Markdown file an item, a version and a language.

A file never changes once somebody may have read it: other words are a new version, beside the old
one, and everybody is asked again. `SHA256SUMS` holds what each file must be.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from engines.errors import ArchiveError
from engines.languages import ENGLISH
from workbench.archive.consent import Item, Read

HERE = Path(__file__).parent
SOUNDS = HERE.parent / "static" / "consent"
_FILE = re.compile(r"([a-z]+)\.([0-9]+)\.md", re.ASCII)


@dataclass(frozen=True, slots=True)
class Text:
    """One text as somebody reads it.

    Attributes:
        item: what it is about.
        read: its version, the SHA-256 of its file, its language.
        title: a few words.
        about: paragraphs, in the order in which they are read.
        after: what it means to take it back, paragraphs under `turning`.
        turning: the heading of that part.
        question: what is to be answered.
    """

    item: Item
    read: Read
    title: str
    about: tuple[str, ...]
    turning: str
    after: tuple[str, ...]
    question: str


def languages() -> tuple[str, ...]:
    """The languages that texts are written in, English first."""
    found = sorted(folder.name for folder in HERE.iterdir() if any(folder.glob("*.1.md")))
    return tuple(sorted(found, key=lambda language: language != ENGLISH))


def newest(item: Item) -> int:
    """The newest version of a text."""
    return max(_versions(item, ENGLISH))


def text(item: Item, language: str, version: int | None = None) -> Text:
    """A text in a language, or in English where there is none; the newest version, or that one.

    Raises:
        ArchiveError: there is no such version.
    """
    spoken = language[:2] if language[:2] in languages() else ENGLISH
    number = newest(item) if version is None else version
    path = HERE / spoken / f"{item}.{number}.md"
    if not path.is_file():
        raise ArchiveError(f"There is no version {number} of the text about {item} in {spoken}.")
    return _text(path, item, number)


@lru_cache(maxsize=64)
def _text(path: Path, item: Item, version: int) -> Text:
    # Line ends may differ from one copy of the program to another; the words count.
    written = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    digest = hashlib.sha256(written.encode()).hexdigest()
    blocks = [" ".join(block.split()) for block in written.split("\n\n") if block.strip()]
    title, *about = blocks
    turn = next(place for place, block in enumerate(about) if block.startswith("## "))
    return Text(
        item,
        Read(version, digest, path.parent.name),
        title.removeprefix("# "),
        tuple(about[:turn]),
        about[turn].removeprefix("## "),
        tuple(about[turn + 1 : -1]),
        about[-1].removeprefix("> "),
    )


def sound(text: Text) -> str | None:
    """Where a recording of a text is, to be listened to; None where nobody spoke it yet."""
    name = f"{text.read.language}/{text.item}.{text.read.version}.opus"
    return f"/app/static/consent/{name}" if (SOUNDS / name).is_file() else None


def _versions(item: Item, language: str) -> list[int]:
    named = (_FILE.fullmatch(path.name) for path in (HERE / language).iterdir())
    return [int(found[2]) for found in named if found and found[1] == item]
