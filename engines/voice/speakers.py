"""Who speaks: offline synthesizers of Debian and Ubuntu, and the encoder for what they say."""

from __future__ import annotations

import io
import shutil
import subprocess
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import numpy as np

from engines.errors import BackendMissingError
from engines.voice.sound import Sound

ENCODER = "opusenc"
KBIT_S, FRAME_MS = 12, 60
_PATIENCE_S = 60.0
_ENVIRONMENT = {"LC_ALL": "C.UTF-8"}
_SPOKEN_SIGNS = str.maketrans({"·": ",", "–": ",", "—": ",", "…": ".", "×": " "})


@dataclass(frozen=True, slots=True)
class Speaker:
    """A synthesizer.

    Attributes:
        name: of its program, as one asks for it.
        package: what brings it, in Debian and Ubuntu.
        voices: its voice for each language.
        recipe: what else decides how it sounds; another recipe makes other recordings.
        speak: (text, voice) -> a WAV file.
    """

    name: str
    package: str
    voices: dict[str, str]
    recipe: str
    speak: Callable[[str, str], bytes]


def speaker(name: str) -> Speaker:
    """A synthesizer that is on this machine.

    Raises:
        BackendMissingError: it, or the encoder, is not installed, or there is none of that name.
    """
    if name not in SPEAKERS:
        raise BackendMissingError(f"Nobody speaks by the name {name!r}: {', '.join(SPEAKERS)}.")
    found = SPEAKERS[name]
    for program, package in ((found.name, found.package), (ENCODER, "opus-tools")):
        if shutil.which(program) is None:
            raise BackendMissingError(f"{program} is not here: apt-get install {package}")
    return found


def spoken(text: str, language: str, by: Speaker) -> Sound:
    """What a synthesizer makes of a text, as it comes.

    Raises:
        BackendMissingError: it has no voice for the language, or fails.
    """
    if language not in by.voices:
        raise BackendMissingError(f"{by.name} has no voice for {language!r}.")
    plain = text.translate(_SPOKEN_SIGNS)
    with wave.open(io.BytesIO(by.speak(plain, by.voices[language]))) as file:
        rate_hz = file.getframerate()
        frames = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return Sound(frames.astype(np.float64) / 32768, rate_hz)


def encoded(sound: Sound) -> bytes:
    """A sound as Ogg Opus: the same sound, the same bytes."""
    frames = np.clip(np.round(sound.samples * 32767), -32768, 32767).astype("<i2")
    raw = ["--raw", "--raw-rate", str(sound.rate_hz), "--raw-chan", "1"]
    how = ["--speech", "--bitrate", str(KBIT_S), "--framesize", str(FRAME_MS)]
    same = ["--serial", "1", "--padding", "0", "--discard-comments"]
    return _run([ENCODER, "--quiet", *raw, *how, *same, "-", "-"], given=frames.tobytes())


def _pico(text: str, voice: str) -> bytes:
    slower = f'<speed level="{_PICO_SPEED}">{escape(text)}</speed>'
    with TemporaryDirectory(prefix="sketchwell-voice-") as folder:
        # It reads memory that it never set: its surroundings are always the same.
        _run(["pico2wave", "-l", voice, "-w", "said.wav", slower], folder=folder)
        return (Path(folder) / "said.wav").read_bytes()


def _espeak(text: str, voice: str) -> bytes:
    told = _run(
        ["espeak-ng", "-v", voice, "-s", _ESPEAK_SPEED, "--stdout", "--stdin"], given=text.encode()
    )
    # Its header on a pipe tells no length.
    with io.BytesIO() as out:
        with wave.open(io.BytesIO(told)) as file, wave.open(out, "wb") as whole:
            whole.setparams(file.getparams()._replace(nframes=0))
            whole.writeframes(told[44:])
        return out.getvalue()


def _run(command: list[str], given: bytes = b"", folder: str | None = None) -> bytes:
    program = shutil.which(command[0]) or command[0]
    try:
        done = subprocess.run(
            [program, *command[1:]], input=given, capture_output=True, timeout=_PATIENCE_S,
            check=True, cwd=folder, env=_ENVIRONMENT,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise BackendMissingError(f"{command[0]} failed ({error}): install it again.") from error
    return done.stdout


_PICO_SPEED, _ESPEAK_SPEED = "90", "150"
SPEAKERS = {
    "pico2wave": Speaker(
        "pico2wave",
        "libttspico-utils (Debian: non-free, Ubuntu: multiverse)",
        {"en": "en-US", "de": "de-DE", "fr": "fr-FR", "es": "es-ES"},
        f"speed {_PICO_SPEED} of 100",
        _pico,
    ),
    "espeak-ng": Speaker(
        "espeak-ng",
        "espeak-ng",
        {"en": "en-us", "de": "de", "fr": "fr-fr", "es": "es"},
        f"speed {_ESPEAK_SPEED}",
        _espeak,
    ),
}
