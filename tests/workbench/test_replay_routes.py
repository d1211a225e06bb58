"""A film is handed to the therapist's own browser, once."""

from __future__ import annotations

import time

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from engines.record import Sitting
from tests.workbench.test_replay_film import line, turn
from workbench.handing.passes import COOKIE
from workbench.practice import Practice
from workbench.replay.encoding import Film
from workbench.replay.shelf import Shelf
from workbench.replay.timeline import replay_of
from workbench.routes.films import routes
from workbench.routes.guard import Guard

HOST = "http://127.0.0.1:8501"
AT = "2026-05-03T17:00:00+00:00"


def ready(films: Shelf, sitting: str) -> str:
    drawing = turn("t", "kept", b"", line("a"))
    films.begin(sitting, replay_of(Sitting("s", "p", "painter", AT, AT, turns=(drawing,))))
    until = time.monotonic() + 10
    while time.monotonic() < until:
        standing = films.standing(sitting)
        if standing is not None and standing.name:
            return standing.name
        time.sleep(0.01)
    raise AssertionError("no film within 10 s")


def test_a_film_is_handed_out_once_and_to_the_therapist_only(
    opened: Practice, sitting: str, monkeypatch
):
    monkeypatch.setattr(opened.films, "_make", lambda _replay, **_: Film(b"film", "webp", 10))
    name = ready(opened.films, sitting)
    app = Starlette(routes=routes(), middleware=[Middleware(Guard)])
    with TestClient(app, base_url=HOST) as stranger:
        assert stranger.get(f"/api/films/{name}").status_code == 403
    cookies = {COOKIE: opened.passes.issue()}
    with TestClient(app, base_url=HOST, cookies=cookies) as therapist:
        got = therapist.get(f"/api/films/{name}")
        assert (got.content, got.headers["content-type"]) == (b"film", "image/webp")
        assert got.headers["cache-control"] == "private, no-store"
        assert therapist.get(f"/api/films/{name}").status_code == 404
