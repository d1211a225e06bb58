"""A large painter on nets that were exported from its weights: the picture that torch paints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engines import settings
from engines.errors import BackendMissingError
from engines.nets import sets
from engines.nets.base import PRECISIONS
from engines.painters.latent.framing import Frame
from engines.picture import Region, png_of
from engines.settings import Settings
from engines.studio import Studio
from tests.engines.latent.conftest import asked, square

SIDE = 64


@pytest.fixture(scope="module")
def exported(practice: Settings) -> Settings:
    from engines.plans.processors import export

    export("tiny", size=SIDE, weights=None, data=practice.data, say=lambda _: None)
    return practice


@pytest.fixture(scope="module")
def studio(exported: Settings) -> Iterator[Studio]:
    with Studio(replace(exported, large_runtime="onnxruntime")) as opened:
        yield opened


def test_nets_paint_what_torch_paints(practice: Settings, studio: Studio) -> None:
    with Studio(practice) as plain:
        reference = plain.paint(asked())
    picture = studio.paint(asked())
    made = picture.provenance
    assert (made.runtime, made.precision, made.weights) == (
        "onnxruntime",
        "fp32",
        reference.provenance.weights,
    )
    apart = np.abs(picture.painted.astype(int) - reference.painted)
    assert apart.max() <= 2
    assert studio.paint(asked()).digest() == picture.digest()


def test_a_page_that_is_no_square_is_painted_whole_and_at_any_size(studio: Studio) -> None:
    drawing = square()
    wide = replace(drawing, paper=replace(drawing.paper, aspect=4 / 3))
    shown: list[tuple[int, ...]] = []

    class Watch:
        def progress(self, fraction: float) -> None: ...

        def preview(self, pixels: np.ndarray) -> None:
            shown.append(pixels.shape)

    picture = studio.paint(replace(asked(), drawing=wide, size=128), watch=Watch())
    assert picture.painted.shape == (96, 128, 3)
    assert shown[-1] == (SIDE * 3 // 4 // 8, SIDE // 8, 3)


def test_a_part_painted_again_on_nets_keeps_the_rest(studio: Studio) -> None:
    first = studio.paint(asked())
    mask = np.zeros((SIDE, SIDE, 3), np.uint8)
    mask[:24, :24] = 255
    region = Region(first.digest(), png_of(mask))
    again = studio.paint(replace(first.request, region=region, variation=1), parent=first)
    assert np.array_equal(again.painted[32:], first.painted[32:])
    assert not np.array_equal(again.painted[:16, :16], first.painted[:16, :16])


def test_nets_paint_without_the_weights_they_came_from(exported: Settings, tmp_path: Path) -> None:
    (tmp_path / "plans").symlink_to(exported.data / "plans")
    with Studio(replace(exported, data=tmp_path, large_runtime="onnxruntime")) as alone:
        made = alone.paint(asked(effort="live")).provenance
    with Studio(exported) as plain:
        assert plain.open("tiny").weights != made.weights
    assert made.notes == ()


def test_a_painter_without_nets_says_what_makes_them(tmp_path: Path) -> None:
    bare = settings.load({"data": str(tmp_path), "large_runtime": "onnxruntime"})
    with Studio(bare) as opened, pytest.raises(BackendMissingError, match="engines export tiny"):
        opened.open("tiny")


def test_every_way_that_can_be_set_is_a_way_that_runs() -> None:
    row = next(row for row in settings.TABLE if row.name == "large_runtime")
    for way, (runtime, precision) in sets.WAYS.items():
        assert row.read(way) == way
        assert precision is None or precision in PRECISIONS[runtime]


@pytest.mark.parametrize("size", [(96, 64), (64, 96), (40, 96), (96, 96)])
def test_a_page_comes_out_of_its_square_as_it_went_in(size: tuple[int, int]) -> None:
    frame = Frame(*size, 96)
    page = np.random.default_rng(1).random((1, 3, size[1], size[0]), np.float32)
    square_of = frame.laid(page, beyond="edge")
    assert square_of.shape == (1, 3, 96, 96)
    assert np.array_equal(frame.cut(square_of), page)
    cells = np.ones((size[1] // 8, size[0] // 8), np.float32)
    assert frame.laid(cells, beyond="constant", cell=8)[frame.page].all()
    assert frame.laid(cells, beyond="constant", cell=8).sum() == cells.sum()
