"""Whose pixels is counted beside the page, once for each replay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from engines.record import Sitting
from engines.strokes import Drawing
from tests.workbench.conftest import a_stroke
from workbench.replay.counting import MOST, Counts
from workbench.replay.scenes import Replay
from workbench.replay.shares import shares_of
from workbench.replay.timeline import replay_of
from workbench.table import keepsakes

AT = "2026-05-03T17:00:00+00:00"


@pytest.fixture
def counts() -> Iterator[Counts]:
    opened = Counts()
    yield opened
    opened.close()


def a_replay() -> Replay:
    turn = keepsakes.of_drawing(Drawing(strokes=(a_stroke(),)))
    return replay_of(Sitting("s", "p", "traditional", AT, AT, turns=(turn,)))


def test_a_replay_is_counted_once_until_it_is_dropped(counts: Counts):
    replay = a_replay()
    first = counts.of("s", replay)
    assert first.result(30) == shares_of(replay)
    assert counts.of("s", replay) is first
    counts.drop("s")
    assert counts.of("s", replay) is not first


def test_what_cannot_be_counted_is_none_and_logged_by_its_kind(
    counts: Counts, caplog: pytest.LogCaptureFixture
):
    broken = replace(a_replay(), pages=())
    assert counts.of("s", broken).result(30) is None
    assert "IndexError" in caplog.text


def test_only_the_replays_looked_at_last_are_remembered(counts: Counts):
    replay = a_replay()
    first = counts.of("0", replay)
    for number in range(1, MOST + 1):
        counts.of(str(number), replay)
    assert counts.of("0", replay) is not first
