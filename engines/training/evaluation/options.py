"""What `evaluate` and `blind` take on the command line; light, for every command reads it."""

from __future__ import annotations

import argparse
from pathlib import Path

PAINTERS = ("blank", "wash", "nearest", "regression", "house")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What only these two commands take."""
    parser.add_argument("--hedge", action="store_true", help="evaluate: HEDGE of what ships")
    parser.add_argument("--quick", action="store_true", help="evaluate: few cases, for a look")
    parser.add_argument("--weights", type=Path, help="evaluate, blind: the house's, else --out's")
    parser.add_argument("--regression", type=Path, help="evaluate, blind: a run, or its weights")
    parser.add_argument("--drawings", type=Path, help="evaluate, blind: real people's drawings")
    parser.add_argument("--pairs", type=int, default=100, help="blind: how many questions")
    parser.add_argument("--a", default="wash", choices=PAINTERS, help="blind: one painter")
    parser.add_argument("--b", default="house", choices=PAINTERS, help="blind: the other")
    parser.add_argument("--sheets", action="store_true", help="blind: numbered PNG sheets")
    parser.add_argument(
        "--count", type=Path, nargs=2, metavar=("DIR", "ANSWERS"), help="blind: open the key"
    )
