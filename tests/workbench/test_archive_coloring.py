"""Turns kept before there were columns for colors get them once, from their small pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engines import record
from engines.picture import pixels_of
from engines.record import pack as record_pack
from workbench import measures
from workbench.archive import bench, coloring, migrations, specimens
from workbench.archive.schema import COLOR_MEASURES, FIRST_MEASURES
from workbench.archive.store import Archive
from workbench.table import keepsakes

PEOPLE, EACH = 3, 2 * 3
SEEN = measures.color_shares(pixels_of(specimens.painted_png(0)))


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive of version 2, as it was before shares of colors had columns."""
    with monkeypatch.context() as before:
        before.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:2])
        before.setattr(bench, "MEASURES", FIRST_MEASURES)
        bench.fill(tmp_path / "practice", people=PEOPLE, sittings_each=2)
    return tmp_path / "practice"


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is done in the background."""
    monkeypatch.setattr(coloring.Coloring, "_run", lambda _self: None)


def missing(archive: Archive) -> int:
    sql = f"SELECT count(*) FROM turn WHERE {COLOR_MEASURES[0]} IS NULL"
    return archive._database.read(sql)[0][0]


def test_an_old_archive_is_measured_in_the_background(old):
    with Archive.open(old) as archive:
        archive._coloring._background._thread.join(30)
        assert missing(archive) == 0
        rows = archive.sitting_trends()
        found = {name: pytest.approx(rows[name]) for name in COLOR_MEASURES}
        assert found == {name: [SEEN[name]] * PEOPLE * 2 for name in COLOR_MEASURES}
    with Archive.open(old) as archive:
        assert archive._coloring._background._thread.ident is None


@pytest.mark.usefixtures("still")
def test_the_first_look_measures_one_person_and_the_next_opens_nothing(old, monkeypatch):
    with Archive.open(old) as archive:
        person = archive.people()[0].id
        assert archive.sitting_trends()["color_red"] == [None] * PEOPLE * 2
        assert archive.sitting_trends(person)["color_red"] == [pytest.approx(SEEN["color_red"])] * 2
        assert missing(archive) == (PEOPLE - 1) * EACH
        monkeypatch.setattr(archive._vault, "open", None)
        assert archive.sitting_trends(person)["color_red"] != [None, None]


@pytest.mark.usefixtures("still")
def test_a_stop_in_between_leaves_the_rest_to_the_next_start(old, monkeypatch):
    monkeypatch.setattr(coloring, "AT_ONCE", 2)
    with Archive.open(old) as archive:
        person = archive.people()[0].id
        archive._coloring._some(person)
        archive._coloring.close()
        archive.sitting_trends(person)
        assert missing(archive) == PEOPLE * EACH - 2
    with Archive.open(old) as archive:
        archive.sitting_trends(person)
        assert missing(archive) == (PEOPLE - 1) * EACH


@pytest.mark.usefixtures("still")
def test_a_damaged_or_missing_small_picture_stays_missing(old):
    with Archive.open(old) as archive:
        first, second, _third = (person.id for person in archive.people())
        with archive._database.write() as cursor:
            cursor.execute("UPDATE picture SET thumbnail = 'no'::BLOB WHERE person = ?", [first])
            cursor.execute("UPDATE picture SET thumbnail = NULL WHERE person = ?", [second])
        assert archive.sitting_trends(first)["color_white"] == [None, None]
        assert archive.sitting_trends(second)["color_white"] == [None, None]


@pytest.mark.usefixtures("still")
def test_a_person_erased_meanwhile_is_no_matter(old):
    with Archive.open(old) as archive:
        person = archive.people()[0].id
        archive.erase(person)
        archive._coloring.finish(person)
        assert missing(archive) == (PEOPLE - 1) * EACH


def test_an_older_record_is_measured_as_it_is_entered_and_leaves_with_it(tmp_path):
    drawing = specimens.turn("one").drawing
    kept = keepsakes.of_drawing(drawing)
    older = replace(kept, measures=dict.fromkeys(FIRST_MEASURES, 1.0))
    when, felt = specimens.WHEN, record.Feeling()
    sitting = record.Sitting("s", "ada", "painter", when, when, felt, felt, (older,))
    with Archive.open(tmp_path) as archive:
        archive.import_sitting(record_pack.pack(sitting), person=archive.add_person("ada").id)
        found = archive.sitting_trends()
        assert {n: found[n][0] for n in COLOR_MEASURES} == {
            n: kept.measures[n] for n in COLOR_MEASURES
        }
        assert archive.turns("s")[0].measures == older.measures
        (left,) = record_pack.unpack(archive.export_sitting("s")).turns
        assert left.measures == {**kept.measures, **older.measures}
