"""What the bench measures: one fixed drawing, and one function a case."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from engines import sketch
from engines.errors import SketchwellError
from engines.nets.measuring import REFERENCE, Way
from engines.picture import PictureRequest, Provenance, png_of
from engines.record import Answer, Sitting, Turn
from engines.record.pack import pack
from engines.sketch.pages import WHOLE, find_page
from engines.sketch.photos import read_photo
from engines.sketch.scans import layers_of, lifted_of, scan_of
from engines.strokes import Drawing, Point, Stroke, Tool
from engines.studio import Studio

SIZE = 512
ANSWERS_A_SITTING = 6
PHOTO_SIZE = (4000, 3000)
Case = Callable[[], object]


def sample_drawing() -> Drawing:
    """A house, a sun, a tree and a washed sky: the same 12 strokes everywhere."""
    pen = [
        _line("house", [(0.3, 0.8), (0.3, 0.5), (0.6, 0.5), (0.6, 0.8), (0.3, 0.8)], "#3a2f2a"),
        _line("roof", [(0.26, 0.5), (0.45, 0.34), (0.64, 0.5), (0.26, 0.5)], "#8c2f22"),
        _line("door", [(0.42, 0.8), (0.42, 0.65), (0.5, 0.65), (0.5, 0.8)], "#3a2f2a"),
        _line("trunk", [(0.78, 0.8), (0.78, 0.6)], "#5b4030"),
        _line("ground", [(0.02, 0.8), (0.5, 0.81), (0.98, 0.79)], "#2f5a2a"),
        _round("sun", (0.82, 0.18), 0.08, "#d9a400"),
        _round("crown", (0.78, 0.52), 0.1, "#2f7a3a"),
    ]
    washed = [
        _line(f"sky{i}", [(0.05, y), (0.6, y + 0.02)], "#9cc4e8", tool="brush", width=0.06)
        for i, y in enumerate((0.08, 0.13, 0.18, 0.23, 0.28))
    ]
    return Drawing(strokes=(*washed, *pen))


def request(**changed: Any) -> PictureRequest:
    """A request for the sample drawing at 512 px, with some fields changed."""
    return replace(PictureRequest(sample_drawing(), words="a house and a tree"), **changed)


def cases_of(studio: Studio, way: Way = REFERENCE) -> tuple[dict[str, Case], dict[str, str]]:
    """The cases by name, and why a painter's case is missing, by name.

    Args:
        studio: opens the painters.
        way: runtime and precision of the network.
    """
    drawing = sample_drawing()
    asked = {
        "wash": request(painter="wash"),
        "live answer": request(painter="house", effort="live"),
        "final answer": request(painter="house"),
    }
    asked = {name: replace(e, runtime=way[0], precision=way[1]) for name, e in asked.items()}
    cases: dict[str, Case] = {
        "rasterize": lambda: sketch.rasterize(drawing, SIZE),
        "lines": lambda: sketch.lines_rgba(drawing, SIZE),
        "record pack": _packing(drawing),
        "paper": _paper(),
        **_cards(),
        **_reading(drawing),
    }
    missing: dict[str, str] = {}
    for name, each in asked.items():
        try:
            studio.open(each.painter)
            cases[name] = lambda each=each: studio.paint(each)
        except SketchwellError as error:
            missing[name] = str(error)
    try:
        cases["sentence"] = _embedding()
    except SketchwellError as error:
        missing["sentence"] = str(error)
    return cases, missing


def _reading(drawing: Drawing) -> dict[str, Case]:
    """Each reader of marks over the same drawing; what symmetry takes grows with the strokes."""
    from engines.readers import composition, lines, symmetry

    seen = sketch.rasterize(drawing, SIZE)
    return {
        "read lines": lambda: lines.read_drawing(drawing, seen),
        "read composition": lambda: composition.read_drawing(drawing, seen),
        "read symmetry": lambda: symmetry.read_drawing(drawing, seen),
    }


def _cards() -> dict[str, Case]:
    """Three cards for a sentence in the longest mode: while one talks, and the very first time."""
    from engines.dialogue import mode_files, opened
    from engines.dialogue.choosing import Chooser

    mode = max(mode_files.shipped().values(), key=lambda each: len(each.cards))
    said, chooser = "I don't know what to draw, nothing comes to my mind", opened.chooser(mode)
    return {
        "cards": lambda: chooser.offer(said),
        "first cards": lambda: Chooser(mode, opened.embedding()).offer(said),
    }


def _embedding() -> Case:
    """One sentence of ten words to its vector."""
    from engines.embedding.model import shared

    model = shared()
    return lambda: model.vectors(["The house by the sea was quiet all that summer."])


def _paper() -> Case:
    """From the bytes of a 12-megapixel photo to a sketch of the drawing on the sheet in it."""
    photo = _photo()

    def run() -> sketch.Sketch:
        pixels = read_photo(photo)
        scan, paper = scan_of(pixels, find_page(pixels) or WHOLE)
        lifted_of.cache_clear()
        layers_of.cache_clear()
        return sketch.rasterize(Drawing(paper), SIZE, scan=scan)

    return run


def _photo() -> bytes:
    """The sample drawing on a sheet, askew on a brown table, as a JPEG of 4000 x 3000 pixels."""
    import cv2
    from PIL import Image

    page = np.rint(sketch.rasterize(sample_drawing(), 2048).rgb * 240).astype(np.uint8)
    table = np.random.default_rng(1).normal((130, 96, 66), 6, (750, 1000, 3)).clip(0, 255)
    photo = cv2.resize(table.astype(np.uint8), PHOTO_SIZE, interpolation=cv2.INTER_CUBIC)
    ends = np.array([(0, 0), (2048, 0), (2048, 2048), (0, 2048)], np.float32)
    lies = np.array([(900, 420), (3000, 300), (3200, 2600), (700, 2500)], np.float32)
    way = cv2.getPerspectiveTransform(ends, lies)
    cv2.warpPerspective(page, way, PHOTO_SIZE, photo, borderMode=cv2.BORDER_TRANSPARENT)
    packed = io.BytesIO()
    Image.fromarray(photo).save(packed, "JPEG", quality=88)
    return packed.getvalue()


def _packing(drawing: Drawing) -> Callable[[], bytes]:
    noise = np.random.default_rng(1).integers(0, 256, (SIZE, SIZE, 3), np.uint8)
    painted = png_of(noise // 16 * 16)
    made = Provenance("house", "", "", "")
    answers = [Answer(f"a{i}", request(), made, painted) for i in range(ANSWERS_A_SITTING)]
    turns = [Turn(f"t{i}", "", drawing, answer, "kept") for i, answer in enumerate(answers)]
    sitting = Sitting("s", "p", "painter", "2026-01-01T00:00:00+00:00", turns=tuple(turns))
    return lambda: pack(sitting)


def _line(
    name: str,
    corners: Iterable[tuple[float, float]],
    color: str,
    *,
    tool: Tool = "pen",
    width: float = 0.008,
) -> Stroke:
    ends = np.asarray(list(corners))
    at = np.linspace(0, len(ends) - 1, 20 * (len(ends) - 1) + 1)
    x, y = (np.interp(at, np.arange(len(ends)), ends[:, axis]) for axis in (0, 1))
    points = tuple(
        Point(float(a), float(b), 8.0 * i) for i, (a, b) in enumerate(zip(x, y, strict=True))
    )
    return Stroke(name, tool, color, width, "pen", points)


def _round(name: str, center: tuple[float, float], radius: float, color: str) -> Stroke:
    angles = np.linspace(0, 2 * np.pi, 25)
    corners = [
        (center[0] + radius * float(np.cos(a)), center[1] + radius * float(np.sin(a)))
        for a in angles
    ]
    return _line(name, corners, color)
