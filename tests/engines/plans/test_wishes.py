"""What is asked for beyond the defaults: refused where it cannot be, said and kept where it can."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import build_trt
from engines.errors import PlanRefused
from engines.plans import building
from engines.plans.offers import Offers
from engines.plans.recipes import recipe_for
from engines.plans.targets import preset_of, target_of
from engines.plans.wishes import Wishes, check_wishes, reach
from tests.engines.plans.machines import machine, orin_nano, workstation
from tests.engines.plans.test_recipes import JETPACK_6, JETPACK_7, OLD, RTX

AGX = {"board": "NVIDIA Jetson AGX Orin Developer Kit"}
ELEVEN = replace(JETPACK_7, version="11.4.1", typing="always", weak_flags=())
STRIP, STREAM, DLA = Wishes(strip=True), Wishes(streamed_mib=512), Wishes(dla=0)
NEAR, SAME = Wishes(compatible="ampere+"), Wishes(compatible="same-compute")
CACHE, REST = Wishes(from_cache=True), Wishes(rest="bf16")
EIGHT = {"precision": "int8"}

# wishes, target, what its library offers, more -> what the message must say
REFUSED = {
    "strip on RTX": (STRIP, "rtx", RTX, {}, "cannot strip without a driver"),
    "strip on 8.6": (STRIP, "x86-sm86", OLD, {}, "came with TensorRT 10"),
    "stream on 8.6": (STREAM, "x86-sm86", OLD, {}, "came with TensorRT 10"),
    "stream on JetPack 6": (STREAM, "orin-nano", JETPACK_6, {}, "10.12 and newer.*10.3.0"),
    "dla on Nano": (DLA, "orin-nano", None, {}, "orin-nano has no deep learning accelerator"),
    "dla on Thor": (DLA, "thor", None, {}, "thor has no"),
    "dla on RTX": (DLA, "rtx", None, {}, "rtx has no"),
    "dla core 2": (Wishes(dla=2), "orin-agx", None, {}, "cores 0 to 1"),
    "dla core -1": (Wishes(dla=-1), "orin-agx", None, {}, "cores 0 to 1"),
    "dla in bf16": (DLA, "orin-agx", None, {"precision": "bf16"}, "fp16 and int8, not in bf16"),
    "dla with free sides": (DLA, "orin-agx", None, {"dynamic": True}, "without --dynamic"),
    "dla on 10.16": (
        DLA,
        "orin-agx",
        None,
        {"machine": orin_nano(**AGX, jetpack="7.2", libraries={"tensorrt": "10.16.2"})},
        "10.16.2 has no DLA.*11.4.1 on AGX Orin",
    ),
    "compatible on a board": (NEAR, "orin-nx", None, {}, "not for Jetson"),
    "compatible on RTX": (SAME, "rtx", None, {}, "narrow it with --compute"),
    "ampere+ on Turing": (NEAR, "x86-sm75", None, {}, "older than Ampere"),
    "same-compute on 8.6": (SAME, "x86-sm86", OLD, {}, "no --compatible same-compute"),
    "cache on RTX": (CACHE, "rtx", None, {}, "no timing cache"),
    "cache on 8.6": (CACHE, "x86-sm86", OLD, {}, "came with TensorRT 10"),
    "cache and none": (CACHE, "orin-nano", None, {"cached": False}, "exclude each other"),
    "rest of fp16": (REST, "orin-nano", JETPACK_7, {}, "fp16 is all of one kind"),
    "rest on Turing": (REST, "x86-sm75", JETPACK_7, EIGHT, "computes in fp16, int8, fp32"),
    "rest on JetPack 6": (REST, "orin-nano", JETPACK_6, EIGHT, "10.12 and newer.*10.3.0"),
    "two at once": (replace(STREAM, strip=True), "thor", None, {}, "--strip and --weight-str"),
}
TAKEN = {
    "strip": (STRIP, "orin-nano", JETPACK_6, {}),
    "stream on RTX": (STREAM, "rtx", RTX, {}),
    "stream on JetPack 7": (STREAM, "orin-nano", JETPACK_7, {}),
    "dla on JetPack 6": (
        DLA,
        "orin-nx",
        JETPACK_6,
        {"machine": orin_nano(libraries={"tensorrt": "10.3.0"})},
    ),
    "dla on JetPack 7.2.2": (
        DLA,
        "orin-agx",
        ELEVEN,
        {"machine": orin_nano(**AGX, jetpack="7.2.2", libraries={"tensorrt": "11.4.1"})},
    ),
    "ampere+": (NEAR, "x86-sm86", OLD, {"machine": workstation(compute="8.6")}),
    "same-compute": (SAME, "x86-sm86", JETPACK_7, {}),
    "cache": (CACHE, "orin-nano", JETPACK_6, {}),
    "rest": (REST, "orin-nano", JETPACK_7, EIGHT),
    "rest on RTX": (REST, "rtx", RTX, EIGHT),
    "nothing": (Wishes(), "rtx", RTX, {"machine": machine()}),
}


def _check(wishes: Wishes, target: str, offers: Offers | None, more: dict) -> None:
    named = {"precision": "fp16", **more}
    check_wishes(wishes, target_of(target), named.pop("precision"), offers=offers, **named)


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_had_is_refused_with_its_reason(case):
    wishes, target, offers, more, told = REFUSED[case]
    with pytest.raises(PlanRefused, match=told):
        _check(wishes, target, offers, more)


@pytest.mark.parametrize("case", TAKEN)
def test_what_can_be_had_passes(case):
    _check(*TAKEN[case])


def test_wishes_are_said_as_the_command_line_says_them():
    every = Wishes(True, 512, 1, "ampere+", True, "bf16")
    told = "--strip --weight-streaming 512 --dla 1 --compatible ampere+ --require-cache --rest bf16"
    assert " ".join(every.words) == told
    assert Wishes(streamed_mib=0).words == ("--weight-streaming",)
    assert Wishes().words == Wishes().prices == ()
    assert len(every.prices) == 5


def test_every_wish_stands_in_the_readme_and_in_the_help(capsys):
    wishes = Wishes(True, 1, 1, "ampere+", True, "bf16")
    every = [word for word in wishes.words if word.startswith("--")]
    text = Path(building.__file__).with_name("README.md").read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        build_trt.main(["build", "--help"])
    told = capsys.readouterr().out
    assert len(every) == 6
    assert all(f"| `{word}" in text and f"  {word}" in told for word in every)


@pytest.mark.parametrize(
    ("wishes", "flags", "options"),
    [
        (STRIP, {"STRIP_PLAN", "REFIT_IDENTICAL"}, {}),
        (STREAM, {"WEIGHT_STREAMING"}, {"streamed_mib": 512}),
        (Wishes(streamed_mib=0), {"WEIGHT_STREAMING"}, {"streamed_mib": 0}),
        (DLA, {"GPU_FALLBACK"}, {"dla": 0}),
        (NEAR, set(), {"compatibility": "AMPERE_PLUS"}),
        (CACHE, {"ERROR_ON_TIMING_CACHE_MISS"}, {}),
    ],
    ids=["strip", "stream", "stream as it fits", "dla", "compatible", "cache"],
)
def test_a_wish_goes_into_the_engine_s_key(wishes, flags, options):
    def made(asked):
        orin, preset = target_of("orin-agx"), preset_of("kiosk")
        return recipe_for("fp16", orin, preset, JETPACK_7, wishes=asked)

    plain, found = made(None), made(wishes)
    assert set(found.flags) - set(plain.flags) == flags
    more = {**options, "asked": list(wishes.words)}
    assert found.options == {**plain.options, **more}


def test_an_engine_for_more_gpus_says_for_which():
    assert reach("ampere+") == ("8.0", "8.6", "8.9", "9.0", "12.0")
    assert reach("same-compute") == reach(None) == ()
