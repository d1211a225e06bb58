"""Shares on pages of known areas; films opened again; the shelf that hands each out once."""

from __future__ import annotations

import io
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from engines.errors import Cancelled
from engines.picture import PictureRequest, Provenance
from engines.record import Answer, Decision, Sitting, Turn
from engines.strokes import Drawing, Paper, Point, Stroke
from workbench import frames
from workbench.replay.encoding import DESCRIPTION, Film, film_of, mark_of
from workbench.replay.film import HOLD_MS, MOST_MS, cuts_of, frames_of
from workbench.replay.scenes import Replay
from workbench.replay.shares import shares_of
from workbench.replay.shelf import Shelf
from workbench.replay.timeline import replay_of

PAPER = Paper(aspect=4 / 3)
AT = "2026-05-03T17:00:00+00:00"


def line(name: str, tool: str = "pen", *, y: float = 0.5, width: float = 0.02) -> Stroke:
    points = tuple(Point(n / 20, y, 1000.0 + 60 * n) for n in range(21))
    return Stroke(name, tool, "#22262b", width, "mouse", points)  # type: ignore[arg-type]


def half_painted(color: tuple[int, int, int] = (190, 40, 40)) -> bytes:
    layer = np.full((96, 128, 3), 255, np.uint8)
    layer[:, 64:] = color
    return frames.png(layer)


def turn(name: str, decision: Decision | None, png: bytes, *drawn: Stroke) -> Turn:
    drawing = Drawing(PAPER, drawn)
    made = Provenance("wash", "w1", "", "")
    return Turn(name, AT, drawing, Answer(name, PictureRequest(drawing), made, png), decision)


def replayed(*turns: Turn) -> Replay:
    return replay_of(Sitting("s", "p", "painter", AT, AT, turns=turns))


def test_shares_are_the_areas_of_marks_paint_and_bare_paper():
    area = line("a", "brush", width=0.15)
    shares = shares_of(replayed(turn("t", "put_back", half_painted(), area)))
    drawn, painted, back = shares[4], shares[6], shares[-1]
    assert drawn.person == pytest.approx(0.2, abs=0.02)
    assert (painted.person, painted.painter) == (0, pytest.approx(0.5, abs=0.01))
    assert (back.painter, back.person) == (0, drawn.person)


def test_lines_on_top_of_paint_are_the_persons():
    shares = shares_of(replayed(turn("t", "kept", half_painted(), line("a", width=0.075))))
    assert shares[-1].person == pytest.approx(0.1, abs=0.02)
    assert shares[-1].painter == pytest.approx(0.45, abs=0.02)
    assert all(s.person + s.painter + s.bare == pytest.approx(1) for s in shares)


def test_paint_that_nobody_sees_is_bare_paper():
    shares = shares_of(replayed(turn("t", "kept", half_painted((252, 251, 249)), line("a"))))
    assert shares[-1].painter == 0


@pytest.fixture
def replay() -> Replay:
    lines = [line(f"l{n}", y=0.1 + 0.1 * n) for n in range(8)]
    return replayed(
        turn("a", "put_back", half_painted(), *lines[:4]), turn("b", "kept", half_painted(), *lines)
    )


def test_a_film_is_short_keeps_the_order_and_holds_the_last_picture(replay: Replay):
    cuts = cuts_of(replay)
    assert [cut.scene for cut in cuts] == sorted(cut.scene for cut in cuts)
    assert cuts[-1].ms == HOLD_MS
    long = replace(replay, scenes=tuple(replace(s, lasts_ms=9000) for s in replay.scenes))
    assert sum(cut.ms for cut in cuts_of(long)) <= MOST_MS + HOLD_MS + 500
    assert len(cuts_of(long)) < 200


@pytest.mark.parametrize("kind", ["webp", "gif"])
def test_a_film_opens_again_with_its_mark_and_nothing_else(replay: Replay, kind):
    film = film_of(replay, kind=kind)
    with Image.open(io.BytesIO(film.data)) as opened:
        assert opened.n_frames > 10  # type: ignore[attr-defined]
        said = opened.info.get("comment", b"").decode() or opened.getexif().get(DESCRIPTION, "")
        assert "Partly machine-made" in said
        assert "Painter: wash. Weights: w1." in said
        known = {"loop", "background", "timestamp", "duration", "exif", "comment", "version"}
        assert set(opened.info) <= known | {"extension", "transparency"}
        assert len(opened.getexif()) == (1 if kind == "webp" else 0)


def test_a_film_lasts_as_long_as_its_cuts_and_ends_on_the_final_picture(replay: Replay):
    film = film_of(replay)
    *_, last = frames_of(replay, cuts_of(replay))
    with Image.open(io.BytesIO(film.data)) as opened:
        total = 0
        for number in range(opened.n_frames):  # type: ignore[attr-defined]
            opened.seek(number)
            opened.load()
            total += opened.info["duration"]
        apart = np.abs(np.asarray(opened.convert("RGB"), float) - np.asarray(last, float))
    assert total == film.ms
    assert apart.mean() < 3


def test_a_drawing_that_nobody_painted_over_carries_no_mark():
    drawing = Drawing(PAPER, (line("a"),))
    alone = replay_of(
        Sitting("s", "p", "traditional", AT, AT, turns=(Turn("t", AT, drawing, None, "kept"),))
    )
    assert mark_of(alone) == ""
    with Image.open(io.BytesIO(film_of(alone).data)) as opened:
        assert len(opened.getexif()) == 0


def reached(shelf: Shelf, state: str) -> bool:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        standing = shelf.standing("s")
        if standing is not None and standing.state == state:
            return True
        time.sleep(0.01)
    return False


def test_the_shelf_hands_a_film_out_once(replay: Replay):
    shelf = Shelf(lambda _replay, **_: Film(b"film", "webp", 10))
    shelf.begin("s", replay)
    assert reached(shelf, "ready")
    standing = shelf.standing("s")
    assert standing is not None
    assert shelf.take("guessed") is None
    assert shelf.take(standing.name) == Film(b"film", "webp", 10)
    assert shelf.take(standing.name) is None
    assert reached(shelf, "taken")


def test_the_shelf_drops_a_film_after_a_while(replay: Replay):
    shelf = Shelf(lambda _replay, **_: Film(b"film", "webp", 10), kept_s=0.05)
    shelf.begin("s", replay)
    until = time.monotonic() + 10
    while shelf.standing("s") is not None and time.monotonic() < until:
        time.sleep(0.01)
    assert shelf.standing("s") is None


def test_a_film_that_is_not_wanted_any_more_stops(replay: Replay):
    stopped, going = threading.Event(), threading.Event()

    def make(_replay, *, watch, **_):
        try:
            while True:
                watch(0.5)
                going.set()
                time.sleep(0.005)
        except Cancelled:
            stopped.set()
            raise

    shelf = Shelf(make)
    shelf.begin("s", replay)
    assert going.wait(10)
    shelf.drop("s")
    assert stopped.wait(10)
    assert shelf.standing("s") is None
