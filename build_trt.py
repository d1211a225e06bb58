"""Turns models into TensorRT engines for kiosks. Exit codes: engines/plans/README.md."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engines.errors import SketchwellError
from engines.plans import commands, models, refusing, reports, standing, targets


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Returns:
        The exit status, a key of `engines.plans.reports.CODES`.
    """
    asked = _parser().parse_args(arguments)
    try:
        report = asked.run(asked)
    except (SketchwellError, OSError, KeyboardInterrupt) as error:
        code = reports.code_of(error)
        text = str(error) or "stopped"
        if asked.json:
            print(json.dumps({"error": text, "kind": type(error).__name__, "exit": code}))
        print(f"build_trt.py: {text}", file=sys.stderr)
        return code
    if asked.json:
        print(json.dumps(report.value, indent=1, default=str))
    else:
        print("\n".join(report.lines))
    return report.code


def _parser() -> argparse.ArgumentParser:
    codes = "; ".join(f"{code} {text}" for code, text in reports.CODES.items())
    parser = argparse.ArgumentParser(
        prog="build_trt.py", description=__doc__, epilog=f"Exit codes: {codes}."
    )
    kinds = parser.add_subparsers(required=True, metavar="COMMAND")
    _order(_command(kinds, "plan", commands.plan))
    building = _command(kinds, "build", commands.build)
    _order(building)
    _building(building)
    _standing(_command(kinds, "verify", standing.verify))
    inspecting = _command(kinds, "inspect", standing.inspect)
    _standing(inspecting)
    inspecting.add_argument("--html", type=Path, metavar="FILE", help="writes every layer")
    timing = _command(kinds, "bench", standing.bench)
    _standing(timing)
    timing.add_argument("--rounds", type=_positive, default=100, help="runs that count")
    _command(kinds, "doctor", commands.doctor)
    packing = _command(kinds, "pack", standing.pack)
    _order(packing)
    packing.add_argument("--jetpack", default=standing.JETPACK, help="the board's, such as 6.2")
    _carried(packing)
    cleaning = _command(kinds, "clean", commands.clean)
    cleaning.add_argument("--all", action="store_true", help="also caches and exported graphs")
    cleaning.add_argument("--yes", action="store_true", help="delete without asking")
    return parser


def _command(kinds: Any, name: str, run: Callable[..., Any]) -> argparse.ArgumentParser:
    text = (run.__doc__ or "").strip()
    parser = kinds.add_parser(name, help=text, description=text)
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    parser.set_defaults(run=run)
    return parser


def _order(parser: argparse.ArgumentParser) -> None:
    presets = [preset.name for preset in targets.presets()]
    parser.add_argument("--model", required=True, help=", ".join(models.names()))
    parser.add_argument("--target", help=f"{', '.join(targets.names())}; else here")
    parser.add_argument("--precision", choices=refusing.PRECISIONS, help="else the target's best")
    parser.add_argument("--size", type=_numbers, default=(), metavar="384,512", help="in pixels")
    parser.add_argument("--dynamic", action="store_true", help="one engine for all sizes; slower")
    parser.add_argument("--preset", choices=presets, default="kiosk", help="how hard to try")
    parser.add_argument(
        "--compute", type=_words, default=(), metavar="8.9,12.0", help="narrows --target rtx"
    )


def _building(parser: argparse.ArgumentParser) -> None:
    _carried(parser)
    parser.add_argument("--workspace", type=_positive, metavar="MIB", help="most for one layer")
    parser.add_argument("--resume", action="store_true", help="keep what is built already")
    parser.add_argument("--anyway", action="store_true", help="though it looks too large")
    parser.add_argument("--no-cache", action="store_true", help="time every tactic again")


def _carried(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--weights", type=Path, metavar="DIR", help="of models but the house")
    parser.add_argument("--onnx", type=Path, metavar="DIR", help="exported graphs, from a kit")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the result goes")


def _standing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="what build named")
    parser.add_argument("--onnx", type=Path, metavar="DIR", help="the exported graphs")


def _positive(text: str) -> int:
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


if __name__ == "__main__":
    sys.exit(main())
