"""What the words ask for: where it goes on a drawing, and that it is painted there."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from engines.lexicon import Heard, Wish, sceneries
from engines.painters.house import HousePainter
from engines.painters.imagining import imagined
from engines.painters.placing import Placed, Room, box_of, placed, room_of
from engines.painters.scenery import AIRS, LANDS, scenery
from engines.picture import Picture, PictureRequest, Provenance, Region, png_of
from engines.sketch import rasterize
from engines.strokes import Drawing, Paper, Point, Stroke

GROUND = 0.75


def line(number: int, *xy: float) -> Stroke:
    points = tuple(Point(x, y) for x, y in np.array(xy).reshape(-1, 2).tolist())
    return Stroke(f"s{number}", "pen", "#222222", 0.012, "mouse", points)


BOX = line(1, 0.35, 0.35, 0.65, 0.35, 0.65, GROUND, 0.35, GROUND, 0.35, 0.35)
HOUSE = Drawing(Paper(), (BOX, line(2, 0.0, GROUND, 0.5, GROUND, 1.0, GROUND)))


def room(drawing: Drawing = HOUSE) -> Room:
    return room_of(rasterize(drawing, 128))


def wish(thing: str, count: int = 1, side: str | None = None) -> Wish:
    return Wish(thing, count, None, side)  # pyright: ignore[reportArgumentType]


def one(thing: str, seed: int = 0, side: str | None = None, drawing: Drawing = HOUSE) -> Placed:
    found, left_out = placed((wish(thing, side=side),), room(drawing), seed)
    assert not left_out
    return found[0]


def test_the_ground_is_where_a_long_level_line_runs():
    assert room().ground == pytest.approx(GROUND, abs=0.03)


@pytest.mark.parametrize("seed", range(6))
def test_a_tree_stands_on_the_ground_and_a_bird_flies(seed: int):
    tree, bird = one("tree", seed), one("bird", seed)
    assert GROUND < tree.top + tree.side <= 1.01
    assert bird.top + bird.side / 2 < 0.6


@pytest.mark.parametrize("seed", range(6))
def test_a_thing_leaves_the_drawn_house_free(seed: int):
    cat = one("cat", seed)
    middle = cat.left + cat.side / 2
    assert not 0.4 < middle < 0.6 or cat.top > GROUND - 0.05


@pytest.mark.parametrize(("side", "least", "most"), [("left", 0, 0.4), ("right", 0.6, 1)])
def test_a_side_that_was_named_is_kept_to(side: str, least: float, most: float):
    balloon = one("balloon", side=side)
    assert least <= balloon.left + balloon.side / 2 <= most


def test_another_variation_puts_things_elsewhere_and_the_same_one_does_not():
    places = {(one("tree", seed).left, one("tree", seed).top) for seed in range(5)}
    assert len(places) == 5
    assert one("tree", 3) == one("tree", 3)


def test_a_small_new_stroke_elsewhere_moves_nothing():
    more = replace(HOUSE, strokes=(*HOUSE.strokes, line(3, 0.45, 0.5, 0.55, 0.5)))
    assert one("tree", 2, drawing=more) == one("tree", 2)


def test_what_finds_no_room_is_named():
    found, left_out = placed(tuple(wish("house", 9) for _ in range(4)), room(), 0)
    assert left_out == ("house",)
    assert found


def test_every_scenery_of_the_lexicon_can_be_painted():
    kinds = dict.fromkeys(LANDS, "land") | dict.fromkeys(AIRS, "air")
    assert kinds == {name: row.kind for name, row in sceneries().items()}


def test_scenery_has_the_same_shapes_at_every_size():
    names = ("sunset", "mountains", "river", "rain")
    small, large = (scenery(names, 0.7, (side, side), 5)[..., :3] for side in (128, 512))
    shrunk = large.reshape(128, 4, 128, 4, 3).mean((1, 3))
    assert np.abs(shrunk - small).mean() < 0.01


@pytest.fixture(scope="module")
def painter() -> Iterator[HousePainter]:
    with HousePainter(threads=1) as opened:
        yield opened


def painted(painter: HousePainter, **asked: object) -> np.ndarray:
    request = PictureRequest(HOUSE, size=256, seed=4, **asked)  # pyright: ignore[reportArgumentType]
    return painter.paint(request).pixels.astype(float)


def test_an_asked_for_thing_is_painted_in_its_color(painter: HousePainter):
    plain = painted(painter)
    asked = painted(painter, words="a red balloon on the left")
    redder = (asked - plain)[..., 0] - (asked - plain)[..., 2]
    assert redder[:, :100].max() > 90
    assert np.percentile(np.abs(redder[:, 160:]), 90) < 25


def test_words_are_read_in_their_own_language(painter: HousePainter):
    german = painted(painter, words="ein roter Luftballon links", language="de")
    english = painted(painter, words="a red balloon on the left")
    assert np.abs(german - english).max() == 0


def test_a_hint_adds_nothing_and_says_so(painter: HousePainter):
    request = PictureRequest(HOUSE, words="a tree", size=256, influence="hint")
    assert painter.paint(request).notes == ("hint_adds_nothing",)
    bare = painter.paint(replace(request, words=""))
    assert np.abs(painter.paint(request).pixels.astype(int) - bare.pixels).mean() < 6


def test_a_thing_asked_for_in_a_marked_part_goes_there():
    inside = np.zeros((128, 128), np.float32)
    inside[10:60, 75:125] = 1
    (tree,), left_out = placed((wish("tree"),), room_of(rasterize(HOUSE, 128), inside=inside), 1)
    assert not left_out
    assert 0.55 < tree.left + tree.side / 2 < 1
    assert tree.top < 0.5


def test_a_marked_part_is_painted_again_with_what_was_asked_for(painter: HousePainter):
    mask = np.zeros((256, 256), np.uint8)
    mask[20:120, 150:250] = 255
    parent = pictured(painter, PictureRequest(HOUSE, size=256))
    region = Region(parent.digest(), png_of(np.dstack([mask] * 3)))
    again = PictureRequest(HOUSE, words="a red balloon", size=256, region=region)
    change = painter.paint(again, parent=parent).pixels.astype(int) - parent.painted
    assert (change[20:120, 150:250, 0] - change[20:120, 150:250, 2]).max() > 80
    assert not change[140:].any()


def pictured(painter: HousePainter, request: PictureRequest) -> Picture:
    pixels = painter.paint(request).pixels
    lines = np.zeros((*pixels.shape[:2], 4), np.uint8)
    return Picture(request, pixels, lines, Provenance("house", "", "", ""))


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_placed_where_a_medium_leaves_the_edge_bare(seed: int):
    for thing in ("rainbow", "tree", "butterfly"):
        left, top, right, bottom = box_of(one(thing, seed, drawing=Drawing(Paper())))
        assert min(left, top) > 0.02
        assert max(right, bottom) < 0.98


def test_what_stands_casts_a_shadow_and_what_flies_does_not():
    heard = {name: Heard((wish(name),), (), (), cut=False) for name in ("rabbit", "bird")}
    land = {name: imagined(asked, room(), 1).land((128, 128)) for name, asked in heard.items()}
    assert land["rabbit"][..., 3].max() > 0.2
    assert land["bird"][..., 3].max() == 0


def test_a_white_thing_is_seen_on_white_paper(painter: HousePainter):
    rabbit = painted(painter, words="a rabbit").astype(float)
    bare = painted(painter).astype(float)
    assert (bare - rabbit).mean(2).max() > 40
