"""People: goals, tables, putting away and bringing back; what the practice prefers."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from engines.errors import ArchiveError, RecordError
from workbench.archive import specimens
from workbench.archive.store import Archive
from workbench.tailored import Tailored

TABLE = Tailored("de", "left", tools=("pen",), styles=("pastel",), influence="hint", hold=True)


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path) as opened:
        yield opened


@pytest.fixture
def ada(archive) -> str:
    return archive.add_person("Ada", notes="boats", goals="lines").id


def test_editing_changes_what_is_given_and_tells_which(archive, ada):
    assert archive.edit_person(ada, notes="", goals="color").name == "Ada"
    assert (archive.person(ada).notes, archive.person(ada).goals) == ("", "color")
    told = archive.audit()[0]
    assert (told.what, json.loads(told.subject)["fields"]) == ("person edited", "notes,goals")
    assert "color" not in str(archive.audit())


def test_editing_nothing_writes_nothing(archive, ada):
    before = archive.audit()
    archive.edit_person(ada, name="Ada", notes="boats")
    assert archive.audit() == before


def test_a_table_comes_back_as_it_was_laid(archive, ada, tmp_path):
    assert archive.person(ada).tailored == Tailored()
    archive.tailor(ada, TABLE)
    archive.close()
    with Archive.open(tmp_path) as again:
        assert again.person(ada).tailored == TABLE
        assert again.tailor(ada, Tailored()).tailored == Tailored()


def test_a_table_that_could_not_be_read_again_is_refused(archive, ada):
    with pytest.raises(RecordError, match="colors"):
        archive.tailor(ada, replace(TABLE, colors=("red",)))
    assert archive.person(ada).tailored == Tailored()


def test_who_is_put_away_keeps_everything_and_comes_back(archive, ada):
    sitting = archive.begin_sitting(ada, "painter").sitting.id
    archive.keep_turn(sitting, specimens.turn("one"))
    archive.end_sitting(sitting)
    assert archive.put_away(ada).archived is not None
    assert archive.put_away(ada) == archive.person(ada)
    assert archive.turns(sitting) == (specimens.turn("one"),)
    assert archive.bring_back(ada).archived is None
    assert archive.bring_back(ada) == archive.person(ada)


def test_nobody_is_put_away_in_the_middle_of_a_sitting(archive, ada):
    sitting = archive.begin_sitting(ada, "painter").sitting.id
    with pytest.raises(ArchiveError, match=f"Sitting {sitting} of this person goes on: end it"):
        archive.put_away(ada)
    archive.end_sitting(sitting)
    archive.put_away(ada)
    with pytest.raises(ArchiveError, match="bring the person back first"):
        archive.begin_sitting(ada, "painter")


def test_people_come_back_from_the_journal_with_goals_and_table(archive, ada, tmp_path):
    person = archive.tailor(ada, TABLE)
    archive.begin_sitting(ada, "painter")
    archive.close()
    for path in tmp_path.glob("archive.duckdb*"):
        path.unlink()
    with Archive.open(tmp_path) as again:
        assert again.people() == (person,)


def test_a_preference_is_set_changed_and_forgotten(archive, tmp_path):
    assert archive.preference("language") is None
    for value in ("en", "de"):
        archive.set_preference("language", value)
    archive.set_preference("pin", "scrypt:15:aa:bb")
    archive.set_preference("pin", None)
    archive.close()
    with Archive.open(tmp_path) as again:
        assert (again.preference("language"), again.preference("pin")) == ("de", None)
        assert "scrypt" not in str(again.audit())
        with pytest.raises(RecordError, match="preference"):
            again.set_preference("no such name", "x")


def test_an_erased_persons_scans_go_too(archive, ada):
    sitting = archive.begin_sitting(ada, "painter").sitting.id
    archive.keep_scan(sitting, specimens.painted_png(1))
    archive.erase(ada)
    assert archive._database.read("SELECT count(*) FROM scan") == [(0,)]
