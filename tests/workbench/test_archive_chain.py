"""The audit's chain and its signed head find every meddling, and name the first bad entry."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.errors import ArchiveError
from workbench.archive import chain, heads
from workbench.archive.chain import FIRST, canonical, hash_of
from workbench.archive.store import Archive

Meddle = Callable[[Archive], None]
LENGTH = 40
START = 1  # the first head there ever was: it is kept


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("grown")
    with Archive.open(folder) as archive:
        while archive.check_audit().entries < LENGTH:
            archive.witness("person seen", person="a1b2c3")
    return folder


@pytest.fixture
def archive(grown: Path, tmp_path: Path) -> Iterator[Archive]:
    folder = Path(shutil.copytree(grown, tmp_path / "practice"))
    with Archive.open(folder) as opened:
        yield opened


def sql(archive: Archive, statement: str, *values: object) -> None:
    with archive._database.write() as cursor:
        cursor.execute(statement, list(values))


def quietly(meddle: Meddle, archive: Archive) -> None:
    """As somebody does who changes the file while Sketchwell does not run."""
    archive._database.committed = lambda: None
    meddle(archive)


def rewrite(archive: Archive, start: int, *, who: str = "x", end: int = LENGTH * 2) -> None:
    """Changes one entry and gives it, and those behind it, hashes that fit."""
    rows = archive._database.read("SELECT * FROM audit WHERE number <= ? ORDER BY number", [end])
    previous = rows[start - 2][6]
    for number, at, done_by, what, subject, *_ in rows[start - 1 :]:
        fields = (number, at, who if number == start else done_by, what, subject, previous)
        previous = hash_of(*fields)
        change = "UPDATE audit SET who = ?, previous = ?, hash = ? WHERE number = ?"
        sql(archive, change, fields[2], fields[5], previous, number)


def insert(archive: Archive, place: int) -> None:
    sql(archive, "UPDATE audit SET number = -number WHERE number >= ?", place)
    sql(archive, "UPDATE audit SET number = 1 - number WHERE number < 0")
    before = archive._database.read("SELECT hash FROM audit WHERE number = ?", [place - 1])
    fields = (place, "2026-11-22T10:00:00.000+00:00", "x", "person seen", "{}", before[0][0])
    row = [*fields, hash_of(*fields)]
    sql(archive, "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)", *row)


def swap(archive: Archive, one: int, two: int) -> None:
    for was, becomes in ((one, -1), (two, one), (-1, two)):
        sql(archive, "UPDATE audit SET number = ? WHERE number = ?", becomes, was)


def drop(archive: Archive, number: int, *, close_up: bool) -> None:
    sql(archive, "DELETE FROM audit WHERE number = ?", number)
    if close_up:
        sql(archive, "UPDATE audit SET number = -number WHERE number > ?", number)
        sql(archive, "UPDATE audit SET number = -number - 1 WHERE number < 0")


MEDDLING: dict[str, tuple[Meddle, int, str]] = {
    **{
        field: (lambda a, f=field: sql(a, f"UPDATE audit SET {f} = 'x' WHERE number = 7"), 7, told)
        for told, fields in {"changed": "noted who what subject previous hash"}.items()
        for field in fields.split()
    },
    "removed": (lambda a: drop(a, 7, close_up=False), 7, "missing"),
    "removed and closed up": (lambda a: drop(a, 7, close_up=True), 7, "moved"),
    "inserted": (lambda a: insert(a, 7), 7, "inserted"),
    "swapped": (lambda a: swap(a, 7, 9), 7, "moved"),
    "replaced": (lambda a: rewrite(a, 7, end=7), 7, "replaced"),
    "rewritten": (lambda a: rewrite(a, START + 1), START + 1, "rewritten"),
    "tail cut": (lambda a: sql(a, "DELETE FROM audit WHERE number > 36"), 37, "cut"),
    "all cut": (lambda a: sql(a, "DELETE FROM audit"), 1, "cut"),
}


@pytest.mark.parametrize("kind", MEDDLING)
def test_every_meddling_is_found_and_the_first_bad_entry_named(archive: Archive, kind: str) -> None:
    meddle, number, told = MEDDLING[kind]
    assert archive.check_audit().whole
    quietly(meddle, archive)
    fault = archive.check_audit().faults[0]
    assert (fault.number, fault.kind) == (number, told)


@pytest.mark.parametrize("kind", ["rewritten", "tail cut", "all cut"])
def test_a_start_does_not_cover_up_what_the_head_tells(grown: Path, tmp_path: Path, kind: str):
    folder = Path(shutil.copytree(grown, tmp_path / "practice"))
    with Archive.open(folder) as archive:
        quietly(MEDDLING[kind][0], archive)
    with Archive.open(folder):
        pass
    with Archive.open(folder) as archive:
        archive.witness("person seen", person="a1b2c3")
        found = archive.check_audit()
    assert found.faults[0].kind in {"rewritten", "cut"}
    assert "told of entries that were not there" in found.notes[0]
    with Archive.open(folder) as archive, pytest.raises(ArchiveError, match="Compare with a back"):
        archive.verify_audit()


def test_marks_tell_where_a_long_chain_was_written_anew(archive: Archive, monkeypatch) -> None:
    monkeypatch.setattr(heads, "EVERY", 16)
    for _ in range(30):
        archive.witness("person seen", person="a1b2c3")
    quietly(lambda each: rewrite(each, 60), archive)
    fault = archive.check_audit().faults[0]
    assert (fault.number, fault.kind) == (49, "rewritten")


def test_a_head_that_lags_after_a_kill_is_brought_forward(grown: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(grown, tmp_path / "practice"))
    before = (folder / heads.HEAD_FILE).read_text()
    with Archive.open(folder) as archive:
        archive.witness("person seen", person="a1b2c3")
    (folder / heads.HEAD_FILE).write_text(before)
    with Archive.open(folder) as archive:
        found = archive.check_audit()
    assert found.whole
    assert found.notes == ()
    assert (folder / heads.HEAD_FILE).read_text() != before


@pytest.mark.parametrize(
    ("text", "told"), [("", "no signed head"), ("garbage\n", "could not be read")]
)
def test_a_head_that_is_gone_or_broken_is_written_down(
    grown: Path, tmp_path: Path, text: str, told: str
) -> None:
    folder = Path(shutil.copytree(grown, tmp_path / "practice"))
    (folder / heads.HEAD_FILE).write_text(text)
    for _ in range(2):
        with Archive.open(folder) as archive:
            found = archive.check_audit()
        assert told in found.notes[0]
        assert [fault.kind for fault in found.faults] == ([] if text else ["lost"])


def test_a_head_of_somebody_else_is_no_head(archive: Archive, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "other") as other:
        foreign = other._heads.signed().to_text()
    (archive.folder / heads.HEAD_FILE).write_text(foreign)
    fault = archive.check_audit().faults[0]
    assert "a key that is not this practice's" in fault.told


def test_a_new_master_key_signs_on(archive: Archive) -> None:
    archive._heads.rekey(b"n" * 32)
    archive.witness("person seen", person="a1b2c3")
    assert archive.check_audit().whole


def test_canonical_json_is_that_of_the_standard() -> None:
    text = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"
    document = {"string": text, "literals": {"b": 1, "a": ""}}
    told = '{"literals":{"a":"","b":1},"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    assert canonical(document) == told


@pytest.mark.parametrize("value", [1.0, None, True, 2**53 + 1, "\ud800", ["a"]])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ArchiveError, match="audit entry holds"):
        canonical({"a": value})


def test_entries_of_older_versions_are_checked_by_their_own_rule() -> None:
    rows, previous = [], FIRST
    for number in range(1, 6):
        fields = (number, "2026-05-03T10:00:00.000+00:00", "practice", "x", "{}", previous)
        previous = chain._first_rule(fields) if number < 4 else hash_of(*fields)
        rows.append((*fields, previous))
    assert chain.first_fault(rows) is None
    older = (6, *rows[0][1:5], previous)
    fault = chain.first_fault([*rows, (*older, chain._first_rule(older))])
    assert fault is not None
    assert "only an older Sketchwell" in fault.told


@pytest.mark.parametrize(
    "subject",
    [
        {"person": "Anna Weber"},
        {"person": "Änne"},
        {"note": "she said"},
        {"fields": "anna"},
        {"name": "Anna"},
        {"version": "two"},
        {"person": ""},
        {"person": "a" * 65},
        {"at": "yesterday"},
    ],
)
def test_names_and_free_text_do_not_get_into_the_audit(archive: Archive, subject: dict) -> None:
    before = archive.audit(1)
    with pytest.raises(ArchiveError, match="nothing else") as refused:
        archive.witness("person seen", **subject)
    assert not any(value and value in str(refused.value) for value in subject.values())
    assert archive.audit(1) == before


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_changed_field_of_any_entry_is_found(data: st.DataObject) -> None:
    rows = _chain(12)
    place = data.draw(st.integers(0, 11))
    field = data.draw(st.integers(0, 6))
    value = data.draw(st.integers() if field == 0 else st.text(max_size=70))
    before = rows[place][field]
    rows[place] = (*rows[place][:field], value, *rows[place][field + 1 :])
    fault = chain.first_fault(sorted(rows, key=lambda row: row[0]))
    assert (fault is None) == (value == before)


def _chain(length: int) -> list[tuple]:
    rows, previous = [], FIRST
    for number in range(1, length + 1):
        subject = json.dumps({"person": f"p{number}"}, separators=(",", ":"))
        fields = (number, "2026-11-22T10:00:00.000+00:00", "practice", "x", subject, previous)
        previous = hash_of(*fields)
        rows.append((*fields, previous))
    return rows
