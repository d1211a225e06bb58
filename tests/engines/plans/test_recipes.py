"""What the builder is told, decided from what the library offers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engines.errors import PlanRefused
from engines.plans.offers import Offers, from_wire
from engines.plans.recipes import recipe_for
from engines.plans.targets import preset_of, target_of

BEYOND = ("STRIP_PLAN", "REFIT_IDENTICAL", "WEIGHT_STREAMING", "ERROR_ON_TIMING_CACHE_MISS")
RTX = Offers(
    library="tensorrt_rtx",
    version="1.7.1.116",
    typing="always",
    explicit_batch=False,
    weak_flags=(),
    flags=("TF32", "REFIT", "WEIGHT_STREAMING"),
    workspace=True,
    timing_cache=False,
    progress=True,
    levels=True,
    tilings=("NONE", "FAST", "MODERATE", "FULL"),
    computes=("7.5", "8.6", "8.9"),
    supports_v2=True,
    parser_stack=True,
    detailed=True,
    compatibility=("NONE",),
    dla=False,
    refits=True,
    tactics=True,
)
OLD = replace(
    RTX,
    library="tensorrt",
    version="8.6.1",
    typing="never",
    explicit_batch=True,
    weak_flags=("FP16", "INT8"),
    flags=("TF32", "GPU_FALLBACK", "OBEY_PRECISION_CONSTRAINTS", "PREFER_PRECISION_CONSTRAINTS"),
    tilings=(),
    computes=(),
    compatibility=("NONE", "AMPERE_PLUS"),
    dla=True,
    timing_cache=True,
    refits=False,
    tactics=False,
)
JETPACK_6 = replace(
    OLD,
    version="10.3.0",
    typing="flag",
    explicit_batch=False,
    weak_flags=("FP16", "BF16", "INT8"),
    flags=(*OLD.flags, *BEYOND),
    refits=True,
)
JETPACK_7 = replace(
    JETPACK_6,
    version="10.16.2",
    tilings=RTX.tilings,
    tactics=True,
    compatibility=(*OLD.compatibility, "SAME_COMPUTE_CAPABILITY"),
)


def _recipe(offers: Offers, precision: str = "fp16", preset: str = "kiosk", **more):
    name = "rtx" if offers.library == "tensorrt_rtx" else "orin-nano"
    return recipe_for(precision, target_of(name), preset_of(preset), offers, **more)


@pytest.mark.parametrize(
    ("offers", "network_flags", "flags"),
    [
        (RTX, (), ("TF32",)),
        (OLD, ("EXPLICIT_BATCH",), ("FP16", "TF32")),
        (JETPACK_6, (), ("FP16", "TF32")),
        (JETPACK_7, ("STRONGLY_TYPED",), ("TF32",)),
    ],
    ids=["rtx", "8.6", "10.3", "10.16"],
)
def test_precision_is_the_graph_s_where_types_hold_and_a_flag_where_not(
    offers, network_flags, flags
):
    found = _recipe(offers)
    assert found.network_flags == network_flags
    assert found.flags == flags


def test_a_weakly_typed_int8_may_fall_back_to_half():
    assert _recipe(JETPACK_6, "int8").flags == ("INT8", "FP16", "TF32")
    assert _recipe(JETPACK_6, "fp32").flags == ("TF32",)
    asked = ("FP16", "INT8")
    assert _recipe(JETPACK_6, "int8", wanted_flags=asked).flags == (*asked, "TF32")


def test_islands_are_held_by_layer_where_the_graph_cannot_say_them():
    found = _recipe(JETPACK_6, "int8", islands=("norm",), wanted_flags=("FP16", "INT8"))
    assert found.islands == ("norm",)
    assert found.flags == ("FP16", "INT8", "OBEY_PRECISION_CONSTRAINTS", "TF32")
    rather = replace(JETPACK_6, flags=("PREFER_PRECISION_CONSTRAINTS",))
    assert _recipe(rather, islands=("norm",)).flags == ("FP16", "PREFER_PRECISION_CONSTRAINTS")
    strong = _recipe(JETPACK_7, islands=("norm",))
    assert (strong.islands, strong.flags) == ((), ("TF32",))


def test_islands_that_cannot_be_held_are_refused():
    with pytest.raises(PlanRefused, match=r"cannot keep 2 nodes.*--precision fp32"):
        _recipe(replace(OLD, flags=()), islands=("norm", "softmax"))


def test_what_a_version_cannot_build_is_refused():
    with pytest.raises(PlanRefused, match=r"8\.6\.1 has no BF16.*--precision fp16"):
        _recipe(OLD, "bf16")


def test_workspace_and_effort_are_the_target_s_and_the_preset_s():
    quick, most = _recipe(JETPACK_7, preset="quick"), _recipe(JETPACK_7, preset="max")
    assert quick.workspace_mib == target_of("orin-nano").workspace_mib
    assert (quick.level, quick.tiling) == (1, None)
    assert (most.level, most.tiling) == (5, "MODERATE")
    assert _recipe(JETPACK_6, preset="max").tiling is None
    assert (quick.tactics, most.tactics) == (8, None)
    assert _recipe(JETPACK_6, preset="quick").tactics is None


def test_rtx_is_not_asked_to_time_anything():
    assert _recipe(RTX).timing_iterations is None
    assert _recipe(JETPACK_7).timing_iterations == 2


def test_what_decides_an_engine_goes_into_its_key():
    one, other = _recipe(RTX, preset="quick").options, _recipe(RTX, preset="max").options
    assert one != other
    assert {"workspace_mib", "level", "tiling", "network_flags"} <= one.keys()


def test_offers_survive_the_way_from_the_process_that_looked():
    assert from_wire(RTX.to_wire()) == RTX
