"""Texts as QR codes."""

from __future__ import annotations

import io

import segno


def code_of(text: str) -> str:
    """A text as a QR code, SVG, dark on white with the margin that cameras need."""
    drawn = io.BytesIO()
    made = segno.make(text, error="m", micro=False)
    made.save(drawn, kind="svg", xmldecl=False, border=4, dark="#000", light="#fff", omitsize=True)
    return drawn.getvalue().decode()
