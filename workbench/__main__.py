"""python -m workbench: serve (the default), back-up, restore, kiosk-key, bench."""

from __future__ import annotations

import argparse
import getpass
import json
import signal
import socket
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from engines.errors import ArchiveError, SettingsError, SketchwellError
from engines.settings import Settings, load

COMMANDS = ("serve", "back-up", "restore", "kiosk-key", "bench")
HOST = "127.0.0.1"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one subcommand; `serve` where none is named."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] not in (*COMMANDS, "-h", "--help"):
        given.insert(0, "serve")
    asked = _parser().parse_args(given)
    try:
        return _COMMANDS[asked.command](asked)
    except KeyboardInterrupt:
        return 0
    except SketchwellError as error:
        print(f"Sketchwell: {error}", file=sys.stderr)
        return 2


def serve(asked: argparse.Namespace) -> int:
    """Opens the practice and serves the workbench until it is stopped."""
    # The server raises the signal that stopped it once more; a throw-away folder goes first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with ExitStack() as stack:
        folder = asked.data
        if folder is None and asked.demo:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="sketchwell-demo-"))
        settings = load({"data": folder and str(folder), "port": asked.port})
        _run(settings, asked)
    return 0


def back_up(asked: argparse.Namespace) -> int:
    """Writes everything of a practice into one file under a passphrase."""
    from workbench.archive.store import Archive

    folder = _of_a_practice(asked)
    with Archive.open(folder) as archive:
        passphrase = _passphrase(asked, twice=True)
        archive.back_up(asked.file, passphrase=passphrase, progress=_told("Backing up"))
    print(
        f"Everything is in {asked.file}, and was read back. It is as sensitive as the practice: "
        "keep it and the passphrase apart. Without the passphrase nobody can open it."
    )
    return 0


def restore(asked: argparse.Namespace) -> int:
    """Makes a practice's folder of a backup, and says what it holds."""
    from workbench.archive import backup
    from workbench.archive.store import Archive

    folder = _folder(asked)
    passphrase = _passphrase(asked, twice=False)
    backup.restore(asked.file, folder, passphrase=passphrase, progress=_told("Restoring"))
    with Archive.open(folder) as archive:
        archive.verify_audit()
        people, sittings = len(archive.people()), len(archive.sittings())
    print(f"{folder} is ready. People: {people}, sittings: {sittings}.")
    return 0


def kiosk_key(asked: argparse.Namespace) -> int:
    """Writes the key that a kiosk seals with for this practice; it opens nothing."""
    from workbench.archive import letters
    from workbench.archive.store import Archive

    with Archive.open(_of_a_practice(asked)) as archive:
        line = letters.public_line(archive)
    told = "# A practice's public key. A kiosk seals with it for this practice; it opens nothing.\n"
    try:
        asked.file.write_text(told + line, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"The file {asked.file} cannot be written: {error}.") from error
    print(f"{asked.file} is the key for a kiosk's operator. It is no secret.")
    return 0


def measure(asked: argparse.Namespace) -> int:
    """Measures the whole workbench in a browser, on a demo practice of its own."""
    from workbench import bench

    found = bench.report(rounds=asked.rounds, say=lambda doing: print(f"{doing} ...", flush=True))
    print(json.dumps(found) if asked.json else bench.table(found))
    return 0


def _of_a_practice(asked: argparse.Namespace) -> Path:
    from workbench.archive.database import DATABASE_FILE

    folder = _folder(asked)
    if not (folder / DATABASE_FILE).exists():
        raise ArchiveError(f"There is no practice in {folder}: name its folder with --data DIR.")
    return folder


def _folder(asked: argparse.Namespace) -> Path:
    return Path(load({"data": asked.data and str(asked.data)}).data)


def _passphrase(asked: argparse.Namespace, *, twice: bool) -> str:
    if asked.passphrase_file is not None:
        return _first_line(asked.passphrase_file)
    given = getpass.getpass("Passphrase: ")
    if twice and getpass.getpass("Once more: ") != given:
        raise SettingsError("The two passphrases differ: nothing was written. Try again.")
    return given


def _first_line(path: Path) -> str:
    try:
        return path.read_text("utf-8").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The passphrase file {path} cannot be read: {error}.") from error


def _told(doing: str) -> Callable[[float], None]:
    """Tells on the terminal how far it is; says nothing where there is none."""

    def told(share: float) -> None:
        end = "\n" if share >= 1.0 else ""
        print(f"\r{doing}: {share:4.0%}", end=end, file=sys.stderr, flush=True)

    return told if sys.stderr.isatty() else lambda _: None


def _run(settings: Settings, asked: argparse.Namespace) -> None:
    from engines.roster import limits_of
    from workbench import practice
    from workbench.asgi import create_app

    _check_host(settings.host)
    _check_port(settings.port)
    address = f"http://{HOST}:{settings.port}/"

    def ready() -> None:
        print(
            "\n".join([*limits_of(settings.painter), f"Sketchwell is open at {address}"]),
            flush=True,
        )
        if not asked.no_browser:
            threading.Timer(0.5, webbrowser.open, [address]).start()

    # Opened out here, what keeps the archive shut is one line; the server would show a trace.
    with practice.serving(settings, demo=asked.demo) as served:
        if asked.new_pin:
            served.passes.forget()
        create_app(ready).run(config={"server.port": settings.port, "server.address": HOST})


def _check_host(host: str) -> None:
    if host != HOST:
        raise SettingsError(
            f"The setting host is {host!r}: the workbench listens on {HOST} alone, because it has "
            "no sign-in yet."
        )


def _check_port(port: int) -> None:
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((HOST, port))
        except OSError as error:
            raise SettingsError(
                f"Port {port} of this machine is in use, perhaps by another workbench: close that "
                "one, or choose a port with --port N."
            ) from error


def _parser() -> argparse.ArgumentParser:
    serving = _serving()
    # Its options are shown beside the commands: without a command it is `serve` that is meant.
    parser = argparse.ArgumentParser(
        prog="python -m workbench",
        usage="%(prog)s [options] | {serve,back-up,restore,kiosk-key,bench} ...",
        description="The therapists' workbench. Not for real clients yet.",
        parents=[serving],
    )
    commands = parser.add_subparsers(
        dest="command", required=True, title="commands", metavar="", prog=parser.prog
    )
    told = "open the workbench on this machine (the default)"
    commands.add_parser("serve", help=told, description=told, parents=[serving])
    _add_copying(commands, "back-up", "write everything into one file under a passphrase")
    _add_copying(commands, "restore", "make a new data folder of such a file")
    keying = commands.add_parser("kiosk-key", help="write the key that kiosks seal with for us")
    keying.add_argument("file", type=Path, metavar="FILE", help="where to, such as practice.pub")
    keying.add_argument("--data", type=Path, metavar="DIR", help="folder of the practice's data")
    benching = commands.add_parser("bench", help="first page, page to page, memory, in Chromium")
    benching.add_argument(
        "--rounds", type=int, default=5, metavar="N", help="looks at each page (5)"
    )
    benching.add_argument("--json", action="store_true", help="all runs as JSON")
    return parser


def _serving() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    serving = options.add_argument_group("options of serve, meant where no command is named")
    serving.add_argument("--data", type=Path, metavar="DIR", help="folder of the practice's data")
    serving.add_argument("--port", type=int, metavar="N", help="port on 127.0.0.1 (8501)")
    serving.add_argument(
        "--demo",
        action="store_true",
        help="a practice with synthetic people, thrown away at the end",
    )
    serving.add_argument("--no-browser", action="store_true", help="do not open a browser")
    serving.add_argument(
        "--new-pin",
        action="store_true",
        help="forget the PIN and take every table back; the next hand-over asks for a new one",
    )
    return options


def _add_copying(commands: Any, name: str, told: str) -> None:
    copying = commands.add_parser(name, help=told, description=told)
    copying.add_argument("file", type=Path, metavar="FILE", help="the backup")
    copying.add_argument("--data", type=Path, metavar="DIR", help="folder of the practice's data")
    copying.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="PATH",
        help="take the passphrase from this file's first line instead of asking for it",
    )


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "serve": serve,
    "back-up": back_up,
    "restore": restore,
    "kiosk-key": kiosk_key,
    "bench": measure,
}


if __name__ == "__main__":
    sys.exit(main())
