"""What is painted: every drawing, said where it comes from, the same in every run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from engines.errors import DrawingError
from engines.sketch import rasterize
from engines.strokes import Drawing, Point, Stroke, parse
from engines.training import icons as icon_files
from engines.training.evaluation.everyday import ICONS, THINGS, held_out_things
from engines.training.evaluation.family import family_things
from engines.training.evaluation.renderings import icon_thing
from engines.training.evaluation.tones import TONES
from engines.training.evaluation.tracing import traced_thing
from engines.training.lights import PAPER, Textures, paper_of
from engines.training.things import Thing
from engines.training.trials import TRIALS

Kind = Literal["script", "tone", "pad", "held-out", "family", "person"]
KINDS: Mapping[Kind, str] = {
    "script": "drawn by script",
    "tone": "dark, red, black and pale drawings by script",
    "pad": "drawn on the pad in a browser by scripted gestures",
    "held-out": "traced by a training hand from icons that training never saw",
    "family": "traced by a training hand from an icon family that training never saw",
    "person": "drawn by real people",
}
SEED = 77_001
# What is asked for in words; each is asked of drawings that do not hold it.
ASKED = (
    "tree", "bird", "sun", "dog", "flower", "cat", "moon", "cloud", "house", "butterfly", "fish",
    "car", "mountain", "balloon", "rainbow", "star", "horse", "mushroom", "snowman", "sailboat",
    "rabbit", "tent", "swan", "strawberry",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One drawing.

    Attributes:
        name: unique.
        kind: where it comes from, a key of `KINDS`.
        drawing: what is painted.
        words: what is asked for.
        thing: the everyday thing that is drawn, where it is one; painters are not told.
        true: its true look where that is known: float32 (h, w, 3), 0..1, of the page's aspect.
    """

    name: str
    kind: Kind
    drawing: Drawing
    words: str = ""
    thing: str | None = None
    true: NDArray[Any] | None = None

    @property
    def holds(self) -> frozenset[str]:
        """What is drawn on it or asked for with it, as far as its name, words and script tell."""
        name = self.name.removeprefix("pad ")
        also = _ALSO.get(name, "") if self.kind in ("script", "pad") else ""
        told = {*name.split(), *self.words.split(), *also.split()}
        return frozenset(told if self.thing is None else {*told, self.thing})


# What scripts drew beside what their names say.
_ALSO = {
    "house": "sun tree",
    "black house": "sun",
    "boat": "sailboat",
    "mountains": "mountain",
    "brushed": "balloon",
    "sailboat": "boat",
}


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many of each; all of what a script drew is always taken."""

    held_out: int = 25
    family: int = 40
    person: int = 79
    asked: int = 48
    scenes: int = 200
    pads: int = 99
    script: int = 99


QUICK = Amounts(held_out=4, family=4, person=6, asked=8, scenes=24, pads=4, script=5)


def cases_of(cache: Path, amounts: Amounts, drawings: Path | None = None) -> list[Case]:
    """All cases.

    Args:
        cache: where the icons are; the held-out family is fetched into it.
        amounts: how many.
        drawings: a folder of real people's drawings: `.ndjson` with "word" and "drawing" a line,
            or `.json` with one drawing in wire format.
    """
    found = [Case(name, "script", *trial) for name, trial in TRIALS.items()][: amounts.script]
    found += [Case(name, "tone", drawing) for name, drawing in TONES.items()]
    found += pad_cases()[: amounts.pads]
    found += held_out_cases(cache, amounts.held_out)
    found += family_cases(cache, amounts.family)
    return found + (person_cases(drawings, amounts.person) if drawings is not None else [])


def pad_cases() -> list[Case]:
    """What `tests/kiosk/gestures.py` drew on the real pad, kept in `gestures.json`."""
    text = (files("engines.training.evaluation") / "gestures.json").read_text(encoding="utf-8")
    return [
        Case(f"pad {one['name']}", "pad", parse(one["drawing"]), thing=one["thing"])
        for one in json.loads(text)
    ]


def held_out_cases(cache: Path, count: int) -> list[Case]:
    """Everyday things of which training saw no icon, each with one of its looks."""
    icons = icon_files.load(cache, held_out=True)
    looks = {
        name: [icon_thing(icons, at) for at, own in enumerate(icons.names) if own in ICONS[name]]
        for name in held_out_things()
    }
    return _traced({name: own for name, own in looks.items() if own}, "held-out", count)


def family_cases(cache: Path, count: int) -> list[Case]:
    """Everyday things in an unseen family's drawing."""
    return _traced(family_things(cache), "family", count)


def _traced(looks: Mapping[str, list[Thing]], kind: Kind, count: int) -> list[Case]:
    rng = np.random.default_rng([SEED, len(kind)])
    textures = Textures(count=4)
    names = sorted(looks)
    chosen = [names[at] for at in rng.permutation(len(names))[:count]]
    cases = []
    for name in chosen:
        thing = looks[name][int(rng.integers(len(looks[name])))]
        ground = paper_of(rng, textures) * 0.5 + PAPER * 0.5
        traced = traced_thing(thing, ground.astype(np.float32), rng)
        cases.append(Case(f"{kind} {name}", kind, traced.drawing, thing=name, true=traced.true))
    return cases


def person_cases(folder: Path, count: int) -> list[Case]:
    """Real people's drawings, as many different things as there are, then more of each.

    Raises:
        DrawingError: the folder holds none, or one cannot be read.
    """
    rows = [row for path in sorted(folder.iterdir()) for row in _rows(path)]
    if not rows:
        raise DrawingError(f"{folder} holds no .ndjson or .json with drawings: name another folder")
    seen: dict[str, int] = {}
    ranked = []
    for word, wire in rows:
        seen[word] = seen.get(word, 0) + 1
        ranked.append((seen[word], len(ranked), word, wire))
    return [
        Case(f"person {word} {rank}", "person", parse(wire), thing=word if word in THINGS else None)
        for rank, _, word, wire in sorted(ranked, key=lambda row: row[:2])[:count]
    ]


def _rows(path: Path) -> Iterator[tuple[str, Any]]:
    if path.suffix == ".ndjson":
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield row["word"], row["drawing"]
    elif path.suffix == ".json":
        yield path.stem, path.read_text(encoding="utf-8")


def asked_pairs(cases: list[Case], count: int) -> list[tuple[Case, str]]:
    """Drawings, each with a thing to ask for that is not drawn on it."""
    able = [case for case in cases if case.kind in ("script", "pad", "held-out")]
    pairs = []
    for at in range(count):
        case = able[at * 7 % len(able)]
        words = [word for word in ASKED if word not in case.holds]
        pairs.append((case, words[at % len(words)]))
    return pairs


@dataclass(frozen=True, slots=True)
class Grown:
    """A drawing with one small stroke more: its middle and half its length, shares of the page."""

    drawing: Drawing
    place: tuple[float, float, float]


def grown(drawing: Drawing, seed: int) -> Grown:
    """Adds a small dark stroke where little is drawn."""
    rng = np.random.default_rng([SEED, seed])
    sketch = rasterize(drawing, 64)
    busy = np.maximum(sketch.ink, sketch.area)
    tries = rng.uniform(0.15, 0.85, (24, 2))
    height, width = busy.shape
    met = [busy[int(y * height) - 3 : int(y * height) + 4, int(x * width) - 3 : int(x * width) + 4]
           for x, y in tries]  # fmt: skip
    x, y = tries[int(np.argmin([part.mean() for part in met]))].tolist()
    half = 0.03
    points = tuple(Point(x + half * t, y + half * t * 0.4) for t in np.linspace(-1, 1, 9).tolist())
    stroke = Stroke("one-more", "pen", "#222222", 0.011, "import", points)
    return Grown(replace(drawing, strokes=(*drawing.strokes, stroke)), (x, y, half))
