"""One kept turn as files, and as it stands on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from PIL import Image

from engines.errors import DrawingError, RecordError
from engines.picture import pixels_of
from engines.record import Turn
from engines.sketch.scans import Scan
from engines.strokes import Drawing
from workbench import frames, naming
from workbench.archive.crediting import credential
from workbench.archive.disclosing import About, Unread
from workbench.charts import words
from workbench.crediting import leaving
from workbench.disclosing.told import Shown
from workbench.looking.showing import described
from workbench.looking.takeaway import is_kept
from workbench.saying import _, language

SIDE_PX = 480
File = tuple[str, bytes]


def as_shown(turn: Turn, *, whole: bool) -> Turn:
    """A turn as it may leave: without the painted layer of what was put back, unless `whole`."""
    if whole or turn.answer is None or is_kept(turn):
        return turn
    return replace(turn, answer=replace(turn.answer, painted_png=b""))


def of_turn(
    about: About, turn: Turn, scans: Mapping[str, bytes], stem: str
) -> tuple[list[File], Shown]:
    """The files of a turn, and what the page shows of it; what cannot be drawn is named."""
    made: dict[str, bytes] = {}
    for kind in ("drawing", "picture"):
        try:
            png = _png(about, turn, kind, scans)
        except (RecordError, DrawingError, ValueError):  # of the picture itself, nothing else
            about.unread.append(Unread("turn", turn.id))
            continue
        if png:
            made[kind] = png
    files = {kind: f"{stem}-{kind}.png" for kind in made}
    seen = made.get("picture") or made.get("drawing")
    small = _small(seen) if seen else None
    shown = Shown(turn.id, turn.at, described(turn), _lines(turn), files, small)
    return [(files[kind], png) for kind, png in made.items()], shown


def _png(about: About, turn: Turn, kind: str, scans: Mapping[str, bytes]) -> bytes | None:
    answer = turn.answer
    if kind == "drawing":
        drawing, scan = _on_paper(turn.drawing, scans)
        return frames.png(frames.drawing_alone(drawing, scan=scan))
    if answer is None or not answer.painted_png:
        return None
    drawing, scan = _on_paper(answer.request.drawing, scans)
    answer = replace(answer, request=replace(answer.request, drawing=drawing))
    picture = frames.picture_of(answer, scan=scan)
    return leaving(picture, credential(about.rows), language=language())


def _on_paper(drawing: Drawing, scans: Mapping[str, bytes]) -> tuple[Drawing, Scan | None]:
    """A drawing with the paper drawing below it; on bare paper where that does not open."""
    name = drawing.paper.scan
    if name is not None and name in scans:
        return drawing, Scan(scans[name])
    return replace(drawing, paper=replace(drawing.paper, scan=None)), None


def _small(png: bytes) -> bytes:
    image = Image.fromarray(pixels_of(png)[..., :3])
    image.thumbnail((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)
    return frames.jpeg(np.asarray(image))


def _lines(turn: Turn) -> tuple[str, ...]:
    asked = turn.answer.request if turn.answer else None
    felt = turn.feeling
    told = [
        naming.decided(turn),
        _("asked for: {words}", words=asked.words) if asked and asked.words else "",
        naming.asked(asked) if asked else "",
        _("partly machine-made") if asked else "",
        *(
            f"{words.axis(name)}: {words.zone(name, value)}"
            for name, value in (("pleasure", felt.pleasure), ("arousal", felt.arousal))
            if value is not None
        ),
        *(_("marked: {words}", words=mark.words) for mark in turn.marks if mark.words),
    ]
    return tuple(each for each in told if each)
