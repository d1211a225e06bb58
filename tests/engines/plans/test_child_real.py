"""The whole building process over NVIDIA's own bindings of four releases, call by call."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("onnx", reason="onnx is not installed (extra: train)")

from engines.plans.building import task_of
from engines.plans.graphs import Profile
from engines.plans.offers import Offers, look
from engines.plans.recipes import recipe_for
from engines.plans.targets import preset_of, target_of
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


def built(
    course: Course, release: Release, offers: Offers, folder: Path, *, precision: str, preset: str
) -> Ran:
    sides = (1, 3, "height", "width")
    graph = graph_of(folder, precision=precision, sides=sides, profiles=((SIDES,),))
    recipe = recipe_for(
        precision, target_of(TARGETS[release.name]), preset_of(preset), offers, wanted_flags=()
    )
    task = task_of(graph, recipe, part=folder / "tiny.part", cache=folder / "caches" / "timing")
    return course(CODE.format(task=json.dumps(task)), SAID)


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


def called(ran: Any, start: str) -> list[str]:
    return [line for line in ran.trail if line.startswith(start)]
