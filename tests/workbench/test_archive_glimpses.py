"""A person's turns for lists: words and marks without strokes, remembered, and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engines.record import Feeling
from engines.record.marks import Mark
from workbench.archive import glimpses, specimens
from workbench.archive.events import Shown
from workbench.archive.store import Archive

MARK = Mark("m1", "loop", ((0.1, 0.1), (0.4, 0.1), (0.4, 0.4)), "not this red")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path) as opened:
        yield opened


@pytest.fixture
def person(archive: Archive) -> str:
    return archive.add_person("Somebody").id


@pytest.fixture
def sitting(archive: Archive, person: str) -> str:
    begun = archive.begin_sitting(person, "painter").sitting.id
    answer = specimens.answer("one")
    archive.record(begun, Shown(answer))
    archive.keep_turn(begun, replace(specimens.turn("one"), id=answer.id, answer=answer))
    return begun


def test_a_glimpse_has_words_but_no_strokes_and_no_picture(
    archive: Archive, person: str, sitting: str
):
    (seen,) = archive.glimpses(person)[sitting]
    (whole,) = archive.turns(sitting)
    assert seen.answer is not None
    assert whole.answer is not None
    assert seen.answer.request.words == whole.answer.request.words
    assert (seen.drawing.strokes, seen.answer.painted_png) == ((), b"")


def test_a_glimpse_follows_feelings_and_marks(archive: Archive, person: str, sitting: str):
    (turn,) = archive.glimpses(person)[sitting]
    archive.save_turn_feeling(sitting, turn.id, Feeling(0.4, 0.6))
    archive.mark(sitting, turn.id, (MARK,))
    (seen,) = archive.glimpses(person)[sitting]
    assert (seen.feeling, seen.marks) == (Feeling(0.4, 0.6), (MARK,))


@pytest.mark.usefixtures("sitting")
def test_who_is_erased_is_not_remembered(archive: Archive, person: str):
    archive.glimpses(person)
    assert any(person in everyone for everyone in glimpses._seen.values())
    archive.erase(person)
    assert not any(person in everyone for everyone in glimpses._seen.values())


def test_notes_are_found_by_their_sittings(archive: Archive, person: str, sitting: str):
    assert archive.notes(person) == {}
    archive.write_note(sitting, "talked about red")
    assert archive.notes(person) == {sitting: "talked about red"}
