"""The table of what an operator may set: where it stands in the file, what is allowed, and why."""

from __future__ import annotations

import ipaddress
import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from engines import lexicon
from engines.errors import SettingsError
from engines.fields import Check
from engines.languages import available
from engines.picture import MOODS, STYLES

CHECK = Check(SettingsError, "file of settings")
ALL = "all"
MOST_LETTERS = 240
_KEY = re.compile(r"([A-Z][A-Za-z0-9]{1,24})?")
# Keys by which visitors move, act and write.
_MOVING = (
    r"Tab|Escape|Arrow\w+|Home|End|Page\w+|Backspace|Delete|Key[A-Z]|Digit\d|Shift\w+|Control\w+"
)
_OTHER_USE = re.compile(_MOVING)
_ACTING = re.compile(rf"{_MOVING}|Space|Enter|NumpadEnter")
_PRINTER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,126}")
_URL = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]{1,200}")
Read = Callable[[Any, str], Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One setting.

    Attributes:
        table: the file's table that it stands in.
        key: its name there.
        read: turns what stands there into the value, or raises with what is allowed instead.
        default: as it would stand in the file; None where it is off until somebody sets it.
        help: for the person who sets it, one line each.
        sample: an example for what is off.
    """

    table: str
    key: str
    read: Read
    default: Any
    help: tuple[str, ...]
    sample: str = ""

    @property
    def name(self) -> str:
        """Table and key, as errors name it."""
        return f"{self.table}.{self.key}"


def _number(low: float, high: float) -> Read:
    return lambda value, where: CHECK.number(value, where, low, high)


def _whole(low: int, high: int) -> Read:
    return lambda value, where: CHECK.whole(value, where, low, high)


def _yes_no(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        CHECK.refuse(where, value, "must be true or false")
    return value


def _choice(*choices: str) -> Read:
    return lambda value, where: CHECK.choice(value, where, choices)


def _matched(pattern: re.Pattern[str], matter: str) -> Read:
    return lambda value, where: CHECK.matched(value, where, pattern, matter)


def _key(example: str, used: re.Pattern[str]) -> Read:
    """A key that does nothing else at the kiosk."""

    def read(value: Any, where: str) -> str:
        found = CHECK.matched(
            value, where, _KEY, f"must be a key's code such as {example}, or empty"
        )
        if used.fullmatch(found):
            CHECK.refuse(where, value, f"has another use here: choose a key such as {example}")
        return found

    return read


def _list(value: Any, where: str, known: Sequence[str]) -> Sequence[Any]:
    """A list; else an example of one, made of what was written where that can be."""
    if not isinstance(value, (list, tuple)):
        example = json.dumps([value] if value in known else list(known[:2]))
        CHECK.refuse(where, value, f'must be a list, such as {example}, or "{ALL}"')
    return value


def _path(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        CHECK.refuse(where, value, "must be the path of a file")
    return value.strip()


def _name(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value.strip()) <= 60:
        CHECK.refuse(where, value, "must be a name of at most 60 letters")
    return value.strip()


def _address(value: Any, where: str) -> str:
    matter = "must be this machine's own address in the house's network, such as 192.168.1.20"
    try:
        found = ipaddress.ip_address(value if isinstance(value, str) else "")
    except ValueError:
        CHECK.refuse(where, value, matter)
    if found.is_unspecified or found.is_multicast:
        CHECK.refuse(where, value, matter)
    return str(found)


def _pixels(value: Any, where: str) -> float:
    """The diagonal in pixels."""
    if not isinstance(value, list) or len(value) != 2:
        CHECK.refuse(where, value, "must be width and height, such as [1920, 1080]")
    return math.hypot(*(CHECK.whole(side, where, 320, 16_384) for side in value))


def _some(known: Callable[[], Sequence[str]], *, least: int = 0) -> Read:
    """Some of what there is, in the order that the file gives them, or all of it."""

    def read(value: Any, where: str) -> tuple[str, ...]:
        if value == ALL:
            return tuple(known())
        choices = tuple(known())
        found = tuple(CHECK.choice(each, where, choices) for each in _list(value, where, choices))
        if len(found) < least:
            CHECK.refuse(where, value, f'must name at least {least}, or be "{ALL}"')
        return tuple(dict.fromkeys(found))

    return read


def languages() -> tuple[str, ...]:
    """The languages that both the screen and the things to point at speak."""
    return tuple(code for code in lexicon.LANGUAGES if code in available())


def _things(value: Any, where: str) -> tuple[str, ...]:
    """Names of things and sceneries; a group's name stands for all that is in it."""
    groups = {group.key: [w.name for w in group.words] for group in lexicon.groups("en")}
    every = tuple(name for names in groups.values() for name in names)
    if value == ALL:
        return every
    found: list[str] = []
    for each in _list(value, where, (*groups, *every)):
        if not isinstance(each, str) or (each not in every and each not in groups):
            matter = f"must be a thing's English name or one of the groups {', '.join(groups)}"
            CHECK.refuse(where, each, matter)
        found += groups.get(each, [each])
    if not found:
        CHECK.refuse(where, value, f'must name at least 1, or be "{ALL}"')
    return tuple(dict.fromkeys(found))


def _styles(value: Any, where: str) -> tuple[str, ...]:
    """Media, the one that a visit begins in always among them."""
    return tuple(dict.fromkeys((STYLES[0], *_some(lambda: STYLES)(value, where))))


TABLE: tuple[Row, ...] = (
    Row(
        "language", "offered", _some(languages, least=1), ALL,
        ("Languages a visitor may choose, in this order.",),
    ),
    Row(
        "language", "first", _choice(*lexicon.LANGUAGES), None,
        ("The one a visit begins in, where that is not the first of them.",), '"en"',
    ),
    Row(
        "words", "typing", _yes_no, default=False,
        help=(
            "Whether visitors may type words. Signs of crisis in them bring up the help card; what",
            "is not for children is not painted; nothing is kept. Read engines/safety/README.md.",
        ),
    ),
    Row(
        "choices", "things", _things, ALL,
        ("What may be pointed at: groups or English names, such as [\"animals\", \"sun\"].",),
    ),
    Row(
        "choices", "styles", _styles, ALL,
        (f"Of {', '.join(STYLES)}. {STYLES[0].capitalize()} is always there: visits begin in it.",),
    ),
    Row("choices", "moods", _some(lambda: MOODS), ALL, (f"Of {', '.join(MOODS)}; [] for none.",)),
    Row("sound", "start", _whole(0, 3), 2, ("How loud every visit begins: 0 silent to 3.",)),
    Row(
        "sound", "spoken", _yes_no, default=True,
        help=("Whether the spoken mode can be started.",),
    ),
    Row(
        "sound", "spoken_key", _key("F9", _ACTING), "F9",
        ("The key that starts it: put something to feel on it. Its KeyboardEvent.code, or \"\".",),
    ),
    Row(
        "waiting", "idle_s", _number(20, 900), 60,
        ("Seconds without a touch until the visitor is asked whether they are still there.",),
    ),
    Row(
        "waiting", "stay_s", _number(20, 300), 20,
        ("Seconds they then have to say so, at least 20. They may stay as often as they like.",),
    ),
    Row(
        "screen", "px_per_mm", _number(1, 20), 3.78,
        (
            "Pixels on a millimeter of the screen: buttons are made at least 15 mm with it. Not",
            "known? Take this out and give both the diagonal and the pixels below.",
        ),
    ),
    Row("screen", "diagonal_in", _number(5, 120), None, ("Diagonal in inches.",), "24"),
    Row(
        "screen", "pixels", _pixels, None,
        ("Width and height, divided by the desktop's scaling where there is one.",), "[1920, 1080]",
    ),
    Row("screen", "hand", _choice("right", "left"), "right", ("Where tools lie: right or left.",)),
    Row(
        "ways", "dwell_s", _number(0.3, 5), 0.8,
        ("Seconds of resting on a button that press it, for people who point without pressing.",),
    ),
    Row("ways", "scan_s", _number(0.4, 10), 1.6, ("Seconds on each button, for one switch.",)),
    Row(
        "ways", "switch_key", _key("F10", _OTHER_USE), "F10",
        ("The key that a switch sends: it begins going through the buttons. Or \"\" for none.",),
    ),
    Row(
        "take.print", "printer", _matched(_PRINTER, "must be a name that lpstat -p lists"), None,
        ("Printing, off until a printer of CUPS is named here.",), '"Canon_SELPHY"',
    ),
    Row("take.print", "paper", _choice("A4", "Letter"), "A4", ("The paper in it: A4 or Letter.",)),
    Row(
        "take.link", "address", _address, None,
        (
            "One-time links for phones, off until this machine's own address is set. Whoever is in",
            "that network reaches the port, and nothing else of the kiosk.",
        ),
        '"192.168.1.20"',
    ),
    Row("take.link", "port", _whole(1, 65_535), None, ("Its port, 8503 if left out.",), "8503"),
    Row(
        "take.link", "url",
        _matched(_URL, "must be https:// or http:// and a name, nothing after it"), None,
        ("What the code on the screen begins with, where that is not http://ADDRESS:PORT.",),
        '"https://draw.example.org"',
    ),
    Row(
        "take.link", "wifi", _name, None,
        ("The network that a visitor's phone has to join first; shown beside the code.",),
        '"Community center, guests"',
    ),
    Row(
        "take.sealed", "key", _path, None,
        ("Sealing for a therapist, off until their public key's file is named.",),
        '"therapist.pub"',
    ),
    Row(
        "take.sealed", "name", _name, None,
        ("Whose key it is, as a visitor should read it.",), '"Practice at the mill"',
    ),
    Row(
        "take.sealed", "folder", _path, None,
        ("Where sealed files are put, such as a stick's folder; else they go by a link.",),
        '"/media/practice"',
    ),
    Row(
        "help", "card", _path, "help_card.toml",
        ("The help card: python -m engines helpcard new writes one, and sign signs it.",),
    ),
)  # fmt: skip
