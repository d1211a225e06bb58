"""The painting process lets go of what it painted, or of its life."""

from __future__ import annotations

import pytest

from tests.engines.test_worker import SOON_S, asked, opened, wait_for


def test_worker_forgets_a_person_and_wipes_what_its_process_holds() -> None:
    with opened() as worker:
        first = worker.wait(worker.submit("ada", asked()), SOON_S)
        worker.forget("ada", within_s=SOON_S)
        with pytest.raises(ValueError, match="no job"):
            worker.state(first.job)
        after = worker.wait(worker.submit("ben", asked()), SOON_S)
        assert (first.state, after.state) == ("done", "done")
        assert worker.status().restarts == 0


def test_worker_ends_a_process_that_cannot_wipe_in_time() -> None:
    with opened(watchdog_s=30.0) as worker:
        job, other = worker.submit("ada", asked("deaf 30")), worker.submit("ben", asked())
        wait_for(lambda: worker.state(job).preview is not None)
        worker.forget("ada", within_s=0.3)
        assert worker.wait(other, SOON_S).state == "done"
        assert worker.status().restarts == 1


def test_worker_short_of_memory_says_so_and_starts_anew() -> None:
    with opened() as worker:
        assert worker.wait(worker.submit("ada", asked("greedy")), SOON_S).state == "failed"
        assert worker.wait(worker.submit("ada", asked()), SOON_S).state == "done"
        assert worker.status().restarts == 1
