"""What an operator may set, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from engines.languages import name_of

Hand = Literal["right", "left"]
PaperSize = Literal["A4", "Letter"]


@dataclass(frozen=True, slots=True)
class Printing:
    """Taking a picture home on paper.

    Attributes:
        printer: as `lpstat -p` names it.
        paper: what lies in it.
    """

    printer: str
    paper: PaperSize = "A4"


@dataclass(frozen=True, slots=True)
class Linking:
    """Taking a picture home by a code on the screen and a one-time link.

    Attributes:
        address: of this machine, where phones reach it; the second listener's.
        port: the second listener's.
        url: what the link begins with, without a slash at the end.
        wifi: the network that a phone has to be in; "" where nothing need be said.
    """

    address: str
    port: int
    url: str
    wifi: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Taking a sitting to one's own therapist, readable by nobody else.

    Attributes:
        key: file with the therapist's public key.
        name: of the practice, as the visitor reads it; "" where there is only one to mean.
        folder: where sealed files are put; None gives them by a link.
    """

    key: Path
    name: str = ""
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """Everything an operator may set; `table.TABLE` says what each one means.

    Attributes:
        languages: codes, in the order in which they are offered.
        language: the one a visit begins in.
        typing: whether words may be typed.
        things: names of things and sceneries that may be pointed at.
        styles: media that may be chosen.
        moods: of light that may be chosen.
        sound: how loud a visit begins, 0 silent to 3.
        spoken: whether the spoken mode is there.
        spoken_key: `KeyboardEvent.code` of the key that starts it; "" where there is none.
        idle_s: seconds without a touch until the visitor is asked whether they are there.
        stay_s: seconds they have to say so.
        px_per_mm: CSS pixels on a millimeter of the screen.
        hand: where the bar lies on a wide screen.
        dwell_s: seconds of resting on a control that stand for a press.
        scan_s: seconds on each control when one switch is used.
        switch_key: `KeyboardEvent.code` that a switch sends; "" where there is none.
        print: None while pictures are not printed.
        link: None while there are no links.
        sealed: None while nothing is sealed.
        help_card: its file.
    """

    languages: tuple[str, ...]
    language: str
    typing: bool
    things: tuple[str, ...]
    styles: tuple[str, ...]
    moods: tuple[str, ...]
    sound: int
    spoken: bool
    spoken_key: str
    idle_s: float
    stay_s: float
    px_per_mm: float
    hand: Hand
    dwell_s: float
    scan_s: float
    switch_key: str
    print: Printing | None
    link: Linking | None
    sealed: Sealed | None
    help_card: Path

    @property
    def take(self) -> tuple[str, ...]:
        """The ways of taking a picture home that are on."""
        ways = {"print": self.print, "link": self.link, "sealed": self.sealed}
        return tuple(name for name, way in ways.items() if way is not None)


# What the page need not know: where files and printers are is nobody's business there.
_PUBLIC = (
    "language",
    "typing",
    "styles",
    "moods",
    "sound",
    "spoken",
    "spoken_key",
    "idle_s",
    "stay_s",
    "px_per_mm",
    "hand",
    "dwell_s",
    "scan_s",
    "switch_key",
    "take",
)


def public(site: Site) -> Mapping[str, Any]:
    """What the page is told of the settings, ready for JSON."""
    told = {name: getattr(site, name) for name in _PUBLIC}
    return {"languages": [[code, name_of(code)] for code in site.languages], **told}
