"""What is taken home: the mark where there is paint, none on the drawing, and no more than that."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engines import strokes
from engines.picture import PictureRequest, Provenance
from engines.picture.marking import SOURCE_TYPE, XMP
from engines.record import pack
from engines.sealing import boxes, credentials
from kiosk.leaving.composing import LONG_SIDE, Keepsake

DATA = Path(__file__).resolve().parents[1] / "data"
HOUSE = strokes.parse((DATA / "house_sun_tree.json").read_bytes())
REQUEST = PictureRequest(HOUSE, "a secret wish", painter="wash", size=256)


@pytest.fixture(scope="module")
def keepsake() -> Keepsake:
    high, wide = round(256 / HOUSE.paper.aspect), 256
    painted = np.full((high, wide, 3), (120, 150, 190), np.uint8)
    return Keepsake(REQUEST, painted, Provenance("wash", "none", "", ""), "de")


def test_the_picture_is_marked_and_the_drawing_is_the_persons_own(keepsake: Keepsake) -> None:
    files = keepsake.files("both")
    assert list(files) == ["picture.png", "drawing.png"]
    with Image.open(io.BytesIO(files["picture.png"])) as picture:
        assert (max(picture.size), picture.info["Painter"]) == (LONG_SIDE, "wash")
        assert SOURCE_TYPE in picture.info[XMP]
    told = credentials.read(files["picture.png"])
    assert told is not None
    assert told.intact
    assert told.source == credentials.MADE_WITH_A_MACHINE
    assert credentials.read(files["drawing.png"]) is None
    with Image.open(io.BytesIO(files["drawing.png"])) as drawing:
        assert (max(drawing.size), drawing.info) == (LONG_SIDE, {})
    assert list(keepsake.files("drawing")) == ["drawing.png"]


def test_no_file_says_words_or_strokes(keepsake: Keepsake) -> None:
    made = [*keepsake.files("both").values(), keepsake.page("both", "A4")]
    for data in made:
        assert b"secret wish" not in data
        assert b'"points"' not in data
        assert b"Exif" not in data[:4000]


@pytest.mark.parametrize(("paper", "points"), [("A4", (595, 842)), ("Letter", (612, 792))])
def test_a_page_fits_the_paper(keepsake: Keepsake, paper, points: tuple[int, int]) -> None:
    page = keepsake.page("drawing", paper)
    assert page.startswith(b"%PDF")
    box = page.partition(b"/MediaBox [")[2].partition(b"]")[0].split()
    assert np.allclose([float(each) for each in box[2:]], points, atol=1)


def test_the_lines_are_crisp_however_small_the_paint(keepsake: Keepsake) -> None:
    picture = keepsake.picture()
    drawn = picture.lines[..., 3] > 250
    assert picture.painted.shape[:2] == picture.lines.shape[:2]
    assert drawn.any()
    assert (picture.composite()[drawn] == picture.lines[drawn][:, :3]).mean() > 0.95


def test_the_screen_sees_picture_and_drawing_unmarked(keepsake: Keepsake) -> None:
    shown = keepsake.on_screen()
    images = {name: Image.open(io.BytesIO(jpeg)) for name, jpeg in shown.items()}
    assert {image.format for image in images.values()} == {"JPEG"}
    corner = np.asarray(images["picture"])[-20:, -60:].astype(int)
    assert np.ptp(corner, axis=(0, 1)).max() < 12


def test_the_practice_alone_opens_the_whole_exchange(keepsake: Keepsake) -> None:
    private = boxes.new_private()
    box = keepsake.sealed(boxes.public_of(private))
    assert b"secret" not in box
    sitting = pack.unpack(boxes.open_box(private, box, context=boxes.FROM_A_KIOSK))
    (turn,) = sitting.turns
    assert turn.answer is not None
    assert (turn.drawing, turn.answer.request.words) == (HOUSE, "a secret wish")
    assert (turn.decision, sitting.ended is not None) == ("kept", True)
    assert json.dumps(sitting.phase) == '"painter"'
