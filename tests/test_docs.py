"""The README says what is there: settings, painters, styles and commands, in 150 lines."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from engines.picture import STYLES, pixels_of
from engines.settings import TABLE, child_environment
from engines.studio import PAINTERS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_is_short_and_begins_with_a_command():
    lines = README.splitlines()
    assert len(lines) <= 150
    assert next(i for i, line in enumerate(lines) if "python -m workbench" in line) < 25


@pytest.mark.parametrize("name", [setting.name for setting in TABLE])
def test_readme_names_every_setting(name: str):
    assert f"`{name}`" in README


@pytest.mark.parametrize("name", [*PAINTERS, *STYLES])
def test_readme_names_every_painter_and_style(name: str):
    assert re.search(rf"\b{name}\b", README)


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)#:]+)\)", README))
def test_readme_links_to_what_is_there(path: str):
    assert (ROOT / path).exists()


@pytest.mark.slow
def test_readme_s_rehearsal_of_the_large_painters_runs_as_it_stands(tmp_path: Path):
    for library in ("torch", "diffusers", "transformers"):
        pytest.importorskip(
            library, reason=f"{library} is not installed: pip install '.[diffusers]'"
        )
    (line,) = (line for line in README.splitlines() if "'.[diffusers]' &&" in line)
    command = line.partition("&&")[2].replace(".venv/bin/python", shlex.quote(sys.executable))
    command = command.replace("build/", f"{tmp_path}/")
    extra = {"SKETCHWELL_DATA": str(tmp_path / "practice"), "SKETCHWELL_THREADS": "1"}
    done = subprocess.run(
        command,
        shell=True,
        cwd=ROOT,
        env=child_environment(**extra),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert pixels_of((tmp_path / "tiny.png").read_bytes()).shape[2] == 3
