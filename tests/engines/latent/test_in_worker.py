"""A large painter in the process that both faces use: it opens, shows its steps, paints, stops."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engines.settings import Settings
from engines.worker import PaintingWorker
from engines.worker.jobs import JobState
from tests.engines.latent.conftest import asked

PATIENCE_S = 300.0


@pytest.mark.slow
def test_a_large_painter_works_in_the_worker_s_process(practice: Settings) -> None:
    chosen = replace(practice, painter="tiny", watchdog_s=PATIENCE_S, start_limit_s=PATIENCE_S)
    heard: list[JobState] = []
    with PaintingWorker(chosen) as worker:
        assert worker.wait_ready(PATIENCE_S).ready
        worker.on_change(heard.append)
        state = worker.wait(worker.submit("ada", asked()), PATIENCE_S)
        assert worker.status().restarts == 0
    assert state.state == "done"
    assert state.picture is not None
    assert state.picture.provenance.painter == "tiny"
    assert any(each.preview is not None for each in heard)
