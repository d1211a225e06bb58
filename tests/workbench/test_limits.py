"""What a therapist sets for one person holds at the table itself, and a restart finds it again."""

from __future__ import annotations

import pytest

from engines.errors import RequestError
from engines.record import Feeling
from tests.workbench.conftest import Heard, a_stroke
from workbench.practice import Practice
from workbench.table.live import Table
from workbench.table.telling import Frame
from workbench.tailored import Tailored


def tailored(opened: Practice, person: str, limits: Tailored) -> Table:
    opened.archive.tailor(person, limits)
    return opened.tables.at(opened.tables.begin(person, "painter").sitting.id)


def test_the_first_style_allowed_is_in_hand_and_others_are_refused(opened: Practice, person: str):
    table = tailored(opened, person, Tailored(styles=("gouache", "pastel")))
    assert table.snapshot()["options"]["style"] == "gouache"
    table.set_options({"style": "pastel"})
    with pytest.raises(RequestError, match="not on this person's table"):
        table.set_options({"style": "watercolor"})


def test_the_painter_goes_no_farther_than_allowed(opened: Practice, person: str):
    table = tailored(opened, person, Tailored(influence="hint"))
    assert table.snapshot()["options"]["influence"] == "hint"
    with pytest.raises(RequestError, match="influence"):
        table.set_options({"influence": "together"})


def test_a_painter_that_is_off_is_not_asked(opened: Practice, person: str):
    heard = Heard()
    table = tailored(opened, person, Tailored(painter=False))
    table.listen(heard)
    table.draw((a_stroke(),))
    with pytest.raises(RequestError, match="painter is off"):
        table.ask()
    with pytest.raises(RequestError, match="live"):
        table.set_options({"live": True})
    assert not any(isinstance(event, Frame) for event in heard.events)


def test_what_is_set_meanwhile_holds_from_the_next_look_on(opened: Practice, person: str):
    table = tailored(opened, person, Tailored())
    table.set_options({"style": "pastel", "influence": "transform"})
    opened.archive.tailor(person, Tailored(styles=("watercolor",), influence="hint"))
    options = opened.tables.at(table.id).snapshot()["options"]
    assert (options["style"], options["influence"]) == ("watercolor", "hint")


def test_words_and_choices_of_an_open_sitting_outlive_a_restart(opened: Practice, person: str):
    table = tailored(opened, person, Tailored())
    chosen = {"words": "a boat", "style": "pastel", "mood": "dusk", "influence": "hint"}
    table.set_options(chosen)
    sitting = opened.archive.open_sitting(table.id)
    again = Table(sitting, opened.archive, opened.tables.painter, opened.settings)
    assert again.snapshot()["options"].items() >= chosen.items()
    again.close()


def test_how_it_felt_before_and_after_is_said_at_the_table(opened: Practice, person: str):
    table = tailored(opened, person, Tailored())
    table.feel("before", Feeling(0.2, None))
    table.feel("after", Feeling(0.8, 0.4))
    assert table.snapshot()["felt"]["before"] == {"pleasure": 0.2, "arousal": None}
    assert opened.archive.open_sitting(table.id).sitting.after == Feeling(0.8, 0.4)
