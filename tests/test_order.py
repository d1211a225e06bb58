"""The longest files are begun first where several processes share the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import LONGEST, TESTS

pytest_plugins = ["pytester"]


def test_the_longest_files_are_there_each_once():
    assert [name for name in LONGEST if not (TESTS / name).is_file()] == []
    assert len({*LONGEST}) == len(LONGEST)


def test_processes_begin_with_the_longest_file(pytester: pytest.Pytester):
    pytest.importorskip("xdist", reason="pytest-xdist is not installed")
    pytester.makeconftest((TESTS / "conftest.py").read_text())
    last = LONGEST[0]
    for name in ("kiosk/test_a.py", last):
        path = pytester.path / name
        path.parent.mkdir(exist_ok=True)
        several = range(3 if name != last else 1)
        path.write_text("".join(f"def test_{n}():\n    pass\n" for n in several))
    ran = pytester.runpytest_subprocess("-n", "1", "--dist", "loadfile", "-v")
    begun = [line for line in ran.outlines if "PASSED" in line]
    assert len(begun) == 4
    assert Path(last).name in begun[0]
