"""The form reader: how much is marked, where, with how many strokes, how long and how firmly.

No measure here means a mood, a trait or an ability: small, quick, light or off-center drawings have
countless reasons, the pen and the table among them.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engines.picture import Picture
from engines.picture.cielab import lab_of
from engines.readers.palette import PAINTED
from engines.reading import Evidence, Reading
from engines.sketch import Sketch
from engines.strokes import Drawing, Point

# Between two points in time at least this far apart, drawing rested. Sketchwell's own choice.
PAUSE_MS = 2_000.0


def read_drawing(drawing: Drawing, sketch: Sketch) -> Reading:
    """Reads the form of a drawing.

    Gives "coverage" (share of the page that is marked), "strokes" and "erasures" (counts),
    "drawing_time" (first to last point, s), "pauses" (count) and "pause_time" (s), "pressure" (mean
    of 0..1 over what pens and fingers reported), and where the marks lie: "center_x", "center_y",
    "extent_x", "extent_y" (shares of the page). Times are None where the drawing has none.
    """
    marked = np.maximum(sketch.ink, sketch.area)
    erasures = sum(stroke.tool == "eraser" for stroke in drawing.strokes)
    return Reading(
        "drawing",
        (
            Evidence("coverage", float(marked.mean(dtype=np.float64)), "share"),
            Evidence("strokes", len(drawing.strokes) - erasures, "count"),
            Evidence("erasures", erasures, "count"),
            *_times(drawing),
            Evidence("pressure", _pressure(drawing), ""),
            *_placement(marked),
        ),
    )


def read_picture(picture: Picture) -> Reading:
    """Reads the form of a painted layer alone: "coverage" and where the paint lies, as above."""
    paper = np.frombuffer(bytes.fromhex(picture.request.drawing.paper.color[1:]), np.uint8)
    away = np.linalg.norm(lab_of(picture.painted) - lab_of(paper), axis=-1)
    painted = (away > PAINTED).astype(np.float32)
    coverage = Evidence("coverage", float(painted.mean(dtype=np.float64)), "share")
    return Reading("picture", (coverage, *_placement(painted)))


def _points(drawing: Drawing) -> Iterable[Point]:
    return (point for stroke in drawing.strokes for point in stroke.points)


def _times(drawing: Drawing) -> tuple[Evidence, ...]:
    times = sorted(point.t_ms for point in _points(drawing) if point.t_ms is not None)
    values: list[float | None] = [None, None, None]
    if times:
        gaps = np.diff(times)
        pauses = gaps[gaps >= PAUSE_MS]
        values = [(times[-1] - times[0]) / 1000, len(pauses), float(pauses.sum()) / 1000]
    names = (("drawing_time", "s"), ("pauses", "count"), ("pause_time", "s"))
    return tuple(Evidence(n, v, u) for (n, u), v in zip(names, values, strict=True))


def _pressure(drawing: Drawing) -> float | None:
    """Mean pressure; mice and keyboards have none of their own, whatever was sent."""
    pressures = [
        point.pressure
        for stroke in drawing.strokes
        if stroke.pointer in ("pen", "touch")
        for point in stroke.points
        if point.pressure is not None
    ]
    return float(np.mean(pressures)) if pressures else None


def _placement(marked: NDArray[np.float32]) -> tuple[Evidence, ...]:
    """The center of the marks, and the box that holds all but the faintest, as shares."""
    values: dict[str, float | None] = {}
    for name, axis in (("x", 0), ("y", 1)):
        along = marked.sum(axis, dtype=np.float64)
        held = np.flatnonzero(along > 0.5)
        values[f"center_{name}"] = values[f"extent_{name}"] = None
        if len(held):
            center = np.average(np.arange(len(along)) + 0.5, weights=along)
            values[f"center_{name}"] = float(center / len(along))
            values[f"extent_{name}"] = float((held[-1] - held[0] + 1) / len(along))
    names = ("center_x", "center_y", "extent_x", "extent_y")
    return tuple(Evidence(name, values[name], "share") for name in names)
