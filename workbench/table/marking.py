"""Marks on a picture, and the part of it that is painted again. Pure; no disk, no painting."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw

from engines.errors import RequestError
from engines.picture import Picture, PictureRequest, Region, pixels_of, png_of
from engines.record import Answer
from engines.record.marks import Mark
from engines.sketch.scans import Scan
from engines.strokes import Drawing
from workbench import frames


def mask_png(marks: Iterable[Mark], size: tuple[int, int]) -> bytes:
    """Where any of the marks is: a gray PNG of (width, height) pixels, white inside."""
    mask = Image.new("L", size)
    pen = ImageDraw.Draw(mask)
    across, down = size[0] - 1, size[1] - 1
    for mark in marks:
        pen.polygon([(x * across, y * down) for x, y in mark.points], fill=255, outline=255)
    return png_of(np.asarray(mask))


def chosen(marks: tuple[Mark, ...], ids: Iterable[str]) -> tuple[Mark, ...]:
    """The marks of these ids.

    Raises:
        RequestError: there is none.
    """
    wanted = {*ids}
    found = tuple(mark for mark in marks if mark.id in wanted)
    if not found:
        raise RequestError("No part is marked: draw a loop round it on the picture first.")
    return found


def again(
    answer: Answer,
    marks: tuple[Mark, ...],
    *,
    words: str,
    language: str,
    drawing: Drawing,
    scan: Scan | None = None,
) -> tuple[PictureRequest, Picture]:
    """What paints a part of an answer again, and the picture that the rest comes from.

    The new words lead, in their language; without any the answer's own do. Lines drawn since then
    count, too; a page that was cleared does not.
    """
    parent = frames.picture_of(answer, scan=scan)
    height, width = parent.painted.shape[:2]
    request = replace(
        answer.request,
        drawing=drawing if drawing.strokes else answer.request.drawing,
        words=words or answer.request.words,
        language=language if words else answer.request.language,
        seed=secrets.randbelow(2**32),
        variation=0,
        weights="",
        region=Region(parent.digest(), mask_png(marks, (width, height))),
    )
    return request, parent


def parent_of(request: PictureRequest, shown: Mapping[str, Answer]) -> Answer | None:
    """Of these answers the one of which a part was painted again; None for a whole page."""
    if request.region is None:
        return None
    return next((each for each in shown.values() if _digest(each) == request.region.parent), None)


def _digest(answer: Answer) -> str:
    layer = pixels_of(answer.painted_png)
    return Picture(answer.request, layer, layer, answer.provenance).digest()
