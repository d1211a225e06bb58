"""Puts the kiosk onto a machine, and takes it away: `plan`, `install`, `remove`.

`prepare` and `engine` are for the units that are installed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engines import settings
from engines.errors import SketchwellError
from kiosk.deploy import acting, checking, engine, machine, record, writing
from kiosk.deploy.options import Options, choose
from kiosk.deploy.pieces import pieces
from kiosk.site import files

SITE = Path("/etc/sketchwell/kiosk.toml")
NEW_USERS = "users"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Returns:
        The exit status: 0 done, 2 refused, in one line on
        standard error.
    """
    asked = _parser().parse_args(arguments)
    try:
        return asked.run(asked)
    except (SketchwellError, OSError) as error:
        print(f"python -m kiosk.deploy: {error}", file=sys.stderr)
        return 2


def plan(asked: argparse.Namespace) -> int:
    """Says what would be written, and changes nothing."""
    options = _options(asked)
    checking.refuse_board(options, root=asked.root)
    for piece in pieces(options):
        what = f"-> {piece.text}" if piece.is_link else f"{piece.mode:04o}"
        there = record.seal(asked.root / piece.path.lstrip("/"))
        print(f"{'replaces' if there else 'writes  '} {piece.path} {what}")
    _warn(options, asked.root)
    return 0


def install(asked: argparse.Namespace) -> int:
    """Writes everything, keeping what it replaces; below another root, that is all."""
    options = _options(asked)
    checking.refuse_board(options, root=asked.root)
    live = asked.root == machine.HERE
    if live:
        checking.refuse_here(options)
    before = record.read(asked.root).options
    made = [*before.get(NEW_USERS, ()), *(acting.missing_users() if live else ())]
    told = {**options.to_wire(), NEW_USERS: sorted(set(made))}
    done = writing.put(asked.root, pieces(options), told, changed=asked.changed)
    print(f"{len(done.entries)} files are in place.")
    _warn(options, asked.root)
    if live:
        acting.run(acting.after_writing(options), print, must=True)
        if not SITE.exists():
            files.begin(SITE)
            print(f"{SITE}: change what you want changed")
        print("The kiosk begins at the next start of this machine: sudo systemctl reboot")
    return 0


def remove(asked: argparse.Namespace) -> int:
    """Takes everything away and gives back what was there."""
    live = asked.root == machine.HERE
    found = record.read(asked.root).options
    options = choose({}, found, asked.root) if found else None
    if live and options is not None:
        acting.run(acting.before_taking(options), print, must=False)
    left = writing.take_away(asked.root, changed=asked.changed)
    for path in left:
        print(f"left, as somebody changed it: {path}")
    if live and options is not None:
        made = found.get(NEW_USERS, ())
        acting.run(acting.after_taking(options, made=made), print, must=False)
        print(f"Left: {SITE.parent} (your settings) and /var/lib/sketchwell (engines).")
    print("Everything that was written is gone; what it replaced is back.")
    return 0


def prepare(asked: argparse.Namespace) -> int:
    """Before the server starts: keeps the last good settings, decides what the painter runs on."""
    chosen = settings.load()
    print(files.read(chosen.data, file=asked.settings).told())
    print(" ".join(f"{name}={value}" for name, value in engine.decide(chosen).items()))
    return 0


def build(asked: argparse.Namespace) -> int:
    """Builds and verifies the engine, and tells how far it is."""
    return engine.build(asked.painting, settings.load().data)


def _options(asked: argparse.Namespace) -> Options:
    given = {name: value for name, value in vars(asked).items() if name not in ("run", "root")}
    return choose(given, record.read(asked.root).options, asked.root)


def _warn(options: Options, root: Path) -> None:
    for text in checking.warnings(options, root=root):
        print(f"! {text}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kiosk.deploy", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for run in (plan, install):
        _choices(_command(commands, run))
    taking = _command(commands, remove)
    for command in (*commands.choices.values(),):
        command.add_argument(
            "--root", type=Path, default=machine.HERE, metavar="DIR", help="a dry run into a folder"
        )
    for command in (commands.choices["install"], taking):
        command.add_argument(
            "--changed",
            choices=(writing.LEAVE, writing.DISCARD),
            help="what becomes of files of ours that somebody changed",
        )
    _command(commands, prepare).add_argument("--settings", type=Path, default=SITE)
    building = _command(commands, build, name="engine")
    building.add_argument("--painting", default=engine.HOUSE, metavar="MODEL")
    return parser


def _choices(parser: argparse.ArgumentParser) -> None:
    yes_no = argparse.BooleanOptionalAction
    parser.add_argument("--jetpack", choices=("6", "7", "none"), help="else as the machine says")
    parser.add_argument("--browser", choices=("deb", "snap"), help="else what is installed")
    parser.add_argument("--compositor", choices=("cage", "x11"), help="else cage where it is")
    parser.add_argument("--fallback", action=yes_no, help="X11 where cage cannot start")
    parser.add_argument("--rotate", type=int, metavar="DEGREES", help="0, 90, 180, 270 clockwise")
    parser.add_argument("--port", type=int, help="else 8502")
    parser.add_argument("--nightly", metavar="HH:MM", help="starts anew then, or never; else 03:30")
    parser.add_argument(
        "--take-home", nargs="*", metavar="NETWORK", help="who may reach it, as 192.168.50.0/24"
    )
    parser.add_argument("--sealed", metavar="DIR", help="where files for therapists are put")
    parser.add_argument("--printing", action=yes_no, help="CUPS keeps its spool in memory")
    parser.add_argument("--painting", metavar="MODEL", help="whose engine is built, or none")
    parser.add_argument("--python", help="the interpreter that has Sketchwell; else this one")


def _command(
    commands: Any, run: Callable[[argparse.Namespace], int], *, name: str | None = None
) -> argparse.ArgumentParser:
    text = (run.__doc__ or "").strip()
    parser = commands.add_parser(name or run.__name__, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
