"""Objects of a fabric.js canvas -> lines in page pixels. Knows no strokes.

Reads what `streamlit-drawable-canvas` gives as `json_data`, from 0.9 (fabric 4) to 0.13 (fabric 7).
How its shapes lie on the page: `shapes`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import numpy as np
from PIL import ImageColor

from engines.errors import DrawingError
from engines.strokes.shapes import LOST, SHAPES, Floats, Lost, Place, check, kind, number, placed

MAX_OBJECTS = 5_000
MIN_AREA_PX = 16.0  # less is a line, not a way round something
_AREAS = ("path", "rect", "labeledrect", "circle", "ellipse", "polygon")
_RGBA = re.compile(r"rgba?\(([^)]*)\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line on the page.

    Attributes:
        places: float64 (N, 2), pixels of the page.
        width: in pixels.
        color: "#rrggbb".
        shape: whether it was made with a shape tool, not by hand.
        inside: the color of what it encloses, or None.
        seed: a place inside, where `inside` is a color.
    """

    places: Floats
    width: float
    color: str
    shape: bool
    inside: str | None
    seed: Floats


def told(lost: Lost) -> tuple[str, ...]:
    """Gives each loss once, such as `text (2)`."""
    return tuple(f"{what} ({n})" if n > 1 else what for what, n in lost.items())


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A closed outline round a part of the page.

    Attributes:
        kind: of the object, such as "path", "rect" or "labeledrect".
        places: float64 (N, 2), N >= 3, its corners in pixels of the page.
        label: what a labeled rectangle says; else empty.
    """

    kind: str
    places: Floats
    label: str


def lines_of(canvas: Mapping[str, Any], lost: Lost) -> Iterator[Line]:
    """Gives all lines of a canvas in drawing order, and counts what is lost.

    Raises:
        DrawingError: no fabric drawing; names the field and the value met.
    """
    if canvas.get("backgroundImage"):
        lost["the picture under the drawing"] += 1
    for thing, place in _things(canvas):
        if _known(thing, lost):
            yield from _lines(thing, place, lost)


def outlines_of(canvas: Mapping[str, Any], lost: Lost) -> Iterator[Outline]:
    """Gives what goes round a part of the page, in drawing order, and counts what is lost.

    A line by hand is closed by a straight piece from its end to its beginning.

    Raises:
        DrawingError: no fabric drawing; names the field and the value met.
    """
    for thing, place in _things(canvas):
        name = kind(thing)
        rings = _rings(thing, place, lost) if name in _AREAS else []
        if not rings:
            lost[LOST.get(name, "a line that goes round nothing")] += 1
        for ring in rings[:1]:
            yield Outline(name, ring, str(thing.get("label") or ""))


def _things(canvas: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Place]]:
    objects = check.sequence(canvas.get("objects"), "objects")
    if len(objects) > MAX_OBJECTS:
        raise DrawingError(f"objects holds {len(objects)} objects: at most {MAX_OBJECTS} are read")
    major = str(canvas.get("version", "")).partition(".")[0]
    newer = major.isdecimal() and int(major) >= 7
    origin = ("center", "center") if newer else ("left", "top")
    paper = paper_of(canvas)
    for index, value in enumerate(objects):
        where = f"objects[{index}]"
        yield check.mapping(value, where), Place(where, origin, paper)


def _rings(thing: Mapping[str, Any], place: Place, lost: Lost) -> list[Floats]:
    matrix, offset = placed(thing, place, number(thing, "strokeWidth", place.where, 1))
    rings = [own @ matrix.T + offset for own in SHAPES[kind(thing)](thing, place.where, lost)]
    return [ring for ring in rings if len(ring) >= 3 and _area(ring) >= MIN_AREA_PX]


def _area(ring: Floats) -> float:
    """Gives the area inside a ring, closed or not (the shoelace formula)."""
    x, y = (ring - ring.mean(0)).T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def on_page(places: Floats, lost: Lost) -> list[list[list[float]]]:
    """Gives the runs of a line that lie on the page, x and y in 0..1; the rest is lost."""
    if (abs(places - 0.5) <= 0.5).all():
        return [places.tolist()]
    lost["what lay outside the page"] += 1
    share = np.linspace(0, 1, 20, endpoint=False)[:, None]
    parts = [a + (b - a) * share for a, b in pairwise(places)]
    dense = np.vstack([*parts, places[-1:]])
    runs = groupby(
        dense.tolist(), lambda place: max(map(abs, (place[0] - 0.5, place[1] - 0.5))) <= 0.5
    )
    return [list(run) for inside, run in runs if inside]


def paper_of(canvas: Mapping[str, Any]) -> str:
    """Gives the canvas's background color, "#rrggbb"; white where it has none."""
    return _over(_color(canvas.get("background")) or (255, 255, 255, 1.0), "#ffffff")


def _color(value: Any) -> tuple[int, int, int, float] | None:
    """Reads a CSS color: R, G, B of 0..255 and opacity; None for none, transparent and unknown."""
    if not isinstance(value, str) or value.strip().lower() in ("", "none", "transparent"):
        return None
    numbers = _RGBA.fullmatch(value.strip())
    try:
        if numbers:
            r, g, b, *a = (float(part) for part in re.split(r"[,\s/]+", numbers[1].strip()))
            return _byte(r), _byte(g), _byte(b), min(1.0, max(0.0, a[0])) if a else 1.0
        r, g, b, *rest = ImageColor.getrgb(value.strip())
    except ValueError:
        return None
    return r, g, b, rest[0] / 255 if rest else 1.0


def _over(color: tuple[int, int, int, float], paper: str) -> str:
    """Gives the opaque color that a see-through one has on paper."""
    below = bytes.fromhex(paper[1:])
    mixed = [round(c * color[3] + p * (1 - color[3])) for c, p in zip(color, below, strict=False)]
    return "#" + bytes(mixed).hex()


def _byte(value: float) -> int:
    return round(min(255.0, max(0.0, value)))


def _known(thing: Mapping[str, Any], lost: Lost) -> bool:
    name = kind(thing)
    if name in LOST:
        lost[LOST[name]] += 1
    elif name not in SHAPES:
        lost[f"something of an unknown kind, {name[:30] or 'unnamed'}"] += 1
    if name == "labeledrect" and thing.get("label"):
        lost["the label of a rectangle"] += 1
    return name in SHAPES


def _lines(thing: Mapping[str, Any], place: Place, lost: Lost) -> Iterator[Line]:
    where = place.where
    if number(thing, "skewX", where, 0) or number(thing, "skewY", where, 0):
        lost["the slant of a shape"] += 1
    stroke = number(thing, "strokeWidth", where, 1)
    matrix, offset = placed(thing, place, stroke)
    scale = 1.0 if thing.get("strokeUniform") else math.sqrt(abs(float(np.linalg.det(matrix))))
    for own in SHAPES[kind(thing)](thing, where, lost):
        yield from _colored(thing, own @ matrix.T + offset, stroke * scale, place, lost)


def _colored(
    thing: Mapping[str, Any], places: Floats, width: float, place: Place, lost: Lost
) -> Iterator[Line]:
    edge = _color(thing.get("stroke")) if width > 0 else None
    inside, seed = _color(thing.get("fill")), places.mean(0)
    narrow = (places.max(0) - places.min(0)).min() < 2 * width
    if inside is None or inside[3] == 0 or narrow or not np.allclose(places[0], places[-1]):
        inside = None
    elif not _encloses(places, seed := places[:-1].mean(0)):
        lost["the color inside a shape"] += 1
        inside = None
    drawn = edge or inside
    if drawn is None:
        return
    if edge is not None and edge[3] < 1:
        lost["the see-through color of a line"] += 1
    outline, tint = _over(drawn, place.paper), inside and _over(inside, place.paper)
    by_hand = kind(thing) in ("path", "line")
    yield Line(places, width if edge else 1.0, outline, not by_hand, tint, seed)


def _encloses(ring: Floats, place: Floats) -> bool:
    """Whether a closed ring goes around a place (even-odd rule)."""
    (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
    crossed = (y0 > place[1]) != (y1 > place[1])
    at = x0[crossed] + (place[1] - y0[crossed]) / (y1 - y0)[crossed] * (x1 - x0)[crossed]
    return bool((at > place[0]).sum() % 2)
