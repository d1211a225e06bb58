"""The modes of a practice: its own where it changed one, else those that ship; signed or drafts.

A practice's own mode is a folder of the same name in `modes/` of its data folder. A signature
(`mode.sig`) is this machine's own over all files of the mode, the reviewer's name in them: whoever
changes a word takes the signature off. Only a signed mode is for clients.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Literal

from engines.dialogue import checking, mode_files
from engines.dialogue.cards import Mode
from engines.errors import SealError, SettingsError
from engines.sealing.signing import known_key, machine_key

Standing = Literal["draft", "signed", "changed", "unreadable"]
FOLDER = "modes"
SIGNATURE = "mode.sig"
PURPOSE = "dialogue mode 1"
_FIELD = r"(?m)^{} *=.*$"


@dataclass(frozen=True, slots=True)
class Held:
    """A mode as the practice has it.

    Attributes:
        id: its folder's name.
        mode: None where its files cannot be read: it is not used, and `why` says what is wrong.
        standing: "draft" was never signed, "changed" was changed after it was.
        own: whether the practice has files of its own for it.
        why: what is wrong with its files, or with its signature; empty where nothing is.
    """

    id: str
    mode: Mode | None
    standing: Standing
    own: bool
    why: str = ""

    @property
    def for_clients(self) -> bool:
        """Whether a person may be shown its cards."""
        return self.standing == "signed"


class Library:
    """The modes of one practice's folder."""

    def __init__(self, data: Path) -> None:
        """Takes the practice's folder; nothing needs to be in it."""
        self._data, self._own = data, data / FOLDER

    def all(self) -> tuple[Held, ...]:
        """Every mode: the seven first, then others that the practice has written."""
        found = sorted(path.parent.name for path in self._own.glob("[a-z]*/mode.toml"))
        return tuple(self.mode(name) for name in dict.fromkeys((*mode_files.IDS, *found)))

    def mode(self, name: str) -> Held:
        """One mode.

        Raises:
            SettingsError: there is no such mode.
        """
        folder, own = self._folder(name)
        try:
            mode = mode_files.read(folder)
        except SettingsError as error:
            return Held(name, None, "unreadable", own, str(error))
        standing, why = self._standing(folder, mode) if own else ("draft", "")
        return Held(name, mode, standing, own, why)

    def write(self, name: str, files: Mapping[str, str]) -> Mode:
        """Keeps changed files of a mode as the practice's own, unsigned and one version on.

        Args:
            name: the mode's id; one that is not there yet begins.
            files: TOML by file name (`mode.toml`, `en.toml`); the others stay as they are.

        Raises:
            SettingsError: they cannot be read together, or say what may not be said; nothing is
                kept then.
        """
        self._own.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=self._own) as aside:
            made = Path(aside) / name
            self._copied(name, made)
            for file, text in files.items():
                (made / _plain(file)).write_text(text, encoding="utf-8")
            mode = mode_files.read(made)
            _set(made, version=mode.version + 1, reviewed_by="", reviewed_on="")
            mode = _checked(made)
            self._put(made, name)
        return mode

    def sign(self, name: str, by: str, on: date) -> Mode:
        """Signs a mode as it stands, in the name of whoever answers for it.

        Raises:
            SettingsError: no name, or a text in it may not be said.
            SealError: this machine's key cannot be used.
        """
        if not by.strip():
            raise SettingsError("A mode is signed with a name: write who answers for it.")
        self._own.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=self._own) as aside:
            made = Path(aside) / name
            self._copied(name, made)
            _set(made, reviewed_by=by.strip(), reviewed_on=on)
            mode = _checked(made)
            line = machine_key(self._data).sign(_told(made), purpose=PURPOSE)
            (made / SIGNATURE).write_text(line, encoding="ascii")
            self._put(made, name)
        return mode

    def put_away(self, name: str) -> None:
        """Takes the practice's own files of a shipped mode away: the draft that ships is back.

        Raises:
            SettingsError: it has none, or no such mode ships.
        """
        if name not in mode_files.IDS or not (self._own / name).is_dir():
            raise SettingsError(f"{name} is as it ships, or does not ship: nothing is put away.")
        shutil.rmtree(self._own / name)

    def files(self, name: str) -> Mapping[str, str]:
        """The files of a mode as they stand, by name, to be edited."""
        folder, _ = self._folder(name)
        return {p.name: p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.toml"))}

    def _folder(self, name: str) -> tuple[Path, bool]:
        own = self._own / _plain(name)
        if own.is_dir():
            return own, True
        if name in mode_files.IDS:
            return mode_files.HOME / name, False
        raise SettingsError(f"There is no mode {name!r}: there are {', '.join(mode_files.IDS)}.")

    def _standing(self, folder: Path, mode: Mode) -> tuple[Standing, str]:
        if not (folder / SIGNATURE).exists() or not mode.reviewed_by:
            return "draft", ""
        try:
            key = known_key(self._data)
            if key is None:
                raise SealError("this machine never signed anything")
            line = (folder / SIGNATURE).read_text(encoding="ascii")
            key.check(_told(folder), line, purpose=PURPOSE)
        except (SealError, OSError, UnicodeDecodeError) as error:
            return "changed", str(error)
        return "signed", ""

    def _copied(self, name: str, to: Path) -> None:
        to.mkdir(mode=0o700)
        folder = self._own / _plain(name)
        folder = folder if folder.is_dir() else mode_files.HOME / name
        for path in folder.glob("*.toml"):
            shutil.copyfile(path, to / path.name)

    def _put(self, made: Path, name: str) -> None:
        there, old = self._own / name, made.parent / "old"
        if there.is_dir():
            there.rename(old)
        made.rename(there)


def _checked(folder: Path) -> Mode:
    mode = mode_files.read(folder)
    found = checking.faults(mode)
    if found:
        raise SettingsError(f"{mode.id}: {found[0]} ({len(found)} in all)")
    return mode


def _told(folder: Path) -> bytes:
    """What is signed: every file's name with the SHA-256 of its bytes."""
    rows = ((p.name, sha256(p.read_bytes()).hexdigest()) for p in sorted(folder.glob("*.toml")))
    return json.dumps(dict(rows), sort_keys=True).encode()


def _set(folder: Path, **values: object) -> None:
    path = folder / mode_files.MODE
    text = path.read_text(encoding="utf-8")
    for name, value in values.items():
        line = value if isinstance(value, int | date) else json.dumps(value, ensure_ascii=False)
        text = re.sub(_FIELD.format(name), lambda _, n=name, v=line: f"{n} = {v}", text, count=1)
    path.write_text(text, encoding="utf-8")


def _plain(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,40}(\.toml)?", name):
        raise SettingsError(f"{name!r} names no mode and no file of one: use a-z, 0-9 and _.")
    return name
