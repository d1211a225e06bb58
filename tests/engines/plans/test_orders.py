"""An order, said again as the command that asks for it, and what `plan` says of it."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import pytest

import build_trt
from engines.plans import commands, telling
from engines.plans.accusing import other_command
from engines.plans.orders import Order
from engines.plans.targets import preset_of, target_of
from engines.plans.wishes import Wishes
from tests.engines.plans.test_recipes import RTX

ORDER = Order(
    model="sdxs",
    target=target_of("rtx"),
    precision="int8",
    preset=preset_of("quick"),
    data=Path("/data"),
    computes=("8.9",),
    weights=Path("/my weights/sdxs"),
    onnx=Path("/a b"),
    workspace_mib=512,
    anyway=True,
    islands=("/conv in/Conv",),
    cached=False,
    wishes=Wishes(rest="bf16"),
)


def test_the_command_asks_for_the_same_again() -> None:
    python, script, *words = shlex.split(ORDER.command)
    assert (python, script) == ("python", "build_trt.py")
    again, _ = commands.order_of(build_trt._parser().parse_args(words), building=True)
    assert replace(again, data=ORDER.data) == ORDER


def test_the_next_safer_precision_is_a_command_that_works() -> None:
    told = other_command(ORDER.command, "int8")
    assert "--precision fp16" in told
    assert "--rest" not in told


@pytest.mark.parametrize(
    ("precision", "rest", "opset"),
    [("fp16", None, 18), ("bf16", None, 22), ("int8", None, 19), ("int8", "bf16", 22)],
)
def test_a_plan_says_the_opset_of_its_graphs(precision: str, rest: str | None, opset: int) -> None:
    asked = replace(ORDER, precision=precision, wishes=Wishes(rest=rest))
    assert telling.plan_json(asked, RTX, ())["opset"] == opset
    assert f"opset {opset}" in telling.way(asked, RTX)


def test_a_plan_says_nothing_of_what_was_settled() -> None:
    plain = ["plan", "--model", "sdxs", "--target", "rtx"]
    for words, told in ((plain, True), ([*plain, "--compute", "8.9"], False)):
        report = commands.plan(build_trt._parser().parse_args(words))
        assert ("Without --compute" in "\n".join(report.lines)) is told
