"""What a researcher takes out: numbers under pseudonyms, of those who agreed, and nothing else."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.workbench.test_archive_studies import agreed, say
from workbench.access.pseudonyms import COLUMNS, Studied, pseudonym, studied, taken
from workbench.archive.schema import MEASURES
from workbench.practice import Practice

AGREED, OTHER, NAME = "a" * 20, "b" * 20, "Pzebra"


@pytest.fixture
def found() -> Studied:
    """Three sittings and something between, the last one going on, and one of somebody else."""
    days = ("2026-05-03", "2026-05-10", "2026-05-17", "2026-05-20", "2026-05-03")
    trends: dict[str, list[Any]] = {
        "person": [*[AGREED] * 4, OTHER],
        "number": [1, 2, 3, 4, 1],
        "phase": ["painter", "between", "painter", "painter", "painter"],
        "started": [f"{day}T17:00:00+00:00" for day in days],
        "ended": ["2026-05-03T18:00:00+00:00"] * 3 + [None, "2026-05-03T18:00:00+00:00"],
        "turns": [2, 5, 1, 0, 1],
        "pictures": [["secret-picture"]] * 5,
        **{name: [0.25, 0.5, None, None, 1.0] for name in MEASURES},
        **{
            f"{axis}_{when}": [0.5] * 5
            for axis in ("pleasure", "arousal")
            for when in ("before", "after")
        },
    }
    return studied(trends, {AGREED: NAME})


def test_only_ended_sittings_of_those_who_agreed_are_in_it(found: Studied):
    assert found.people == {NAME: 2}
    assert found.rows["sitting"] == [1, 2]
    assert found.rows["day"] == [0, 14]


def test_the_table_holds_numbers_and_no_id_date_or_picture(found: Studied):
    table = found.to_csv().decode()
    head, first, second = csv.reader(io.StringIO(table))
    assert tuple(head) == COLUMNS
    assert first[:4] == [NAME, "1", "painter", "0"]
    assert second[COLUMNS.index("strokes")] == ""
    assert not any(each in table for each in (AGREED, AGREED[:6], "2026", "secret"))


def test_a_pseudonym_comes_from_the_persons_key_and_leads_from_no_list_to_another(
    opened: Practice,
):
    archive = opened.archive
    people = [agreed(archive, name) for name in ("Ada", "Ben")]
    for each in people:
        sitting = archive.begin_sitting(each, "painter").sitting.id
        archive.end_sitting(sitting)
    names = [archive.name_in_research(each) for each in people]
    assert set(names) <= set(taken(archive).people)
    assert names == [archive.name_in_research(each) for each in people]
    others = {archive.name_in_study(each, "a study") for each in people}
    assert len({*names, *others, *map(pseudonym, people)}) == 6
    say(archive, people[0], deed="withdrawn")
    assert names[0] not in taken(archive).people
    archive.restrict(people[1], "has to be kept")
    assert names[1] not in taken(archive).people
