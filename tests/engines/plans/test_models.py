"""Which graphs a model has and what they cost, without loading a weight."""

from __future__ import annotations

import pytest

from engines.errors import PlanRefused
from engines.nets.sides import Sides
from engines.plans.models import checked_sizes, model_of, names, outlines


@pytest.mark.parametrize("name", names())
def test_every_model_has_figures_for_every_graph(name: str) -> None:
    row = model_of(name)
    found = outlines(name, ())
    assert tuple(each.graph for each in found) == row.graphs
    assert all(each.flops > 0 and each.weight_bytes["fp16"] for each in found)
    assert {each.source for each in found} == {"measured"}


def test_work_between_counted_sizes_is_close() -> None:
    sizes = [Sides(side, side) for side in (256, 384, 512)]
    unet = {each.size.width: each for each in outlines("sd15", sizes) if each.graph == "unet"}
    assert unet[384].source == "estimated"
    # counted once by hand at 384 px
    assert unet[384].flops == pytest.approx(0.423e12, rel=0.01)
    assert unet[256].flops < unet[384].flops < unet[512].flops


@pytest.mark.parametrize(
    ("model", "sizes", "told"),
    [
        ("sd16", (), "There is no model 'sd16'"),
        ("sd15", (Sides(500, 512),), r"multiples of 64 in 64..1024. Near it is 512\."),
        ("sd15", (Sides(2048, 1024),), r"Near it is 1024\."),
        ("sd15", (Sides(512, 384), Sides(512, 512)), r"512x384,512: several sizes need --dynamic"),
        ("sdxs", (Sides(512, 336),), r"512x336: sdxs makes pictures 32 times.*Near it is 512x320"),
        ("house", (Sides(128, 96),), "paints at 128 px only, not at 128x96"),
    ],
)
def test_sizes_that_cannot_be_are_refused(model: str, sizes: tuple[Sides, ...], told: str) -> None:
    with pytest.raises(PlanRefused, match=told):
        checked_sizes(model, sizes)


@pytest.mark.parametrize(
    ("name", "size"), [("sdxs", Sides(512, 512)), ("tiny", Sides(512, 384))], ids=str
)
def test_the_table_is_what_the_counter_counts(name: str, size: Sides) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("diffusers")
    from engines.plans.counting import counted
    from engines.plans.loading import quiet

    with quiet():
        found = counted(model_of(name), size)
    for each in outlines(name, (size,)):
        figures = found[each.graph]
        assert figures["parameters"] == each.parameters
        assert figures["flops"] == pytest.approx(each.flops, rel=1e-4)
        assert figures["activation_bytes"] == pytest.approx(each.activation_bytes, rel=0.1)


def test_the_house_is_in_the_table_as_it_ships() -> None:
    pytest.importorskip("torch")
    from engines.plans.counting import counted

    (row,) = outlines("house", ())
    assert counted(model_of("house"), Sides(128, 128))["house"]["flops"] == row.flops
