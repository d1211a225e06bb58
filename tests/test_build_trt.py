"""The engine builder says honestly that it cannot build yet."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[1] / "build_trt.py"


def test_build_trt_says_what_is_missing_and_exits_2() -> None:
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "not there yet" in done.stderr
    assert len(done.stderr.splitlines()) == 1
