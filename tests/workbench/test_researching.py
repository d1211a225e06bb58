"""A study's data for research: tables that read back, a codebook that fits, nobody's name."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import duckdb
import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from engines.errors import NotHereError
from tests.workbench.researched import PEOPLE, SAID, data_of, enrolled, read, unpacked
from tests.workbench.test_archive_studies import say
from tests.workbench.test_study_pages import page, written
from workbench.access.accounts import DEMO
from workbench.archive import parquet
from workbench.archive.schema import MEASURES
from workbench.practice import Practice
from workbench.researching import codebook, columns, counting, gathering, packing
from workbench.researching.form import REASONS, Column, Missing, Table
from workbench.studying.whole import Wholes


@pytest.fixture(scope="module")
def study(opened: Practice) -> str:
    return enrolled(opened.archive)


@pytest.fixture(scope="module")
def files(opened: Practice, study: str) -> dict[str, bytes]:
    return unpacked(packing.zipped(data_of(opened, study, locked=True), dates=False))


def test_no_name_no_id_no_words_and_no_date_are_anywhere_in_it(
    opened: Practice, study: str, files: dict[str, bytes]
):
    archive = opened.archive
    people = [each.person for each in archive.everybody_in(study)]
    ids = [study, *people, *(each.id for each in archive.everybody_in(study))]
    for person in people:
        ids += [each.id for each in archive.sittings(person)]
        ids += [each.id for each in archive.questionnaires(person)]
        ids += [each.id for each in archive.happenings(person)]
    for name, content in files.items():
        for secret in (SAID, *ids, *(person[:6] for person in people)):
            assert secret.encode() not in content, name
        if name.endswith((".csv", ".txt")):
            assert not re.search(rb"20\d\d-\d\d-\d\d", content), name


def test_csv_and_parquet_have_the_same_rows(files: dict[str, bytes], tmp_path: Path):
    for table in columns.TABLES:
        (tmp_path / "table").write_bytes(files[f"{table.name}.parquet"])
        with duckdb.connect(":memory:") as connection:
            found = connection.execute(f"SELECT * FROM read_parquet('{tmp_path}/table')")
            heads = [each[0] for each in found.description or ()]
            rows = found.fetchall()
        kinds = {"text": str, "integer": int, "number": float}
        laid = table.laid(dates=False)
        assert heads == [each.name for each in laid]
        told = read(files, table.name)
        assert rows == [
            tuple(kinds[c.kind](row[c.name]) if row[c.name] else None for c in laid) for row in told
        ]
        if table.name not in ("readings", "events"):
            assert rows, table.name


def test_the_codebook_names_every_column_and_a_table_that_has_more_is_refused(
    opened: Practice, study: str, files: dict[str, bytes]
):
    book = read(files, "codebook")
    for table in columns.TABLES:
        head = files[f"{table.name}.csv"].decode().split("\r\n")[0]
        assert head.split(",") == [each["column"] for each in book if each["table"] == table.name]
    data = data_of(opened, study)
    more = [{**row, "name": "Somebody"} for row in data.rows["people"]]
    with pytest.raises(ValueError, match="differ: name"):
        packing.zipped(replace(data, rows={**data.rows, "people": more}), dates=False)
    page = codebook.to_page(dates=True).decode()
    assert all(f"<td>{escape(each.meaning)}</td>" in page for each in columns.PEOPLE.columns[:2])
    assert set(columns.READ) == set(MEASURES)
    used = {why for table in columns.TABLES for each in table.columns for why in each.missing}
    assert used == set(REASONS)


def test_what_is_missing_is_empty_has_a_reason_and_is_never_zero(files: dict[str, bytes]):
    totals = [each for each in read(files, "totals") if each["scale"] == "total"]
    assert {(each["sitting"], each["total"], each["total_missing"]) for each in totals} == {
        ("1", "0.0", ""),
        ("2", "", "incomplete"),
        ("1", "", "not_filled_in"),
        ("2", "", "not_filled_in"),
    }
    assert {each["instrument"] for each in totals if each["total_missing"] == "not_filled_in"} == {
        "sitting_feedback"
    }
    left_out = [each for each in read(files, "items") if not each["value"]]
    assert len(left_out) == PEOPLE
    assert {each["value_missing"] for each in left_out} == {"not_answered"}
    for table in columns.TABLES:
        for row in read(files, table.name):
            for each in table.columns:
                if each.missing:
                    assert (row[each.name] == "") == (row[f"{each.name}_missing"] != "")
    ratings = [each for each in read(files, "ratings") if each["moment"] != "picture"]
    assert {(each["value"], each["value_missing"]) for each in ratings} == {("", "not_answered")}


def test_a_kept_picture_has_its_measures_and_its_sliders(files: dict[str, bytes]):
    assert {each["kept"] for each in read(files, "sittings")} == {"1"}
    readings = read(files, "readings")
    assert len(readings) == PEOPLE * 2 * len(MEASURES)
    missing = {each["measure"] for each in readings if each["value_missing"] == "not_measured"}
    assert missing == {"colors"}
    felt = [each for each in read(files, "ratings") if each["moment"] == "picture"]
    assert {(each["axis"], each["picture"], each["value_missing"]) for each in felt} == {
        ("pleasure", "1", ""),
        ("arousal", "1", "not_answered"),
    }


def test_nothing_measured_in_pictures_tells_the_arm_before_the_lock(opened: Practice, study: str):
    assert data_of(opened, study).rows["readings"] == []


def test_the_arm_and_what_tells_it_are_held_back_until_the_lock(opened: Practice, study: str):
    before, after = data_of(opened, study), data_of(opened, study, locked=True)
    assert {row["arm"] for row in before.rows["people"]} == {Missing("blinded")}
    assert {row["phase"] for row in before.rows["sittings"]} == {Missing("blinded")}
    assert not any(isinstance(row["arm"], int) for row in before.rows["flow"])
    lots = {e.arm + 1 for e in opened.archive.everybody_in(study)}
    assert {row["arm"] for row in after.rows["people"]} == lots
    assert {row["phase"] for row in after.rows["sittings"]} == {"traditional", "painter"}
    assert {row["arm"] for row in after.rows["flow"]} == {Missing("not_applicable"), 1, 2}


def test_whoever_takes_consent_back_is_in_the_next_one_no_more(opened: Practice, study: str):
    first = opened.archive.everybody_in(study)[0].person
    name = opened.archive.name_in_study(first, study)
    before = packing.zipped(data_of(opened, study), dates=False)
    assert name in {row["pseudonym"] for row in read(unpacked(before), "people")}
    say(opened.archive, first, deed="withdrawn")
    made = unpacked(packing.zipped(data_of(opened, study), dates=False))
    assert all(name.encode() not in content for content in made.values())
    steps = {row["step"]: row["people"] for row in read(made, "flow")}
    assert (steps["in_data"], steps["not_in_data"], steps["approached"]) == ("2", "1", "")
    assert "2 people are in the data" in made["README.txt"].decode()
    say(opened.archive, first)


def test_whoever_takes_consent_back_while_it_is_put_together_is_left_out(
    opened: Practice, study: str
):
    archive = opened.archive
    people = [each.person for each in archive.everybody_in(study)]
    heard: list[float] = []

    def told(done: float) -> None:
        heard.append(done)
        if done == 1:
            say(archive, people[0], deed="withdrawn")

    data = gathering.gathered(Wholes(archive, locks=True), study, told)
    assert [round(each, 2) for each in heard] == [0.33, 0.67, 1]
    assert len(data.rows["people"]) == PEOPLE - 1
    gone = archive.name_in_study(people[0], study)
    every = [row for rows in data.rows.values() for row in rows]
    assert gone not in {row.get("pseudonym") for row in every}
    say(archive, people[0])


def test_the_same_data_make_the_same_bytes_with_their_hashes(opened: Practice, study: str):
    content = packing.zipped(data_of(opened, study), dates=False)
    assert packing.zipped(data_of(opened, study), dates=False) == content
    made = unpacked(content)
    sums = made.pop("SHA256SUMS").decode().splitlines()
    told = {name: digest for digest, name in (each.split("  ") for each in sums)}
    assert told == {name: hashlib.sha256(each).hexdigest() for name, each in made.items()}


def test_a_pseudonym_stays_within_a_study_and_leads_nowhere_else(opened: Practice, study: str):
    people = [each.person for each in opened.archive.everybody_in(study)]
    names = [opened.archive.name_in_study(each, study) for each in people]
    others = {opened.archive.name_in_study(each, "another") for each in people}
    assert names == [opened.archive.name_in_study(each, study) for each in people]
    assert len({*names, *others}) == 2 * PEOPLE
    rows = data_of(opened, study).rows["people"]
    assert [row["pseudonym"] for row in rows] == sorted(names)


def test_time_is_told_in_study_days_and_in_dates_only_where_chosen(opened: Practice, study: str):
    data = data_of(opened, study)
    without, made = (unpacked(packing.zipped(data, dates=each)) for each in (False, True))
    assert {row["study_day"] for row in read(without, "sittings")} == {"3", "10"}
    assert "date" not in read(without, "sittings")[0]
    assert {row["date"] for row in read(made, "sittings")} == {"2026-01-05", "2026-01-12"}
    (event,) = read(without, "events")
    assert (event["study_day"], event["serious"], event["closed_day_missing"]) == (
        ("5", "yes", "open")
    )


def test_few_who_share_what_could_tell_are_counted_and_nobody_is_left_out(
    opened: Practice, study: str
):
    found = counting.small(data_of(opened, study).rows["people"])
    assert (found.people, found.exposed) == (PEOPLE, PEOPLE)
    assert sorted(each.people for each in found.together) == [1, 2]
    assert {"adverse": 1} in [dict(each.values) for each in found.alone]
    many = [data_of(opened, study).rows["people"][0]] * counting.FEWEST
    assert counting.small(many).together == ()


def test_the_readme_has_missing_codes_licences_and_the_warning(files: dict[str, bytes]):
    told = files["README.txt"].decode()
    for part in (
        *REASONS,
        "phq9",
        "Holder:",
        "Pfizer",
        "at most 3 others",
        "Regenstrief",
        "CC BY",
        "Plan: SHA-256",
        "Locked",
    ):
        assert part in told, part


@pytest.mark.parametrize("value", ["a sentence, of somebody", "=1+1", float("nan"), True, 1.5])
def test_a_cell_that_the_codebook_does_not_name_is_refused(value: Any):
    columns_ = (Column("one", "It.", "integer" if value in (True, 1.5) else "text", "here"),)
    with pytest.raises(ValueError, match="one is none") as refused:
        Table("it", "a row", columns_).cells({"one": value}, dates=False)
    assert str(value) not in str(refused.value)


def test_parquet_is_the_same_where_no_file_can_be_in_memory(monkeypatch: pytest.MonkeyPatch):
    table = b'a,b,c\r\nx,1,0.1\r\n,,\r\n"y,""z",9007199254740993,1e-300\r\n'
    kinds: dict[str, parquet.Kind] = {"a": "text", "b": "integer", "c": "number"}
    content = parquet.made(table, kinds)
    monkeypatch.delattr("os.memfd_create")
    assert parquet.made(table, kinds) == content
    with duckdb.connect(":memory:") as connection, parquet._place() as place:
        place.write_bytes(content)
        rows = connection.execute(f"SELECT * FROM read_parquet('{place}')").fetchall()
    assert rows == [("x", 1, 0.1), (None, None, None), ('y,"z', 9007199254740993, 1e-300)]


def test_the_address_gives_it_to_researchers_and_notes_it(
    opened: Practice, study: str, client: TestClient
):
    answer = client.get(f"/api/research/studies/{study}.zip?dates=1")
    assert answer.status_code == 200
    assert "README.txt" in unpacked(answer.content)
    entry = opened.archive.audit()[0]
    assert entry.what == "study data taken out with dates"
    assert entry.about["hash"] == hashlib.sha256(answer.content).hexdigest()
    assert entry.about["count"] == str(PEOPLE)
    client.get(f"/api/research/studies/{study}.csv")
    assert entry.who == opened.archive.audit()[0].who == DEMO.id
    assert client.get(f"/api/research/studies/{'0' * 20}.zip").status_code == 404
    with pytest.raises(NotHereError):
        gathering.gathered(Wholes(opened.archive, locks=False), study)


def shown(at: AppTest) -> str:
    return " ".join(str(each.proto) for each in at.get("html"))


def test_the_page_tells_who_is_counted_before_it_gives_the_file(study: str):
    at = page("results", study=study)
    assert f"/api/research/studies/{study}.zip" not in shown(at)
    assert "arm and phase stay empty" in written(at)
    at = at.toggle(key=f"out-look-{study}").set_value(True).run()
    seen = written(at)
    for part in ("3 people are in the data", "at most 3 others", "How many were asked"):
        assert part in seen + shown(at), part
    assert f"/api/research/studies/{study}.zip" in shown(at)
    at = at.checkbox(key=f"out-dates-{study}").check().run()
    assert f"/api/research/studies/{study}.zip?dates=1" in shown(at)
    assert SAID not in shown(at).replace(f"Study {SAID}", "")
