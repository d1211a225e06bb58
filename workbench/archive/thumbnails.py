"""A small picture of a turn: the painted layer, or bare paper, under the person's own lines."""

from __future__ import annotations

import io

from PIL import Image

from engines.record import Turn

LONG_SIDE = 192


def made(turn: Turn) -> bytes | None:
    """PNG bytes of at most 192 pixels a side; None for a turn without a picture."""
    if turn.answer is None or not turn.answer.painted_png:
        return None
    with Image.open(io.BytesIO(turn.answer.painted_png), formats=("PNG",)) as painted:
        small = painted.convert("RGB")
    small.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    held = io.BytesIO()
    small.save(held, "PNG", optimize=True)
    return held.getvalue()
