"""Speaks what has not been spoken yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from engines.voice import recordings
from engines.voice.recordings import NOTHING, Recordings, name_of
from engines.voice.sound import LOUDNESS_LUFS, ready
from engines.voice.speakers import FRAME_MS, KBIT_S, Speaker, encoded, spoken

_AT_ONCE = 4
# (text, the language it is spoken in) -> Ogg Opus
Speak = Callable[[str, str], bytes]


@dataclass(frozen=True, slots=True)
class Made:
    """What came of making one language's recordings.

    Attributes:
        path: the file.
        texts: how many it holds.
        fresh: how many of them were spoken now.
    """

    path: Path
    texts: int
    fresh: int


def make(
    language: str,
    texts: Sequence[str],
    folder: Path,
    *,
    by: str,
    speak: Speak,
    spoken_in: Callable[[str], str] | None = None,
) -> Made:
    """Brings a language's file to exactly these texts; what is there already is kept as it is.

    Args:
        language: its code.
        texts: what is to be said.
        folder: where its file is.
        by: who speaks and how; recordings of anybody else are spoken again.
        speak: called for each text that is not there yet, in several threads.
        spoken_in: the language of one of the texts; all are in `language` where it is None.

    Raises:
        BackendMissingError: the synthesizer fails; the file is left as it was.
        RecordingsError: the file that is there cannot be read.
    """
    there = recordings.read(folder, language)
    known = there if there.by == by else NOTHING
    tongues = {text: spoken_in(text) if spoken_in else language for text in texts}
    names = {text: name_of(text, tongue) for text, tongue in tongues.items()}
    fresh = [text for text in texts if names[text] not in known.sounds]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        said = pool.map(lambda text: speak(text, tongues[text]), fresh)
        sounds = {**known.sounds, **{names[t]: s for t, s in zip(fresh, said, strict=True)}}
    made = Recordings(by, names, sounds)
    return Made(recordings.write(folder, language, made), len(names), len(fresh))


def speaking(by: Speaker) -> Speak:
    """How a synthesizer's sound becomes a recording."""
    return lambda text, language: encoded(ready(spoken(text, language, by)))


def manner(by: Speaker) -> str:
    """Who speaks and how, in words that change when the sound would."""
    return f"{by.name}, {by.recipe}; {LOUDNESS_LUFS:g} LUFS; Opus {KBIT_S} kbit/s, {FRAME_MS} ms"
