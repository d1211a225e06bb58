"""The whole building process over NVIDIA's own bindings of four releases, call by call."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("onnx", reason="onnx is not installed (extra: train)")

from engines.errors import PlanRefused
from engines.plans.building import task_of
from engines.plans.graphs import Profile
from engines.plans.offers import Offers, look
from engines.plans.recipes import Recipe, recipe_for
from engines.plans.targets import preset_of, target_of
from engines.plans.wishes import Wishes, check_wishes
from tests.engines.plans.conftest import Course, Ran
from tests.engines.plans.standin import Release
from tests.engines.plans.tiny import graph_of

pytestmark = pytest.mark.slow

# What only the library knows: that the graph is fine, and an engine of two bytes.
SAID = {
    "OnnxParser.parse": True,
    "OnnxParser.parse_from_file": True,
    "OnnxParser.supports_model_v2": True,
    "OnnxParser.num_errors": 0,
    "INetworkDefinition.num_inputs": 0,
    "INetworkDefinition.num_layers": 0,
    "IOptimizationProfile.__bool__": True,
    "IBuilderConfig.add_optimization_profile": 0,
    "IBuilderConfig.set_timing_cache": True,
    "Builder.build_serialized_network": "hex:cafe",
    "ITimingCache.serialize": "hex:beef",
}
CODE = """
import io, sys
sys.stdin = io.StringIO({task!r} + "\\n")
from engines.plans import child
child._listen = lambda *_: None
sys.exit(child.main())
"""
TARGETS = {"8.6": "orin-nano", "10.3": "orin-nano", "10.16": "orin-nano", "11.4": "thor"}
SIDES = Profile("seen", (1, 3, 32, 32), (1, 3, 64, 64), (1, 3, 64, 64))


@pytest.fixture(scope="module")
def offers(release: Release) -> Offers:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(release.folder))
        return look("tensorrt")


# One layer, as a parser makes it of the graph's convolution.
LAYER = {
    "INetworkDefinition.num_layers": 1,
    "ILayer.name": "conv",
    "ILayer.metadata": "[ONNX Layer: conv]",
    "ILayer.type": "trt:LayerType.CONVOLUTION",
    "ILayer.num_inputs": 1,
    "ILayer.num_outputs": 1,
    "ITensor.name": "curved",
    "ITensor.dtype": "trt:DataType.FLOAT",
    "ITensor.is_shape_tensor": False,
    "ITensor.shape": [1, 8, 32, 32],
    "IBuilderConfig.can_run_on_DLA": True,
}


def built(
    course: Course, release: Release, offers: Offers, folder: Path, *, precision: str, preset: str
) -> Ran:
    recipe = recipe_for(
        precision, target_of(TARGETS[release.name]), preset_of(preset), offers, wanted_flags=()
    )
    return followed(course, recipe, folder)


def followed(course: Course, recipe: Recipe, folder: Path, **said: Any) -> Ran:
    sides = (1, 3, "height", "width")
    graph = graph_of(folder, sides=sides, profiles=((SIDES,),))
    task = task_of(graph, recipe, part=folder / "tiny.part", cache=folder / "caches" / "timing")
    return course(CODE.format(task=json.dumps(task)), {**SAID, **said})


@pytest.mark.parametrize(("precision", "preset"), [("fp16", "kiosk"), ("fp32", "max")])
def test_every_call_of_a_build_is_one_that_the_release_takes(
    precision: str, preset: str, course: Course, release: Release, offers: Offers, tmp_path: Path
) -> None:
    ran = built(course, release, offers, tmp_path, precision=precision, preset=preset)
    assert (ran.status, ran.error) == (0, "")
    assert (tmp_path / "tiny.part").read_bytes() == b"\xca\xfe"
    assert (tmp_path / "caches" / "timing").read_bytes() == b"\xbe\xef"
    assert called(ran, "IOptimizationProfile.set_shape('seen', ")
    assert called(ran, "IBuilderConfig.set_memory_pool_limit(MemoryPoolType.WORKSPACE, ")


def test_each_release_is_told_precision_in_its_own_way(
    course: Course, release: Release, offers: Offers, tmp_path: Path
) -> None:
    ran = built(course, release, offers, tmp_path, precision="fp16", preset="kiosk")
    weak = called(ran, "IBuilderConfig.set_flag(BuilderFlag.FP16)")
    assert bool(weak) is (release.name in {"8.6", "10.3"})
    strong = {"10.16": "Builder.create_network(2)"}.get(release.name)
    assert strong is None or called(ran, strong)


def test_islands_are_held_layer_by_layer_where_typing_is_weak(
    course: Course, release: Release, offers: Offers, tmp_path: Path
) -> None:
    target = target_of(TARGETS[release.name])
    kiosk = preset_of("kiosk")
    recipe = recipe_for("int8", target, kiosk, offers, islands=("conv", "folded"))
    ran = followed(course, recipe, tmp_path, **LAYER)
    assert (ran.status, ran.error) == (0, "")
    weak = release.name in {"8.6", "10.3"}
    assert bool(called(ran, "ILayer.precision = DataType.FLOAT")) is weak
    assert bool(called(ran, "ILayer.set_output_type(0, DataType.FLOAT)")) is weak
    obeyed = "IBuilderConfig.set_flag(BuilderFlag.OBEY_PRECISION_CONSTRAINTS)"
    assert bool(called(ran, obeyed)) is weak
    told = [row for row in map(json.loads, ran.output.splitlines()) if row["kind"] == "islands"]
    assert told == ([{"kind": "islands", "layers": 1, "missing": ["folded"]}] if weak else [])


# What each release must be told; None where it must refuse.
WISHED = {
    "strip": (Wishes(strip=True), "x86-sm86", "set_flag(BuilderFlag.REFIT_IDENTICAL)"),
    "stream": (Wishes(streamed_mib=9), "x86-sm86", "set_flag(BuilderFlag.WEIGHT_STREAMING)"),
    "dla": (Wishes(dla=0), "orin-agx", "DLA_core = 0"),
    "ampere+": (
        Wishes(compatible="ampere+"),
        "x86-sm86",
        "hardware_compatibility_level = HardwareCompatibilityLevel.AMPERE_PLUS",
    ),
    "cache": (
        Wishes(from_cache=True),
        "x86-sm86",
        "set_flag(BuilderFlag.ERROR_ON_TIMING_CACHE_MISS)",
    ),
}
LACKING = {"8.6": {"strip", "stream", "cache"}, "10.3": {"stream"}}


def test_every_wish_is_told_as_the_release_takes_it_or_refused(
    course: Course, release: Release, offers: Offers, tmp_path: Path
) -> None:
    every: list[Recipe] = []
    for name, (wishes, target, _) in WISHED.items():
        lacks = name in LACKING.get(release.name, ())
        with pytest.raises(PlanRefused) if lacks else nullcontext():
            check_wishes(wishes, target_of(target), "fp16", offers=offers)
            preset = preset_of("quick")
            every.append(recipe_for("fp16", target_of(target), preset, offers, wishes=wishes))
    flags = tuple(dict.fromkeys(flag for recipe in every for flag in recipe.flags))
    together = replace(
        every[0], flags=flags, dla=0, compatibility="AMPERE_PLUS", tactics=every[0].tactics
    )
    ran = followed(course, together, tmp_path, **LAYER)
    assert (ran.status, ran.error) == (0, "")
    for name, (_, _, told) in WISHED.items():
        lacks = name in LACKING.get(release.name, ())
        assert bool(called(ran, f"IBuilderConfig.{told}")) is not lacks
    assert called(ran, "IBuilderConfig.default_device_type = DeviceType.DLA")
    newer = release.name in {"10.16", "11.4"}
    assert bool(called(ran, "IBuilderConfig.max_num_tactics = 8")) is newer
    (told,) = [row for row in map(json.loads, ran.output.splitlines()) if row["kind"] == "parsed"]
    assert told["table"][0]["device"] == "dla"


def called(ran: Any, start: str) -> list[str]:
    return [line for line in ran.trail if line.startswith(start)]
