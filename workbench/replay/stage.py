"""The page of a replay as pixels, scene by scene. What is seen, and whose marks it is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines import sketch
from engines.picture import pixels_of
from engines.picture.overlay import laid_over
from engines.sketch.growing import GrowingSketch
from engines.sketch.scans import Scan as PaperScan
from engines.strokes import Drawing, Stroke
from workbench.replay.scenes import Replay, Scene

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Scan = Callable[[str], bytes]
"""Gives a paper drawing's PNG by its SHA-256."""


def no_scans(name: str) -> bytes:
    """For replays of which nobody has the scans at hand: they are left out."""
    del name
    return b""


class Stage:
    """Plays scenes one after the other on a canvas.

    Args:
        replay: what is played; its answers carry their painted layers.
        long_side: of the canvas in pixels, a multiple of 8 in 64..2048.
        scan: gives scanned papers.
    """

    def __init__(self, replay: Replay, long_side: int, *, scan: Scan = no_scans) -> None:
        self._replay, self._side, self._scan = replay, long_side, scan
        self._painted: dict[str, Bytes] = {}
        self._place = -1
        self.layer: str | None = None
        self._scanned: Bytes | None = None
        self._scan_lines: Bytes | None = None
        self._turn_to(0)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the page that lies here, in pixels."""
        return self._page.size

    @property
    def marks(self) -> Floats:
        """How much of each pixel the person's visible marks cover: float32 (H, W) in 0..1."""
        if self._scan_lines is None:
            return self._page.coverage
        return np.maximum(self._page.coverage, self._scan_lines[..., 3] / np.float32(255))

    @property
    def paper(self) -> Bytes:
        """The page without marks: uint8 (H, W, 3)."""
        width, height = self.size
        if self._scanned is not None:
            return self._scanned
        return np.full((height, width, 3), [*bytes.fromhex(self._page.paper.color[1:])], np.uint8)

    @property
    def painted(self) -> Bytes | None:
        """The painted layer under the lines, uint8 (H, W, 3); None where the paper is bare."""
        return None if self.layer is None else self._layer_of(self.layer)

    def play(self, scene: Scene) -> None:
        """Lets one scene happen."""
        if scene.page != self._place:
            self._turn_to(scene.page)
        if scene.what == "stroke":
            self._page.add(self._stroke(scene))
        elif scene.what == "cleared":
            self._page.clear()
        elif scene.gone:
            self._take_off(scene.gone)
        if scene.layer != self.layer:
            self._lay(scene.layer)

    def seen(self) -> Bytes:
        """What one sees now: uint8 (H, W, 3), sRGB."""
        return self._composed(self._page)

    def seen_while(self, scene: Scene, share: float) -> Bytes:
        """What one sees while a stroke grows: `share` of its points are there, 0..1."""
        stroke = self._stroke(scene)
        if stroke.tool == "fill" or scene.page != self._place:
            return self.seen()
        points = max(1, round(share * len(stroke.points)))
        return self._composed(self._page.with_part(stroke, points))

    def _composed(self, page: GrowingSketch) -> Bytes:
        painted = self.painted
        if painted is None:
            return page.on_paper(self._scanned)
        below = page.painted_over(painted)
        if self._scan_lines is not None:
            below = laid_over(below, self._scan_lines, paper=page.paper.color)
        return laid_over(below, page.lines(), paper=page.paper.color)

    def _stroke(self, scene: Scene) -> Stroke:
        return self._replay.pages[scene.page].strokes[scene.ref]

    def _turn_to(self, place: int) -> None:
        paper = self._replay.pages[place].paper
        self._place, self.layer = place, None
        self._scanned = self._scan_lines = None
        png = self._scan(paper.scan) if paper.scan else b""
        scan = PaperScan(png) if png else None
        self._page = GrowingSketch(paper, self._side, scan=scan)
        if scan is not None:
            bare = Drawing(paper)
            seen = sketch.rasterize(bare, self._side, scan=scan).rgb
            self._scanned = np.rint(seen * 255).astype(np.uint8)
            self._scan_lines = sketch.lines_rgba(bare, self._side, scan=scan)

    def _lay(self, layer: str | None) -> None:
        self.layer = layer
        answered = None
        if layer is not None:
            drawing = self._replay.answers[layer].request.drawing
            answered = {stroke.id for stroke in drawing.strokes}
        self._page.cover(answered)

    def _layer_of(self, answer: str) -> Bytes:
        key = f"{answer} {self.size}"
        if key not in self._painted:
            png = self._replay.answers[answer].painted_png
            self._painted = {key: _fitted(pixels_of(png)[..., :3], self.size)}
        return self._painted[key]

    def _take_off(self, gone: tuple[str, ...]) -> None:
        left = [stroke for stroke in self._page.strokes if stroke.id not in gone]
        layer = self.layer
        self._page.clear()
        for stroke in left:
            self._page.add(stroke)
        self.layer = None
        if layer is not None:
            self._lay(layer)


def _fitted(pixels: Bytes, size: tuple[int, int]) -> Bytes:
    if (pixels.shape[1], pixels.shape[0]) == size:
        return np.ascontiguousarray(pixels)
    sized = Image.fromarray(np.ascontiguousarray(pixels)).resize(size, Image.Resampling.LANCZOS)
    return np.asarray(sized)
