"""The notebook that ships runs on a study's ZIP, and finds what was put into it."""

from __future__ import annotations

import json
import zipfile
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from workbench.researching import columns
from workbench.researching.form import Missing, Row, Table, to_csv

PEOPLE, SITTINGS, GAIN = 12, 12, -2.0
NOTEBOOK = resources.files("workbench") / "researching" / "a_study.ipynb"


def laid(table: Table, rows: list[Row]) -> bytes:
    names = tuple(each.name for each in table.laid(dates=False))
    return to_csv(names, [table.cells(row, dates=False) for row in rows])


def export(folder: Path, *, blinded: bool = False) -> Path:
    """A study whose outcome is 2 points lower with the painter, as the page gives it."""
    drawn = np.random.default_rng(5)
    sat: list[Row] = []
    totals: list[Row] = []
    for person in range(PEOPLE):
        own = 12 + drawn.normal(0, 2)
        for sitting in range(1, SITTINGS + 1):
            painter = (sitting > SITTINGS / 2) != bool(person % 2)
            who = {"pseudonym": f"p{person:02}", "sitting": sitting, "study_day": 7 * sitting}
            who["date"] = "2026-01-01"  # laid out where dates are chosen alone
            phase = Missing("blinded") if blinded else "painter" if painter else "traditional"
            sat.append({**who, "phase": phase, "minutes": 50.0, "kept": 1})
            value = round(own - 0.1 * sitting + GAIN * painter + drawn.normal(0, 0.7))
            gone = (person, sitting) == (0, 3)
            told = {"instrument": "phq9", "scale": "total", "questionnaire": sitting}
            told |= {"answered": 8 if gone else 9, "questions": 9}
            total = Missing("incomplete") if gone else value
            totals.append({**who, **told, "total": total})
    steps: list[Row] = [
        {"step": "in_data", "arm": Missing("not_applicable"), "people": PEOPLE},
        {"step": "approached", "arm": Missing("not_applicable"), "people": Missing("not_recorded")},
        {"step": "in_data", "arm": 1, "people": PEOPLE // 2},
    ]
    path = folder / "study.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for table, rows in ((columns.SAT, sat), (columns.TOTALS, totals), (columns.FLOW, steps)):
            packed.writestr(f"{table.name}.csv", laid(table, rows))
        packed.writestr("codebook.csv", "column\nwho\n")
    return path


def run(path: Path) -> dict[str, Any]:
    """Every cell in turn, on this file."""
    held: dict[str, Any] = {}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), held)  # our own file
            held["EXPORT"] = path
    return held


def test_it_finds_the_change_that_was_put_in_and_leaves_gaps_gaps(tmp_path: Path):
    held = run(export(tmp_path))
    assert held["FLOW"] == [("in_data", "12"), ("approached", "not_recorded")]
    assert len(held["ROWS"]) == PEOPLE * SITTINGS
    assert held["MISSING"] == 1
    phase = next(term for term in held["FIT"].terms if term.name == "phase")
    assert phase.low < GAIN < phase.high
    assert phase.high < 0
    assert held["FIT"].left_out == 1
    assert len(held["LINES"].data) == PEOPLE
    assert held["LINES"].data[0].y[2] is None
    assert len(held["ALONE"]) == PEOPLE
    assert all(len(each) == 4 and each[1] <= each[0] <= each[2] for each in held["ALONE"].values())


def test_before_the_lock_it_says_that_there_is_nothing_to_compare(tmp_path: Path):
    with pytest.raises(SystemExit, match="before the data are locked"):
        run(export(tmp_path, blinded=True))


def test_it_ships_without_anybody_s_data_and_asks_nobody():
    told = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    cells = [each for each in told["cells"] if each["cell_type"] == "code"]
    assert all(each["outputs"] == [] and each["execution_count"] is None for each in cells)
    assert "http" not in NOTEBOOK.read_text(encoding="utf-8")
