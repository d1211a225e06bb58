"""What a mode says aloud: spoken beforehand on one machine, kept as sound, found by its text.

What ships lies in `voice/`, a ZIP a language: exercises line by line, openings and closings. What a
practice wrote itself, and cards where it wants them, is spoken into a folder of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from engines.dialogue.cards import SLOT, Mode
from engines.voice import recordings
from engines.voice.recordings import name_of

SHIPPED = Path(__file__).with_name("voice")
FOLDER = "modes-voice"


def texts(modes: Iterable[Mode], language: str, *, cards: bool = False) -> tuple[str, ...]:
    """Gives what is worth speaking in a language, each text once.

    Args:
        modes: whose texts.
        language: those that are not written in it say nothing.
        cards: every card and lesson as well, except what has a slot to be filled.
    """
    found = (text for mode in modes for text in _of(mode, language, cards=cards))
    return tuple(dict.fromkeys(text for text in found if not SLOT.search(text)))


def sound_of(text: str, language: str, data: Path) -> str:
    """Gives the name of a text's sound, to be asked for by `sound`; empty where there is none.

    Raises:
        RecordingsError: a file of recordings cannot be read.
    """
    name = name_of(text, language)
    return name if sound(name, language, data) is not None else ""


def sound(name: str, language: str, data: Path) -> bytes | None:
    """Gives a sound as Ogg Opus, a practice's own first; None where there is none.

    Raises:
        RecordingsError: a file of recordings cannot be read.
    """
    if not (len(language) == 2 and language.isascii() and language.isalpha()):
        return None
    folders = (data / FOLDER, SHIPPED)
    found = (recordings.read(folder, language).sounds.get(name) for folder in folders)
    return next((each for each in found if each is not None), None)


def _of(mode: Mode, language: str, *, cards: bool) -> Iterator[str]:
    if language not in mode.languages:
        return
    yield mode.opening[language]
    yield mode.closing[language]
    for sheet in mode.sheets.values():
        if sheet.kind == "exercise" or (cards and sheet.kind == "lesson"):
            yield from (sheet.title[language], *sheet.lines[language])
    for card in mode.cards.values() if cards else ():
        yield from card.says[language]
