"""`python -m kiosk soak`: a simulated day; 1 where a bar is broken."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from kiosk import soak


def main(arguments: Sequence[str]) -> int:
    """Lets the day pass and prints what it took.

    Returns:
        The exit status: 0 every bar holds, 1 one is broken.
    """
    asked = _parser().parse_args(arguments)
    report = soak.soak(
        visitors=asked.visitors,
        seed=asked.seed,
        visit_s=asked.seconds_a_visit,
        say=lambda text: print(text, file=sys.stderr),
    )
    print(soak.table(report))
    return 1 if report.broken else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kiosk soak", description=__doc__)
    parser.add_argument("--visitors", type=int, default=soak.VISITORS, help="%(default)s of them")
    parser.add_argument("--seed", type=int, default=1, help="decides who comes")
    parser.add_argument(
        "--seconds-a-visit",
        type=float,
        default=soak.VISIT_S,
        metavar="SECONDS",
        help="of drawing: fast time",
    )
    return parser
