"""Speaks the texts of consent, so that they can be listened to.

`python -m tests.workbench.reading_aloud` after a text got a new version. The kiosk's speaker
(kiosk/voice/README.md) is needed to make recordings, not to hear them. A text that has its
recording is left alone: its words never change.
"""

from __future__ import annotations

import sys

import numpy as np

from engines.voice.sound import Sound, ready
from engines.voice.speakers import encoded, speaker, spoken
from workbench.archive.consent import ITEMS
from workbench.consent import texts
from workbench.consent.texts import Text

PAUSE_S = 0.6


def told(text: Text) -> tuple[str, ...]:
    """What is read aloud, paragraph by paragraph."""
    return (text.title, *text.about, text.turning, *text.after, text.question)


def sound_of(text: Text, by: str) -> bytes:
    """A text as Ogg Opus, with a pause after every paragraph."""
    said = [ready(spoken(each, text.read.language, speaker(by))) for each in told(text)]
    pause = np.zeros(round(PAUSE_S * said[0].rate_hz))
    samples = np.concatenate([part for each in said for part in (each.samples, pause)])
    return encoded(Sound(samples, said[0].rate_hz))


def main(by: str = "pico2wave") -> None:
    """Speaks what nobody spoke yet."""
    for language in texts.languages():
        for item in ITEMS:
            text = texts.text(item, language)
            path = texts.SOUNDS / language / f"{item}.{text.read.version}.opus"
            if not path.is_file():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(sound_of(text, by))
                sys.stdout.write(f"{path}: {path.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
