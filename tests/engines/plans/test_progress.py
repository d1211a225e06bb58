"""Nested phases become one fraction that never falls."""

from __future__ import annotations

import io

from engines.plans.progress import Progress
from engines.plans.showing import Terminal


def test_a_phase_counts_as_one_step_of_the_phase_around_it():
    progress = Progress()
    progress.begin("whole", parent=None, steps=4)
    progress.step("whole", step=0)
    assert progress.fraction == 0.25
    progress.begin("inner", parent="whole", steps=2)
    progress.step("inner", step=0)
    assert progress.fraction == 0.375
    assert progress.phase == "inner"
    progress.end("inner")
    assert progress.phase == "whole"
    progress.end("whole")
    assert progress.fraction == 1.0


def test_it_never_falls_whatever_the_library_tells():
    progress = Progress()
    progress.begin("whole", parent=None, steps=2)
    progress.step("whole", step=0)
    progress.end("a phase that never began")
    progress.step("another", step=5)
    progress.begin("orphan", parent="nobody", steps=0)
    assert progress.fraction == 0.5
    assert Progress().fraction == 0.0


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_has_one_line_that_is_written_over():
    screen = _Screen()
    shown = Terminal(screen)
    shown.progress("unet", 0.5, "Timing tactics", rss_mb=1234.5)
    shown.progress("unet", 1.0, "Writing the engine", rss_mb=None)
    shown.close()
    assert screen.getvalue().count("\n") == 1
    assert "50%" in screen.getvalue()
    assert "1,23" in screen.getvalue()
    assert screen.getvalue().count("\r") == 2


def test_a_log_gets_a_line_each_tenth_and_quiet_is_quiet():
    log, nothing = io.StringIO(), io.StringIO()
    for k in range(101):
        Terminal(nothing, quiet=True).progress("unet", k / 100, "phase", rss_mb=None)
    shown = Terminal(log)
    for k in range(101):
        shown.progress("unet", k / 100, "phase", rss_mb=None)
    assert len(log.getvalue().splitlines()) == 11
    assert nothing.getvalue() == ""


class _Left(io.StringIO):
    def write(self, _text: str, /) -> int:
        raise BrokenPipeError


def test_whoever_stops_reading_stops_no_build():
    shown = Terminal(_Left())
    shown.said("building unet")
    for k in range(101):
        shown.progress("unet", k / 100, "phase", rss_mb=None)
    shown.close()
