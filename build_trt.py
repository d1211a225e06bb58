"""Turns models into TensorRT engines for kiosks. Exit codes: engines/plans/README.md."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engines.errors import SketchwellError
from engines.plans import commands, models, orders, refusing, reports, standing, targets, wishes


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Returns:
        The exit status, a key of `engines.plans.reports.CODES`.
    """
    asked = _parser().parse_args(arguments)
    try:
        report = asked.run(asked)
    except (SketchwellError, OSError, KeyboardInterrupt) as error:
        report = reports.refusal(error)
    try:
        _tell(report, as_json=asked.json)
        reports.unread()
    except BrokenPipeError:  # the work is done, whoever reads of it
        reports.unread(known=True)
    return report.code


def _tell(report: reports.Report, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report.value, indent=1, default=str))
    else:
        print("\n".join(report.lines), end="\n" * bool(report.lines))
    if report.complaint:
        print(f"build_trt.py: {report.complaint}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    codes = "; ".join(f"{code} {text}" for code, text in reports.CODES.items())
    parser = argparse.ArgumentParser(
        prog="build_trt.py", description=__doc__, epilog=f"Exit codes: {codes}."
    )
    kinds = parser.add_subparsers(required=True, metavar="COMMAND")
    planning = _command(kinds, "plan", commands.plan)
    _order(planning)
    _wishes(planning)
    building = _command(kinds, "build", commands.build)
    _order(building)
    _building(building)
    _wishes(building)
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
    _carried(packing.add_argument_group("folders"))
    _wishes(packing)
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
    parser.usage = f"{parser.prog} --model MODEL [options]"
    presets = [preset.name for preset in targets.presets()]
    what = parser.add_argument_group("what to build")
    what.add_argument("--model", required=True, help=", ".join(models.names()))
    what.add_argument("--target", help=f"{', '.join(targets.names())}; else here")
    what.add_argument("--precision", choices=refusing.PRECISIONS, help="else the target's best")
    what.add_argument(
        "--size",
        type=orders.sizes_asked,
        default=(),
        metavar="512x384,512",
        help="width x height in pixels",
    )
    what.add_argument("--dynamic", action="store_true", help="one engine for all sizes; slower")
    what.add_argument(
        "--preset", choices=presets, default=orders.DEFAULT_PRESET, help="how hard to try"
    )
    what.add_argument(
        "--compute", type=_words, default=(), metavar="8.9,12.0", help="narrows --target rtx"
    )
    what.add_argument(
        "--island", action="append", default=[], metavar="NODE", help="stays in single precision"
    )


def _building(parser: argparse.ArgumentParser) -> None:
    _carried(parser.add_argument_group("folders"))
    how = parser.add_argument_group("how to build")
    how.add_argument("--workspace", type=_positive, metavar="MIB", help="most for one layer")
    how.add_argument("--resume", action="store_true", help="keep what is built already")
    how.add_argument("--anyway", action="store_true", help="though it looks too large")
    how.add_argument("--no-cache", action="store_true", help="time every tactic again")


def _carried(folders: argparse._ArgumentGroup) -> None:
    folders.add_argument("--weights", type=Path, metavar="DIR", help="of models but the house")
    folders.add_argument("--onnx", type=Path, metavar="DIR", help="exported graphs, from a kit")
    folders.add_argument("--out", type=Path, metavar="DIR", help="where the result goes")


def _wishes(parser: argparse.ArgumentParser) -> None:
    rare = parser.add_argument_group("seldom wanted", "each has its price, which plan names")
    rare.add_argument("--strip", action="store_true", help="weights stay in the ONNX beside it")
    rare.add_argument(
        "--weight-streaming",
        type=_positive,
        nargs="?",
        const=0,
        metavar="MIB",
        help="that much of the weights on the GPU, the rest waits outside",
    )
    rare.add_argument("--dla", type=int, metavar="CORE", help="Jetson's accelerator, else the GPU")
    rare.add_argument("--compatible", choices=tuple(wishes.LEVELS), help="for other GPUs too")
    rare.add_argument(
        "--require-cache", action="store_true", help="fail where a tactic was never timed"
    )
    rare.add_argument("--rest", choices=wishes.RESTS, help="of int8 and fp8; else fp16")


def _standing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="what build named")
    parser.add_argument("--onnx", type=Path, metavar="DIR", help="the exported graphs")


def _positive(text: str) -> int:
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


if __name__ == "__main__":
    sys.exit(main())
