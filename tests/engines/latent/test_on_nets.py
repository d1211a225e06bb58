"""A large painter on nets that were exported from its weights: the picture that torch paints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engines import settings
from engines.__main__ import main
from engines.errors import BackendMissingError
from engines.nets import sets
from engines.nets.base import PRECISIONS
from engines.nets.sides import Sides
from engines.painters.latent.framing import Frame
from engines.picture import PictureRequest, Region, png_of
from engines.settings import Settings
from engines.strokes import to_wire
from engines.studio import Studio
from tests.engines.latent.conftest import asked, square

SIDE = 64
WIDE = Sides(96, 64)


@pytest.fixture(scope="module")
def exported(practice: Settings) -> Settings:
    """As `engines export` leaves them, but traced: half the work, and the same answers.

    What the newer exporter writes is painted with in `tests/engines/plans/test_exporting.py`.
    """
    from engines.plans import exporting, listing, processors
    from engines.plans.targets import target_of

    how, asked, name = processors._asked("tiny", WIDE, dynamic=False)
    folder = practice.data / "plans/tiny/onnx" / name
    board, store = target_of("orin-nano"), practice.data / "models"
    made = exporting.exported(target=board, version="8.6", into=folder, weights=store, **how)
    listing.write(folder, made, asked)
    return practice


@pytest.fixture(scope="module")
def studio(exported: Settings) -> Iterator[Studio]:
    with Studio(replace(exported, large_runtime="onnxruntime")) as opened:
        yield opened


def wide(**changed: object) -> PictureRequest:
    """A page of 3:2, as these nets are for."""
    drawing = square()
    page = replace(drawing.paper, aspect=WIDE.width / WIDE.height)
    return replace(asked(size=WIDE.width, **changed), drawing=replace(drawing, paper=page))


def test_nets_paint_what_torch_paints(practice: Settings, studio: Studio) -> None:
    with Studio(practice) as plain:
        reference = plain.paint(wide())
    picture = studio.paint(wide())
    made = picture.provenance
    assert (made.runtime, made.precision, made.weights) == (
        "onnxruntime",
        "fp32",
        reference.provenance.weights,
    )
    assert (reference.provenance.notes, made.notes) == ((), ("nets_96x64",))
    apart = np.abs(picture.painted.astype(int) - reference.painted)
    assert apart.max() <= 2
    assert studio.paint(wide()).digest() == picture.digest()


def test_a_page_of_another_shape_is_laid_painted_whole_and_told(studio: Studio) -> None:
    shown: list[tuple[int, ...]] = []

    class Watch:
        def progress(self, fraction: float) -> None: ...

        def preview(self, pixels: np.ndarray) -> None:
            shown.append(pixels.shape)

    picture = studio.paint(asked(size=128), watch=Watch())
    assert picture.painted.shape == (128, 128, 3)
    assert shown[-1] == (SIDE // 8, SIDE // 8, 3)
    assert picture.provenance.notes == ("nets_96x64", "page_laid")


def test_a_page_of_another_shape_is_refused_where_that_is_set(exported: Settings) -> None:
    strict = replace(exported, large_runtime="onnxruntime", other_shapes="refuse")
    with Studio(strict) as opened:
        assert opened.paint(wide(effort="live")).provenance.notes == ("nets_96x64",)
        with pytest.raises(BackendMissingError, match=r"fill 67%.*engines export tiny --size 64"):
            opened.paint(asked(size=128))
        assert opened.paint(asked()).provenance.notes[-1] == "page_laid"  # as the worker begins


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
    assert made.notes == ("nets_96x64", "page_laid")


def test_a_painter_without_nets_says_what_makes_them(tmp_path: Path) -> None:
    bare = settings.load({"data": str(tmp_path), "large_runtime": "onnxruntime"})
    with Studio(bare) as opened, pytest.raises(BackendMissingError, match="engines export tiny"):
        opened.open("tiny")


def test_every_way_that_can_be_set_is_a_way_that_runs() -> None:
    row = next(row for row in settings.TABLE if row.name == "large_runtime")
    for way, (runtime, precision) in sets.WAYS.items():
        assert row.read(way) == way
        assert precision is None or precision in PRECISIONS[runtime]


@pytest.mark.parametrize("whole", [Sides(96, 96), Sides(128, 96), Sides(96, 112)], ids=str)
@pytest.mark.parametrize("size", [(96, 64), (64, 96), (40, 96), (96, 96)])
def test_a_page_comes_out_of_the_whole_as_it_went_in(size: tuple[int, int], whole: Sides) -> None:
    frame = Frame(*size, whole)
    page = np.random.default_rng(1).random((1, 3, size[1], size[0]), np.float32)
    laid = frame.laid(page, beyond="edge")
    assert laid.shape == (1, 3, whole.height, whole.width)
    assert np.array_equal(frame.cut(laid), page)
    cells = np.ones((size[1] // 8, size[0] // 8), np.float32)
    latent = frame.laid(cells, beyond="constant", cell=8)
    assert latent.shape == frame.cells
    assert latent[frame.page].all()
    assert latent.sum() == cells.sum()


def test_the_command_line_says_which_nets_painted(
    exported: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SKETCHWELL_DATA", str(exported.data))
    monkeypatch.setenv("SKETCHWELL_LARGE_RUNTIME", "onnxruntime")
    (tmp_path / "drawing.json").write_text(json.dumps(to_wire(square())))
    command = ["paint", str(tmp_path / "drawing.json"), "--painter", "tiny", "--size", "96"]
    assert main([*command, "--out", str(tmp_path / "picture.png")]) == 0
    told = capsys.readouterr().out
    assert "Painted on nets of 96x64 px, on which the page was laid" in told
