"""Words in a drawing: Plotly's few marks (breaks, bold) as SVG."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Any

# A line's height and a letter's mean width, as shares of the font's size.
LINE, LETTER = 1.25, 0.55
_BREAK = re.compile(r"<br\s*/?>")
_MARKUP = re.compile(r"</?(b|i)>")


def text(
    words: str,
    at: tuple[float, float],
    anchors: tuple[str, str],
    font: Mapping[str, Any],
    *,
    behind: str | None = None,
) -> str:
    """Words at a place: their left, middle or right there, and their top, middle or bottom.

    Args:
        words: with breaks and bold in Plotly's way; "" where they hold nothing.
        at: the place, in pixels.
        anchors: "left", "center" or "right"; "top", "middle" or "bottom".
        font: its size in pixels and its color.
        behind: a color to stand on.
    """
    size, bold = font["size"], "<b>" in words
    rows = [_MARKUP.sub("", row) for row in _BREAK.split(words)]
    if not any(row.strip() for row in rows):
        return ""
    x, y = at
    step, high = size * LINE, size * LINE * len(rows)
    top = {"top": y, "middle": y - high / 2, "bottom": y - high}[anchors[1]]
    anchor = {"left": "start", "center": "middle", "right": "end"}[anchors[0]]
    wide = max(map(len, rows)) * size * LETTER
    start = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
    ground = (
        f'<rect x="{start:.2f}" y="{top:.2f}" width="{wide:.2f}" height="{high:.2f}" '
        f'fill="{behind}" opacity="0.92"/>'
        if behind
        else ""
    )
    weight = ' font-weight="700"' if bold else ""
    head = f'x="{x:.2f}" text-anchor="{anchor}" font-size="{size:g}" fill="{font["color"]}"{weight}'
    return ground + "".join(
        f'<text y="{top + row * step + size:.2f}" {head}>{escape(unescape(line))}</text>'
        for row, line in enumerate(rows)
    )
