"""The README says what is there: settings, painters, styles and commands, in 150 lines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engines.picture import STYLES
from engines.settings import TABLE
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
