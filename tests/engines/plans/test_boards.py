"""A board's whole build, from carried graphs to signed plans, over NVIDIA's bindings.

No board is here: what the library itself would answer is said (`SAID`), everything else is real.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("onnx", reason="onnx is not installed (extra: train)")

from engines.errors import PlanRefused
from engines.nets import plan
from engines.nets.manifest import Manifest, rebuild
from engines.plans import listing
from engines.plans.making import make, stands
from engines.plans.orders import Made, Order
from engines.plans.targets import preset_of, target_of
from engines.plans.wishes import Wishes
from tests.engines.plans.machines import orin_nano, workstation
from tests.engines.plans.standin import Release
from tests.engines.plans.standin.imitation import ANSWERS
from tests.engines.plans.test_child_real import LAYER, SAID
from tests.engines.plans.tiny import Kept, graph_of

pytestmark = pytest.mark.slow

AGX = "NVIDIA Jetson AGX Orin Developer Kit"
# target, this machine, what is asked for beyond the defaults.
CASES: dict[str, tuple[str, Any, Wishes]] = {
    "8.6": (
        "x86-sm86",
        workstation(compute="8.6", libraries={"tensorrt": "8.6.1"}, sm_count=82),
        Wishes(compatible="ampere+"),
    ),
    "10.3": ("orin-nano", orin_nano(), Wishes(strip=True)),
    "10.16": (
        "orin-nano",
        orin_nano(jetpack="7.2", libraries={"tensorrt": "10.16.2"}),
        Wishes(streamed_mib=64),
    ),
    "11.4": (
        "orin-agx",
        orin_nano(board=AGX, jetpack="7.2.2", libraries={"tensorrt": "11.4.1"}),
        Wishes(dla=1),
    ),
}


@dataclass(frozen=True)
class Tried:
    """An order, what it gave, what its repetition gave, and the refusal before both."""

    order: Order
    made: Made
    again: Made
    refused: str
    manifest: Manifest


@pytest.fixture(scope="module")
def tried(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    """One build a release: most of the time goes into loading the bindings."""
    order = _order(tmp_path_factory.mktemp("practice"), release)
    here = CASES[release.name][1]
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(release.folder))
        patch.setenv(ANSWERS, json.dumps({**SAID, **LAYER}))
        insisting = replace(order, wishes=Wishes(from_cache=True))
        with pytest.raises(PlanRefused) as refused:
            make(insisting, here, Kept(), lambda _: None)
        made, again = (make(order, here, Kept(), lambda _: None) for _ in range(2))
        manifest = plan.read(made.folder / "house.engine", keys=order.data)
        yield Tried(order, made, again, str(refused.value), manifest)


def _order(home: Path, release: Release) -> Order:
    carried = home / "carried"
    carried.mkdir()
    found = graph_of(carried, name="house")
    graph = replace(found, precision="fp16", flags=("FP16",), islands=("conv", "gone"))
    listing.write(carried, [graph], {"model": "house", "precision": "fp16"})
    target, _, wishes = CASES[release.name]
    return Order(
        model="house",
        target=target_of(target),
        precision="fp16",
        preset=preset_of("kiosk"),
        data=home,
        onnx=carried,
        out=home / "plans/house/tried",
        resume=True,
        anyway=True,
        wishes=wishes,
    )


def test_a_board_s_plan_says_what_was_asked_for(tried: Tried) -> None:
    went_in, wishes = tried.manifest.ingredients, tried.order.wishes
    assert set(wishes.flags) <= set(went_in.flags)
    assert rebuild(went_in).endswith(" ".join(wishes.words))
    assert tried.again.stood == ("house",)
    if wishes.dla is not None:
        assert tried.manifest.outcome.table[0]["device"] == "dla"


def test_islands_are_held_and_what_is_not_found_is_said(tried: Tried, release: Release) -> None:
    weak = release.name in {"8.6", "10.3"}
    assert ("OBEY_PRECISION_CONSTRAINTS" in tried.manifest.ingredients.flags) is weak
    assert tried.made.built[0].held == (1 if weak else 0)
    said = [text for text in tried.manifest.outcome.warnings if "theirs: gone." in text]
    assert bool(said) is weak


def test_an_engine_for_more_gpus_is_bound_to_less(tried: Tried) -> None:
    place, computes = tried.manifest.ingredients.place, tried.manifest.ingredients.computes
    if tried.order.wishes.compatible is None:
        assert (place.compute, computes) == ("8.7", ())
    else:
        assert (place.gpu, place.compute, place.sm_count) == (None, None, None)
        assert computes[:2] == ("8.0", "8.6")


def test_a_cache_that_must_suffice_must_be_there(tried: Tried, release: Release) -> None:
    told = "came with TensorRT 10" if release.name == "8.6" else "Nothing was timed"
    assert told in tried.refused


def test_a_plan_without_weights_stands_only_with_its_onnx(tried: Tried) -> None:
    beside, strip = tried.made.folder / "house.onnx", tried.order.wishes.strip
    assert beside.is_file() is strip
    if strip:
        beside.unlink()
        went_in = tried.manifest.ingredients
        assert not stands(tried.made.folder, went_in, keys=tried.order.data)
