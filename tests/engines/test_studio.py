"""The studio: opens painters by name, lays the lines on top, says every fallback."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engines import catalog, settings, sketch
from engines.errors import BackendMissingError, PaintingError, RequestError, SettingsError
from engines.picture import PictureRequest, Region, png_of
from engines.strokes import Drawing, Point, Stroke
from engines.studio import PAINTERS, Studio

ODD = "odd_painters:OddPainter"
GONE = "no_such_library:Painter"


@pytest.fixture(autouse=True)
def _odd_painters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))


MEDIUM = catalog.find("watercolor").revision


def asked(**changed: object) -> PictureRequest:
    points = (Point(0.1, 0.1, 0.0), Point(0.9, 0.9, 50.0))
    drawing = Drawing(strokes=(Stroke("s1", "pen", "#204060", 0.02, "pen", points),))
    return replace(PictureRequest(drawing, size=64, painter="odd"), **changed)


def studio(fallback: str = "none", **painters: str) -> Studio:
    return Studio(settings.load({"fallback_painter": fallback}), painters=painters)


def test_studio_lays_the_person_s_lines_over_the_painted_layer() -> None:
    with studio(odd=ODD) as opened:
        picture = opened.paint(asked(seed=200))
    assert (picture.painted == 200).all()
    assert np.array_equal(picture.lines, sketch.lines_rgba(asked().drawing, 64))
    assert picture.lines[..., 3].max() > 200


def test_studio_fills_in_the_weights_and_refuses_others() -> None:
    with studio(odd=ODD) as opened:
        assert opened.paint(asked()).request.weights == f"none/{MEDIUM}"
        with pytest.raises(BackendMissingError, match=r"'odd-7'.*here are 'none/"):
            opened.paint(asked(weights="odd-7"))


def test_studio_opens_a_painter_once() -> None:
    with studio(odd=ODD) as opened:
        assert opened.open("odd") is opened.open("odd")


def test_studio_missing_painter_is_an_error_unless_a_fallback_is_set() -> None:
    with studio(odd=GONE) as opened, pytest.raises(BackendMissingError, match="no_such_library"):
        opened.paint(asked())
    with studio("spare", odd=GONE, spare=ODD) as opened:
        picture = opened.paint(asked(weights="odd-7"))
    assert picture.provenance.notes == ("painter_fallback",)
    assert (picture.request.painter, picture.provenance.weights) == ("odd", f"none/{MEDIUM}")


def test_studio_unknown_names_are_refused() -> None:
    with studio(odd=ODD) as opened, pytest.raises(RequestError, match="ask for one of odd"):
        opened.paint(asked(painter="rembrandt"))
    with pytest.raises(SettingsError, match="fallback_painter is 'rembrandt'"):
        studio("rembrandt", odd=ODD).__enter__()


def test_studio_a_region_needs_its_parent() -> None:
    region = Region(parent="0" * 64, mask_png=png_of(np.zeros((8, 8, 3), np.uint8)))
    with studio(odd=ODD) as opened, pytest.raises(RequestError, match="picture it belongs to"):
        opened.paint(asked(region=region))


def test_studio_a_region_is_painted_only_on_the_picture_it_names() -> None:
    mask = png_of(np.zeros((64, 64, 3), np.uint8))
    with studio(odd=ODD) as opened:
        parent = opened.paint(asked(seed=9))
        again = asked(region=Region(parent.digest(), mask))
        assert (opened.paint(again, parent=parent).painted == 9).all()
        with pytest.raises(RequestError, match="belongs to the picture 0000"):
            opened.paint(replace(again, region=Region("0" * 64, mask)), parent=parent)


@pytest.mark.parametrize("changed", [{"runtime": "torch"}, {"precision": "fp16"}])
def test_studio_refuses_what_would_not_run(changed: dict[str, str]) -> None:
    with studio(odd=ODD) as opened, pytest.raises(BackendMissingError, match="onnxruntime in fp32"):
        opened.paint(asked(**changed))


@pytest.mark.parametrize(("words", "notes"), [("", ("empty_drawing",)), ("plain", ())])
def test_studio_says_that_there_is_nothing_to_answer(words: str, notes: tuple[str, ...]) -> None:
    with studio(odd=ODD) as opened:
        painted = opened.paint(asked(drawing=Drawing(), words=words))
    assert painted.provenance.notes == notes


def test_studio_a_painter_s_own_words_come_through() -> None:
    with studio(odd=ODD) as opened, pytest.raises(PaintingError, match="too blue"):
        opened.paint(asked(words="refuses"))


def test_studio_and_worker_load_no_heavy_library_when_imported() -> None:
    heavy = "{'torch', 'onnxruntime', 'cv2', 'streamlit', 'starlette', 'duckdb'}"
    code = f"import sys, engines.worker, engines.catalog; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_studio_gives_a_large_painter_the_practice_s_models(tmp_path: Path) -> None:
    chosen = settings.load({"data": str(tmp_path)})
    alone = Studio(chosen, painters={"tiny": PAINTERS["tiny"]})
    with alone as opened, pytest.raises(BackendMissingError, match="models fetch tiny"):
        opened.open("tiny")
    spare = settings.load({"data": str(tmp_path), "fallback_painter": "odd"})
    with Studio(spare, painters={"tiny": PAINTERS["tiny"], "odd": ODD}) as opened:
        assert opened.paint(asked(painter="tiny")).provenance.notes == ("painter_fallback",)


def test_studio_repaints_what_ran_on_torch_only_where_it_does() -> None:
    refused = pytest.raises(BackendMissingError, match="not on 'torch'")
    with studio("odd", odd=ODD) as opened, refused:
        opened.paint(asked(painter="odd", runtime="torch"))
