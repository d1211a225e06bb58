"""What a researcher takes out: numbers under pseudonyms, of those who agreed, and nothing else."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from workbench.access.pseudonyms import COLUMNS, Studied, pseudonym, studied
from workbench.archive.schema import MEASURES

AGREED, OTHER = "a" * 20, "b" * 20


@pytest.fixture
def found() -> Studied:
    """Three sittings of one who agreed, the last one going on, and one of somebody else."""
    days = ("2026-05-03", "2026-05-17", "2026-05-20", "2026-05-03")
    trends: dict[str, list[Any]] = {
        "person": [AGREED, AGREED, AGREED, OTHER],
        "number": [1, 2, 3, 1],
        "phase": ["painter"] * 4,
        "started": [f"{day}T17:00:00+00:00" for day in days],
        "ended": ["2026-05-03T18:00:00+00:00"] * 2 + [None, "2026-05-03T18:00:00+00:00"],
        "turns": [2, 1, 0, 1],
        "pictures": [["secret-picture"]] * 4,
        **{name: [0.25, None, None, 1.0] for name in MEASURES},
        **{
            f"{axis}_{when}": [0.5] * 4
            for axis in ("pleasure", "arousal")
            for when in ("before", "after")
        },
    }
    return studied(trends, {AGREED})


def test_only_ended_sittings_of_those_who_agreed_are_in_it(found: Studied):
    assert found.people == {pseudonym(AGREED): 2}
    assert found.rows["sitting"] == [1, 2]
    assert found.rows["day"] == [0, 14]


def test_the_table_holds_numbers_and_no_id_date_or_picture(found: Studied):
    table = found.to_csv().decode()
    head, first, second = csv.reader(io.StringIO(table))
    assert tuple(head) == COLUMNS
    assert first[:4] == [pseudonym(AGREED), "1", "painter", "0"]
    assert second[COLUMNS.index("strokes")] == ""
    assert not any(each in table for each in (AGREED, AGREED[:6], "2026", "secret"))
