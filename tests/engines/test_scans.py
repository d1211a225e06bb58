"""Photos of drawings on paper: read, found, straightened, lit, lifted, painted."""

from __future__ import annotations

import io
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image

from engines import sketch
from engines.errors import DrawingError
from engines.picture import PictureRequest
from engines.settings import load
from engines.sketch.light import even_light
from engines.sketch.pages import WHOLE, Corners, find_page
from engines.sketch.photos import read_photo
from engines.sketch.scans import Scan, lifted_of, scan_of
from engines.sketch.straighten import straighten, turned
from engines.strokes import Drawing, Paper, Point, Stroke
from engines.studio import Studio
from tests.engines.photos import TABLES, Scene, shot

SCENES = [
    Scene(
        drawing=("house_sun_tree", "cat", "boat", "flower")[n % 4],
        hand=("pencil", "crayon", "watercolor", "pen")[n % 4],
        table=table,
        turn=(-20.0, 4.0, 95.0, 187.0)[(n + n // 4) % 4],
        lean=0.05 * (n % 5),
        shadow=n % 3 == 0,
        finger=n % 6 == 5,
        warmth=0.02 * (n % 4),
        creases=0.08 if n == 4 else 0.0,
        seed=n,
    )
    for n, table in enumerate(TABLES * 2)
]


def saved(rgb: np.ndarray, kind: str = "PNG", **more: object) -> bytes:
    kept = io.BytesIO()
    Image.fromarray(rgb).save(kept, kind, **more)
    return kept.getvalue()


def corner_error(scene: Scene) -> float:
    """The worst corner's distance in shares of the diagonal; 1 where no page was found."""
    made = shot(scene)
    found = find_page(made.rgb)
    if found is None:
        return 1.0
    places, truth = np.array(found.places) * scene.size, made.corners * scene.size
    away = [np.linalg.norm(places - np.roll(truth, n, 0), axis=1).max() for n in range(4)]
    return float(min(away) / np.hypot(*scene.size))


def true_corners(corners: np.ndarray) -> Corners:
    return Corners(tuple((float(x), float(y)) for x, y in corners), 1.0)


def test_pages_are_found_to_a_hundredth_of_the_diagonal():
    errors = sorted(corner_error(scene) for scene in SCENES)
    assert errors[len(errors) // 2] < 0.005
    assert sum(error < 0.01 for error in errors) >= len(errors) - 2


def test_pale_paper_on_a_pale_table_is_found_in_a_shadow():
    pale = Scene(drawing="boat", table="gray", shadow=True, paper=(206, 205, 203), share=0.75)
    assert corner_error(pale) < 0.005


@pytest.mark.parametrize("what", ["black", "empty", "noise", "full", "drawing"])
def test_a_page_is_not_invented(what: str):
    rng = np.random.default_rng(2)
    photos = {
        "black": np.zeros((600, 800, 3), np.uint8),
        "empty": np.full((600, 800, 3), 240, np.uint8),
        "noise": rng.integers(0, 255, (600, 800, 3), np.uint8),
        "full": np.clip(rng.normal(236, 2, (600, 800, 3)), 0, 255).astype(np.uint8),
        "drawing": np.clip(shot(Scene()).page, 0, 255).astype(np.uint8),
    }
    assert find_page(photos[what]) is None


@pytest.mark.parametrize(
    "changed", [{"exposure": 0.2}, {"cut": True, "at": (0.5, 0.9)}, {"creases": 0.2}]
)
def test_an_ugly_photo_is_found_or_left_to_the_person(changed: dict):
    scene = replace(Scene(table="dark", share=0.6), **changed)
    found = find_page(shot(scene).rgb)
    assert found is None or all(-0.3 < x < 1.3 for place in found.places for x in place)


@pytest.mark.parametrize("table", ["wood", "cloth"])
def test_the_larger_of_two_pages_is_chosen(table: str):
    made = shot(Scene(table=table, share=0.5, at=(0.4, 0.5), turn=3))
    photo = made.rgb.copy()
    photo[80:300, 1380:1560] = 228
    found = find_page(photo)
    assert found is not None
    assert abs(np.array(found.places).mean(0)[0] - made.corners.mean(0)[0]) < 0.03


@pytest.mark.parametrize("hand", ["pencil", "pen"])
@pytest.mark.parametrize("table", ["wood", "stripes"])
def test_lines_are_lifted_where_they_were_drawn(hand: str, table: str):
    scene = Scene(hand=hand, table=table, shadow=True, turn=12)
    made = shot(scene)
    scan, _ = scan_of(made.rgb, true_corners(made.corners))
    ink = lifted_of(scan).ink > 100
    truth = cv2.resize(made.ink, ink.shape[::-1]) > 0.4
    near = np.ones((9, 9), np.uint8)
    recall = cv2.dilate(ink.astype(np.uint8), near)[truth].mean()
    precision = cv2.dilate(truth.astype(np.uint8), near)[ink].mean()
    assert recall > 0.95
    assert precision > 0.93


def test_shadow_goes_and_pale_color_stays():
    scene = Scene(hand="watercolor", table="cloth", shadow=True, drawing="boat")
    made = shot(scene)
    page = straighten(made.rgb, true_corners(made.corners))
    evened = even_light(page)
    height, width = page.shape[:2]
    corner = evened.rgb[: height // 5, -width // 4 : -8].astype(float)
    sea = evened.rgb[-height // 10 : -8, 8:-8].reshape(-1, 3).mean(0)
    assert evened.paper == "#ffffff"
    assert np.median(corner) > 244
    assert sea[2] - sea[0] > 12


def test_colored_paper_keeps_its_color():
    scene = Scene(paper=(235, 180, 120), hand="pencil", table="dark")
    made = shot(scene)
    _, paper = scan_of(made.rgb, true_corners(made.corners))
    red, _, blue = bytes.fromhex(paper.color[1:])
    assert red - blue > 60


@pytest.mark.parametrize(("turn", "wide"), [(8.0, True), (98.0, True)])
def test_the_aspect_is_that_of_the_sheet(turn: float, wide: bool):
    scene = Scene(turn=turn, lean=0.2, drawing="house_sun_tree")
    made = shot(scene)
    page = straighten(made.rgb, true_corners(made.corners))
    truth = made.page.shape[1] / made.page.shape[0]
    assert (page.shape[1] > page.shape[0]) == wide
    assert abs(page.shape[1] / page.shape[0] / truth - 1) < 0.06


def test_turning_a_page_turns_its_corners():
    assert turned(WHOLE, 1).places[0] == (0.0, 1.0)
    assert turned(turned(WHOLE, 1), -1) == WHOLE


def test_crossed_corners_are_refused():
    crossed = Corners((WHOLE.places[0], WHOLE.places[2], WHOLE.places[1], WHOLE.places[3]), 0.0)
    with pytest.raises(DrawingError, match="cross"):
        straighten(np.zeros((400, 400, 3), np.uint8), crossed)


def test_orientation_is_applied_and_metadata_left_behind():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a camera"
    wide = np.zeros((300, 500, 3), np.uint8)
    photo = saved(wide, "JPEG", exif=exif.tobytes())
    scan, _ = scan_of(read_photo(photo), WHOLE)
    assert read_photo(photo).shape == (500, 300, 3)
    assert not Image.open(io.BytesIO(scan.png)).info


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photos_of_usual_kinds_are_read(kind: str):
    assert read_photo(saved(np.full((300, 400, 3), 90, np.uint8), kind)).shape == (300, 400, 3)


@pytest.mark.parametrize("odd", [b"", b"no photo", b"\xff\xd8\xff\xe0cut"])
def test_what_is_no_photo_is_refused(odd: bytes):
    with pytest.raises(DrawingError):
        read_photo(odd)


def test_moving_tiny_and_huge_pictures_are_refused():
    frame = Image.new("RGB", (300, 300))
    moving, huge = io.BytesIO(), io.BytesIO()
    other = Image.new("RGB", (300, 300), "red")
    frame.save(moving, "WEBP", save_all=True, append_images=[other], duration=100)
    Image.new("1", (9500, 9000)).save(huge, "PNG")
    tiny = saved(np.zeros((100, 300, 3), np.uint8))
    for photo, said in ((moving.getvalue(), "moving"), (huge.getvalue(), "mega"), (tiny, "least")):
        with pytest.raises(DrawingError, match=said):
            read_photo(photo)


@pytest.fixture(scope="module")
def scanned() -> tuple[Scan, Paper]:
    scene = Scene(hand="crayon")
    made = shot(scene)
    return scan_of(made.rgb, true_corners(made.corners))


def test_a_scan_is_lines_and_areas_of_the_sketch(scanned: tuple[Scan, Paper]):
    scan, paper = scanned
    drawn = sketch.rasterize(Drawing(paper), 256, scan=scan)
    lines = sketch.lines_rgba(Drawing(paper), 256, scan=scan)
    assert drawn.ink.max() > 0.9
    assert 0.05 < drawn.area.mean() < 0.6
    assert lines[..., 3].max() > 230


def test_a_missing_or_wrong_scan_is_refused(scanned: tuple[Scan, Paper]):
    scan, paper = scanned
    with pytest.raises(DrawingError, match="not given"):
        sketch.rasterize(Drawing(paper), 64)
    with pytest.raises(DrawingError, match="names"):
        sketch.rasterize(Drawing(replace(paper, scan="0" * 64)), 64, scan=scan)


def test_the_same_request_and_scan_give_the_same_bytes(scanned: tuple[Scan, Paper]):
    scan, paper = scanned
    asked = PictureRequest(Drawing(paper), painter="wash", size=128)
    with Studio(load({})) as studio:
        one = studio.paint(asked, scan=scan)
        lifted_of.cache_clear()
        other = studio.paint(asked, scan=Scan(bytes(scan.png)))
        bare = studio.paint(replace(asked, drawing=Drawing(replace(paper, scan=None))))
        with pytest.raises(DrawingError):
            studio.paint(asked)
    assert np.array_equal(one.painted, other.painted)
    assert np.abs(one.painted.astype(int) - bare.painted).mean() > 4
    assert "empty_drawing" not in one.provenance.notes


def test_a_fill_stops_at_a_paper_drawings_lines():
    page = np.full((512, 512, 3), 255, np.uint8)
    cv2.rectangle(page, (128, 128), (384, 384), (30, 30, 34), 5)
    done, packed = cv2.imencode(".png", page)
    scan = Scan(packed.tobytes())
    fill = Stroke("f", "fill", "#dc4539", 0.006, "mouse", (Point(0.5, 0.5, 0.0),))
    seen = sketch.rasterize(Drawing(Paper(1.0, scan=scan.digest), (fill,)), 256, scan=scan)
    assert done
    assert seen.rgb[128, 128, 1] < 0.4
    assert seen.rgb[20, 20, 1] > 0.95
    assert seen.rgb[65, 128].max() < 0.4
