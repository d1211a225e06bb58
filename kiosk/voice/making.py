"""What a kiosk's recordings should hold, and what is missing in them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from engines.voice import recordings
from kiosk.voice.sayable import sayable

SHIPPED = Path(__file__).parent / "recordings"


def wanted(language: str, folder: Path, own: Iterable[str] = ()) -> tuple[str, ...]:
    """What a folder should hold: everything that ships, or what only this site says besides."""
    everything = sayable(language, own=own)
    if folder.resolve() == SHIPPED.resolve():
        return everything
    there = recordings.read(SHIPPED, language).texts
    return tuple(text for text in everything if text not in there)


def missing(language: str, folder: Path, own: Iterable[str] = ()) -> tuple[str, ...]:
    """What the page could say at this site and cannot: not shipped, and not in its own folder.

    Raises:
        RecordingsError: a file of recordings cannot be read.
    """
    there = recordings.read(folder, language).texts
    return tuple(text for text in wanted(language, folder, own) if text not in there)
