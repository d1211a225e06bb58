"""All cases, shared out to processes, gathered into one report.

`report.json` holds every figure, `table.md` their means, `page.html` all pictures.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from engines.media import Medium
from engines.painters.house import revision_of, vocabulary_in
from engines.training import icons as icon_files
from engines.training.evaluation.cases import QUICK, Amounts, asked_pairs, cases_of
from engines.training.evaluation.classifier import Schooling, digest_of, judge_of, path_in, proof
from engines.training.evaluation.crowds import distances, scene_features
from engines.training.evaluation.lineup import LETTERS, Contest
from engines.training.evaluation.nearest import index_of
from engines.training.evaluation.page import page_of
from engines.training.evaluation.painting import Easel, Row
from engines.training.evaluation.renderings import STYLE
from engines.training.evaluation.tables import Report, means_of, table_of
from engines.training.icons import Icons
from engines.training.lights import Textures

LOG = logging.getLogger(__name__)
PROCESSES = 2
QUICK_SAMPLES, QUICK_SCHOOLING = 600, Schooling(sheets=240, rounds=8)


@dataclass(frozen=True, slots=True)
class Course:
    """What is measured, and with what.

    Attributes:
        contest: the painters.
        amounts: how many cases of each kind.
        schooling: of the judge.
        drawings: a folder of real people's drawings, or None.
        processes: that paint; 1 paints in this one.
    """

    contest: Contest
    amounts: Amounts = field(default_factory=Amounts)
    schooling: Schooling = field(default_factory=Schooling)
    drawings: Path | None = None
    processes: int = PROCESSES

    def quick(self) -> Course:
        """The same with few cases; where there is no judge yet, a quick one is made."""
        contest = replace(self.contest, samples=QUICK_SAMPLES)
        held = path_in(contest.cache, self.schooling).exists()
        schooling = self.schooling if held else QUICK_SCHOOLING
        return replace(self, contest=contest, amounts=QUICK, schooling=schooling)


def evaluate(course: Course, out: Path) -> Report:
    """Paints and measures everything.

    Args:
        course: what and with what.
        out: where `report.json`, `table.md` and `page.html` go.

    Returns:
        What is in `report.json`.
    """
    started = time.monotonic()
    contest = course.contest
    icon_files.prepare(contest.cache)
    index_of(contest.cache, vocabulary_in(contest.weights), count=contest.samples)
    judge = judge_of(contest.cache, course.schooling)
    LOG.info("judge and neighbors are ready after %.0f s", time.monotonic() - started)
    rows, asked, scenes = _measured(course)
    report = Report(
        weights=revision_of(contest.weights / "house.onnx"),
        judge={"id": digest_of(course.schooling), **proof(judge, contest.cache)},
        painters=[name for name in LETTERS if name in rows[0].figures],
        rows=rows,
        asked=asked,
        frechet=distances(scenes),
        scenes=len(scenes),
        seconds=time.monotonic() - started,
    )
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.json").write_text(json.dumps(_plain(report), indent=1))
    (out / "table.md").write_text(table_of(report))
    (out / "page.html").write_text(page_of(report))
    return report


def _plain(report: Report) -> dict[str, Any]:
    plain = asdict(report)
    for row in plain["rows"]:
        del row["pictures"]
    return {**plain, "means": means_of(report)}


def _measured(
    course: Course,
) -> tuple[list[Row], list[dict[str, tuple[bool, bool]]], list[dict[str, NDArray[Any]]]]:
    cases = cases_of(course.contest.cache, course.amounts, course.drawings)
    tasks: list[tuple[str, Any]] = [("row", case) for case in cases]
    tasks += [("asked", pair) for pair in asked_pairs(cases, course.amounts.asked)]
    tasks += [("scene", number) for number in range(course.amounts.scenes)]
    made: list[Any] = []
    with _shared(course) as run:
        for number, one in enumerate(run(tasks), 1):
            made.append(one)
            if number % 40 == 0:
                LOG.info("%d of %d done", number, len(tasks))
    first, second = len(cases), len(cases) + course.amounts.asked
    return made[:first], made[first:second], made[second:]


@contextmanager
def _shared(course: Course) -> Iterator[Callable[[list[tuple[str, Any]]], Iterator[Any]]]:
    if course.processes == 1:
        with opened(course) as bench:
            yield lambda tasks: map(bench.done, tasks)
        return
    spawn = get_context("spawn")
    with ProcessPoolExecutor(
        course.processes, mp_context=spawn, initializer=_open, initargs=(course,)
    ) as pool:
        yield lambda tasks: pool.map(_done, tasks)


@dataclass(frozen=True, slots=True)
class Bench:
    """An easel and what scenes are made of."""

    easel: Easel
    icons: Icons
    textures: Textures

    def done(self, task: tuple[str, Any]) -> Any:
        """Does one task: ("row", case), ("asked", (case, word)) or ("scene", number)."""
        kind, what = task
        if kind == "row":
            return self.easel.row(what)
        if kind == "asked":
            case, word = what
            return self.easel.asked(case, word)
        return scene_features(self.easel, self.icons, self.textures, what)


@contextmanager
def opened(course: Course) -> Iterator[Bench]:
    """Painters, judge and medium, open in this process."""
    contest = course.contest
    with contest.opened() as lineup, Medium(STYLE, threads=contest.threads) as medium:
        easel = Easel(lineup, judge_of(contest.cache, course.schooling), medium)
        yield Bench(easel, icon_files.load(contest.cache, held_out=True), Textures())


_HELD: list[Bench] = []
_STACK = ExitStack()


def _open(course: Course) -> None:
    import cv2
    import torch

    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    _HELD.append(_STACK.enter_context(opened(course)))


def _done(task: tuple[str, Any]) -> Any:
    return _HELD[0].done(task)
