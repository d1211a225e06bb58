"""A painter that cannot paint: said as long as it lasts, and drawing goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engines.settings import load
from engines.worker import PaintingWorker
from engines.worker.jobs import WorkerState
from tests.workbench.conftest import Heard, a_stroke, all_taken_in
from workbench.archive.store import Archive
from workbench.table.live import Table
from workbench.table.tables import Tables
from workbench.table.telling import Changed, Trouble

ODD = Path(__file__).parents[1] / "engines"


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """A table whose painter does what the words say; no answers while one draws."""
    monkeypatch.syspath_prepend(str(ODD))
    settings = load({"data": str(tmp_path), "painter": "odd", "size": 256, "live_answers": False})
    odd = {"odd": "odd_painters:OddPainter"}
    with Archive.open(tmp_path) as archive, PaintingWorker(settings, painters=odd) as painter:
        tables = Tables(archive, painter, settings)
        person = archive.add_person("Somebody", synthetic=True)
        table = tables.at(tables.begin(person.id, "painter").sitting.id)
        table.draw((a_stroke(),))
        yield table
        tables.close()


def asked(table: Table, words: str) -> Heard:
    """Asks with these words and waits until nothing is painted any more."""
    heard = Heard()
    table.set_options({"words": words})
    stop = table.listen(heard)
    table.ask()
    heard.wait_for(lambda event: isinstance(event, Changed) and table.snapshot()["work"] is None)
    all_taken_in(table)
    stop()
    return heard


def test_what_is_wrong_with_the_painter_stands_until_it_has_answered(table: Table):
    assert table.snapshot()["unwell"] is None
    asked(table, "refuses")
    assert table.snapshot()["unwell"] == "This page is too blue to paint."
    table.draw((a_stroke("s2"),))
    assert len(table.drawing.strokes) == 2
    asked(table, "plain")
    assert table.snapshot()["unwell"] is None


def test_what_is_wrong_with_the_painter_is_told_once(table: Table):
    first, again = asked(table, "refuses"), asked(table, "refuses")
    assert Trouble("This page is too blue to paint.") in first.events
    assert not any(isinstance(event, Trouble) for event in again.events)
    assert table.snapshot()["unwell"]


def test_a_painter_that_never_opened_is_said_before_anybody_asks(
    table: Table, monkeypatch: pytest.MonkeyPatch
):
    stands = table.answers.asking._painter.status()
    monkeypatch.setattr(PaintingWorker, "status", lambda _self: broken(stands))
    assert table.snapshot()["unwell"] == "The painter does not start."


def broken(stands: WorkerState) -> WorkerState:
    return replace(stands, problem="The painter does not start.")
