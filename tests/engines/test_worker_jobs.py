"""Whose turn it is: newest wins per person, people in turn, no process involved."""

from __future__ import annotations

import numpy as np

from engines.picture import Effort, Picture, PictureRequest, Provenance
from engines.strokes import Drawing
from engines.worker.jobs import KEPT_OTHERS, KEPT_PICTURES, Job, JobBoard, JobQueue, JobState


def job(
    name: str, effort: Effort = "final", *, alongside: bool = False, patient: bool = False
) -> Job:
    request = PictureRequest(Drawing(), effort=effort)
    return Job(name, person=name[0], request=request, alongside=alongside, patient=patient)


def ids(jobs: list[Job]) -> list[str]:
    return [each.id for each in jobs]


def served(waiting: JobQueue) -> list[str]:
    names = []
    while (one := waiting.next()) is not None:
        names.append(one.id)
        waiting.finish(done=True)
    return names


def test_jobs_newest_final_replaces_all_of_the_same_person() -> None:
    waiting = JobQueue()
    assert [waiting.add(job(name)) for name in ("a1", "b1")] == [[], []]
    assert ids(waiting.add(job("a2"))) == ["a1"]
    assert served(waiting) == ["a2", "b1"]


def test_jobs_final_stops_the_painted_final_unless_alongside() -> None:
    waiting = JobQueue()
    waiting.add(job("a1"))
    waiting.next()
    assert waiting.add(job("a2", alongside=True)) == []
    assert waiting.add(job("a3", alongside=True)) == []
    assert ids(waiting.add(job("a4"))) == ["a2", "a3", "a1"]


def test_jobs_live_waits_behind_finals_and_only_the_newest_waits() -> None:
    waiting = JobQueue()
    waiting.add(job("a1"))
    waiting.next()
    assert waiting.add(job("a2", "live")) == []
    assert ids(waiting.add(job("a3", "live"))) == ["a2"]
    waiting.add(job("a4", alongside=True))
    waiting.finish(done=True)
    assert served(waiting) == ["a4"]


def test_jobs_live_is_stopped_by_a_newer_live_but_never_twice_in_a_row() -> None:
    waiting = JobQueue()
    waiting.add(job("a1", "live"))
    waiting.next()
    assert ids(waiting.add(job("a2", "live"))) == ["a1"]
    waiting.finish(done=False)
    waiting.next()
    assert waiting.add(job("a3", "live")) == []
    waiting.finish(done=True)
    waiting.next()
    assert ids(waiting.add(job("a4", "live"))) == ["a3"]


def test_jobs_patient_live_stops_nothing_but_the_newest_still_wins() -> None:
    waiting = JobQueue()
    waiting.add(job("a1", "live", patient=True))
    waiting.next()
    assert waiting.add(job("a2", "live", patient=True)) == []
    assert ids(waiting.add(job("a3", "live", patient=True))) == ["a2"]
    assert ids(waiting.add(job("a4", "live"))) == ["a3", "a1"]
    waiting.finish(done=False)
    assert served(waiting) == ["a4"]


def test_jobs_people_are_served_in_turn() -> None:
    waiting = JobQueue()
    for name in ("a1", "a2", "a3"):
        waiting.add(job(name, alongside=True))
    waiting.add(job("b1"))
    waiting.add(job("c1", "live"))
    assert served(waiting) == ["a1", "b1", "c1", "a2", "a3"]


def test_jobs_that_lost_their_process_wait_first_unless_replaced() -> None:
    waiting = JobQueue()
    waiting.add(job("b1"))
    assert waiting.put_back(job("a1"))
    assert served(waiting) == ["a1", "b1"]
    waiting.add(job("a2", "live"))
    assert not waiting.put_back(job("a1", "live"))


def test_jobs_removed_ones_are_gone() -> None:
    waiting = JobQueue()
    waiting.add(job("a1"))
    assert waiting.remove("a1")
    assert not waiting.remove("a1")
    assert not waiting


def test_jobs_board_keeps_the_last_finished_ones_of_each_person() -> None:
    board = JobBoard()
    pixels = np.zeros((8, 8, 4), np.uint8)
    request = PictureRequest(Drawing())
    picture = Picture(request, pixels[..., :3], pixels, Provenance("wash", "none", "", ""))
    for number in range(KEPT_OTHERS + 2):
        board.set(JobState(f"cut{number}", "a", "cancelled"))
        board.set(JobState(f"b{number}", "b", "waiting"))
        if number < KEPT_PICTURES + 1:
            board.set(JobState(f"a{number}", "a", "done", picture=picture))
    assert len(board.jobs("a")) == KEPT_PICTURES + KEPT_OTHERS
    assert (board.get("a0"), board.get("cut1")) == (None, None)
    assert board.get("a1") is not None
    assert len(board.jobs("b")) == KEPT_OTHERS + 2


def test_jobs_board_goes_on_telling_when_a_listener_fails() -> None:
    board, heard = JobBoard(), []
    board.listen(lambda state: heard.remove(state))
    stop = board.listen(lambda state: heard.append(state.state))
    board.set(JobState("a1", "a"))
    board.tell()
    stop()
    board.set(JobState("a1", "a", "cancelled"))
    board.tell()
    assert heard == ["waiting"]
