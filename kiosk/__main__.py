"""The kiosk: `python -m kiosk [--port N] [--painter NAME]`, or `bench`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import uvicorn

from engines import settings
from engines.errors import SketchwellError
from engines.settings import Settings
from engines.studio import PAINTERS, settled
from kiosk import bench
from kiosk.app import create_app
from kiosk.visits.wire import MOST_BYTES


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until somebody stops it.

    Returns:
        The exit status: 0 stopped, 2 an error, told in one line on standard error.
    """
    asked = _parser().parse_args(arguments)
    try:
        if asked.command == "bench":
            print(bench.table(bench.report(say=lambda text: print(text, file=sys.stderr))))
            return 0
        chosen = settled(
            settings.load({"kiosk_port": asked.port, "painter": asked.painter})
        ).settings
        serve(chosen)
    except (SketchwellError, OSError) as error:
        print(f"python -m kiosk: {error}", file=sys.stderr)
        return 2
    return 0


def serve(chosen: Settings) -> None:
    """Runs the server; frames are JPEG already, so nothing is deflated on the line."""
    uvicorn.run(
        create_app(chosen),
        host="127.0.0.1",
        port=chosen.kiosk_port,
        ws_max_size=MOST_BYTES,
        ws_per_message_deflate=False,
        log_level="warning",
        access_log=False,
        server_header=False,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kiosk", description=__doc__)
    parser.add_argument("command", nargs="?", choices=["bench"], help="measures in a browser")
    parser.add_argument("--port", type=int, help="else as in the settings")
    parser.add_argument("--painter", choices=sorted(PAINTERS), help="else as in the settings")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
