"""One case at a time: every picture of it, and every figure that comes from them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.media import Medium
from engines.picture import INFLUENCES, MOODS, PictureRequest
from engines.picture.overlay import laid_over
from engines.sketch import Sketch, lines_rgba, rasterize
from engines.training.evaluation import measures
from engines.training.evaluation.cases import Case, grown
from engines.training.evaluation.classifier import Judge
from engines.training.evaluation.everyday import NUMBERS
from engines.training.evaluation.lineup import Bytes, Lineup
from engines.training.evaluation.renderings import cropped
from engines.training.evaluation.tracing import Box

SEED, VARIATIONS = 5, 4
SIZE, SMALL, THUMB = 512, 256, 144
# Whose influence steps, variations and live answers are looked at.
LIVELY = ("wash", "house")
# A thing counts as named in a window where the judge is at least this sure.
SURE = 0.25
WINDOWS = (0.13, 0.18, 0.25, 0.36, 0.52)
# A window that is flatter than this (standard deviation, of 255) shows nothing.
FLAT = 5.0
STRENGTH = 0.5

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one case.

    Attributes:
        name, kind, thing, words: the case's own.
        figures: painter -> figure -> value; what does not apply is not there.
        pictures: title -> JPEG, in the page's order.
    """

    name: str
    kind: str
    thing: str | None
    words: str
    figures: dict[str, Figures] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Easel:
    """Painters, judge and medium, all open.

    Attributes:
        lineup: the painters by name.
        judge: names things.
        medium: paints true looks.
        size: long side in pixels of what is measured.
    """

    lineup: Lineup
    judge: Judge
    medium: Medium
    size: int = SIZE

    def row(self, case: Case) -> Row:
        """Paints and measures a case."""
        row = Row(case.name, case.kind, case.thing, case.words)
        sketch = rasterize(case.drawing, self.size)
        request = PictureRequest(case.drawing, words=case.words, size=self.size, seed=SEED)
        row.pictures["drawing"] = _jpeg(_bytes(sketch.rgb))
        for name, paint in self.lineup.items():
            pixels = paint(request)
            row.pictures[name] = _jpeg(pixels)
            row.figures[name] = self._plain(case, sketch, pixels)
            if name in LIVELY:
                row.figures[name] |= self._lively(name, request, sketch, pixels, row)
        if case.true is not None:
            self._true(case, case.true, row)
        return row

    def _plain(self, case: Case, sketch: Sketch, pixels: Bytes) -> Figures:
        found = _lines(case, pixels, "together")
        color, tone = measures.color_fidelity(sketch, pixels), measures.cheering(sketch, pixels)
        if color is not None:
            found |= {"color on": color.on, "color near": color.near}
        if tone is not None:
            found |= {"lighter": tone.lightness, "warmer": tone.warmth, "tone apart": tone.apart}
        return found | self._recognized(case, sketch, pixels)

    def _recognized(self, case: Case, sketch: Sketch, pixels: Bytes) -> Figures:
        if case.thing is None:
            return {}
        cut = cropped(pixels, _around(sketch))
        best = self.judge.shares(cut[None])[0].argsort()[::-1]
        number = NUMBERS[case.thing]
        return {"top1": float(best[0] == number), "top5": float(number in best[:5])}

    def _lively(
        self, name: str, request: PictureRequest, sketch: Sketch, pixels: Bytes, row: Row
    ) -> Figures:
        paint = self.lineup[name]
        case = Case(row.name, "script", request.drawing)
        steps = {"together": pixels}
        for influence in ("hint", "transform"):
            steps[influence] = paint(replace(request, influence=influence))
        found: Figures = {}
        for influence in INFLUENCES:
            found |= _lines(case, steps[influence], influence)
            found[f"change {influence}"] = measures.page_change(sketch, steps[influence])
        if name == "house":
            self._shown(request, steps, row)
        return found | self._varied(name, request) | self._live(name, request)

    def _shown(self, request: PictureRequest, steps: Mapping[str, Bytes], row: Row) -> None:
        lines = lines_rgba(request.drawing, self.size)
        row.pictures["with lines"] = _jpeg(
            laid_over(steps["together"], lines, paper=request.drawing.paper.color)
        )
        for influence in INFLUENCES:
            row.pictures[influence] = _jpeg(steps[influence])
        for mood in MOODS:
            small = replace(request, mood=mood, size=min(SMALL, self.size))
            row.pictures[mood] = _jpeg(self.lineup["house"](small))

    def _varied(self, name: str, request: PictureRequest) -> Figures:
        small = replace(request, size=min(SMALL, self.size))
        answers = [
            self.lineup[name](replace(small, variation=number)) for number in range(VARIATIONS)
        ]
        apart = measures.diversity(answers)
        return {"varied color": apart.color, "varied edges": apart.edges}

    def _live(self, name: str, request: PictureRequest) -> Figures:
        more = grown(request.drawing, seed=len(request.drawing.strokes))
        live = replace(request, effort="live")
        before, after = (
            self.lineup[name](replace(live, drawing=drawing))
            for drawing in (request.drawing, more.drawing)
        )
        change = measures.stability(before, after, more.place)
        return {"live inside": change.inside, "live outside": change.outside}

    def _true(self, case: Case, look: NDArray[Any], row: Row) -> None:
        sketch = rasterize(case.drawing, self.size)
        pixels = self.medium.render(look, sketch, seed=SEED, strength=STRENGTH)
        row.pictures["true"] = _jpeg(pixels)
        row.figures["true"] = self._plain(case, sketch, pixels)

    def asked(self, case: Case, word: str) -> dict[str, tuple[bool, bool]]:
        """Whether a word's thing is named when it is asked for, and when it is not; by painter."""
        request = PictureRequest(case.drawing, size=self.size, seed=SEED)
        found = {}
        for name, paint in self.lineup.items():
            plain, told = paint(request), paint(replace(request, words=word))
            named = self.names(plain, word)
            same = np.array_equal(plain, told)
            found[name] = (named if same else self.names(told, word), named)
        return found

    def names(self, pixels: Bytes, thing: str) -> bool:
        """Whether the thing is named in any window of a page."""
        height, width = pixels.shape[:2]
        cuts = np.stack([cropped(pixels, box) for box in windows(width, height)])
        cuts = cuts[cuts.std((1, 2)).max(1) > FLAT]
        if not len(cuts):
            return False
        shares = self.judge.shares(cuts)
        number = NUMBERS[thing]
        named = (shares.argmax(1) == number) & (shares[:, number] >= SURE)
        return bool(named.any())


def windows(width: int, height: int) -> list[Box]:
    """Squares over a page, overlapping by half: middles and sides in pixels."""
    found: list[Box] = []
    for share in WINDOWS:
        side = share * min(width, height)
        xs, ys = (
            np.linspace(side / 2, whole - side / 2, max(2, round(2 * (whole - side) / side) + 1))
            for whole in (width, height)
        )
        found += [(float(x), float(y), side) for y in ys for x in xs]
    return found


def _lines(case: Case, pixels: Bytes, influence: str) -> Figures:
    lines = measures.line_fidelity(case.drawing, pixels)
    if lines is None:
        return {}
    return {f"lines {influence}": lines.found, f"chance {influence}": lines.chance}


def _around(sketch: Sketch) -> Box:
    """The square around all marks, a little larger: its middle and its side in pixels."""
    marks = np.maximum(sketch.ink, sketch.area) > 0.3
    ys, xs = np.nonzero(marks)
    if not len(xs):
        return marks.shape[1] / 2, marks.shape[0] / 2, float(max(marks.shape))
    side = 1.12 * max(np.ptp(xs), np.ptp(ys)) + 4
    return float(xs.min() + xs.max()) / 2, float(ys.min() + ys.max()) / 2, float(side)


def _bytes(rgb: NDArray[Any]) -> Bytes:
    return np.round(rgb * 255).astype(np.uint8)


def _jpeg(pixels: Bytes, side: int = THUMB) -> bytes:
    from PIL import Image

    image = Image.fromarray(pixels)
    image.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=3.0)
    packed = io.BytesIO()
    image.save(packed, "JPEG", quality=78)
    return packed.getvalue()
