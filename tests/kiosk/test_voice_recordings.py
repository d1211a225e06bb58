"""The recordings that ship: whole, decodable by a browser, and none too many."""

from __future__ import annotations

import pytest

from engines.languages import available
from engines.voice import recordings
from kiosk.voice.making import SHIPPED, missing

MOST_BYTES = 8_000_000  # all languages together
SPOKEN = available("kiosk")


@pytest.mark.parametrize("language", SPOKEN)
def test_everything_the_page_can_say_has_been_spoken(language: str) -> None:
    unspoken = missing(language, SHIPPED)
    assert not unspoken, "python -m kiosk voice make --out kiosk/voice/recordings"


@pytest.mark.parametrize("language", SPOKEN)
def test_what_was_spoken_is_ogg_opus(language: str) -> None:
    found = recordings.read(SHIPPED, language)
    assert found.texts
    assert all(
        sound.startswith(b"OggS") and b"OpusHead" in sound for sound in found.sounds.values()
    )


def test_the_recordings_take_no_more_than_their_share() -> None:
    sizes = [recordings.path_of(SHIPPED, language).stat().st_size for language in SPOKEN]
    assert sum(sizes) <= MOST_BYTES
