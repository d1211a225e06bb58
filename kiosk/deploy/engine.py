"""The engine on a board: built and verified once, tried at every start, the processor otherwise.

Three files: `RECORD`, in the data folder, says what was verified and on which Jetson Linux;
`PROGRESS`, in /run, says how far it is, for pages to show; `PAINTER`, in /run, is the environment
that the server starts with. An engine that does not paint a trial now is not taken, whatever was
verified once.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from engines.errors import SketchwellError
from engines.settings import Settings, child_environment
from engines.studio import settled
from kiosk.deploy import machine

RECORD = "kiosk-engine.json"
RUN = Path("/run/sketchwell")
PROGRESS, PAINTER = "engine.json", "painter.env"
State = Literal["none", "building", "verifying", "ready", "failed"]
# A line of build_trt.py where nothing can be written over: "unet  [####....]  40%  01:02  phase".
_LINE = re.compile(r"^(\S+)\s+\[[#.]+\]\s+(\d+)%\s+\S+(?:\s+[\d,]+ MiB)?\s*(.*)$")
_NEXT = re.compile(r"verify (\S.*)$")
# Of a model that is not the house itself, the large runtime is what switches.
HOUSE = "house"
# The kiosk's page is always 4:3: on a square a quarter of a large painter's work is for nothing.
# The house has one picture, which is as wide as high.
PAGE = "512x384"
TRIAL = '{"format": 1, "paper": {"aspect": 1.3333, "color": "#fffefb"}, "strokes": []}'
TRIAL_S = 90
Run = Callable[[list[str], Callable[[str], None]], tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the engine is.

    Attributes:
        state: "none" where no engine is wanted or known of.
        model: whose.
        percent: of the graph that is being built; None where that is not known.
        said: one sentence for the operator.
        since_s: when this state began, in seconds since 1970.
    """

    state: State
    model: str = ""
    percent: int | None = None
    said: str = ""
    since_s: int = 0


def read_progress(folder: Path = RUN) -> Progress:
    """What the last word on the engine is; for the operator's page and the doctor."""
    try:
        return Progress(**json.loads((folder / PROGRESS).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Progress("none")


def build(model: str, data: Path, *, folder: Path = RUN, run: Run | None = None) -> int:
    """Builds and verifies a model's engine, unless that was done under this Jetson Linux.

    Args:
        model: as `build_trt.py` names it.
        data: the data folder, where plans lie.
        folder: where the progress is told.
        run: runs a command, telling each line of its standard error; gives status and output.

    Returns:
        The exit status of what failed, or 0.
    """
    shown, run = _Shown(model, folder), run or _run
    if verified(data, model):
        shown.state("ready", "Built and verified on this board.")
        return 0
    shown.state("building", "Building the engine; the processor paints meanwhile.")
    sized = [] if model == HOUSE else ["--size", PAGE]
    command = [*_tool(), "build", "--model", model, "--preset", "kiosk", *sized]
    code, told = run(command, shown.line)
    found = _NEXT.search(told)
    if code == 0 and found is not None:
        shown.state("verifying", "Comparing the engine's answers with its graph's.")
        code, _ = run([*_tool(), "verify", found[1]], shown.line)
    if code != 0 or found is None:
        shown.state("failed", f"{shown.last or 'no reason given'} (exit status {code})")
        return code or 1
    _write(data / RECORD, {"model": model, "folder": found[1], "jetson": machine.jetson_linux()})
    shown.state("ready", "Built and verified; it paints after the next start.")
    return 0


def verified(data: Path, model: str | None = None) -> str:
    """The model whose engine was verified under the Jetson Linux that runs; "" where none was."""
    try:
        told = json.loads((data / RECORD).read_text(encoding="utf-8"))
        same = told["jetson"] == machine.jetson_linux() and model in (None, told["model"])
        return str(told["model"]) if same else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def decide(chosen: Settings, *, folder: Path = RUN, run: Run | None = None) -> dict[str, str]:
    """Decides what the painter runs on, and writes it where the server's unit reads it.

    Returns:
        The environment: the engine that painted a trial just now, else what the settings say, with
        nothing left to measure.
    """
    (folder / PAINTER).unlink(missing_ok=True)  # whatever stops this, the processor paints
    model = verified(chosen.data)
    if model and _paints(model, run or _run):
        environment = _engine_of(model)
    else:
        named = settled(chosen).settings
        environment = _named(runtime=named.runtime, precision=named.precision)
    lines = [f"{name}={value}\n" for name, value in environment.items()]
    _replace(folder / PAINTER, "".join(lines))
    return environment


def _engine_of(model: str) -> dict[str, str]:
    if model == HOUSE:
        return _named(runtime="tensorrt", precision="auto")
    return _named(painter=model, large_runtime="tensorrt")


def _named(**values: str) -> dict[str, str]:
    return {f"SKETCHWELL_{name.upper()}": value for name, value in values.items()}


def _paints(model: str, run: Run) -> bool:
    with tempfile.TemporaryDirectory() as place:
        drawing, picture = Path(place, "trial.json"), Path(place, "trial.png")
        drawing.write_text(TRIAL, encoding="utf-8")
        command = [sys.executable, "-m", "engines", "paint", str(drawing), "--out", str(picture)]
        pairs = [f"{name}={value}" for name, value in _engine_of(model).items()]
        code, _ = run(
            [
                "/usr/bin/timeout",
                str(TRIAL_S),
                "/usr/bin/env",
                *pairs,
                *command,
                "--painter",
                model,
            ],
            _silent,
        )
        return code == 0 and picture.is_file()


class _Shown:
    """Writes the progress down, and keeps the last line that was said."""

    def __init__(self, model: str, folder: Path) -> None:
        self._model, self._folder = model, folder
        self._state: State = "none"
        self._since_s = 0
        self.last = ""

    def state(self, state: State, said: str, percent: int | None = None) -> None:
        if state != self._state:
            self._state, self._since_s = state, int(time.time())
        told = Progress(state, self._model, percent, said, self._since_s)
        _write(self._folder / PROGRESS, asdict(told))

    def line(self, text: str) -> None:
        found = _LINE.match(text)
        if found is None:
            self.last = text or self.last
            return
        self.state(self._state, f"{found[1]}: {found[3]}", int(found[2]))


def _tool() -> list[str]:
    return [sys.executable, "-m", "build_trt"]


def _run(command: list[str], line: Callable[[str], None]) -> tuple[int, str]:
    try:
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=child_environment(),
        ) as process:
            said = []
            for text in process.stdout or ():
                said.append(text)
                line(text.strip())
            code = process.wait()
    except OSError as error:
        raise SketchwellError(f"{command[0]} cannot be started: {error}.") from error
    return code, "".join(said)


def _silent(_: str) -> None:
    """A trial is judged by whether it painted."""


def _write(place: Path, told: Mapping[str, object]) -> None:
    _replace(place, json.dumps(told) + "\n")


def _replace(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = place.with_name(f".{place.name}.new")
    aside.write_text(text, encoding="utf-8")
    aside.chmod(0o644)
    aside.replace(place)
