"""Those who come to the kiosk in a day: who draws, walks off, pulls the cable, or means harm."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from websockets.exceptions import ConnectionClosed

from engines.picture import INFLUENCES, MOODS, STYLES
from kiosk.soak.screen import PATIENCE_S, Points, Screen, SilentError, wave
from kiosk.soak.watching import children
from kiosk.visits import wire

COLORS = ("#d01f1f", "#1f3fd0", "#2c8a3a", "#f2b705", "#22262b")
WORDS = ("a house", "two trees", "the sun", "a boat")
SO_FAR_S = 0.05
LOST_S = 60.0


@dataclass(slots=True)
class Day:
    """The day as it went.

    Attributes:
        address: of the kiosk.
        server: its process.
        chance: decides everything.
        visit_s: how long somebody draws.
        painted_s: end of a stroke to the painter's answer.
        washed_s: end of a stroke to the first frame that has it.
        refused_s: a hostile message to the line's end.
        back_s: loss of the painter to its next answer.
        unanswered: drawings, or screens, that heard nothing more.
        broken: lines that the kiosk closed on somebody who meant no harm.
        losing: whether the painter is still lost to some; one that lives on shows what it takes.
        kinds: how many of each came.
    """

    address: str
    server: int
    chance: random.Random
    visit_s: float
    painted_s: list[float] = field(default_factory=list)
    washed_s: list[float] = field(default_factory=list)
    refused_s: list[float] = field(default_factory=list)
    back_s: list[float] = field(default_factory=list)
    unanswered: int = 0
    broken: int = 0
    losing: bool = True
    kinds: dict[str, int] = field(default_factory=dict)


def come(day: Day) -> None:
    """One visitor, whoever it is."""
    weights = [
        share if day.losing or kind not in LOSING else 0 for kind, (share, _) in KINDS.items()
    ]
    kind = day.chance.choices(list(KINDS), weights)[0]
    day.kinds[kind] = day.kinds.get(kind, 0) + 1
    try:
        KINDS[kind][1](day)
    except SilentError:
        day.unanswered += 1
    except (ConnectionClosed, OSError):
        day.broken += 1


def draws(day: Day) -> None:
    """Draws, points at something, is done."""
    with Screen(day.address) as screen:
        _drawn(day, screen)
        _chosen(day, screen)
        number = screen.do(day.chance.choice(("finish", "another")))
        day.painted_s.append(_answered(day, screen, number))
        screen.do("forget")
        screen.told("forget")


def walks_away(day: Day) -> None:
    """Draws and goes; the screen says so after a while."""
    with Screen(day.address) as screen:
        _drawn(day, screen)
        time.sleep(day.chance.uniform(0, day.visit_s))
        screen.do("forget")
        screen.told("forget")


def breaks_off(day: Day) -> None:
    """Is gone amid a stroke, with the line."""
    with Screen(day.address) as screen:
        _drawn(day, screen, end=False)
        screen.drop()


def comes_back(day: Day) -> None:
    """The line breaks, and the page says everything again, in another window maybe."""
    drawn = [(_points(day), f"s{number}") for number in range(day.chance.randint(1, 30))]
    for last in (False, True):
        with Screen(day.address) as screen:
            numbers = [screen.stroke(points, id=name) for points, name in drawn]
            if last:
                day.painted_s.append(_answered(day, screen, numbers[-1]))
            else:
                next(screen.frames(PATIENCE_S))
                screen.drop()


def means_harm(day: Day) -> None:
    """Says what no screen says, while somebody else draws."""
    with Screen(day.address) as calm, Screen(day.address) as hostile:
        begun_s = time.monotonic()
        with contextlib.suppress(ConnectionClosed):
            day.chance.choice(HARM)(day, hostile)
        hostile.closed_with()
        day.refused_s.append(time.monotonic() - begun_s)
        day.painted_s.append(_answered(day, calm, calm.stroke(_points(day))))


def loses_the_painter(day: Day) -> None:
    """The painter is killed amid a visit."""
    _lost(day, signal.SIGKILL)


def waits_for_the_painter(day: Day) -> None:
    """The painter hangs amid a visit."""
    _lost(day, signal.SIGSTOP)


def _lost(day: Day, how: signal.Signals) -> None:
    with Screen(day.address) as screen:
        _drawn(day, screen)
        for painter in children(day.server):
            os.kill(painter, how)
        begun_s = time.monotonic()
        _answered(day, screen, screen.stroke(_points(day), id="last"), timeout_s=LOST_S)
        day.back_s.append(time.monotonic() - begun_s)


def _drawn(day: Day, screen: Screen, *, end: bool = True) -> None:
    """Strokes for as long as a visit takes, each told while it is drawn."""
    end_s, number, at = time.monotonic() + day.visit_s, 0, 0
    while time.monotonic() < end_s:
        points, at = _points(day), at + 1
        color = day.chance.choice(COLORS)
        for some in range(4, len(points), 4):
            screen.stroke(points[:some], so_far=True, id=f"s{at}", color=color)
            screen.catch_up()
            time.sleep(SO_FAR_S)
        if end:
            number = screen.stroke(points, id=f"s{at}", color=color)
            if day.chance.random() < 0.3:
                number = screen.do("hide", ids=[f"s{day.chance.randint(1, at)}"])
    if number:
        number = screen.stroke(_points(day), id="end")
        day.painted_s.append(_answered(day, screen, number))


def _answered(day: Day, screen: Screen, number: int, *, timeout_s: float = PATIENCE_S) -> float:
    """Waits until the painter has seen a message; gives how long that took."""
    begun_s, washed_s = time.monotonic(), None
    for head, _ in screen.frames(timeout_s):
        took_s = time.monotonic() - begun_s
        if washed_s is None and head["answers"] >= number:
            washed_s = took_s
            day.washed_s.append(washed_s)
        if head.get("painted", 0) >= number:
            return took_s
    raise SilentError(f"no painter saw message {number}")


def _chosen(day: Day, screen: Screen) -> None:
    chance = day.chance
    screen.do(
        "choose",
        style=chance.choice(STYLES),
        mood=chance.choice((None, *MOODS)),
        influence=chance.choice(INFLUENCES),
        words=chance.sample(WORDS, chance.randint(0, 2)),
    )


def _points(day: Day) -> Points:
    chance = day.chance
    return wave(chance.randint(8, 40), y=chance.uniform(0.2, 0.8), width=chance.uniform(0.1, 0.7))


def _fuzzed(day: Day, screen: Screen) -> None:
    screen.line.send(day.chance.randbytes(day.chance.randint(0, 5000)))


def _text(_: Day, screen: Screen) -> None:
    screen.line.send("hello")


def _nowhere(_: Day, screen: Screen) -> None:
    screen.stroke(np.full((3, 4), np.nan, "<f4"))


def _a_million_points(_: Day, screen: Screen) -> None:
    screen.stroke(np.zeros((1_000_000, 4), "<f4"))


def _flood(_: Day, screen: Screen) -> None:
    for _time in range(2000):
        screen.say(wire.DO, {"do": "hide", "ids": []})


HARM = (_fuzzed, _text, _nowhere, _a_million_points, _flood)
KINDS: dict[str, tuple[float, Callable[[Day], None]]] = {
    "draws": (60, draws),
    "walks away": (14, walks_away),
    "breaks off": (8, breaks_off),
    "comes back": (8, comes_back),
    "means harm": (8, means_harm),
    "loses the painter": (4.5, loses_the_painter),
    "waits for the painter": (1.5, waits_for_the_painter),
}
LOSING = ("loses the painter", "waits for the painter")
