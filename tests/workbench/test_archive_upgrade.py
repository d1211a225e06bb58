"""An archive of version 1, as it was before goals, marks and courses, opens and goes on."""

from __future__ import annotations

import json
import shutil
import zlib
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engines import record, sealing
from engines.record import AnswerStep, Feeling, StrokeStep
from engines.record import pack as record_pack
from engines.record.marks import Mark
from engines.sealing import streams
from tests.engines.older_records import as_format_1
from workbench.archive import backup, bundle, disk, frames, journal, keys, migrations, specimens
from workbench.archive.attached import Attached
from workbench.archive.database import Cursor, Database
from workbench.archive.events import Did, Undid
from workbench.archive.store import Archive
from workbench.archive.unlocking import keyfile
from workbench.tailored import Tailored

WHEN = specimens.WHEN
ANSWER = specimens.answer("x")
KEPT = replace(specimens.turn("two"), id="x", answer=ANSWER)
ENDED = "INSERT INTO sitting VALUES ('ended', 'ada', 1, 'painter', ?, ?, 0.25, NULL, NULL, 1.0)"
GOING = "INSERT INTO sitting VALUES ('going', 'ada', 2, 'painter', ?, NULL, NULL, NULL, NULL, NULL)"
TURN = (
    "INSERT INTO turn VALUES ('one', 'ended', 'ada', 1, ?, 'kept', 'one-answer', NULL, NULL, "
    "3.0, NULL, NULL, NULL, NULL, NULL, ?)"
)


def entry(**told: Any) -> bytes:
    return b"J" + zlib.compress(json.dumps(told).encode(), 1)


def entries() -> list[bytes]:
    """As version 1 wrote them: no times, and no name of what was put back."""
    strokes = [record.step_to_wire(StrokeStep((specimens.stroke(name),))) for name in "ab"]
    turn = as_format_1(record_pack.pack_turn(KEPT))
    return [
        *(entry(event="did", step=step) for step in strokes),
        entry(event="undid"),
        b"A" + as_format_1(record_pack.pack_answer(ANSWER)),
        entry(event="did", step={"do": "answer", "answer": "x"}),
        b"T" + len(turn).to_bytes(4, "big") + turn + specimens.painted_png(1),
        entry(event="did", step={"do": "answer", "answer": None}),
    ]


def header(name: bytes, notes: bytes, wrapped: bytes) -> bytes:
    nothing = {"pleasure": None, "arousal": None}
    sitting = {"id": "going", "person": "ada", "phase": "painter", "started": WHEN, "ended": None}
    felt = {"before": nothing, "after": nothing, "turns": []}
    person = {"person": "ada", "synthetic": True, "created": WHEN}
    sealed = {"name": name.hex(), "notes": notes.hex(), "wrapped": wrapped.hex()}
    document = {"format": 1, "sitting": {**sitting, **felt}, "number": 2, **person, **sealed}
    return json.dumps(document).encode()


def fill(cursor: Cursor, vault: keys.Vault, name: bytes, notes: bytes) -> None:
    cursor.execute("INSERT INTO person VALUES ('ada', true, ?, ?, ?)", [WHEN, name, notes])
    cursor.execute(ENDED, [WHEN, WHEN])
    cursor.execute(GOING, [WHEN])
    turn = specimens.turn("one")
    assert turn.answer is not None
    bare = replace(turn, answer=replace(turn.answer, painted_png=b""))
    packed = as_format_1(record_pack.pack_turn(bare))
    cursor.execute(TURN, [WHEN, vault.seal("ada", "turn", "one", packed)])
    painted = vault.seal("ada", "painted", "one-answer", turn.answer.painted_png)
    row = ["one-answer", "one", "ada", painted, None]
    cursor.execute("INSERT INTO picture VALUES (?, ?, ?, ?, ?)", row)


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = disk.make_folder(tmp_path / "practice")
    master = keyfile.master_key(folder, make=True)
    database = Database(folder, sealing.derive_key(master, purpose=keys.DATABASE_PURPOSE))
    with monkeypatch.context() as before:
        before.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:1])
        migrations.migrate(database)
    vault = keys.Vault(master, keys.KeyFiles(folder))
    with database.write() as cursor:
        vault.make_key("ada")
        wrapped = vault.files.wrapped("ada")
        cursor.execute("INSERT INTO person_key VALUES ('ada', ?)", [wrapped])
    name, notes = (vault.seal("ada", k, "", k.encode()) for k in ("name", "notes"))
    with database.write() as cursor:
        fill(cursor, vault, name, notes)
    path = disk.make_folder(folder / "journal") / "going.journal"
    written = journal.begin(path, vault.key("ada"), header(name, notes, wrapped))
    for each in entries():
        written.sync(written.enqueue(each))
    written.close()
    database.close()
    assert path.read_bytes().startswith(frames.MAGIC)
    return folder


def test_people_and_sittings_are_as_they_were(old):
    with Archive.open(old) as archive:
        (person,) = archive.people()
        assert (person.name, person.notes, person.goals) == ("name", "notes", "")
        assert (person.archived, person.tailored) == (None, Tailored())
        ended = archive.sitting("ended")
        assert ended.turns[0].answer == specimens.turn("one").answer
        assert (ended.before, ended.course) == (Feeling(0.25, None), ())
        assert archive.sitting_trends()["strokes"] == [3.0, KEPT.measures["strokes"]]
        assert archive.repairs == ()


def test_an_open_sitting_goes_on_where_it_was(old):
    with Archive.open(old) as archive:
        state = archive.open_sitting("going")
        assert [stroke.id for stroke in state.history.drawing.strokes] == ["a"]
        assert (state.kept, state.history.answer, state.course) == (("x",), None, ())
        assert archive.turns("going") == (KEPT,)
        archive.record("going", Undid())
        archive.record("going", Did(StrokeStep((specimens.stroke("new"),))))
        told = [(moment.what, moment.ref) for moment in archive.open_sitting("going").course]
        assert told == [("undone", ""), ("stroke", "new")]
        assert archive.open_sitting("going").history.answer == "x"


def test_what_came_with_version_2_can_be_written(old):
    marks = (Mark("m1", "loop", ((0.1, 0.1), (0.2, 0.1), (0.2, 0.3))),)
    with Archive.open(old) as archive:
        archive.mark("ended", "one-answer", marks)
        archive.write_note("ended", "calm")
        archive.edit_person("ada", goals="lines")
    with Archive.open(old) as archive:
        assert archive.turns("ended")[0].marks == marks
        assert (archive.note("ended"), archive.person("ada").goals) == ("calm", "lines")
        assert archive.verify_audit() > 0


def test_a_lost_database_comes_back_from_an_old_journal(old):
    for path in old.glob("archive.duckdb*"):
        path.unlink()
    with Archive.open(old) as archive:
        assert [person.name for person in archive.people()] == ["name"]
        assert archive.turns("going") == (KEPT,)


def test_an_answer_put_back_in_version_1_has_no_name():
    assert record.step_from_wire({"do": "answer", "answer": None}) == AnswerStep(None)


def test_keys_leave_the_database_and_its_free_blocks(old):
    wrapped = keys.KeyFiles(old).wrapped("ada")
    shutil.rmtree(old / "keys")
    with Archive.open(old) as archive:
        assert [person.name for person in archive.people()] == ["name"]
        key = archive._database._key
    assert keys.KeyFiles(old).wrapped("ada") == wrapped
    assert len(list((old / "snapshots").iterdir())) == 1
    attached = Attached(old / "archive.duckdb", key)
    tables = attached.cursor().execute("SELECT table_name FROM duckdb_tables()").fetchall()
    attached.close()
    assert ("person_key",) not in tables
    assert wrapped.hex().encode() not in (old / "journal" / "going.journal").read_bytes()


def test_a_backup_that_held_the_key_still_restores(old, tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "COST", 10)
    monkeypatch.setattr(bundle, "FORMAT", 1)
    shutil.rmtree(old / "keys")
    with ExitStack() as stack:
        parts = []
        for name in ("archive.duckdb", "master.key", "journal/going.journal"):
            file = stack.enter_context((old / name).open("rb"))
            parts.append(bundle.Part(name, (old / name).stat().st_size, file))
        sealed = b"".join(streams.sealed(bundle.packed(parts, made="then"), "four words of then"))
    (tmp_path / "old.backup").write_bytes(sealed)
    monkeypatch.setattr(bundle, "FORMAT", 2)
    backup.restore(tmp_path / "old.backup", tmp_path / "new", passphrase="four words of then")
    with Archive.open(tmp_path / "new") as archive:
        assert [person.name for person in archive.people()] == ["name"]
        assert len(archive.open_sittings()) == 1
    assert (tmp_path / "new" / "keys" / "ada.key").exists()
