"""The shapes of fabric.js as places round their own center, and where they stand on the page.

Source: fabricjs.com/docs, Object: left and top name the place of the origin point of an object's
box, its stroke included; the object turns about that point and is scaled about its center.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.errors import DrawingError
from engines.fields import Check

_STEPS = 8  # straight pieces a curve
_ROUND = 48  # straight pieces a circle
_ORIGIN = {"left": 0.0, "top": 0.0, "center": 0.5, "right": 1.0, "bottom": 1.0}
_FAR = 1e6

Floats = NDArray[np.float64]
Lost = Counter[str]  # what cannot become a line, in plain words

check = Check(DrawingError, "canvas drawing")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an object stands: its name in errors, the origin it has unless it says, its paper."""

    where: str
    origin: tuple[str, str]
    paper: str


def kind(thing: Mapping[str, Any]) -> str:
    """Gives an object's kind in one spelling: fabric 7's `LabeledRect` is "labeledrect"."""
    return str(thing.get("type", "")).lower().replace("-", "").replace("_", "")


def placed(thing: Mapping[str, Any], place: Place, stroke: float) -> tuple[Floats, Floats]:
    """Gives the matrix and the offset from an object's own coordinates, 0 at its center."""
    where = place.where
    scale = np.array([number(thing, name, where, 1) for name in ("scaleX", "scaleY")])
    angle = math.radians(number(thing, "angle", where, 0))
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    size = np.array([number(thing, name, where, 0) for name in ("width", "height")])
    box = size * scale + stroke if thing.get("strokeUniform") else (size + stroke) * scale
    origin = [
        _ORIGIN[check.choice(thing.get(name, default), f"{where}.{name}", tuple(_ORIGIN))]
        for name, default in zip(("originX", "originY"), place.origin, strict=True)
    ]
    anchor = np.array([number(thing, name, where, 0) for name in ("left", "top")])
    flip = [-1 if thing.get(name) else 1 for name in ("flipX", "flipY")]
    return turn * (scale * flip), anchor + turn @ ((0.5 - np.array(origin)) * box)


def _rect(thing: Mapping[str, Any], where: str, _: Lost) -> list[Floats]:
    x, y = (number(thing, name, where, 0) / 2 for name in ("width", "height"))
    return [np.array([(-x, -y), (x, -y), (x, y), (-x, y), (-x, -y)])]


def _ellipse(thing: Mapping[str, Any], where: str, _: Lost) -> list[Floats]:
    radius = number(thing, "radius", where, 0)
    across, down = (number(thing, name, where, radius) for name in ("rx", "ry"))
    t = np.linspace(0, 2 * np.pi, _ROUND + 1)
    t[-1] = 0
    return [np.column_stack([across * np.cos(t), down * np.sin(t)])]


def _line(thing: Mapping[str, Any], where: str, _: Lost) -> list[Floats]:
    numbers = [number(thing, name, where, 0) for name in ("x1", "y1", "x2", "y2")]
    return [np.array(numbers).reshape(2, 2)]


def _polygon(thing: Mapping[str, Any], where: str, _: Lost) -> list[Floats]:
    own: list[list[float]] = []
    for index, value in enumerate(check.sequence(thing.get("points"), f"{where}.points")):
        at = f"{where}.points[{index}]"
        own.append([number(check.mapping(value, at), axis, at, 0) for axis in "xy"])
    if not own:
        return []
    ring = np.array(own if kind(thing) == "polyline" else [*own, own[0]])
    return [ring - (ring.min(0) + ring.max(0)) / 2]


def _path(thing: Mapping[str, Any], where: str, lost: Lost) -> list[Floats]:
    """Flattens a path; its own center is that of its box, curves measured as fabric does."""
    contours: list[list[Floats]] = []
    reach: list[Floats] = []
    for index, raw in enumerate(check.sequence(thing.get("path"), f"{where}.path")):
        step = check.sequence(raw, f"{where}.path[{index}]")
        command = str(step[0]) if step else ""
        values = [check.number(v, f"{where}.path[{index}]", -_FAR, _FAR) for v in step[1:]]
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
        center = np.array([number(offset, axis, f"{where}.pathOffset", 0) for axis in "xy"])
    return [np.array(contour) - center for contour in contours]


def _flat(curve: Floats) -> Floats:
    """Samples a Bezier curve (2 to 4 control points); its ends are always there."""
    flatness = np.abs(np.diff(curve, 2, axis=0)).max(initial=0)
    steps = int(min(_STEPS, max(1, np.ceil(np.sqrt(flatness)))))
    t = np.linspace(0, 1, steps + 1)[:, None]
    n = len(curve) - 1
    weights = [math.comb(n, k) * (1 - t) ** (n - k) * t**k for k in range(n + 1)]
    return np.hstack(weights) @ curve


def number(thing: Mapping[str, Any], name: str, where: str, default: float) -> float:
    """Gives an object's number; the default where it has none.

    Raises:
        DrawingError: it is no number; names the field and the value met.
    """
    value = thing.get(name)
    return default if value is None else check.number(value, f"{where}.{name}", -_FAR, _FAR)


SHAPES = {
    "path": _path,
    "line": _line,
    "rect": _rect,
    "labeledrect": _rect,
    "circle": _ellipse,
    "ellipse": _ellipse,
    "polygon": _polygon,
    "polyline": _polygon,
}
LOST = {
    **dict.fromkeys(("text", "itext", "textbox"), "text"),
    "image": "a picture on the page",
    "group": "a group of shapes",
}
