"""Hostile things over the line and the routes: refused there, and everybody else goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from engines.strokes import stroke_to_wire
from tests.hostile.doors import text
from tests.hostile.making import CORPUS, FOLDER
from tests.workbench.conftest import a_stroke
from tests.workbench.lines import HOST, heard, line
from workbench.practice import Practice

APP = Path(__file__).resolve().parents[2] / "workbench" / "app.py"
ORIGIN = {"origin": HOST}
HTML = '<img src=x onerror="a()"><script>a()</script></style>'
PAGES = ("studio", "people", "gallery", "trends")
SENT = {name: (FOLDER / name).read_bytes() for name in CORPUS}


def test_a_line_that_was_told_every_bad_thing_still_draws(client: TestClient, sitting: str):
    with line(client, sitting) as socket:
        for sent in SENT.values():
            socket.send_text(text(sent).encode("utf-8", "replace").decode())
        socket.send_bytes(b"\x00\xff")
        socket.send_json({"do": "draw", "strokes": [stroke_to_wire(a_stroke("after"))]})
        assert heard(socket, "saved")["strokes"] == ["after"]


@pytest.mark.parametrize("door", ["notes", "goals", "table"])
def test_what_is_written_is_kept_or_refused_and_never_a_fault(
    client: TestClient, person: str, door: str
):
    answers = {
        name: client.put(f"/api/people/{person}/{door}", content=sent, headers=ORIGIN).status_code
        for name, sent in SENT.items()
    }
    assert set(answers.values()) <= {204, 413, 422}
    assert answers["deep-value"] == answers["half-letter"] == answers["noise"] == 422


@pytest.mark.parametrize("step", ["photo", "tried", "use"])
def test_no_photo_is_a_fault(client: TestClient, sitting: str, step: str):
    for name, sent in SENT.items():
        to = f"/api/sittings/{sitting}/paper/{step}"
        answer = client.post(to, content=sent, headers=ORIGIN)
        fine = answer.status_code == 200 and name == "png-square-bomb"
        assert fine or answer.status_code in (413, 422), (name, answer.status_code)


@pytest.mark.usefixtures("sitting")
def test_no_deed_of_a_pass_is_a_fault(client: TestClient):
    for sent in SENT.values():
        for deed in ("back", "ask"):
            answer = client.post(f"/api/pass/{deed}", content=sent, headers=ORIGIN)
            assert answer.status_code in (200, 400, 403, 413)


@pytest.mark.parametrize("page", PAGES)
def test_a_name_that_is_a_page_is_shown_as_letters(opened: Practice, page: str):
    if not any(HTML in each.name for each in opened.archive.people()):
        made = opened.archive.add_person(HTML, notes=HTML, goals=HTML, synthetic=True).id
        ended = opened.tables.begin(made, "painter").sitting.id
        opened.archive.write_note(ended, HTML)
        opened.tables.end(ended)
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    at = at.switch_page(f"views/{page}.py").run()
    assert not at.exception
    drawn = " ".join(str(getattr(each, "value", "")) for each in at.get("html"))
    assert "<img src=x" not in drawn
    assert "<script>a" not in drawn
