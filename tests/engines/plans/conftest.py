"""The stand-ins for ordinary TensorRT, fetched once a machine."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from engines.settings import child_environment
from tests.engines.plans.standin import ROOT, WHEELS, Release, UnreachableError, installed
from tests.engines.plans.standin.imitation import ANSWERS, TRAIL

Course = Callable[..., "Ran"]


class Ran:
    """What some code did with a stand-in."""

    def __init__(self, status: int, output: str, error: str, trail: list[str]) -> None:
        self.status, self.output, self.error, self.trail = status, output, error, trail

    @property
    def told(self) -> Any:
        """The last line of its output, as JSON."""
        return json.loads(self.output.splitlines()[-1])


@pytest.fixture(scope="session", params=WHEELS)
def release(request: pytest.FixtureRequest) -> Release:
    """Each TensorRT in turn; skipped where its bindings cannot be had."""
    cache = request.config.cache
    assert cache is not None
    try:
        return installed(Path(cache.mkdir("tensorrt")))[request.param]
    except UnreachableError as error:
        pytest.skip(f"TensorRT's bindings cannot be had here: {error}")


@pytest.fixture(scope="module")
def course(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Runs code in a process that finds this stand-in as `tensorrt`."""

    def run(code: str, answers: Mapping[str, Any] | None = None, **environment: str) -> Ran:
        trail = tmp_path_factory.mktemp("course") / "trail"
        return ran_in(release.folder, code, answers or {}, trail=trail, **environment)

    return run


def ran_in(
    folder: Path, code: str, answers: Mapping[str, Any], *, trail: Path, **environment: str
) -> Ran:
    """Runs code in a process of its own, with a stand-in's folder first on the path."""
    told = {ANSWERS: json.dumps(dict(answers)), TRAIL: str(trail), **environment}
    start = f"import sys; sys.path[:0] = [{str(folder)!r}, {str(ROOT)!r}]\n"
    done = subprocess.run(
        [sys.executable, "-c", start + code],
        env=child_environment(**told),
        capture_output=True,
        text=True,
        timeout=120,
    )
    calls = trail.read_text().splitlines() if trail.exists() else []
    return Ran(done.returncode, done.stdout, done.stderr, calls)
