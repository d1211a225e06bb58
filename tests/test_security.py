"""SECURITY.md claims nothing without a test, and each test that it names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_test_that_the_threat_model_names_exists(file: str, name: str):
    assert re.search(rf"^def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE)


def test_every_claim_in_a_table_names_its_test():
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "the test" not in line]
    assert len(rows) > 25
    assert [row for row in rows if "::test_" not in row] == []


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)#:]+)", PAGE))
def test_it_leads_to_what_is_there(path: str):
    assert (ROOT / path).exists()
