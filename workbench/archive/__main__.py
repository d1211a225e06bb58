"""python -m workbench.archive: bench, kill, flip, full, set-aside."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from engines.errors import SketchwellError
from workbench.archive import bench, campaign, crowding, flipping
from workbench.archive.rescue import set_database_aside


def main() -> int:
    args = _parser().parse_args()
    try:
        sys.stdout.write(f"{_done(args)}\n")
    except SketchwellError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _done(args: argparse.Namespace) -> str:
    if args.command == "bench":
        return json.dumps(bench.main(), indent=2)
    if args.command == "full":
        return "\n".join([crowding.main(), crowding.main(deed="sweep")])
    if args.command == "write":
        campaign.write(Path(args.folder), args.seed, sys.stdout)
        return ""
    if args.command == "set-aside":
        return set_database_aside(Path(args.folder))
    if args.command == "flip":
        with tempfile.TemporaryDirectory() as place:
            return flipping.main(args.flips, seed=args.seed, folder=Path(place))
    with tempfile.TemporaryDirectory() as place:
        count = campaign.main(args.kills, seed=args.seed, folder=Path(place))
    return f"{args.kills} kills, {count} acknowledged actions, none lost"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m workbench.archive", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("bench", help="time the trends of 200 people and 2,400 sittings")
    kill = commands.add_parser("kill", help="kill a writing process again and again, and compare")
    kill.add_argument("--kills", type=int, default=500)
    kill.add_argument("--seed", type=int, default=1)
    flip = commands.add_parser(
        "flip", help="harm a file of an archive, again and again, open it, and compare"
    )
    flip.add_argument("--flips", type=int, default=300)
    flip.add_argument("--seed", type=int, default=1)
    commands.add_parser("full", help="fill small disks, try every kind of write, and compare")
    aside = commands.add_parser(
        "set-aside", help="put a damaged database aside; the journal's part goes into a new one"
    )
    aside.add_argument("folder", help="the data folder")
    write = commands.add_parser("write", help="write at random until killed (used by kill)")
    write.add_argument("folder")
    write.add_argument("seed", type=int)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
