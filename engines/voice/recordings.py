"""What has been spoken in one language: a file of sounds, and which text each one says.

A file is a ZIP without compression, in a fixed order and without dates: the same sounds, the same
bytes. `index.json` in it holds `{"by": who spoke, "texts": {text: name}}`, `NAME.ogg` a sound.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from engines.errors import SketchwellError

SUFFIX = ".ogg"
_INDEX = "index.json"
_NO_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Recordings:
    """One language.

    Attributes:
        by: the synthesizer and how it spoke; another makes everything anew.
        texts: a text -> the name of its sound.
        sounds: a name -> Ogg Opus.
    """

    by: str
    texts: Mapping[str, str]
    sounds: Mapping[str, bytes]


NOTHING = Recordings("", {}, {})


class RecordingsError(SketchwellError):
    """A file of recordings that cannot be read: what made it makes it anew."""


def name_of(text: str, spoken_in: str) -> str:
    """The name of a text's sound: the same wherever it is spoken in the same language."""
    return hashlib.sha256(f"{spoken_in}\n{text}".encode()).hexdigest()[:16]


def path_of(folder: Path, language: str) -> Path:
    """The file of a language."""
    return folder / f"{language}.zip"


def read(folder: Path, language: str) -> Recordings:
    """What a folder holds of a language; nothing where there is no file.

    Raises:
        RecordingsError: there is one, but it cannot be read.
    """
    path = path_of(folder, language)
    try:
        changed_ns = path.stat().st_mtime_ns
    except OSError:
        return NOTHING
    return _read(path, changed_ns)


def write(folder: Path, language: str, recordings: Recordings) -> Path:
    """Puts a language's file in place of the one that is there, whole or not at all."""
    path = path_of(folder, language)
    folder.mkdir(parents=True, exist_ok=True)
    made = path.with_suffix(".part")
    made.write_bytes(_packed(recordings))
    return made.replace(path)


@lru_cache(maxsize=16)
def _read(path: Path, changed_ns: int) -> Recordings:  # noqa: ARG001 - a changed file is another
    try:
        with zipfile.ZipFile(path) as file:
            index = json.loads(file.read(_INDEX))
            named = {each for each in file.namelist() if each.endswith(SUFFIX)}
            sounds = {each.removesuffix(SUFFIX): file.read(each) for each in named}
        texts = {str(text): str(name) for text, name in index["texts"].items() if name in sounds}
        return Recordings(str(index["by"]), texts, sounds)
    except (OSError, ValueError, KeyError, AttributeError, zipfile.BadZipFile) as error:
        raise RecordingsError(
            f"The recordings in {path} cannot be read ({error}): delete the file and make it anew."
        ) from error


def _packed(recordings: Recordings) -> bytes:
    texts = dict(sorted(recordings.texts.items()))
    index = json.dumps({"by": recordings.by, "texts": texts}, ensure_ascii=False, indent=0)
    members = {_INDEX: index.encode()}
    members |= {name + SUFFIX: recordings.sounds[name] for name in sorted(set(texts.values()))}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name, _NO_DATE), content)
    return out.getvalue()
