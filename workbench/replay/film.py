"""A replay as an animated file, at most about 20 seconds long. Pure: no disk, no thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from workbench.replay.scenes import Replay, What
from workbench.replay.stage import Scan, Stage, no_scans

LONG_SIDE_PX = 512
FRAME_MS = 100
MOST_MS = 17_500
HOLD_MS = 2_000
# How long one looks at what is no stroke; all of it together takes at most half of the film.
LOOKED_MS: Mapping[What, int] = {
    "page": 300,
    "cleared": 300,
    "gone": 300,
    "answer": 1_200,
    "kept": 500,
    "put_back": 800,
    "undone": 500,
}
GROUND = (240, 233, 219)

Bytes = NDArray[np.uint8]
Watch = Callable[[float], None]
"""Is told how much of the film is done, 0..1; stops it by raising."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One picture of the film: which scene, how much of its stroke, for how long."""

    scene: int
    share: float
    ms: int


def cuts_of(replay: Replay) -> tuple[Cut, ...]:
    """The pictures of the film: pauses left out, strokes as fast as they have to be.

    Every stroke is sped up by the same factor, and none is slowed down; the last picture is held.
    """
    drawn = sum(scene.lasts_ms for scene in replay.scenes if scene.what == "stroke")
    looked = sum(LOOKED_MS.get(scene.what, 0) for scene in replay.scenes)
    calm = min(1.0, MOST_MS / 2 / looked) if looked else 1.0
    hurry = max(1.0, drawn / (MOST_MS - looked * calm))
    cuts: list[Cut] = []
    owed = 0.0
    for place, scene in enumerate(replay.scenes):
        if scene.what != "stroke":
            cuts.append(Cut(place, 1.0, round(LOOKED_MS[scene.what] * calm + owed)))
            owed = 0.0
            continue
        owed += scene.lasts_ms / hurry
        count = int(owed // FRAME_MS)
        owed -= count * FRAME_MS
        cuts += [Cut(place, (n + 1) / count, FRAME_MS) for n in range(count)]
    return _held(cuts, len(replay.scenes) - 1)


def _held(cuts: list[Cut], last: int) -> tuple[Cut, ...]:
    held = cuts[:-1] if cuts and cuts[-1].scene == last else cuts
    return (*(cut for cut in held if cut.ms > 0), Cut(last, 1.0, HOLD_MS))


def frames_of(
    replay: Replay,
    cuts: tuple[Cut, ...],
    *,
    long_side: int = LONG_SIDE_PX,
    scan: Scan = no_scans,
    watch: Watch = lambda _: None,
) -> Iterator[Image.Image]:
    """Paints the film's pictures one after the other, all of one size.

    Args:
        replay: its answers carry their painted layers.
        cuts: from `cuts_of`.
        long_side: of the film in pixels.
        scan: gives scanned papers.
        watch: is told how far it is.
    """
    stage = Stage(replay, long_side, scan=scan)
    size = film_size(replay, long_side)
    played = 0
    for number, cut in enumerate(cuts):
        watch(number / len(cuts))
        whole = cut.scene + (cut.share >= 1.0)
        for scene in replay.scenes[played:whole]:
            stage.play(scene)
        played = max(played, whole)
        if cut.share >= 1.0:
            yield _framed(stage.seen(), size)
        else:
            yield _framed(stage.seen_while(replay.scenes[cut.scene], cut.share), size)


def film_size(replay: Replay, long_side: int = LONG_SIDE_PX) -> tuple[int, int]:
    """Width and height that hold every page."""
    sizes = []
    for page in replay.pages:
        aspect = page.paper.aspect
        wide = long_side if aspect >= 1 else round(long_side * aspect / 8) * 8
        high = long_side if aspect < 1 else round(long_side / aspect / 8) * 8
        sizes.append((wide, high))
    return max(wide for wide, _ in sizes), max(high for _, high in sizes)


def _framed(pixels: Bytes, size: tuple[int, int]) -> Image.Image:
    image = Image.fromarray(pixels)
    if image.size == size:
        return image
    ground = Image.new("RGB", size, GROUND)
    ground.paste(image, ((size[0] - image.width) // 2, (size[1] - image.height) // 2))
    return ground
