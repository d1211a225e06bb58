"""When the wash answers: the end of a stroke at once, a stroke that goes on in turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engines import settings
from engines.settings import Settings
from engines.strokes import Paper, Point, Stroke
from engines.worker import PaintingWorker
from kiosk.visits import answers
from kiosk.visits.answers import Answers
from kiosk.visits.instant import Instant
from kiosk.visits.visit import Visit

PATIENCE_S, WHILE_S = 20.0, 0.4


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    data = str(tmp_path_factory.mktemp("kiosk"))
    overrides = {"painter": "wash", "size": 256, "threads": 1, "data": data}
    return settings.load({**overrides, "runtime": "onnxruntime", "precision": "fp32"})


@pytest.fixture(scope="module")
def worker(chosen: Settings) -> Iterator[PaintingWorker]:
    with PaintingWorker(chosen) as opened:
        assert opened.wait_ready(60).ready
        yield opened


def test_a_stroke_that_goes_on_leaves_the_painter_time_and_its_end_waits_for_nothing(
    chosen: Settings, worker: PaintingWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "REST_S", 60.0)
    told: list[int] = []

    async def tell(head: dict[str, Any], _jpeg: bytes) -> None:
        told.append(head["answers"])

    async def seen(number: int) -> None:
        while number not in told:
            await asyncio.sleep(0.01)

    async def drawing(instant: Instant) -> None:
        visit = Visit("v", Paper(4 / 3))
        answering = Answers(visit, worker=worker, instant=instant, settings=chosen, tell=tell)
        visit.so_far(_stroke(0.4))
        answering.ask(1, patient=True)
        await asyncio.wait_for(seen(1), PATIENCE_S)
        visit.so_far(_stroke(0.6))
        answering.ask(2, patient=True)
        await asyncio.sleep(WHILE_S)
        washed = set(answering._washes)
        assert washed == {1}
        visit.add(_stroke(0.8))
        answering.ask(3)
        await asyncio.wait_for(_until(lambda: 3 in answering._washes), PATIENCE_S)
        answering.close()

    with Instant(chosen) as instant:
        asyncio.run(drawing(instant))


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0.01)


def _stroke(end: float) -> Stroke:
    points = (Point(0.2, 0.3, 0.0), Point(end, 0.5, 90.0))
    return Stroke("s1", "pen", "#dc4539", 0.01, "mouse", points)
