"""The repetition reader: how much of a drawing is drawn again in the same form.

Rows of waves, rain, bricks, hatching and leaves are repeated forms. It never means that somebody
is stuck, calm or compelled: many drawings of many people repeat.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.readers.lines import places_of
from engines.reading import Evidence, Reading
from engines.sketch import Sketch
from engines.strokes import Drawing, Stroke

# Two lines are alike where, laid on each other by their centers, they lie this near: in the mean
# distance over the longer one's length, and never nearer told than a hand is steady (in paper
# widths). Sketchwell's own choices.
ALIKE = 0.08
STEADY = 0.004
PLACES = 24
# More strokes than this are compared only with as many others, evenly chosen.
MOST = 600

Floats = NDArray[np.float64]


def read_drawing(drawing: Drawing, sketch: Sketch) -> Reading:
    """Reads how much of a drawing's lines comes again elsewhere, in form, size and slant.

    Sketchwell's own formula. Every line of pens and brushes is read at 24 even places and moved so
    that its center lies at 0; it is not turned and not scaled. Two are alike where the mean
    distance of their places, in the better of both drawing directions, is at most 8 % of the
    longer one's length, or 0.004 paper widths.

    Gives, each None where there are fewer than two lines:

    - "repeated": share of the lines (each counts once) that have at least one other alike, 0..1.
    - "most_alike": how many lines the largest group around one line has, that line included.
    """
    del sketch  # a line's form is in its stroke
    lines = [stroke for stroke in drawing.strokes if stroke.tool in ("pen", "brush")]
    repeated: float | None = None
    most: int | None = None
    if len(lines) > 1:
        alike = _alike([places_of(stroke, drawing.paper.aspect) for stroke in _some(lines)])
        repeated, most = float((alike > 0).mean()), int(alike.max()) + 1
    evidence = (Evidence("repeated", repeated, "share"), Evidence("most_alike", most, "count"))
    return Reading("drawing", evidence)


def _some(lines: list[Stroke]) -> list[Stroke]:
    """All lines, or as many as can be compared, evenly chosen."""
    chosen = np.unique(np.linspace(0, len(lines) - 1, min(MOST, len(lines))).astype(int))
    return [lines[index] for index in chosen]


def _alike(courses: list[Floats]) -> NDArray[np.int_]:
    """How many others each line is alike to, (N,)."""
    forms = np.stack([_form(places) for places in courses])
    lengths = np.array([np.hypot(*np.diff(form, axis=0).T).sum() for form in forms])
    found = np.zeros(len(forms), int)
    for index, form in enumerate(forms):
        apart = np.minimum(_apart(forms, form), _apart(forms, form[::-1]))
        near = np.maximum(STEADY, ALIKE * np.maximum(lengths, lengths[index]))
        found[index] = (apart <= near).sum() - 1
    return found


def _form(places: Floats) -> Floats:
    """A line at as many even places as every other, (PLACES, 2), about its center."""
    length = np.hypot(*np.diff(places, axis=0).T).sum()
    if not length:
        return np.zeros((PLACES, 2))
    along = np.concatenate([[0.0], np.hypot(*np.diff(places, axis=0).T).cumsum()])
    at = np.linspace(0, length, PLACES)
    form = np.column_stack([np.interp(at, along, axis) for axis in places.T])
    return form - form.mean(0)


def _apart(forms: Floats, form: Floats) -> Floats:
    return np.hypot(*np.moveaxis(forms - form, -1, 0)).mean(1)
