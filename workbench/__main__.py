"""python -m workbench [serve] [--data DIR] [--port N] [--demo] [--no-browser]."""

from __future__ import annotations

import argparse
import signal
import socket
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from engines.errors import SettingsError, SketchwellError
from engines.settings import Settings, load

COMMANDS = ("serve",)
HOST = "127.0.0.1"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one subcommand; `serve` where none is named."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] not in (*COMMANDS, "-h", "--help"):
        given.insert(0, "serve")
    asked = _parser().parse_args(given)
    try:
        return serve(asked)
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
        _run(settings, demo=asked.demo, browser=not asked.no_browser)
    return 0


def _run(settings: Settings, *, demo: bool, browser: bool) -> None:
    from workbench import practice
    from workbench.asgi import create_app

    _check_host(settings.host)
    _check_port(settings.port)
    address = f"http://{HOST}:{settings.port}/"

    def ready() -> None:
        print(f"Sketchwell is open at {address}", flush=True)
        if browser:
            threading.Timer(0.5, webbrowser.open, [address]).start()

    # Opened out here, what keeps the archive shut is one line; the server would show a trace.
    with practice.serving(settings, demo=demo):
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
    parser = argparse.ArgumentParser(
        prog="python -m workbench",
        description="The therapists' workbench. Not for real clients yet.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("serve", help="open the workbench on this machine (the default)")
    serving.add_argument("--data", type=Path, metavar="DIR", help="folder of the practice's data")
    serving.add_argument("--port", type=int, metavar="N", help="port on 127.0.0.1 (8501)")
    serving.add_argument(
        "--demo",
        action="store_true",
        help="a practice with synthetic people, thrown away at the end",
    )
    serving.add_argument("--no-browser", action="store_true", help="do not open a browser")
    return parser


if __name__ == "__main__":
    sys.exit(main())
