"""How far a build is, on a terminal's standard error: one line that is written over."""

from __future__ import annotations

import shutil
import time
from typing import TextIO

BAR = 24
EVERY_S = 0.1
# Where nothing can be written over, a line each tenth of the way.
TENTHS = 10


class Terminal:
    """A `Watch` for people: a bar, the phase, the time and the most memory.

    Args of every method as in `engines.plans.following.Watch`.
    """

    def __init__(self, stream: TextIO, *, quiet: bool = False) -> None:
        """Writes to a stream; nothing at all where it is to be quiet."""
        self._stream, self._quiet = stream, quiet
        self._live = stream.isatty()
        self._since_s = self._drawn_s = 0.0
        self._graph = ""
        self._tenth = -1

    def progress(self, graph: str, fraction: float, phase: str, *, rss_mb: float | None) -> None:
        """Draws the bar, at most ten times a second."""
        now_s = time.monotonic()
        if graph != self._graph:
            self._graph, self._since_s, self._tenth = graph, now_s, -1
        if self._quiet:
            return
        line = self._line(fraction, phase, now_s - self._since_s, rss_mb)
        if self._live and (now_s - self._drawn_s >= EVERY_S or fraction >= 1):
            self._drawn_s = now_s
            width = shutil.get_terminal_size().columns - 1
            self._write(f"\r{line[:width]:<{width}}")
        elif not self._live and int(fraction * TENTHS) > self._tenth:
            self._tenth = int(fraction * TENTHS)
            self._write(f"{line}\n")

    def warned(self, graph: str, text: str) -> None:
        """Warnings stand in the manifest; here they would tear the bar."""

    def said(self, text: str) -> None:
        """A line of its own."""
        if not self._quiet:
            self.close()
            self._write(f"{text}\n")

    def close(self) -> None:
        """Ends the line that is written over."""
        if self._live and self._drawn_s and not self._quiet:
            self._write("\n")
            self._drawn_s = 0.0

    def _write(self, text: str) -> None:
        """Nobody who stops reading stops a build."""
        try:
            self._stream.write(text)
            self._stream.flush()
        except BrokenPipeError:
            self._quiet = True

    def _line(self, fraction: float, phase: str, took_s: float, rss_mb: float | None) -> str:
        full = round(fraction * BAR)
        bar = "#" * full + "." * (BAR - full)
        memory = "" if rss_mb is None else f"  {rss_mb:,.0f} MiB"
        clock = f"{int(took_s) // 60:02d}:{int(took_s) % 60:02d}"
        return f"{self._graph:<8} [{bar}] {fraction:4.0%}  {clock}{memory}  {phase}"
