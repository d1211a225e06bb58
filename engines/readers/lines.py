"""The line reader: how long, how direct and how turning the lines are, and the hand's pace.

All are measures of how a drawing came about. None means a feeling, a trait or an ability: the pen,
the table, the screen and the hurry of the day change every one of them.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engines.reading import Evidence, Reading
from engines.sketch import Sketch
from engines.strokes import Drawing, Stroke, widths_of

# Lines are read at places this far apart, in paper widths: less is the hand's and sensor's jitter.
# Sketchwell's own choice, about two widths of the usual pen.
STEP = 0.02
# A hand stops where it stays within this many paper widths for this long. Sketchwell's own choice.
STOP_WITHIN = 0.01
STOP_MS = 500.0

Floats = NDArray[np.float64]


def read_drawing(drawing: Drawing, sketch: Sketch) -> Reading:
    """Reads the lines that a hand drew: pens and brushes, erased ones too; no stamps and no fills.

    Every formula is Sketchwell's own. Lengths are in paper widths ("widths"). Gives:

    - "line_length": all lines together, 0 or more; None without a line.
    - "line_width": the mean width of the tool, by length, pressure counted as the page shows it.
    - "directness": from each line's start to its end, summed, over "line_length": 0 (each line
      ends where it began, as a square drawn in one go does) to 1 (each is one straight line).
      None where nothing is longer than 0.
    - "turning": all changes of direction, left and right alike, in full turns over the length of
      the lines that are at least three steps of 0.02 long; 0 is straight, a circle of diameter d
      gives 1 / (pi d). None where every line is shorter.
    - "pace": length over time, of the lines whose every point has a time, in widths per second.
      None where no time passed.
    - "stops": how often the hand stayed within 0.01 widths for half a second or more while it
      touched the page, counted in lines of two points or more. None where no line has times.
    """
    del sketch  # a line's course is in its strokes
    lines = [stroke for stroke in drawing.strokes if stroke.tool in ("pen", "brush")]
    courses = [places_of(stroke, drawing.paper.aspect) for stroke in lines]
    pace, stops = _pace(lines, courses)
    evidence = (
        Evidence("line_length", sum(map(_length, courses)) if lines else None, "widths"),
        Evidence("line_width", _width(lines, courses), "widths"),
        Evidence("directness", _directness(courses), ""),
        Evidence("turning", _turning(courses), "turns/width"),
        Evidence("pace", pace, "widths/s"),
        Evidence("stops", stops, "count"),
    )
    return Reading("drawing", evidence)


def places_of(stroke: Stroke, aspect: float) -> Floats:
    """Gives a stroke's points as places (N, 2) in paper widths, x to the right and y down."""
    return np.array([(point.x, point.y / aspect) for point in stroke.points])


def even(places: Floats, step: float, *carried: Floats) -> tuple[Floats, ...]:
    """Gives places along a line at even distances of at most `step`, its ends among them.

    Args:
        places: (N, 2), N at least 1.
        step: in the unit of the places, more than 0.
        *carried: (N,) each: what goes along, such as widths; between points it changes evenly.

    Returns:
        (M, 2), and (M,) of each carried.
    """
    along = np.concatenate([[0.0], np.hypot(*np.diff(places, axis=0).T).cumsum()])
    at = np.linspace(0, along[-1], int(np.ceil(along[-1] / step - 1e-9)) + 1)
    own = [np.interp(at, along, values) for values in (*places.T, *carried)]
    return np.column_stack(own[:2]), *own[2:]


def _length(places: Floats) -> float:
    return float(np.hypot(*np.diff(places, axis=0).T).sum())


def _width(lines: list[Stroke], courses: list[Floats]) -> float | None:
    total, weighed = 0.0, 0.0
    for stroke, places in zip(lines, courses, strict=True):
        wide = np.array(widths_of(stroke))
        steps = np.hypot(*np.diff(places, axis=0).T)
        total += steps.sum()
        weighed += (steps * (wide[1:] + wide[:-1]) / 2).sum()
    return float(weighed / total) if total else None


def _directness(courses: list[Floats]) -> float | None:
    total = sum(map(_length, courses))
    direct = sum(float(np.hypot(*(places[-1] - places[0]))) for places in courses)
    return min(1.0, direct / total) if total else None


def _turning(courses: list[Floats]) -> float | None:
    """Turning between the steps of each line, over its length."""
    turned, total = 0.0, 0.0
    for places in courses:
        (stepped,) = even(places, STEP)
        if len(stepped) > 3:
            ahead = np.diff(stepped, axis=0)
            course = np.arctan2(ahead[:, 1], ahead[:, 0])
            change = (np.diff(course) + np.pi) % (2 * np.pi) - np.pi
            turned += float(np.abs(change).sum()) / (2 * np.pi)
            total += _length(places)
    return turned / total if total else None


def _pace(lines: list[Stroke], courses: list[Floats]) -> tuple[float | None, int | None]:
    length, passed, stops, timed = 0.0, 0.0, 0, False
    for stroke, places in zip(lines, courses, strict=True):
        times = [point.t_ms for point in stroke.points if point.t_ms is not None]
        if len(times) == len(stroke.points) > 1 and all(a <= b for a, b in pairwise(times)):
            timed = True
            length += _length(places)
            passed += (times[-1] - times[0]) / 1000
            stops += _stops(places, times)
    return (length / passed if passed else None), (stops if timed else None)


def _stops(places: Floats, times: list[float]) -> int:
    """Counts the rests: runs of points near their first that last, one after the other."""
    found, first = 0, 0
    far = STOP_WITHIN**2
    course = places.tolist()
    for index, (x, y) in enumerate(course):
        if (x - course[first][0]) ** 2 + (y - course[first][1]) ** 2 > far:
            found += times[index - 1] - times[first] >= STOP_MS
            first = index
    return found + (times[-1] - times[first] >= STOP_MS)
