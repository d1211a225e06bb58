"""What is counted in drawings and seen in pictures."""

from __future__ import annotations

import numpy as np
import pytest

from engines.strokes import Drawing, Paper
from tests.workbench.conftest import a_stroke
from workbench import measures
from workbench.archive.schema import MEASURES


def plain(color: tuple[int, int, int]) -> np.ndarray:
    return np.full((48, 64, 3), color, dtype=np.uint8)


def test_every_measure_has_a_column():
    found = measures.of(Drawing(Paper(), (a_stroke(),)), plain((255, 255, 255)))
    assert set(found) == set(MEASURES)


def test_an_empty_page_has_no_coverage_and_no_duration():
    found = measures.of(Drawing(), plain((255, 255, 255)))
    assert found["coverage"] is None
    assert found["drawing_s"] is None


@pytest.mark.parametrize(("color", "light"), [((255, 255, 255), 1.0), ((0, 0, 0), 0.0)])
def test_lightness_goes_from_black_to_white(color: tuple[int, int, int], light: float):
    assert measures.of(Drawing(), plain(color))["lightness"] == pytest.approx(light, abs=1e-3)


def test_orange_is_warm_blue_is_cool_and_gray_neither():
    warmth = [measures.of(Drawing(), plain(c))["warmth"] for c in ((255, 140, 0), (0, 70, 255))]
    assert warmth[0] is not None
    assert warmth[1] is not None
    assert warmth[0] > 0.8
    assert warmth[1] < -0.8
    assert measures.of(Drawing(), plain((128, 128, 128)))["warmth"] == pytest.approx(0, abs=1e-3)


def test_the_palette_holds_the_main_colors_with_their_shares():
    seen = plain((255, 255, 255))
    seen[:12] = (200, 30, 30)
    found = dict(measures.palette(seen))
    assert found["#ffffff"] == pytest.approx(0.75, abs=0.02)
    assert found["#c81e1e"] == pytest.approx(0.25, abs=0.02)
