"""Drawings made on paper: from a photo to the table, and back out as pictures."""

from __future__ import annotations

import io
import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from engines.errors import ArchiveError, DrawingError, RequestError
from engines.picture import pixels_of
from tests.engines.photos import Scene, shot
from tests.workbench.browsing import WAIT_MS, begin, draw, end, saved, shows, wave
from workbench.modules import part, text_of
from workbench.paper import bringing
from workbench.paper.bringing import Photos
from workbench.paper.papers import below, scan_file
from workbench.pictures import picture_bytes
from workbench.practice import Practice

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import CDPSession, Page

PHOTO = shot(Scene(hand="crayon", table="dark", size=(1200, 900)))


def asked(photos: Photos, sitting: str, **changed: object) -> bytes:
    corners = photos.take(sitting, PHOTO.jpeg)["corners"]
    return json.dumps({"corners": corners, "colors": True, **changed}).encode()


def laid(opened: Practice, person: str) -> str:
    sitting = opened.tables.begin(person, "traditional").sitting.id
    request = asked(opened.photos, sitting)
    opened.photos.use(sitting, request, archive=opened.archive, tables=opened.tables)
    return sitting


def test_a_photo_becomes_the_page(opened: Practice, person: str):
    sitting = laid(opened, person)
    drawing = opened.tables.at(sitting).drawing
    scan = below(opened.archive, person, drawing)
    assert scan is not None
    assert scan.digest == drawing.paper.scan
    with pytest.raises(DrawingError, match="no longer here"):
        opened.photos.tried(sitting, b'{"corners": [[0,0],[1,0],[1,1],[0,1]], "colors": true}')


def test_a_paper_drawing_is_kept_as_it_is(opened: Practice, person: str):
    sitting = laid(opened, person)
    opened.tables.at(sitting).keep_drawing()
    (turn,) = opened.archive.turns(sitting)
    found = picture_bytes(opened.archive, person, turn.id, "drawing")
    assert found is not None
    assert (turn.measures["coverage"] or 0) > 0.05
    assert pixels_of(found.data).std() > 15


def test_a_paper_drawing_is_answered(opened: Practice, person: str):
    sitting = laid(opened, person)
    table = opened.tables.at(sitting)
    scan = table.answers.scan_below(table.drawing)
    assert scan is not None
    assert table.snapshot()["strokes"] == 1
    other = replace(table.drawing, paper=replace(table.drawing.paper, scan=None))
    assert table.answers.scan_below(other) is None


def test_a_scan_is_shown_to_its_person_only(opened: Practice, person: str):
    name = opened.tables.at(laid(opened, person)).drawing.paper.scan or ""
    lines = pixels_of(scan_file(opened.archive, person, name, lines=True))
    other = opened.archive.add_person("Another", synthetic=True).id
    assert lines.shape[2] == 4
    with pytest.raises(ArchiveError):
        scan_file(opened.archive, other, name, lines=False)


@pytest.mark.parametrize(
    "corners",
    [[], [[0, 0]] * 3, [[0, 0], [1, 0], [1, 1], [0, 9]], [[0, 0], [1, 1], [1, 0], [0, 1]]],
)
def test_corners_that_make_no_page_are_refused(corners: list):
    photos = Photos()
    request = asked(photos, "s", corners=corners)
    with pytest.raises((DrawingError, RequestError)):
        photos.tried("s", request)


def test_photos_are_few_and_dropped():
    photos = Photos()
    for number in range(6):
        photos.take(f"s{number}", PHOTO.jpeg)
    photos.drop("s5")
    assert set(photos._photos) == {"s2", "s3", "s4"}


def test_a_photo_let_go_of_while_it_is_looked_at_is_not_kept(monkeypatch: pytest.MonkeyPatch):
    photos = Photos()
    monkeypatch.setattr(bringing, "find_page", lambda _photo: photos.drop("s"))
    photos.take("s", PHOTO.jpeg)
    assert not photos._photos


def test_a_photo_nobody_touches_goes_by_itself():
    photos = Photos(kept_s=0.05)
    photos.take("s", PHOTO.jpeg)
    until = time.monotonic() + 10
    while photos._photos and time.monotonic() < until:
        time.sleep(0.02)
    assert not photos._photos


def test_only_lines_leaves_color_out():
    photos = Photos()
    request = asked(photos, "s")
    only_lines = request.replace(b"true", b"false")
    tried = [photos.tried("s", each) for each in (request, only_lines)]
    means = [np.asarray(Image.open(io.BytesIO(each))).mean() for each in tried]
    assert means[1] > means[0] + 2


@pytest.mark.browser
def test_a_paper_drawing_is_brought_drawn_on_and_answered(
    address: str, page: Page, pen: CDPSession, tmp_path: Path
):
    (tmp_path / "photo.jpg").write_bytes(PHOTO.jpeg)
    begin(page, address, "Alder")
    page.locator(".st-key-bring button").click(timeout=WAIT_MS)
    page.locator(".file input").set_input_files(tmp_path / "photo.jpg", timeout=WAIT_MS)
    page.locator("img.clean:not([hidden])").wait_for(timeout=WAIT_MS)
    corner = page.locator(".corner").nth(2)
    before = corner.bounding_box()
    assert before is not None
    page.mouse.move(before["x"] + 22, before["y"] + 22)
    page.mouse.down()
    page.mouse.move(before["x"] + 2, before["y"] + 12, steps=3)
    page.mouse.up()
    corner.press("ArrowRight")
    page.locator("img.clean:not([hidden])").wait_for(timeout=WAIT_MS)
    page.get_by_text("Use it").click()
    page.locator(".swp-page").wait_for(timeout=WAIT_MS)
    draw(page, pen, wave(0.3))
    saved(page)
    page.locator("[data-do=ask]").click()
    page.locator(".table[data-stage=final]").wait_for(timeout=WAIT_MS)
    answered = shows(page, bool)
    page.reload()
    assert shows(page, lambda seen: len(seen) > 1000)
    assert answered
    end(page)


# Back to the table while the photo that came is still being read; gives what was begun after that.
PUT_AWAY = """async () => {
  const begun = [];
  const found = { photo: "", corners: [[0, 0], [1, 0], [1, 1], [0, 1]], sure: true };
  const steps = { photo: async () => found, tried: async () => null, drop: async () => null };
  const view = Paper.createPaper(document.body, { t: (text) => text, steps, onDone() {} });
  Image.prototype.decode = () => view.leave();
  window.setTimeout = (act) => begun.push(String(act));
  await view.take({});
  return begun;
}"""


@pytest.mark.browser
def test_a_photo_put_away_while_it_is_read_is_not_tried(page: Page):
    paper = part("Paper", text_of("workbench", "paper", "paper_view.js"))
    assert page.evaluate(f"() => {{ {paper} return ({PUT_AWAY})(); }}") == []


@pytest.mark.browser
def test_going_back_waits_for_no_trial_of_the_corners(address: str, page: Page):
    begin(page, address, "Hazel")
    page.locator(".st-key-bring button").click(timeout=WAIT_MS)
    held = []
    page.route("**/paper/tried", lambda route: held.append(route))
    photo = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": PHOTO.jpeg}
    with page.expect_request("**/paper/tried", timeout=WAIT_MS):
        page.locator(".file input").set_input_files([photo])  # type: ignore[list-item]
    with page.expect_event("requestfailed", lambda gone: gone.url.endswith("/tried")):
        page.locator(".paper-head button").click()
    page.locator(".swp-page").wait_for(timeout=WAIT_MS)
    assert len(held) == 1
    end(page)
