"""The film's bytes, and the mark that says it is partly machine-made. Nothing else is in a file.

Compared on demo sittings at 512 x 384 with 65 to 140 pictures (sizes and seconds beside the
painting of the pictures; PSNR of the last picture): WebP at quality 90 takes 46 to 105 KB, 0.2 to
0.5 s, 40 to 42 dB; GIF 225 to 540 KB, 1.1 to 2.3 s, 40 to 42 dB, 256 colors a picture; APNG 270
to 560 KB, 0.2 to 0.4 s, no loss, but where it is not known only the first, empty page is seen.
So WebP is the default (every browser since 2020, the picture viewers of Windows 11, macOS and
Android); GIF is for slides, letters and old viewers.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

from PIL import Image

from workbench.replay.film import LONG_SIDE_PX, Watch, cuts_of, frames_of
from workbench.replay.scenes import Replay
from workbench.replay.stage import Scan, no_scans

Kind = Literal["webp", "gif"]
DESCRIPTION = 0x010E  # Exif's ImageDescription
_OPTIONS: dict[Kind, dict[str, Any]] = {
    "webp": {"quality": 90, "method": 4, "minimize_size": True},
    "gif": {"optimize": False},
}


@dataclass(frozen=True, slots=True)
class Film:
    """A film as it leaves the practice."""

    data: bytes
    kind: Kind
    ms: int

    @property
    def media_type(self) -> str:
        """What the bytes are."""
        return f"image/{self.kind}"


def film_of(
    replay: Replay,
    *,
    kind: Kind = "webp",
    scan: Scan = no_scans,
    watch: Watch = lambda _: None,
) -> Film:
    """Makes the film of a replay; only a few of its pictures are in memory at a time.

    Args:
        replay: with at least one scene; its answers carry their painted layers.
        kind: of file.
        scan: gives scanned papers.
        watch: is told how much is done; raise in it to stop.
    """
    cuts = cuts_of(replay)
    frames = frames_of(replay, cuts, long_side=LONG_SIDE_PX, scan=scan, watch=watch)
    reel = _Reel(frames, len(cuts))
    packed = io.BytesIO()
    times = [cut.ms for cut in cuts]
    options = _OPTIONS[kind] | _marked(kind, mark_of(replay))
    reel.save(packed, kind.upper(), save_all=True, duration=times, loop=0, **options)
    return Film(packed.getvalue(), kind, sum(times))


def mark_of(replay: Replay) -> str:
    """What the file says about itself: who painted, under a random id; empty if nobody did."""
    layers = dict.fromkeys(scene.layer for scene in replay.scenes if scene.layer is not None)
    made = [replay.answers[layer].provenance for layer in layers]
    if not made:
        return ""
    painters = ", ".join(dict.fromkeys(each.painter for each in made))
    weights = ", ".join(dict.fromkeys(each.weights for each in made))
    return (
        "Partly machine-made: a person's drawing, painted over by Sketchwell. "
        f"Painter: {painters}. Weights: {weights}. Picture-Id: {uuid4()}"
    )


def _marked(kind: Kind, mark: str) -> dict[str, Any]:
    if not mark:
        return {}
    if kind == "gif":
        return {"comment": mark.encode()}
    exif = Image.Exif()
    exif[DESCRIPTION] = mark
    return {"exif": exif}


class _Reel(Image.Image):
    """An image whose pictures are painted as Pillow asks for them, and forgotten again."""

    def __init__(self, frames: Iterator[Image.Image], count: int) -> None:
        super().__init__()
        self._frames, self._at = frames, -1
        self.n_frames = count
        self.seek(0)

    @property
    def mode(self) -> str:
        return self._shown.mode

    @property
    def size(self) -> tuple[int, int]:
        return self._shown.size

    def seek(self, frame: int) -> None:
        if frame >= self.n_frames:
            raise EOFError
        while self._at < frame:
            self._shown = next(self._frames)
            self._at += 1
        self.im = self._shown.im

    def tell(self) -> int:
        return 0
