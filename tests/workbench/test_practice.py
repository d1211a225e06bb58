"""Erasing somebody reaches what waits in memory, not only the archive."""

from __future__ import annotations

import time

import pytest

from engines.errors import ArchiveError, DrawingError
from engines.record import Sitting
from tests.workbench.conftest import a_stroke
from tests.workbench.test_paper_drawings import PHOTO
from tests.workbench.test_replay_film import line, turn
from workbench import state
from workbench.practice import Practice
from workbench.replay.timeline import replay_of

AT = "2026-05-03T17:00:00+00:00"
ASKED = b'{"corners": [[0, 0], [1, 0], [1, 1], [0, 1]], "colors": true}'


def test_the_table_the_photo_and_the_film_go_with_the_person(opened: Practice, person: str):
    sitting = opened.tables.begin(person, "painter").sitting.id
    opened.tables.at(sitting).draw((a_stroke(),))
    opened.photos.take(sitting, PHOTO.jpeg)
    shown = Sitting("s", "p", "painter", AT, AT, turns=(turn("t", "kept", b"", line("a")),))
    opened.films.begin(sitting, replay_of(shown))
    opened.erase(person)
    assert opened.films.standing(sitting) is None
    with pytest.raises(DrawingError, match="no longer here"):
        opened.photos.tried(sitting, ASKED)
    with pytest.raises(ArchiveError):
        opened.tables.at(sitting)


def test_what_was_remembered_of_a_person_is_forgotten():
    asked: list[str] = []

    @state.remembered
    def colors(person: str) -> float:
        asked.append(person)
        return time.monotonic()

    first = colors("p")
    assert colors("p") == first
    state.forget_person("p")
    assert colors("p") > first
    assert asked == ["p", "p"]
