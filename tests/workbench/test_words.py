"""The words for the painter are in the language of the screen that they were written on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from engines.record import Answer
from engines.record.marks import Mark
from engines.settings import load
from engines.studio import Studio
from tests.workbench.conftest import Heard, a_stroke
from workbench.practice import Practice
from workbench.table import marking, talk
from workbench.table.live import Table
from workbench.table.telling import Frame, Options, Told

LOOP = Mark("m1", "loop", ((0.2, 0.3), (0.6, 0.3), (0.6, 0.7)))


@pytest.fixture
def table(opened: Practice, sitting: str) -> Table:
    table = opened.tables.at(sitting)
    say(table, {"do": "options", "live": False})
    return table


def say(table: Table, said: dict[str, object], language: str = "en") -> None:
    talk.obey(table, json.dumps(said), language=language)


def asked(table: Table) -> dict[str, object]:
    return table.snapshot()["options"]


def answer_of(opened: Practice, table: Table) -> Answer:
    """Asks for an answer and waits for it."""
    heard = Heard()
    stop = table.listen(heard)
    table.draw((a_stroke(),))
    table.ask()
    frame = heard.wait_for(is_final)
    stop()
    assert isinstance(frame, Frame)
    return opened.archive.open_sitting(table.id).shown[str(frame.answer)]


def is_final(event: Told) -> bool:
    return isinstance(event, Frame) and event.stage == "final"


def test_words_are_asked_for_in_their_screen_s_language(opened: Practice, table: Table):
    say(table, {"do": "options", "words": "ein Baum"}, language="de")
    request = answer_of(opened, table).request
    assert (request.words, request.language) == ("ein Baum", "de")


def test_another_screen_s_style_leaves_the_words_as_they_are(table: Table):
    say(table, {"do": "options", "words": "ein Baum"}, language="de")
    say(table, {"do": "options", "style": "pastel"}, language="en")
    assert (asked(table)["language"], asked(table)["style"]) == ("de", "pastel")
    say(table, {"do": "options", "words": "a tree"}, language="en")
    assert asked(table)["language"] == "en"


def test_a_screen_s_own_word_for_its_language_does_not_count(table: Table):
    say(table, {"do": "options", "words": "ein Baum", "language": "fr"}, language="de")
    assert asked(table)["language"] == "de"


def test_a_table_laid_again_knows_the_language_of_its_words(opened: Practice, table: Table):
    say(table, {"do": "options", "words": "ein Baum"}, language="de")
    kept = opened.archive.open_sitting(table.id).options
    assert replace(Options(), **kept).language == "de"


@pytest.mark.parametrize(
    ("words", "expected"), [("", ("ein Baum", "de")), ("a boat", ("a boat", "en"))]
)
def test_a_part_painted_again_reads_its_words_in_their_own_language(
    opened: Practice, table: Table, words: str, expected: tuple[str, str]
):
    say(table, {"do": "options", "words": "ein Baum"}, language="de")
    answer = answer_of(opened, table)
    request, _ = marking.again(
        answer, (LOOP,), words=words, language="en", drawing=answer.request.drawing
    )
    assert (request.words, request.language) == expected


@pytest.fixture(scope="module")
def house() -> Iterator[Studio]:
    """The embedded painter."""
    with Studio(load({"size": 256})) as studio:
        yield studio


def test_ein_baum_is_painted_as_a_tree_is(opened: Practice, table: Table, house: Studio):
    say(table, {"do": "options", "words": "ein Baum"}, language="de")
    asked_for = answer_of(opened, table).request
    baum = replace(asked_for, painter="house", weights="")
    tree, nothing = replace(baum, words="a tree", language="en"), replace(baum, words="")
    seen, same, bare = (house.paint(each) for each in (baum, tree, nothing))
    assert seen.provenance.unknown_words == ()
    assert np.array_equal(seen.painted, same.painted)
    assert not np.array_equal(seen.painted, bare.painted)
