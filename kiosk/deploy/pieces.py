"""From the table of files and its templates to what will lie where: `pieces(options)`. Pure."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.deploy.options import USERS, Options

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
# Source: libinput, "Static device configuration via udev",
# https://wayland.freedesktop.org/libinput/doc/latest/device-configuration-via-udev.html
MATRICES = {0: "1 0 0 0 1 0", 90: "0 -1 1 1 0 0", 180: "-1 0 1 0 -1 1", 270: "0 1 0 -1 0 1"}
XRANDR = {0: "normal", 90: "right", 180: "inverted", 270: "left"}
PROFILES = {
    "deb": "${RUNTIME_DIRECTORY:?}/profile",
    # A snap may write below its own folder alone.
    "snap": "${HOME:?}/snap/chromium/common/kiosk",
}
_CONDITION = re.compile(r"^\?([!\w -]+)\? ?")
_WORD = re.compile(r"@([A-Z_]+)@")


@dataclass(frozen=True, slots=True)
class Piece:
    """One file or link that the kiosk needs.

    Attributes:
        path: where it lies.
        text: what is in it; for a link, where it points to.
        mode: its permissions; 0 for a link.
        after: whether the text goes after that of a file that is there.
    """

    path: str
    text: str
    mode: int
    after: bool = False

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return self.mode == 0


def pieces(options: Options) -> tuple[Piece, ...]:
    """Everything that these options write, in the order of the table."""
    rows = tomllib.loads((HERE / "files.toml").read_text(encoding="utf-8"))["file"]
    words = _words(options)
    return tuple(
        _piece(row, words, options.holds)
        for row in rows
        if set(row.get("when", ())) <= options.holds
    )


def _piece(row: Mapping[str, Any], words: Mapping[str, str], holds: frozenset[str]) -> Piece:
    path = _filled(row["to"], words)
    if "link" in row:
        return Piece(path, row["link"], 0)
    text = _template(row["from"], words, holds)
    return Piece(path, text, int(row.get("mode", "0644"), 8), bool(row.get("after", False)))


def _template(name: str, words: Mapping[str, str], holds: frozenset[str]) -> str:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    kept = "\n".join(_kept(text.splitlines(), holds))
    filled = _filled(kept, words)
    # What a word brought in has conditions and words of its own.
    return _filled("\n".join(_kept(filled.splitlines(), holds)), words).strip("\n") + "\n"


def _kept(lines: list[str], holds: frozenset[str]) -> Iterator[str]:
    """The lines without condition, and those whose `?words?` are the case (`!` turns one round)."""
    for line in lines:
        found = _CONDITION.match(line)
        asked = found[1].split() if found else []
        if all((word.lstrip("!") in holds) != word.startswith("!") for word in asked):
            yield line[found.end() :] if found else line


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _WORD.sub(lambda found: words[found[1]], text)


def _words(options: Options) -> dict[str, str]:
    server, browser = options.users
    return {
        "PYTHON": options.python,
        "PORT": str(options.port),
        "GPU": " ".join(options.gpu),
        "SENSES": " ".join(options.senses),
        "SEALED": options.sealed,
        "SERVER_UID": str(server),
        "UID": str(browser),
        "HOME": options.browser.home,
        "MEMBERS": "\n".join(f"m {USERS[1]} {group}" for group in options.sound),
        "TAKE_HOME": " ".join(options.take_home),
        "PAINTING": options.painting,
        "NIGHTLY": options.nightly,
        "CHROMIUM": options.browser.command,
        "POLICIES": options.browser.policies,
        "PROFILE": PROFILES[options.browser.kind],
        "ROTATE": str(options.rotate),
        "MATRIX": MATRICES[options.rotate],
        "XRANDR": XRANDR[options.rotate],
        "CAGE_TURNS": " ".join(["-r"] * (options.rotate // 90)),
        "FLAGS": "\n".join(f"    {flag} \\" for flag in flags()),
        **{name: _part(name) for name in ("SANDBOX", "SANDBOX_BROWSER", "SCREEN")},
    }


def flags() -> tuple[str, ...]:
    """Chromium's switches, as they stand in `flags.txt`."""
    lines = (TEMPLATES / "flags.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line.startswith("--"))


def _part(name: str) -> str:
    return (TEMPLATES / f"{name.lower().replace('_', '-')}.txt").read_text().strip("\n")
