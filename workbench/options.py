"""What can be said to `python -m workbench` on the command line."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import Any

from workbench.vault import options as vault

COMMANDS = ("serve", "back-up", "restore", "keys", "kiosk-key", "verify", "doctor", "bench")


def read(given: list[str]) -> argparse.Namespace:
    """The command and its options; `serve` where no command is named."""
    parser = _parser()
    if given and not given[0].startswith("-") and given[0] not in COMMANDS:
        parser.error(f"there is no command {given[0]!r}: take one of {', '.join(COMMANDS)}")
    if not given or given[0] not in (*COMMANDS, "-h", "--help"):
        given = ["serve", *given]
    _check_order(parser, given)
    return parser.parse_args(given)


def _check_order(parser: argparse.ArgumentParser, given: list[str]) -> None:
    """A command is named first; one behind an option would be told as an unknown word."""
    asked, left = parser.parse_known_args(given)
    named = next((each for each in left if each in COMMANDS), None)
    if asked.command == "serve" and named is not None:
        others = [each for each in given[1:] if each != named]
        parser.error(f"name the command first: {parser.prog} {shlex.join([named, *others])}")


def _parser() -> argparse.ArgumentParser:
    serving = _serving()
    # Its options are shown beside the commands: without a command it is `serve` that is meant.
    parser = argparse.ArgumentParser(
        prog="python -m workbench",
        usage=f"%(prog)s [options] | {{{','.join(COMMANDS)}}} ...",
        description="The therapists' workbench.",
        parents=[serving],
    )
    commands = parser.add_subparsers(
        dest="command", required=True, title="commands", metavar="COMMAND", prog=parser.prog
    )
    told = "open the workbench on this machine (the default)"
    commands.add_parser("serve", help=told, description=told, parents=[serving])
    told = "write everything into one file under a passphrase"
    vault.unlocked(_add_copying(commands, "back-up", told))
    restoring = _add_copying(
        commands, "restore", "make a new data folder of a backup and a key copy"
    )
    restoring.add_argument(
        "--dry-run", action="store_true", help="only say what would come back; nothing is kept"
    )
    _add_restoring(restoring)
    vault.add(commands)
    told = "write the key that kiosks seal with for us; it opens nothing"
    keying = commands.add_parser("kiosk-key", help=told, description=told)
    keying.add_argument("file", type=Path, metavar="FILE", help="where to, such as practice.pub")
    _add_folder(keying)
    vault.unlocked(keying)
    told = "check that nobody changed the audit, and name the first entry that somebody did"
    verifying = commands.add_parser("verify", help=told, description=told)
    _add_folder(verifying)
    vault.unlocked(verifying)
    verifying.add_argument(
        "--head",
        type=Path,
        metavar="FILE",
        help="an audit that was exported before, kept elsewhere",
    )
    told = "say in plain words what stands open on this machine"
    _add_folder(commands.add_parser("doctor", help=told, description=told))
    told = "first page, page to page, memory, in Chromium; what writes and a start cost"
    benching = commands.add_parser("bench", help=told, description=told)
    benching.add_argument(
        "--rounds", type=int, default=5, metavar="N", help="looks at each page (5)"
    )
    benching.add_argument("--json", action="store_true", help="all runs as JSON")
    return parser


def _serving() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    serving = options.add_argument_group("options of serve, meant where no command is named")
    _add_folder(serving)
    serving.add_argument("--port", type=int, metavar="N", help="port (8501)")
    serving.add_argument(
        "--lan",
        metavar="ADDRESS",
        help="let devices of the practice's own network in, over TLS: this machine's address there",
    )
    serving.add_argument(
        "--demo",
        action="store_true",
        help="a practice with synthetic people, thrown away at the end",
    )
    serving.add_argument("--no-browser", action="store_true", help="do not open a browser")
    serving.add_argument(
        "--key-file",
        action="store_true",
        help="a new practice keeps its key in a file beside the data and asks nothing: to try out",
    )
    serving.add_argument(
        "--unlock",
        type=Path,
        nargs="?",
        const=Path("-"),
        metavar="PATH",
        help="type the passphrase here and not in a browser, or take it from a file's first line",
    )
    serving.add_argument(
        "--new-password",
        metavar="NAME",
        help="a password to begin with for this sign-in name, without an authenticator app",
    )
    serving.add_argument(
        "--new-pin",
        action="store_true",
        help="forget the PIN and take every table back; the next hand-over asks for a new one",
    )
    return options


def _add_copying(commands: Any, name: str, told: str) -> argparse.ArgumentParser:
    copying = commands.add_parser(name, help=told, description=told)
    copying.add_argument("file", type=Path, metavar="FILE", help="the backup")
    _add_folder(copying)
    copying.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="PATH",
        help="take the passphrase from this file's first line instead of asking for it",
    )
    return copying


def _add_restoring(restoring: argparse.ArgumentParser) -> None:
    restoring.add_argument(
        "--keys", type=Path, metavar="FILE.keys", help="the key copy; backups hold no keys"
    )
    restoring.add_argument(
        "--keys-passphrase-file",
        type=Path,
        metavar="PATH",
        help="take the key copy's passphrase from this file's first line",
    )


def _add_folder(command: Any) -> None:
    command.add_argument("--data", type=Path, metavar="DIR", help="folder of the practice's data")
