"""Objects of a fabric.js canvas -> lines in page pixels. Knows no strokes.

Reads what `streamlit-drawable-canvas` gives as `json_data`, from 0.9 (fabric 4) to 0.13 (fabric 7).

Source: fabricjs.com/docs, Object: left and top name the place of the origin point of an object's
box, its stroke included; the object turns about that point and is scaled about its center.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ImageColor

from engines.errors import DrawingError
from engines.fields import Check

MAX_OBJECTS = 5_000
_STEPS = 8  # straight pieces a curve
_ROUND = 48  # straight pieces a circle
_ORIGIN = {"left": 0.0, "top": 0.0, "center": 0.5, "right": 1.0, "bottom": 1.0}
_RGBA = re.compile(r"rgba?\(([^)]*)\)", re.IGNORECASE)
_FAR = 1e6

Floats = NDArray[np.float64]
Lost = Counter[str]  # what cannot become a line, in plain words

_check = Check(DrawingError, "canvas drawing")


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


def lines_of(canvas: Mapping[str, Any], lost: Lost) -> Iterator[Line]:
    """Gives all lines of a canvas in drawing order, and counts what is lost.

    Raises:
        DrawingError: no fabric drawing; names the field and the value met.
    """
    objects = _check.sequence(canvas.get("objects"), "objects")
    if len(objects) > MAX_OBJECTS:
        raise DrawingError(f"objects holds {len(objects)} objects: at most {MAX_OBJECTS} are read")
    if canvas.get("backgroundImage"):
        lost["the picture under the drawing"] += 1
    major = str(canvas.get("version", "")).partition(".")[0]
    newer = major.isdecimal() and int(major) >= 7
    origin = ("center", "center") if newer else ("left", "top")
    paper = paper_of(canvas)
    for index, value in enumerate(objects):
        where = f"objects[{index}]"
        thing = _check.mapping(value, where)
        if _known(thing, lost):
            yield from _lines(thing, _Place(where, origin, paper), lost)


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


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an object stands: its name in errors, the origin it has unless it says, its paper."""

    where: str
    origin: tuple[str, str]
    paper: str


def _kind(thing: Mapping[str, Any]) -> str:
    return str(thing.get("type", "")).lower().replace("-", "").replace("_", "")


def _known(thing: Mapping[str, Any], lost: Lost) -> bool:
    kind = _kind(thing)
    if kind in _LOST:
        lost[_LOST[kind]] += 1
    elif kind not in _SHAPES:
        lost[f"something of an unknown kind, {kind[:30] or 'unnamed'}"] += 1
    if kind == "labeledrect" and thing.get("label"):
        lost["the label of a rectangle"] += 1
    return kind in _SHAPES


def _lines(thing: Mapping[str, Any], place: _Place, lost: Lost) -> Iterator[Line]:
    where = place.where
    if _number(thing, "skewX", where, 0) or _number(thing, "skewY", where, 0):
        lost["the slant of a shape"] += 1
    stroke = _number(thing, "strokeWidth", where, 1)
    matrix, offset = _placed(thing, place, stroke)
    scale = 1.0 if thing.get("strokeUniform") else math.sqrt(abs(float(np.linalg.det(matrix))))
    for own in _SHAPES[_kind(thing)](thing, where, lost):
        yield from _colored(thing, own @ matrix.T + offset, stroke * scale, place, lost)


def _colored(
    thing: Mapping[str, Any], places: Floats, width: float, place: _Place, lost: Lost
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
    by_hand = _kind(thing) in ("path", "line")
    yield Line(places, width if edge else 1.0, outline, not by_hand, tint, seed)


def _encloses(ring: Floats, place: Floats) -> bool:
    """Whether a closed ring goes around a place (even-odd rule)."""
    (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
    crossed = (y0 > place[1]) != (y1 > place[1])
    at = x0[crossed] + (place[1] - y0[crossed]) / (y1 - y0)[crossed] * (x1 - x0)[crossed]
    return bool((at > place[0]).sum() % 2)


def _placed(thing: Mapping[str, Any], place: _Place, stroke: float) -> tuple[Floats, Floats]:
    """Gives the matrix and the offset from an object's own coordinates, 0 at its center."""
    where = place.where
    scale = np.array([_number(thing, name, where, 1) for name in ("scaleX", "scaleY")])
    angle = math.radians(_number(thing, "angle", where, 0))
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    size = np.array([_number(thing, name, where, 0) for name in ("width", "height")])
    box = size * scale + stroke if thing.get("strokeUniform") else (size + stroke) * scale
    origin = [
        _ORIGIN[_check.choice(thing.get(name, default), f"{where}.{name}", tuple(_ORIGIN))]
        for name, default in zip(("originX", "originY"), place.origin, strict=True)
    ]
    anchor = np.array([_number(thing, name, where, 0) for name in ("left", "top")])
    flip = [-1 if thing.get(name) else 1 for name in ("flipX", "flipY")]
    return turn * (scale * flip), anchor + turn @ ((0.5 - np.array(origin)) * box)


def _rect(thing: Mapping[str, Any], where: str, _: Lost) -> list[Floats]:
    x, y = (_number(thing, name, where, 0) / 2 for name in ("width", "height"))
    return [np.array([(-x, -y), (x, -y), (x, y), (-x, y), (-x, -y)])]


def _ellipse(thing: Mapping[str, Any], where: str, _: Lost) -> list[Floats]:
    radius = _number(thing, "radius", where, 0)
    across, down = (_number(thing, name, where, radius) for name in ("rx", "ry"))
    t = np.linspace(0, 2 * np.pi, _ROUND + 1)
    t[-1] = 0
    return [np.column_stack([across * np.cos(t), down * np.sin(t)])]


def _line(thing: Mapping[str, Any], where: str, _: Lost) -> list[Floats]:
    numbers = [_number(thing, name, where, 0) for name in ("x1", "y1", "x2", "y2")]
    return [np.array(numbers).reshape(2, 2)]


def _polygon(thing: Mapping[str, Any], where: str, _: Lost) -> list[Floats]:
    own: list[list[float]] = []
    for index, value in enumerate(_check.sequence(thing.get("points"), f"{where}.points")):
        at = f"{where}.points[{index}]"
        own.append([_number(_check.mapping(value, at), axis, at, 0) for axis in "xy"])
    if not own:
        return []
    ring = np.array(own if _kind(thing) == "polyline" else [*own, own[0]])
    return [ring - (ring.min(0) + ring.max(0)) / 2]


def _path(thing: Mapping[str, Any], where: str, lost: Lost) -> list[Floats]:
    """Flattens a path; its own center is that of its box, curves measured as fabric does."""
    contours: list[list[Floats]] = []
    reach: list[Floats] = []
    for index, raw in enumerate(_check.sequence(thing.get("path"), f"{where}.path")):
        step = _check.sequence(raw, f"{where}.path[{index}]")
        command = str(step[0]) if step else ""
        values = [_check.number(v, f"{where}.path[{index}]", -_FAR, _FAR) for v in step[1:]]
        places = np.array(values[: len(values) // 2 * 2]).reshape(-1, 2)
        if command == "M" and len(places) == 1:
            contours.append([places[0]])
        elif command in ("Z", "z") and contours:
            contours[-1].append(contours[-1][0])
        elif contours and len(places) == {"L": 1, "Q": 2, "C": 3}.get(command):
            curve = np.vstack([contours[-1][-1:], places])
            contours[-1] += list(_flat(curve)[1:])
            reach += list(_flat(curve[[0, 1, 1, 2]] if command == "Q" else curve))
        else:
            lost["a piece of a line"] += 1
    reach += [contour[0] for contour in contours]
    if not reach:
        return []
    offset = thing.get("pathOffset")
    center = (np.min(reach, 0) + np.max(reach, 0)) / 2
    if isinstance(offset, Mapping):
        center = np.array([_number(offset, axis, f"{where}.pathOffset", 0) for axis in "xy"])
    return [np.array(contour) - center for contour in contours]


def _flat(curve: Floats) -> Floats:
    """Samples a Bezier curve (2 to 4 control points); its ends are always there."""
    flatness = np.abs(np.diff(curve, 2, axis=0)).max(initial=0)
    steps = int(min(_STEPS, max(1, np.ceil(np.sqrt(flatness)))))
    t = np.linspace(0, 1, steps + 1)[:, None]
    n = len(curve) - 1
    weights = [math.comb(n, k) * (1 - t) ** (n - k) * t**k for k in range(n + 1)]
    return np.hstack(weights) @ curve


def _number(thing: Mapping[str, Any], name: str, where: str, default: float) -> float:
    value = thing.get(name)
    return default if value is None else _check.number(value, f"{where}.{name}", -_FAR, _FAR)


_SHAPES = {
    "path": _path,
    "line": _line,
    "rect": _rect,
    "labeledrect": _rect,
    "circle": _ellipse,
    "ellipse": _ellipse,
    "polygon": _polygon,
    "polyline": _polygon,
}
_LOST = {
    **dict.fromkeys(("text", "itext", "textbox"), "text"),
    "image": "a picture on the page",
    "group": "a group of shapes",
}
