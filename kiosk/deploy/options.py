"""What an operator chooses about a kiosk's machine; kept in the record, so that it holds next time.

Looked up, first found first taken, in: the command line, the record of what is installed, the
machine itself.
"""

from __future__ import annotations

import ipaddress
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from engines.errors import SketchwellError
from kiosk.deploy import machine
from kiosk.deploy.machine import Browser

NEVER = "never"
NONE = "none"
TURNS = (0, 90, 180, 270)
USERS = ("sketchwell", "sketchwell-browser")


class Refused(SketchwellError):  # noqa: N818 - nothing went wrong: nothing was begun
    """Refused before anything was changed. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Options:
    """Everything that decides what is written.

    Attributes:
        jetpack: 6 or 7; 0 on any other machine.
        browser: the Chromium that shows the page.
        compositor: "cage" or "x11".
        fallback: whether X11 takes over where cage cannot start.
        rotate: degrees clockwise that the picture is turned, touch with it.
        port: the server's, on this machine alone.
        nightly: when everything starts anew, "03:30", or "never".
        take_home: networks that may reach the take-home listener; none where it is off.
        printing: whether CUPS keeps its spool in memory.
        painting: the model whose engine is built on a board, or "none".
        python: the interpreter that has Sketchwell.
        users: numbers of the two users, in the order of `USERS`.
        sealed: where files for therapists are put; "" where that is no folder here.
        gpu: groups that may reach the GPU here.
        senses: the group that hears headphones being plugged in.
        sound: groups of the browser's user.
        apport: whether Ubuntu's crash reporter is here.
    """

    jetpack: int
    browser: Browser
    compositor: str
    fallback: bool
    rotate: int
    port: int
    nightly: str
    take_home: tuple[str, ...]
    printing: bool
    painting: str
    python: str
    users: tuple[int, int]
    sealed: str
    gpu: tuple[str, ...]
    senses: tuple[str, ...]
    sound: tuple[str, ...]
    apport: bool

    def to_wire(self) -> dict[str, Any]:
        """For the record."""
        return asdict(self)

    @property
    def holds(self) -> frozenset[str]:
        """What is the case, by the words that `files.toml` and the templates use."""
        said = {
            self.browser.kind: True,
            self.compositor: True,
            "x11": self.compositor == "x11" or self.fallback,
            "only-x11": self.compositor == "x11",
            "fallback": self.fallback,
            "jetpack": bool(self.jetpack),
            "gpu": bool(self.gpu),
            "rotated": bool(self.rotate),
            "nightly": self.nightly != NEVER,
            "take-home": bool(self.take_home),
            "printing": self.printing,
            "engine": self.painting != NONE and bool(self.jetpack),
            "apport": self.apport,
            "sealed": bool(self.sealed),
            "senses": bool(self.senses),
            "audio": bool(self.sound),
        }
        return frozenset(word for word, true in said.items() if true)


def choose(given: Mapping[str, Any], before: Mapping[str, Any], root: Path) -> Options:
    """Decides every option.

    Args:
        given: from the command line, by name; None is not given.
        before: from the record of what is installed; empty where nothing is.
        root: the root of the system that it is for.

    Raises:
        Refused: a value cannot be, or the machine has no browser or no compositor.
    """
    said = {**before, **{name: value for name, value in given.items() if value is not None}}
    browser = _browser(given, before, root)
    compositor, fallback = _compositor(said, root)
    wanted = said.get("jetpack", machine.jetpack_of(root) or 0)
    second = machine.user_id(root, USERS[1])
    options = Options(
        jetpack=0 if wanted == NONE else int(wanted),
        browser=browser,
        compositor=compositor,
        fallback=fallback,
        rotate=int(said.get("rotate", 0)),
        port=int(said.get("port", 8502)),
        nightly=str(said.get("nightly", "03:30")),
        take_home=tuple(said.get("take_home", ())),
        printing=bool(said.get("printing", False)),
        painting=str(said.get("painting", "house")),
        python=str(said.get("python", sys.executable)),
        users=(machine.user_id(root, USERS[0], taken=frozenset({second})), second),
        sealed=str(said.get("sealed", "")),
        gpu=machine.groups_of(root, "video", "render"),
        senses=machine.groups_of(root, "input"),
        sound=machine.groups_of(root, "audio", "video", "render"),
        apport=(root / "etc/init.d/apport").exists(),
    )
    return _checked(replace(options, gpu=options.gpu if options.jetpack else ()))


def _browser(given: Mapping[str, Any], before: Mapping[str, Any], root: Path) -> Browser:
    wanted = given.get("browser")
    if wanted is None and "browser" in before:
        return Browser(**before["browser"])
    found = machine.find_browser(root, wanted=wanted)
    if found is None and wanted is not None and root != machine.HERE:
        return machine.assumed_browser(wanted)
    if found is None:
        kind = "no Chromium" if wanted is None else f"no Chromium as a {wanted}"
        raise Refused(
            f"There is {kind} here (looked for /usr/bin/chromium and /{machine.SNAP}): "
            "sudo apt-get install chromium (Debian), sudo snap install chromium (Ubuntu). "
            "Flatpaks and other browsers are not supported."
        )
    return found


def _compositor(said: Mapping[str, Any], root: Path) -> tuple[str, bool]:
    there = machine.compositors(root)
    wanted = said.get("compositor")
    if wanted is None and not there:
        raise Refused(
            "Nothing here can put the browser on the screen: sudo apt-get install cage xwayland, "
            "or, for X11, xserver-xorg xinit matchbox-window-manager x11-xserver-utils."
        )
    chosen = str(wanted or there[0])
    if root == machine.HERE and chosen not in there:
        raise Refused(f"--compositor is {chosen!r}, which is not installed; here: {there}.")
    fallback = said.get("fallback")
    return chosen, chosen == "cage" and ("x11" in there if fallback is None else bool(fallback))


def _checked(options: Options) -> Options:
    _demand(options.rotate in TURNS, "rotate", options.rotate, f"must be one of {TURNS}")
    _demand(1 <= options.port <= 65535, "port", options.port, "must be from 1 to 65535")
    fits = re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|never", options.nightly) is not None
    _demand(fits, "nightly", options.nightly, "must be a time such as 03:30, or never")
    fits = re.fullmatch(r"[a-z0-9-]+", options.painting) is not None
    _demand(fits, "painting", options.painting, "must be the name of a model, or none")
    for network in options.take_home:
        _demand(_is_network(network), "take_home", network, "must be as 192.168.50.0/24")
    for name, path in (("python", options.python), ("sealed", options.sealed or "/none")):
        fits = re.fullmatch(r"/[\w./+-]+", path) is not None
        _demand(fits, name, path, "must be a whole path without blanks")
    return options


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


def _demand(fits: bool, name: str, value: object, allowed: str) -> None:  # noqa: FBT001
    if not fits:
        raise Refused(f"--{name.replace('_', '-')} is {value!r}: it {allowed}.")


Says = Callable[[str], None]
