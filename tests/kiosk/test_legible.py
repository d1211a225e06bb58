"""Lines stay seen on the painter's answer: the pad draws them on top of what it is sent."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from engines import settings, strokes
from engines.picture import Picture, PictureRequest, Style
from engines.picture.overlay import FAINTEST, LINE_CONTRAST, MOST, contrast, luminance
from engines.studio import Studio
from kiosk.visits.instant import Bytes, Instant, legible

DRAWINGS = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Picture:
    chosen = settings.load({"painter": "wash", "data": str(tmp_path_factory.mktemp("kiosk"))})
    drawing = strokes.parse((DRAWINGS / "ridge.json").read_bytes())
    with Studio(chosen) as studio:
        request = PictureRequest(drawing, painter="wash", style="night", mood="dusk", seed=7)
        return studio.paint(request)


def test_black_lines_are_seen_on_a_night(night: Picture) -> None:
    assert seen(night, night.painted) < 0.3
    assert seen(night, legible(night)) > 0.9


def test_paint_far_from_lines_stays_as_it_was(night: Picture) -> None:
    bare = (night.lines[..., 3] == 0).astype(np.uint8)
    far = np.asarray(cv2.distanceTransform(bare, cv2.DIST_L2, 5)) > 24
    assert far.any()
    assert np.array_equal(legible(night)[far], night.painted[far])


@pytest.mark.parametrize("style", ["watercolor", "night"])
def test_a_wash_that_is_followed_shows_the_same_colors(style: Style, tmp_path: Path) -> None:
    chosen = settings.load({"data": str(tmp_path)})
    drawing = strokes.parse((DRAWINGS / "ridge.json").read_bytes())
    request = PictureRequest(drawing, style=style, seed=7)
    with Instant(chosen) as instant:
        whole, quick = (
            instant.thread.submit(instant.painted, request, followed=followed).result()
            for followed in (False, True)
        )
    assert whole.shape == quick.shape
    assert np.array_equal(whole, quick) == (style == "night")
    assert np.corrcoef(whole.ravel(), quick.ravel())[0, 1] > 0.75


def seen(picture: Picture, paint: Bytes) -> float:
    """The share of the paint beside lines that shows them in the contrast they are promised."""
    drawn = picture.lines[..., 3] > 200
    found = cv2.distanceTransformWithLabels(
        (~drawn).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    far, nearest = np.asarray(found[0]), np.asarray(found[1], np.intp)
    inks = np.zeros((int(nearest.max()) + 1, 3), np.uint8)
    inks[nearest[drawn]] = picture.lines[..., :3][drawn]
    beside = (far <= 3) & (picture.lines[..., 3] < 20)
    own, paper = luminance(inks[nearest[beside]]), luminance(np.full(3, 255, np.uint8))
    wanted = np.clip(MOST * contrast(own, paper), FAINTEST, LINE_CONTRAST)
    return float((contrast(luminance(paint[beside]), own) >= 0.97 * wanted).mean())
