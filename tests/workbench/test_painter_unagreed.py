"""Without a person's yes to the painter every way to a painted picture is shut: all are walked.

Whatever asks the painter for a person asks through `Asking.final` or `Asking.soon`; the one other
caller paints the past of people who do not exist.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from engines.errors import RequestError
from engines.strokes import stroke_to_wire
from tests.workbench.conftest import Heard, a_stroke, all_taken_in
from tests.workbench.lines import HOST, heard, line
from workbench import frames
from workbench.archive.consent import Item, Said
from workbench.consent import texts
from workbench.handing.passes import COOKIE
from workbench.practice import Practice
from workbench.table import talk
from workbench.table.live import Table
from workbench.table.telling import Frame

WORKBENCH = Path(__file__).resolve().parents[2] / "workbench"
APP = WORKBENCH / "app.py"


def agree(opened: Practice, person: str, item: Item, deed: Any = "given") -> None:
    opened.archive.consent(person, Said(item, deed, texts.text(item, "en").read))
    opened.tables.agreed(person)


@pytest.fixture
def real(opened: Practice) -> str:
    person = opened.archive.add_person("Nobody made up").id
    agree(opened, person, "record")
    return person


@pytest.fixture
def asked(opened: Practice, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What reached the painter."""
    seen: list[Any] = []
    submit = opened.tables.painter.submit
    monkeypatch.setattr(
        opened.tables.painter, "submit", lambda *a, **k: (seen.append(a), submit(*a, **k))[1]
    )
    return seen


@pytest.fixture
def unagreed(opened: Practice, real: str) -> Table:
    """A sitting with the painter, an answer and a mark on it; then the painter was taken back."""
    agree(opened, real, "painter")
    told = Heard()
    table = opened.tables.at(opened.tables.begin(real, "painter").sitting.id)
    table.listen(told)
    table.draw((a_stroke(),))
    table.ask()
    final = told.wait_for(lambda event: isinstance(event, Frame) and event.stage == "final")
    assert isinstance(final, Frame)
    mark = {
        "id": "m1",
        "shape": "loop",
        "points": [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]],
        "words": "too much",
    }
    talk.obey(table, json.dumps({"do": "mark", "answer": final.answer, "marks": [mark]}))
    all_taken_in(table)
    agree(opened, real, "painter", "withdrawn")
    return table


SAID = {
    "an answer": {"do": "ask"},
    "variations": {"do": "ask", "more": 2},
    "a part again": {"do": "repaint", "answer": "?", "marks": ["m1"], "words": "a boat"},
}
QUIET = {
    "live while drawing": {"do": "draw", "strokes": [stroke_to_wire(a_stroke("s9"))]},
    "live turned on": {"do": "options", "words": "sea", "style": "pastel"},
    "undo and live": {"do": "undo"},
}


@pytest.mark.parametrize("client", [False, True], ids=["the studio", "the client's own view"])
@pytest.mark.parametrize("way", [*SAID, *QUIET])
def test_no_way_over_the_line_reaches_the_painter(
    unagreed: Table, asked: list[Any], way: str, client: bool
):
    said = {**SAID, **QUIET}[way]
    answer = [*unagreed._watched.sitting.shown][-1]
    message = json.dumps({**said, **({"answer": answer} if "answer" in said else {})})
    if way in SAID:
        with pytest.raises(RequestError, match="not agreed to"):
            talk.obey(unagreed, message, client=client)
    else:
        talk.obey(unagreed, message, client=client)
    unagreed.answers.soon()
    unagreed.answers.resume()
    assert unagreed.answers._live_request() is None
    assert asked == []


def test_live_cannot_be_turned_on_again(unagreed: Table, asked: list[Any]):
    with pytest.raises(RequestError, match="not on this person's table"):
        talk.obey(unagreed, json.dumps({"do": "options", "live": True}))
    assert asked == []


def test_a_device_on_the_network_gets_a_sentence_and_no_picture(
    opened: Practice, client: TestClient, unagreed: Table, asked: list[Any]
):
    key = opened.passes.issue_guest()
    opened.passes.guests.join(opened.passes.guests.invite(unagreed.id), key.partition(".")[0])
    with (
        TestClient(client.app, base_url=HOST, cookies={COOKIE: key}) as tablet,
        line(tablet, unagreed.id) as socket,
    ):
        socket.send_text(json.dumps({"do": "ask"}))
        assert "not agreed to" in heard(socket, "trouble")["text"]
    opened.passes.guests.dismiss(unagreed.id)
    assert asked == []


def test_what_comes_back_late_is_kept_by_nobody_in_either_kind_of_sitting(
    opened: Practice, real: str, unagreed: Table
):
    (answer,) = unagreed._watched.sitting.shown.values()
    late = frames.picture_of(answer)
    opened.tables.end(unagreed.id)
    alone = opened.tables.at(opened.tables.begin(real, "traditional").sitting.id)
    told = Heard()
    alone.listen(told)
    alone.draw((a_stroke(),))
    alone.answers.take_final(late, None)
    alone.answers.take_live(late, lambda: True)
    alone.answers.take_preview(late.painted)
    assert not any(isinstance(event, Frame) for event in told.events)
    assert alone._watched.sitting.shown == {}


@pytest.mark.parametrize("way", SAID)
def test_a_sitting_without_the_painter_stays_so_though_the_person_agreed(
    opened: Practice, real: str, asked: list[Any], way: str
):
    agree(opened, real, "painter")
    alone = opened.tables.at(opened.tables.begin(real, "traditional").sitting.id)
    alone.draw((a_stroke(),))
    with pytest.raises(RequestError, match="without the painter"):
        talk.obey(alone, json.dumps({**SAID[way], "answer": "a1"}))
    assert asked == []


def test_no_sitting_with_the_painter_begins_by_hand_page_or_restart(
    opened: Practice, real: str, asked: list[Any]
):
    opened.archive.set_preference("tour", "seen")
    with pytest.raises(RequestError, match="not agreed to"):
        opened.tables.begin(real, "painter")
    # A sitting of before, whose journal says "painter", opened after a restart.
    sitting = opened.archive.begin_sitting(real, "painter").sitting.id
    table = opened.tables.at(sitting)
    table.draw((a_stroke(),))
    with pytest.raises(RequestError, match="not agreed to"):
        table.ask()
    at = AppTest.from_file(str(APP), default_timeout=60)
    at.query_params["person"] = real
    at.run()
    assert not at.exception
    opened.tables.end(sitting)
    assert asked == []


def test_a_sitting_that_is_brought_in_is_painted_by_nobody(
    opened: Practice, real: str, unagreed: Table, asked: list[Any]
):
    sitting = unagreed.id
    opened.tables.end(sitting)
    other = opened.archive.add_person("Elsewhere").id
    packed = opened.archive.export_sitting(sitting)
    opened.archive.remove_sitting(sitting)
    before = len(opened.archive.painted(real))
    opened.archive.import_sitting(packed, person=other)
    assert (len(opened.archive.painted(real)), asked) == (before, [])


def test_nothing_else_in_the_workbench_asks_the_painter():
    """A new way has to be walked here too."""
    found = {
        path.relative_to(WORKBENCH).as_posix()
        for path in WORKBENCH.rglob("*.py")
        if re.search(r"painter\.submit\(|\.asking\.(final|soon)\(", path.read_text("utf-8"))
    }
    assert found == {"table/asking.py", "table/answers.py", "demo/easel.py"}
