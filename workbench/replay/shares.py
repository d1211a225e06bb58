"""How much of the page is the person's, the painter's, or bare, from moment to moment. Pure.

A share of pixels and nothing more: it says neither whose picture it is nor what either part is
worth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engines.picture.cielab import ciede2000, lab_of
from workbench.replay.scenes import Replay, Scene
from workbench.replay.stage import Scan, Stage, no_scans

SIDE_PX = 128
# From this CIEDE2000 difference to the paper's color on, a pixel counts as painted. Paint-less
# paper in our media differs by 1.7 to 3.7 from white. Source: Mokrzycki and Tatol, 2011, Machine
# Graphics and Vision 20(4), table of differences: from 5 on one sees two different colors.
PAINTED = 5.0
MOST = 240

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """Parts of the page from a moment on, 0..1 each; together 1.

    Attributes:
        at_ms: on the replay's clock.
        person: covered by the person's own visible marks, lines on top of paint among them.
        painter: not so, and of a color that one sees is not the paper's.
        bare: the rest.
    """

    at_ms: int
    person: float
    painter: float
    bare: float


def shares_of(replay: Replay, *, scan: Scan = no_scans) -> tuple[Share, ...]:
    """The shares before and after every scene that changes the page; every few of very many.

    Args:
        replay: its answers carry their painted layers.
        scan: gives scanned papers; the lines drawn on paper are the person's.
    """
    if not replay.scenes:
        return ()
    stage = Stage(replay, SIDE_PX, scan=scan)
    found = [Share(0, 0.0, 0.0, 1.0)]
    paint: dict[str | None, Floats] = {}
    strokes = sum(scene.what == "stroke" for scene in replay.scenes)
    every = max(1, strokes // MOST)
    drawn = 0
    for scene in replay.scenes:
        before = stage.layer
        stage.play(scene)
        drawn += scene.what == "stroke"
        if _tells(scene, before, counts=drawn % every == 0):
            found.append(replace(found[-1], at_ms=max(found[-1].at_ms, scene.start_ms)))
            found.append(_share(stage, scene, paint))
    return tuple(found)


def _tells(scene: Scene, before: str | None, *, counts: bool) -> bool:
    if scene.what == "stroke":
        return counts
    return scene.layer != before or scene.what in ("page", "cleared", "gone")


def _share(stage: Stage, scene: Scene, paint: dict[str | None, Floats]) -> Share:
    marks = stage.marks.astype(np.float64)
    painted = np.zeros_like(marks)
    if stage.layer is not None:
        if stage.layer not in paint:
            paint[stage.layer] = apart(stage.painted, stage.paper)
        painted = paint[stage.layer] * (1 - marks)
    person, painter = float(marks.mean()), float(painted.mean())
    at_ms = scene.end_ms if scene.what == "stroke" else scene.start_ms
    return Share(at_ms, person, painter, max(0.0, 1.0 - person - painter))


def apart(pixels: Bytes | None, paper: Bytes) -> Floats:
    """1 where a pixel's color differs visibly from the paper's, else 0: float64 (H, W)."""
    if pixels is None:
        return np.zeros(paper.shape[:2])
    far = ciede2000(lab_of(pixels), np.broadcast_to(lab_of(paper), pixels.shape))
    return (far >= PAINTED).astype(np.float64)
