import io
import json
import time
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engines import sketch, strokes
from engines.errors import RecordError, RequestError
from engines.picture import (
    INFLUENCES,
    MOODS,
    STYLES,
    Picture,
    PictureRequest,
    Provenance,
    Region,
    pixels_of,
    png_of,
)
from engines.picture.marking import SOURCE_TYPE, XMP
from engines.picture.overlay import contrast, laid_over, luminance
from engines.strokes import Drawing, Paper, Point, Stroke

DATA = Path(__file__).resolve().parents[1] / "data"
HOUSE = strokes.parse((DATA / "house_sun_tree.json").read_bytes())
MASK = png_of(np.full((8, 8, 3), 255, np.uint8))
REQUEST = PictureRequest(HOUSE, "a house", painter="wash", size=256)


def picture(request=REQUEST, paint=None):
    lines = sketch.lines_rgba(request.drawing, request.size)
    painted = np.full((*lines.shape[:2], 3), 200, np.uint8) if paint is None else paint
    return Picture(request, painted, lines, Provenance("wash", "none", "", ""))


@given(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40),
    st.sampled_from([None, *MOODS]),
    st.sampled_from(INFLUENCES),
    st.sampled_from(STYLES),
    st.integers(0, 2**32 - 1),
    st.integers(8, 256).map(lambda n: n * 8),
)
def test_picture_a_request_comes_back_exactly(words, mood, influence, style, seed, size):
    request = PictureRequest(Drawing(), words, "de", style, mood, influence, seed, 0, size)
    assert PictureRequest.from_json(request.to_json()) == request
    assert PictureRequest.from_json(json.loads(request.to_json())).digest() == request.digest()


def test_picture_a_request_with_a_region_comes_back_exactly():
    request = replace(REQUEST, region=Region("0a" * 32, MASK))
    assert PictureRequest.from_json(request.to_json()) == request


CHANGES = {
    "drawing": Drawing(),
    "words": "a boat",
    "language": "de",
    "style": "pastel",
    "mood": "calm",
    "influence": "hint",
    "seed": 1,
    "variation": 1,
    "size": 264,
    "effort": "live",
    "painter": "house",
    "weights": "r1",
    "runtime": "openvino",
    "precision": "fp16",
    "region": Region("0a" * 32, MASK),
}


@pytest.mark.parametrize("name", PictureRequest.__dataclass_fields__)
def test_picture_every_field_changes_the_digest(name):
    assert replace(REQUEST, **{name: CHANGES[name]}).digest() != REQUEST.digest()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"size": 100}, "size is 100: must be a multiple of 8"),
        ({"size": 4096}, "size is 4096: must be a whole number in 64..2048"),
        ({"seed": -1}, "seed is -1"),
        ({"seed": 1.0}, "seed is 1.0"),
        ({"variation": True}, "variation is True"),
        ({"style": "oil"}, "style is 'oil': must be one of watercolor"),
        ({"mood": "sad"}, "mood is 'sad': must be one of calm"),
        ({"influence": None}, "influence is None"),
        ({"words": "x" * 2001}, "words is 'xxx"),
        ({"words": "a\0b"}, "words is 'a\\x00b'"),
        ({"language": "English"}, "language is 'English': must be two letters"),
        ({"painter": "../x"}, "painter is '../x'"),
        ({"drawing": {}}, "drawing is {}: must be a Drawing"),
        ({"region": Region("x", MASK)}, "region.parent is 'x'"),
        ({"region": Region("0a" * 32, b"GIF")}, "region.mask_png is b'GIF'"),
    ],
)
def test_picture_a_request_out_of_bounds_is_named_with_its_value(change, told):
    with pytest.raises(RequestError) as error:
        replace(REQUEST, **change)
    assert told in str(error.value)


@pytest.mark.parametrize("lines", [None, True])
@pytest.mark.parametrize("influence", INFLUENCES)
def test_picture_lines_lie_on_top_at_every_influence(influence, lines):
    made = picture(replace(REQUEST, influence=influence))
    solid = made.lines[..., 3] == 255
    assert solid.any()
    assert (made.composite(lines=lines)[solid] == made.lines[solid][:, :3]).all()


def test_picture_without_lines_is_the_painted_layer():
    made = picture()
    assert (made.composite(lines=False) == made.painted).all()
    assert made.composite(lines=False) is not made.painted


COLORS = {"dark": "#22262b", "red": "#d8232f", "yellow": "#f5d016", "pale": "#f7f3c9"}
COLORS |= {"black": "#000000", "gray": "#808080", "blue": "#2f6bd8", "white": "#ffffff"}


@pytest.mark.parametrize("paper", ["white", "dark"])
@pytest.mark.parametrize("paint", COLORS)
@pytest.mark.parametrize("line", COLORS)
def test_picture_lines_stay_about_as_clear_as_drawn(line, paint, paper):
    points = tuple(Point(0.5 + 0.3 * np.cos(t), 0.5 + 0.3 * np.sin(t)) for t in range(7))
    drawing = Drawing(Paper(), (Stroke("a", "pen", COLORS[line], 0.012, "mouse", points),))
    lines = sketch.lines_rgba(drawing, 512)
    noise = cv2.GaussianBlur(np.random.default_rng(0).normal(0, 90, lines.shape[:2]), (0, 0), 6)
    color = np.frombuffer(bytes.fromhex(COLORS[paint][1:]), np.uint8)
    painted = np.clip(color + noise[..., None], 0, 255).astype(np.uint8)
    seen = laid_over(painted, lines, paper=COLORS[paper])
    outside = lines[..., 3] == 0
    far = cv2.distanceTransform((lines[..., 3] < 90).astype(np.uint8), cv2.DIST_L2, 5)
    ink, below = (
        luminance(np.frombuffer(bytes.fromhex(COLORS[name][1:]), np.uint8))
        for name in (line, paper)
    )
    beside = outside & (far <= 2)
    drawn = min(3.0, max(1.2, 0.75 * float(contrast(ink, below))))
    assert contrast(luminance(seen[beside]), ink).min() >= drawn
    assert (seen[far > 8] == painted[far > 8]).all()


def test_picture_a_pale_line_gets_no_outline_on_pale_paint():
    lines = sketch.lines_rgba(HOUSE, 256)
    lines[..., :3] = (245, 208, 22)
    painted = np.full((*lines.shape[:2], 3), 252, np.uint8)
    clear = lines[..., 3] == 0
    assert (laid_over(painted, lines)[clear] >= 252).all()


def test_picture_paint_that_shows_a_line_is_left_alone():
    lines = sketch.lines_rgba(HOUSE, 256)
    dark = lines.copy()
    dark[..., :3] = 20
    painted = np.full((*lines.shape[:2], 3), 230, np.uint8)
    clear = lines[..., 3] == 0
    assert (laid_over(painted, dark)[clear] == 230).all()


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#ffffff", "#000000", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)],
)
def test_picture_contrast_is_that_of_wcag(one, other, ratio):
    values = [luminance(np.frombuffer(bytes.fromhex(c[1:]), np.uint8)) for c in (one, other)]
    assert contrast(*values) == pytest.approx(ratio, abs=0.01)


def test_picture_png_holds_no_words_no_strokes_and_no_time():
    unmarked = picture().to_png(mark=False)
    with Image.open(io.BytesIO(unmarked)) as image:
        assert image.info == {}
    assert b"tIME" not in unmarked
    time.sleep(0.01)
    assert picture().to_png(mark=False) == unmarked


def test_picture_mark_says_what_made_it_and_no_more():
    name = UUID(int=7)
    marked = picture().to_png(mark=True, picture_id=name)
    with Image.open(io.BytesIO(marked)) as image:
        noted = {"Comment", "Painter", "Weights", "Picture-Id"}
        assert {*image.info} - {XMP, "xmp"} == noted
        assert SOURCE_TYPE in image.info[XMP]
        assert image.info["Painter"] == "wash"
        assert image.info["Picture-Id"] == str(name)
    assert b"house" not in marked
    assert picture().to_png(mark=True) != marked


@pytest.mark.parametrize("language", ["en", "de", "xx"])
def test_picture_sign_is_small_and_only_on_what_leaves(language):
    made = picture()
    plain, marked = (
        pixels_of(made.to_png(mark=mark, language=language)).astype(int) for mark in (False, True)
    )
    rows, columns = np.nonzero(np.abs(plain - marked).max(-1))
    assert (plain == made.composite()).all()
    assert rows.min() > plain.shape[0] / 2
    assert columns.min() > plain.shape[1] / 3


def test_picture_layers_are_packed_without_loss():
    noise = np.random.default_rng(0).integers(0, 256, (48, 64, 4), np.uint8)
    assert (pixels_of(png_of(noise)) == noise).all()
    assert (pixels_of(png_of(noise[..., :3].copy())) == noise[..., :3]).all()


@pytest.mark.parametrize("png", [b"", b"GIF89a", png_of(np.zeros((9, 9, 3), np.uint8))[:-30]])
def test_picture_damaged_png_is_refused(png):
    with pytest.raises(RecordError, match="no readable PNG"):
        pixels_of(png)


def test_picture_absurdly_large_png_is_refused():
    with pytest.raises(RecordError, match="at most 2048 a side"):
        pixels_of(png_of(np.zeros((8, 2056, 3), np.uint8)))


def test_picture_shows_itself_and_knows_its_paint():
    made = picture()
    assert made._repr_png_().startswith(b"\x89PNG")
    assert made.digest() == picture().digest()
    assert made.digest() != picture(paint=made.painted[:, ::-1] // 2).digest()


def test_pixels_of_refuses_a_bomb_before_unpacking_it() -> None:
    from PIL import Image

    packed = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(packed, "PNG")
    with pytest.raises(RecordError, match="too large"):
        pixels_of(packed.getvalue())
