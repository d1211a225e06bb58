"""The building process from outside: started, listened to, and stopped when asked."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

from engines.errors import PlanStopped
from engines.plans.progress import Progress
from engines.settings import child_environment

# What the process is given to stop by itself, and then to be ended.
PATIENCE_S = 4.0
# A builder that says nothing for so long and computes nothing meanwhile hangs.
STUCK_S = 180.0
LOOK_EVERY_S = 5.0
TAIL_LINES = 3
KEPT_WARNINGS = 200
_CODE = (
    "import sys; sys.path[:] = sys.argv[1:]; from engines.plans.child import main; sys.exit(main())"
)
_SKIPPED = re.compile(r"skipping tactic", re.IGNORECASE)
_REQUEST = re.compile(r"Tactic Device request", re.IGNORECASE)
_FIGURES = {
    "activation_bytes": re.compile(r"Total Activation Memory: (\d+)"),
    "weight_bytes": re.compile(r"Total Weights Memory: (\d+)"),
}


class Watch(Protocol):
    """Is told how a build goes. Raising from any of these stops the build."""

    def progress(self, graph: str, fraction: float, phase: str, *, rss_mb: float | None) -> None:
        """How far a graph is, 0..1, in which phase, with how much memory at most."""
        ...

    def warned(self, graph: str, text: str) -> None:
        """The builder warned of something."""
        ...


@dataclass(slots=True)
class Course:
    """What a building process has told so far."""

    progress: Progress = field(default_factory=Progress)
    log: list[str] = field(default_factory=list)
    warnings: dict[str, None] = field(default_factory=dict)
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)
    peak_rss_mb: float | None = None
    skipped: int = 0
    requests: int = 0
    heard: int = 0
    stuck: bool = False
    status: int = 0


def followed(task: Mapping[str, Any], watch: Watch, *, log: Path) -> Course:
    """Runs the building process to its end and gives what it told.

    Raises:
        PlanStopped: Ctrl-C, or it was told to stop.
    """
    course = Course()
    with log.open("w", encoding="utf-8") as stream, _started(stream) as child:
        stdin, stdout = _pipes(child)
        guard = threading.Thread(target=_guard, args=(child, course), daemon=True)
        guard.start()
        try:
            with suppress(BrokenPipeError):  # gone already: what it told last says why
                stdin.write(json.dumps(task) + "\n")
                stdin.flush()
            for line in stdout:
                _hear(json.loads(line), course, watch, graph=task["graph"], log=stream)
        except KeyboardInterrupt as error:
            _stop(child)
            raise PlanStopped(f"Stopped while building {task['graph']}.") from error
        except BaseException:
            _stop(child)
            raise
        course.status = child.wait()
    if course.status and "failed" not in course.said:
        course.log.extend(_tail(log))
    return course


def _guard(child: subprocess.Popen[str], course: Course) -> None:
    """Ends a builder that hangs: it neither tells anything new nor uses the processor."""
    used_s, heard, since_s = 0.0, -1, time.monotonic()
    while child.poll() is None:
        now_s, now_used_s = time.monotonic(), _used_s(child.pid)
        if now_used_s is None:
            return
        if course.heard != heard or now_used_s - used_s > STUCK_S / 100:
            used_s, heard, since_s = now_used_s, course.heard, now_s
        elif now_s - since_s > STUCK_S:
            course.stuck = True
            child.kill()
        time.sleep(LOOK_EVERY_S)


def _used_s(process: int) -> float | None:
    """The processor seconds of a process; None where the system does not say."""
    try:
        row = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(row[11]) + int(row[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError, ValueError):
        return None


def _tail(log: Path) -> list[str]:
    """The last words of a process that ended without telling why."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line.strip() for line in lines if line.strip()][-TAIL_LINES:]


def _started(log: IO[str]) -> subprocess.Popen[str]:
    """The process, in a session of its own: Ctrl-C reaches only us, and we tell it."""
    return subprocess.Popen(
        [sys.executable, "-c", _CODE, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        env=child_environment(),
        start_new_session=True,
    )


def _pipes(child: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    if child.stdin is None or child.stdout is None:
        raise ValueError("The building process has no pipes; start it with them.")
    return child.stdin, child.stdout


def _stop(child: subprocess.Popen[str]) -> None:
    with suppress(BrokenPipeError):
        _pipes(child)[0].write("stop\n")
        _pipes(child)[0].flush()
    try:
        child.wait(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _hear(said: dict[str, Any], course: Course, watch: Watch, *, graph: str, log: IO[str]) -> None:
    kind = said.pop("kind")
    course.peak_rss_mb = said.get("peak_rss_mb") or course.peak_rss_mb
    heard: dict[str, Callable[..., None]] = {
        "phase": lambda name, parent, steps: course.progress.begin(
            name, parent=parent, steps=steps
        ),
        "step": lambda name, step: course.progress.step(name, step=step),
        "done": lambda name: course.progress.end(name),
    }
    if kind in heard:
        heard[kind](**said)
    elif kind == "log":
        _keep(said["level"], said["text"], course, watch, graph=graph, log=log)
    elif kind != "alive":
        course.said[kind] = said
    course.heard += kind != "alive"
    watch.progress(
        graph, course.progress.fraction, course.progress.phase, rss_mb=course.peak_rss_mb
    )


def _keep(level: str, text: str, course: Course, watch: Watch, *, graph: str, log: IO[str]) -> None:
    log.write(f"{level}: {text}\n")
    for name, pattern in _FIGURES.items():
        if found := pattern.search(text):
            course.figures[name] = int(found[1])
    course.skipped += bool(_SKIPPED.search(text))
    course.requests += bool(_REQUEST.search(text))
    if level == "info":
        return
    course.log.append(text)
    if level == "warning" and text not in course.warnings:
        if len(course.warnings) < KEPT_WARNINGS:
            course.warnings[text] = None
        watch.warned(graph, text)
