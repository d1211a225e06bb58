"""Which pictures one export for pages of every shape is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.errors import PlanRefused
from engines.nets.sides import Sides, Span
from engines.plans.models import span_of, tried
from engines.plans.processors import export


@pytest.mark.parametrize(
    ("model", "size", "wrong"),
    [
        ("house", None, "leave --dynamic out"),
        ("tiny", Sides(96, 64), "longest side, one number. Try --size 96"),
        ("sd15", Sides(500, 500), "multiples of 64"),
    ],
)
def test_free_sides_that_cannot_be_are_refused(
    model: str, size: Sides | None, wrong: str, tmp_path: Path
) -> None:
    with pytest.raises(PlanRefused, match=wrong):
        export(model, size=size, dynamic=True, weights=None, data=tmp_path, say=pytest.fail)


def test_free_sides_reach_to_the_longest_page_that_a_drawing_may_have() -> None:
    assert span_of("sd15", None) == Span(64, 192, 512)
    assert span_of("sdxs", None) == Span(32, 192, 512)
    assert span_of("sdxs", Sides(768, 768)) == Span(32, 288, 768)
    assert tried(span_of("sdxs", None)) == ((192, 192), (512, 384), (512, 512))
