"""The command that makes the lexicon's shapes, and the figures that only it needs."""

from __future__ import annotations

import numpy as np
import pytest

from engines.errors import BackendMissingError
from engines.lexicon.entries import content
from engines.training.extras import FIGURES
from engines.training.icons import Icons
from engines.training.shapes import pictured, squared


def one_icon() -> Icons:
    """A gray square of 40 px beside the middle."""
    rgba = np.zeros((1, 128, 128, 4), np.uint8)
    rgba[0, 20:60, 70:110] = (120, 120, 120, 255)
    return Icons(rgba, ["gray-box"], [()], [[]], {})


def test_a_shape_is_cropped_centered_and_as_large_as_fits() -> None:
    shape = squared(pictured("gray-box#0", one_icon()))
    assert shape.shape == (96, 96, 4)
    assert shape[..., 3].min() == 255
    assert np.unique(shape[..., :3]) == 120


def test_a_shape_can_take_another_color() -> None:
    tinted = pictured("gray-box#0~c06030", one_icon())
    red, green, blue = tinted[40, 90, :3].astype(int)
    assert red > green > blue
    assert (tinted[..., 3] == one_icon().rgba[0, ..., 3]).all()


@pytest.mark.parametrize("source", ["gray-box#1", "no-such-icon#0", "figure:nothing#0"])
def test_a_shape_that_is_not_there_is_named(source: str) -> None:
    with pytest.raises(BackendMissingError, match=r"things\.toml names"):
        pictured(source, one_icon())


def test_every_figure_that_the_lexicon_names_is_drawn_the_same_each_time() -> None:
    sources = [shape for row in content()["thing"].values() for shape in row["shapes"]]
    figures = {source for source in sources if source.startswith("figure:")}
    assert len(figures) > 30
    assert {source[7:].partition("#")[0] for source in figures} <= set(FIGURES)
    for source in sorted(figures):
        first, second = pictured(source, one_icon()), pictured(source, one_icon())
        assert (first == second).all()
        assert (first[..., 3] > 200).mean() > 0.01, source
