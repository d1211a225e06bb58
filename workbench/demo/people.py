"""Who the demo people are. Nobody here exists: names of trees, lives made up for the screen."""

from __future__ import annotations

from dataclasses import dataclass

from engines.picture import Influence, Mood, Style
from engines.record import Feeling, Phase


@dataclass(frozen=True, slots=True)
class Page:
    """One drawing of a sitting: motifs as "name x y size color", what was asked for, how it felt.

    Without `style` nobody painted: the drawing stands alone.
    """

    motifs: str
    words: str = ""
    style: Style | None = None
    mood: Mood | None = None
    influence: Influence = "together"
    felt: str = "-"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One sitting: days before today, phase, "pleasure/arousal" before and after ("-": none)."""

    days_ago: int
    phase: Phase
    before: str
    after: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Someone:
    """A demo person and all their sittings, oldest first."""

    name: str
    notes: str
    meetings: tuple[Meeting, ...]


def feeling(said: str) -> Feeling:
    """A feeling from "0.4/0.6", "0.4/-" or "-"."""
    if said == "-":
        return Feeling()
    pleasure, arousal = (None if part == "-" else float(part) for part in said.split("/"))
    return Feeling(pleasure=pleasure, arousal=arousal)


def alone(days_ago: int, before: str, after: str, *motifs: str) -> Meeting:
    """A traditional sitting: the person draws, nobody answers."""
    return Meeting(days_ago, "traditional", before, after, tuple(Page(each) for each in motifs))


def painted(days_ago: int, before: str, after: str, *pages: Page) -> Meeting:
    """A sitting with the painter."""
    return Meeting(days_ago, "painter", before, after, pages)


ALDER = Someone(
    "Alder",
    "Works nights at a bakery. Likes to begin with trees.",
    (
        alone(154, ".24/.70", ".30/.58", "scribble .3 .35 .34 #3c3f4a; rain .32 .2 .3 #5c6b7d"),
        alone(147, ".28/.64", ".33/.50", "bare_tree .5 .62 .42 #4a4038; cloud .52 .16 .3 #5b616b"),
        alone(140, ".22/.72", "-", "bare_tree .3 .6 .34 #4a4038; rain .62 .2 .36 #5c6b7d"),
        alone(133, ".31/.60", ".40/.47", "house .4 .55 .24 #7d4a3b; bare_tree .74 .58 .3 #4a4038"),
        alone(126, ".35/.61", ".38/.52", "window .5 .37 .4 #9fb4c4; bare_tree .46 .54 .14 #4a4038"),
        alone(
            119,
            ".33/.55",
            ".45/.44",
            "house .36 .55 .26 #8a4b38; tree .72 .58 .3 #6f8a55; path .4 .56 .24 #8d7b62",
        ),
        painted(
            112,
            ".30/.58",
            ".46/.46",
            Page(
                "hills .5 .5 .48 #8fa06e; bare_tree .3 .56 .34 #4a4038; moon .76 .16 .16 #d9c88c",
                "a tree at night",
                "watercolor",
                "dusk",
                "hint",
                ".50/.40",
            ),
        ),
        painted(
            105,
            ".38/.52",
            ".52/.45",
            Page(
                "house .34 .55 .26 #a4573f; tree .7 .58 .32 #6b8f4e; path .38 .56 .24 #9b8466",
                "a house with a tree",
                "watercolor",
                None,
                "together",
                ".58/.44",
            ),
        ),
        painted(
            98,
            ".26/.68",
            ".40/.55",
            Page(
                "sea .5 .5 .46 #4d6f86; cloud .4 .16 .34 #5b616b; rain .44 .24 .34 #5c6b7d",
                "rain on the sea",
                "watercolor",
                "stormy",
                "together",
                ".34/.62",
            ),
            Page(
                "sea .5 .5 .46 #4d6f86; boat .5 .46 .2 #b8553c; cloud .3 .16 .26 #5b616b",
                "a boat",
                "watercolor",
                None,
                "together",
                ".52/.50",
            ),
        ),
        painted(
            84,
            ".41/-",
            ".55/-",
            Page(
                "mountain .5 .58 .5 #7e8a99; tree .2 .6 .24 #5f8050; sun .8 .16 .14 #e0a63c",
                "mountain in the morning",
                "gouache",
                "bright",
                "together",
                ".62/.48",
            ),
        ),
        painted(
            77,
            ".44/.50",
            ".57/.42",
            Page(
                "house .3 .52 .24 #b0603f; tree .62 .56 .3 #6b9150; "
                "tree .82 .58 .24 #7da35b; sun .74 .13 .13 #e3ad45",
                "our street in summer",
                "watercolor",
                "warm",
                "together",
                ".66/.40",
            ),
        ),
        painted(
            70,
            ".42/.53",
            ".60/.41",
            Page(
                "hills .5 .46 .48 #86a06a; house .26 .46 .16 #a9583d; "
                "path .44 .48 .3 #a48a68; bird .66 .16 .12 #4a4038; bird .78 .22 .09 #4a4038",
                "a way home",
                "watercolor",
                "calm",
                "transform",
                ".70/.36",
            ),
        ),
    ),
)

HAZEL = Someone(
    "Hazel",
    "Began with the painter, then went back to paper. Draws water.",
    (
        painted(
            98,
            ".46/.42",
            ".58/.50",
            Page(
                "sea .5 .48 .46 #5f93a6; boat .4 .45 .2 #d9a441; sun .78 .15 .14 #e3ad45",
                "a boat on the sea",
                "watercolor",
                "bright",
                "together",
                ".64/.52",
            ),
        ),
        painted(
            91,
            ".52/.40",
            ".50/.44",
            Page(
                "flower .3 .62 .34 #b8566b; flower .5 .64 .4 #8a6aa8; flower .7 .62 .32 #c9803f",
                "flowers",
                "gouache",
                None,
                "together",
                ".55/.46",
            ),
        ),
        painted(
            84,
            ".40/.48",
            ".61/.52",
            Page(
                "sea .5 .54 .46 #4f8a90; mountain .5 .5 .4 #8b93a0; moon .8 .14 .13 #e3d7a0",
                "a lake under the moon",
                "pastel",
                "dusk",
                "transform",
                ".68/.38",
            ),
        ),
        painted(
            70,
            ".55/.45",
            "-",
            Page(
                "spiral .34 .36 .42 #3f7a86; spiral .68 .4 .3 #c98a3f; wash .5 .62 .4 #9cc0c4",
                "",
                "watercolor",
                None,
                "hint",
                "-",
            ),
        ),
        alone(63, ".48/.47", ".54/.45", "wash .5 .5 .44 #8fb7c2; spiral .5 .36 .44 #3f7a86"),
        alone(
            56,
            ".57/.41",
            ".56/.43",
            "sea .5 .5 .46 #6b9aab; bird .3 .2 .12 #40434a; bird .44 .14 .09 #40434a",
        ),
        alone(49, ".50/.52", ".62/.44", "heart .5 .36 .34 #b8566b; wash .5 .64 .42 #d8b6bd"),
        alone(
            35,
            ".53/.44",
            ".60/.40",
            "sun .5 .2 .2 #e3ad45; sea .5 .52 .46 #5f93a6; boat .66 .49 .14 #b8566b",
        ),
    ),
)

ROWAN = Someone(
    "Rowan",
    "Fourteen. Prefers not to be asked before drawing.",
    (
        alone(34, "-", ".40/.66", "scribble .5 .38 .5 #51465e; scribble .4 .4 .3 #8a3f44"),
        alone(
            27,
            "-",
            ".52/.60",
            "figure .36 .66 .4 #51728a; cloud .68 .2 .28 #7d8790; rain .7 .26 .24 #6f8799",
        ),
        painted(
            20,
            "-",
            ".56/.63",
            Page(
                "figure .34 .66 .38 #51728a; tree .72 .62 .36 #6b8f4e; cloud .4 .14 .26 #8a93a0",
                "me and a tree",
                "gouache",
                None,
                "hint",
                ".57/.60",
            ),
        ),
        painted(
            13,
            ".50/.66",
            ".64/.62",
            Page(
                "mountain .6 .6 .46 #76808f; figure .24 .66 .3 #b8553c; sun .82 .12 .12 #e3ad45",
                "on the mountain",
                "watercolor",
                "bright",
                "together",
                ".72/.66",
            ),
        ),
        painted(
            6,
            ".55/.60",
            "-",
            Page(
                "house .62 .58 .28 #8a4b38; figure .28 .68 .32 #51728a; "
                "moon .84 .14 .14 #e3d7a0; bare_tree .88 .6 .26 #4a4038",
                "night outside",
                "watercolor",
                "dusk",
                "together",
                "-",
            ),
        ),
    ),
)

EVERYONE: tuple[Someone, ...] = (ALDER, HAZEL, ROWAN)
