"""The kiosk: `python -m kiosk [--port N] [--painter NAME] [--settings FILE]`, or a command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from engines import settings, strokes
from engines.errors import SketchwellError
from engines.settings import Settings
from engines.studio import PAINTERS, settled
from kiosk import bench, looks, saying, serving
from kiosk.app import create_app
from kiosk.deploy import notify
from kiosk.operating import doctor
from kiosk.operating.door import Door, address
from kiosk.site import files
from kiosk.site.files import InForce
from kiosk.soak import commands as soak
from kiosk.voice import commands as voice


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until somebody stops it.

    Returns:
        The exit status: 0 stopped, 2 an error, told in one line on standard error.
    """
    given = sys.argv[1:] if arguments is None else arguments
    if given and given[0] in OWN:
        return OWN[given[0]](given[1:])
    asked = _parser().parse_args(given)
    try:
        return COMMANDS[asked.command](asked)
    except (SketchwellError, OSError) as error:
        print(f"python -m kiosk: {error}", file=sys.stderr)
        return 2


def serve(chosen: Settings, in_force: InForce) -> None:
    """Runs the server; the operator's page is where `python -m kiosk operator` says."""
    door = Door()
    try:
        door.post(chosen.data, chosen.kiosk_port)
    except OSError as error:
        _say(f"There is no operator's page: {chosen.data} cannot be written to: {error}")
    notify.serve(
        create_app(serving.hurried(chosen), in_force=in_force, door=door),
        host="127.0.0.1",
        port=chosen.kiosk_port,
        **serving.LIMITS,
    )


def served(asked: argparse.Namespace) -> int:
    """Serves the kiosk; the operator is told what holds where the settings cannot be used."""
    chosen = _chosen(asked)
    in_force = files.read(chosen.data, file=asked.settings)
    if in_force.fault:
        _say(in_force.told())
    if drafts := saying.unreviewed(in_force.site.languages):
        _say(drafts)
    if lack := voice.unsaid(in_force.site, chosen.data):
        _say(lack)
    serve(settled(chosen).settings, in_force)
    return 0


def benched(_: argparse.Namespace) -> int:
    """Measures how quick it answers, in a browser."""
    print(bench.table(bench.report(say=_say)))
    return 0


def begun(asked: argparse.Namespace) -> int:
    """Writes settings to fill in; never over a file that is there."""
    path = asked.settings or _chosen(asked).data / files.FILE
    files.begin(path)
    print(f"{path}: change what you want changed, then python -m kiosk doctor")
    return 0


def examined(asked: argparse.Namespace) -> int:
    """Says what stands in the way of a visit, in plain words; 1 where something does."""
    chosen = _chosen(asked)
    found = doctor.examine(chosen, files.read(chosen.data, file=asked.settings), _say)
    print("\n".join(doctor.lines(found)))
    return 0 if doctor.is_ready(found) else 1


def operated(asked: argparse.Namespace) -> int:
    """Says where the operator's page of the kiosk is that was started last; 1 before any."""
    found = address(_chosen(asked).data)
    print(found or "No kiosk was started with this data folder: python -m kiosk")
    return 0 if found else 1


def looked(asked: argparse.Namespace) -> int:
    """Paints the pictures to point at and those of the idle screen anew."""
    wire = (Path(__file__).parent / "static" / "looks" / "drawing.json").read_bytes()
    chosen = settled(_chosen(asked)).settings
    for path in [*looks.paint(strokes.parse(wire), chosen), *looks.paint_idle(chosen)]:
        print(path)
    return 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "serve": served,
    "bench": benched,
    "new-settings": begun,
    "doctor": examined,
    "operator": operated,
    "looks": looked,
}


# Commands with arguments of their own.
OWN: Mapping[str, Callable[[Sequence[str]], int]] = {"voice": voice.main, "soak": soak.main}


def _chosen(asked: argparse.Namespace) -> Settings:
    return settings.load({"kiosk_port": asked.port, "painter": asked.painter})


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kiosk", description=__doc__)
    told = "; ".join(f"{name}: {(run.__doc__ or '').strip()}" for name, run in COMMANDS.items())
    parser.add_argument(
        "command",
        nargs="?",
        choices=list(COMMANDS),
        default="serve",
        metavar="COMMAND",
        help=f"{told}; voice, soak: `voice --help`",
    )
    parser.add_argument("--port", type=int, help="else as in the settings")
    parser.add_argument("--painter", choices=sorted(PAINTERS), help="else as in the settings")
    parser.add_argument("--settings", type=Path, metavar="FILE", help=f"else {files.FILE}")
    return parser


if __name__ == "__main__":
    serving.settle()
    raise SystemExit(main())
