"""No record and no painter without a yes, at the table itself."""

from __future__ import annotations

import pytest

from engines.errors import RequestError
from tests.workbench.conftest import Heard, a_stroke, all_taken_in
from workbench import frames
from workbench.archive.consent import Deed, Item, Said
from workbench.consent import texts
from workbench.practice import Practice
from workbench.table.live import Table
from workbench.table.telling import Frame


def say(opened: Practice, person: str, item: Item, deed: Deed) -> None:
    opened.archive.consent(person, Said(item, deed, texts.text(item, "en").read))
    opened.tables.agreed(person)


@pytest.fixture
def real(opened: Practice) -> str:
    """Somebody who is not made up, and has agreed to a record alone."""
    person = opened.archive.add_person("Somebody real").id
    say(opened, person, "record", "given")
    return person


def test_nobody_real_is_drawn_with_unasked(opened: Practice):
    person = opened.archive.add_person("Unasked").id
    with pytest.raises(RequestError, match="record was not agreed to"):
        opened.tables.begin(person, "traditional")
    say(opened, person, "record", "given")
    with pytest.raises(RequestError, match="painter were not agreed to"):
        opened.tables.begin(person, "painter")
    assert opened.tables.begin(person, "traditional")


@pytest.mark.parametrize("deed", ["withdrawn", "not_now"])
def test_a_painter_that_is_taken_back_stops_at_once(opened: Practice, real: str, deed: Deed):
    heard = Heard()
    say(opened, real, "painter", "given")
    table = opened.tables.at(opened.tables.begin(real, "painter").sitting.id)
    table.listen(heard)
    table.draw((a_stroke(),))
    say(opened, real, "painter", deed)
    assert table.snapshot()["resting"]
    assert not table.snapshot()["options"]["live"]
    with pytest.raises(RequestError, match="not agreed to"):
        table.ask()
    heard.events.clear()
    table.draw((a_stroke("s2"),))
    all_taken_in(table)
    assert len(table.drawing.strokes) == 2
    assert not any(isinstance(event, Frame) for event in heard.events)
    assert opened.archive.consents(real)[-1].sitting == table.id


def test_an_answer_that_comes_after_the_no_is_shown_to_nobody(opened: Practice, real: str):
    heard = Heard()
    say(opened, real, "painter", "given")
    table = opened.tables.at(opened.tables.begin(real, "painter").sitting.id)
    table.draw((a_stroke(),))
    table.listen(heard)
    table.ask()
    final = heard.wait_for(lambda event: isinstance(event, Frame) and event.stage == "final")
    assert isinstance(final, Frame)
    answer = table._watched.sitting.shown[str(final.answer)]
    say(opened, real, "painter", "withdrawn")
    heard.events.clear()
    late = frames.picture_of(answer)
    table.answers.take_final(late, None)
    table.answers.take_live(late, lambda: True)
    table.answers.take_preview(late.painted)
    assert table.answers._live_request() is None
    assert not any(isinstance(event, Frame) for event in heard.events)
    assert [*table._watched.sitting.shown] == [answer.id]


def test_a_table_opened_again_after_a_restart_has_no_painter(opened: Practice, real: str):
    say(opened, real, "painter", "given")
    sitting = opened.tables.begin(real, "painter").sitting.id
    say(opened, real, "painter", "withdrawn")
    again = Table(
        opened.archive.open_sitting(sitting), opened.archive, opened.tables.painter, opened.settings
    )
    assert again.snapshot()["resting"]
    assert again.snapshot()["unwell"] is None
    again.close()


def test_agreeing_in_the_middle_brings_the_painter_back(opened: Practice, real: str):
    say(opened, real, "painter", "given")
    table = opened.tables.at(opened.tables.begin(real, "painter").sitting.id)
    say(opened, real, "painter", "withdrawn")
    say(opened, real, "painter", "given")
    assert not table.snapshot()["resting"]
    table.draw((a_stroke(),))
    table.ask()


def test_whoever_took_a_record_back_begins_nothing_new(opened: Practice, real: str):
    opened.archive.set_preference("basis_record", "treatment")
    other = opened.archive.add_person("Another").id
    assert opened.tables.begin(other, "traditional")
    say(opened, real, "record", "withdrawn")
    with pytest.raises(RequestError, match="record was not agreed to"):
        opened.tables.begin(real, "traditional")
    opened.archive.set_preference("basis_record", None)
