"""Which of several nets a page is painted on: the shape that wastes least, then the newest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engines.errors import BackendMissingError
from engines.nets.sets import NetSet
from engines.nets.sides import Sides, Span
from engines.painters.latent.fitting import LAY, REFUSE, Fit, best, fit_of
from engines.strokes import Paper

SQUARE, WIDE, HIGH = Sides(512, 512), Sides(512, 384), Sides(384, 512)
PAGES = {"4:3": Paper(4 / 3), "3:4": Paper(3 / 4), "square": Paper(), "16:9": Paper(16 / 9)}


def nets(*sides: Sides, name: str = "nets", built: bool = False) -> NetSet:
    return NetSet(Path(name), built=built, sides=sides)


FREE = NetSet(Path("free"), built=False, sides=(SQUARE,), dynamic=True, span=Span(64, 192, 512))


def chosen(page: str, *every: NetSet, other_shapes: str = LAY, long_side: int = 512) -> Fit:
    how = {"painter": "sd15", "other_shapes": other_shapes}
    return best(PAGES[page], every, **how, long_side=long_side)


@pytest.mark.parametrize(
    ("page", "sides", "long_side", "share"),
    [
        ("4:3", WIDE, 512, 1.0),
        ("4:3", SQUARE, 512, 0.75),
        ("3:4", WIDE, 384, 0.5625),
        ("16:9", Sides(512, 320), 512, 0.9),
        ("square", HIGH, 384, 0.75),
    ],
)
def test_a_page_is_laid_as_large_as_it_goes(
    page: str, sides: Sides, long_side: int, share: float
) -> None:
    found = fit_of(PAGES[page], nets(sides), sides)
    assert (found.long_side, found.share) == (long_side, share)


def test_a_page_is_painted_on_the_shape_that_wastes_least() -> None:
    every = (nets(WIDE), nets(HIGH), nets(SQUARE))
    found = {page: chosen(page, *every) for page in PAGES}
    assert [str(fit.sides) for fit in found.values()] == ["512x384", "384x512", "512", "512x384"]
    assert [fit.own for fit in found.values()] == [True, True, True, False]
    assert chosen("3:4", nets(WIDE, HIGH, SQUARE)).sides == HIGH


def test_of_nets_that_fit_alike_the_newest_are_taken() -> None:
    older, newer = nets(SQUARE, name="older"), nets(Sides(384, 384), name="newer")
    assert chosen("square", older, newer).nets == newer
    assert chosen("square", newer, older).nets == older


def test_free_sides_serve_every_page_that_no_fixed_nets_have_the_shape_of() -> None:
    every = (FREE, nets(SQUARE))
    found = {page: chosen(page, *every, other_shapes=REFUSE) for page in PAGES}
    assert [str(fit.sides) for fit in found.values()] == ["512x384", "384x512", "512", "512x320"]
    assert [fit.nets is FREE for fit in found.values()] == [True, True, False, True]
    small = [chosen("4:3", FREE, long_side=side) for side in (64, 200, 256, 2048)]
    assert [str(fit.sides) for fit in small] == ["192", "256x192", "256x192", "512x384"]


@pytest.mark.parametrize("aspect", [0.4, 0.6, 1.2, 1.5, 2.0, 2.5])
@pytest.mark.parametrize("unit", [32, 64])
def test_every_page_that_a_drawing_may_have_fills_most_of_a_free_picture(
    aspect: float, unit: int
) -> None:
    span = Span(unit, 192, 512)
    free = NetSet(Path("free"), built=False, dynamic=True, span=span)
    found = best(Paper(aspect), (free,), painter="sd15", other_shapes=LAY, long_side=512)
    assert all(not side % unit and 192 <= side <= 512 for side in found.sides)
    assert (found.sides.width < found.sides.height) == (aspect < 1)
    assert found.share > 0.85


def test_a_shape_that_none_has_is_refused_with_the_command() -> None:
    with pytest.raises(BackendMissingError, match=r"for 384x512, 512 px.*512x384 would fill 75"):
        chosen("4:3", nets(SQUARE), nets(HIGH), other_shapes=REFUSE)
    with pytest.raises(
        BackendMissingError, match=r"build_trt\.py build --target here --model sd15"
    ):
        chosen("4:3", nets(SQUARE, built=True), other_shapes=REFUSE)
    narrow = replace(FREE, span=Span(64, 448, 512))
    with pytest.raises(BackendMissingError, match=r"are for 448\.\.512 px"):
        chosen("16:9", narrow, other_shapes=REFUSE)
    assert chosen("4:3", nets(WIDE), other_shapes=REFUSE).own
