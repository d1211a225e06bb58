"""What the bench tells of processor time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import bench, spending

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here")
BUSY = "import sys; sum(range(6_000_000)); print('done', flush=True); sys.stdin.read()"


def test_time_is_counted_by_part_and_below_one_process_alone() -> None:
    before = spending.spent_ms()
    # what follows -c stands in the command as it would behind a painting process
    command = [sys.executable, "-c", BUSY, "engines.worker"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as busy:
        assert busy.stdout is not None
        busy.stdout.readline()
        spent = spending.spent_ms()
        assert spending.spent_ms(below=busy.pid) == {}
        busy.communicate(b"")
    assert spent["painter"] - before.get("painter", 0.0) > 1000 / os.sysconf("SC_CLK_TCK")


def test_nothing_is_told_where_the_system_tells_nothing(tmp_path: Path) -> None:
    assert spending.spent_ms(proc=tmp_path) == {}


def test_the_table_tells_processor_time_and_its_sum() -> None:
    figures = {
        "ms": {"stroke to the answer shown": (140.0, 280.0)},
        "cpu_ms": {"painter": (80.0, 70.0), "server": (30.0, 20.0), "browser": (90.0, 40.0)},
        "answers_a_second": 8.5,
        "frames_a_second": 12.0,
    }
    found = {"cores": 2, "load": 0.1, "native": figures, "missing": {"avx2": "not limited"}}
    rows = [line.split() for line in bench.table(found).splitlines()]
    assert ["painter", "80", "70"] in rows
    assert ["all", "200", "130"] in rows
