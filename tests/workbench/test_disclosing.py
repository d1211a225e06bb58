"""Everything kept about a person, taken out for that person: all of theirs, and nobody else's."""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest

from engines.errors import ArchiveError, NotHereError
from engines.record import pack as record_pack
from tests.workbench.canaries import LOCKED, Canary, found, live
from workbench.archive import specimens
from workbench.archive.disclosing import LEFT, OUT, OUT_WITH_NOTES
from workbench.archive.sittings import picture_id
from workbench.archive.store import Archive
from workbench.auditing.telling import READING
from workbench.disclosing import gathering, packing, wording

SHOWN = ("name", "words", "mark", "witness", "guardian", "title", "event", "followed", "deed")
SHOWN += ("shared", "spoken")
UNSHOWN = ("notes", "goals", "note")


def taken(archive: Archive, person: str, *, notes: bool = False) -> dict[str, bytes]:
    """Every file of it by its name, read back from the ZIP as it is sent."""
    sent = b"".join(packing.zipped(gathering.everything(archive, person, notes=notes)))
    with zipfile.ZipFile(io.BytesIO(sent)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def every_byte(files: dict[str, bytes]) -> bytes:
    """All of it with what is packed inside."""
    inner: list[bytes] = []
    for name, content in files.items():
        inner += [name.encode(), content]
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                inner += [packed.read(each) for each in packed.namelist()]
    return b"\n".join(inner)


def seen_of(canary: Canary, held: bytes) -> set[str]:
    fields = {field for field in (*SHOWN, *UNSHOWN) if canary.text(field).encode() in held}
    return fields | {"a sign" for sign in canary.signs if sign in held}


@pytest.fixture(scope="module")
def lived(tmp_path_factory) -> Iterator[tuple[Archive, list[Canary], list[str]]]:
    """Three people who did everything; the third was locked for a while."""
    canaries = [Canary(number) for number in range(LOCKED + 1)]
    with Archive.open(tmp_path_factory.mktemp("disclosing") / "practice") as archive:
        yield archive, canaries, [live(archive, canary) for canary in canaries]


def test_a_person_gets_everything_of_theirs_and_nothing_of_anybody_else(lived):
    archive, canaries, everybody = lived
    for canary, person in zip(canaries, everybody, strict=True):
        for notes in (False, True):
            held = every_byte(taken(archive, person, notes=notes))
            assert seen_of(canary, held) - {"a sign"} == {*SHOWN, *(UNSHOWN if notes else ())}
            assert all(
                not seen_of(other, held) and whose.encode() not in held
                for other, whose in zip(canaries, everybody, strict=True)
                if whose != person
            )


def test_the_files_can_be_read_by_people_and_by_programs(lived):
    archive, _, everybody = lived
    person = everybody[0]
    files = taken(archive, person)
    first, second = archive.sittings(person)
    folder = f"sitting-01-{first.started[:10]}"
    assert {"index.html", "record.json", "questionnaires.csv"} <= {*files}
    assert files[f"{folder}/01-picture.png"].startswith(b"\x89PNG")
    again = record_pack.unpack(files[f"{folder}/record.zip"])
    assert [turn.id for turn in again.turns] == [t.id for t in archive.turns(first.id)]
    told = json.loads(files["record.json"])
    assert [each["id"] for each in told["sittings"]] == [first.id, second.id]
    assert {each["said"]["item"] for each in told["consents"]} == {
        "record",
        "painter",
        "research",
        "exhibition",
    }
    assert told["sittings"][0]["after"] == {"pleasure": 0.4, "arousal": None}
    assert "notes" not in told["person"]
    shared = Canary(0).text("shared")
    assert [each["written_together"] for each in told["sittings"]] == [{"topic": shared}] * 2
    assert shared in files["index.html"].decode()
    spoken = Canary(0).text("spoken")
    assert [each["said"][0]["text"] for each in told["sittings"]] == [spoken] * 2
    assert again.spoken[0].text == spoken
    assert "The person said · " in files["index.html"].decode()


def test_nothing_of_it_is_ever_on_a_disk_here(tmp_path, monkeypatch, caplog):
    caplog.set_level("DEBUG")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    canary = Canary(0)
    with Archive.open(tmp_path / "practice") as archive:
        person = live(archive, canary)
        assert seen_of(canary, every_byte(taken(archive, person, notes=True)))
    assert found([canary], tmp_path) == []
    assert not seen_of(canary, caplog.text.encode())


def test_the_page_needs_no_script_and_no_network(lived):
    archive, _, everybody = lived
    files = taken(archive, everybody[0], notes=True)
    html = files["index.html"].decode()
    assert "default-src 'none'" in html
    assert "<script" not in html
    assert "javascript:" not in html
    assert not re.findall(r'(?:src|href)="(?!data:image/jpeg;base64,)[^"]*//', html)
    assert {*re.findall(r'href="([^"]+)"', html)} <= {*files}
    assert "url(" not in html
    assert "@import" not in html


def test_what_came_from_a_person_is_escaped(tmp_path):
    with Archive.open(tmp_path / "practice") as archive:
        evil = '<img src="https://example.org/x" onerror="alert(1)">'
        person = archive.add_person(evil, notes=evil, synthetic=True).id
        sitting = archive.begin_sitting(person, "painter").sitting.id
        archive.write_note(sitting, evil)
        html = taken(archive, person, notes=True)["index.html"].decode()
    assert '<img src="https' not in html
    assert html.count("&lt;img src=") == 5  # title, heading, name, notes, the sitting's note


def test_a_damaged_piece_is_named_and_the_rest_goes_out(tmp_path):
    canary = Canary(0)
    with Archive.open(tmp_path / "practice") as archive:
        person = live(archive, canary)
        first, second = archive.sittings(person)
        (turn,), (other,) = archive.turns(first.id), archive.turns(second.id)
        consent = archive.consents(person)[1]
        with archive._database.write() as cursor:
            for table, column, subject in (
                ("turn", "content", turn.id),
                ("consent", "names", consent.id),
                ("sitting", "content", first.id),
            ):
                cursor.execute(
                    f"UPDATE {table} SET {column} = ? WHERE id = ?", [b"harmed", subject]
                )
            cursor.execute("UPDATE picture SET painted = ? WHERE turn = ?", [b"harmed", other.id])
        files = taken(archive, person, notes=True)
        told = json.loads(files["record.json"])
        assert {(each["part"], each["id"]) for each in told["not_readable"]} == {
            ("turn", turn.id),
            ("consent", consent.id),
            ("note", first.id),
            ("painted", picture_id(other)),
        }
        assert turn.id in files["index.html"].decode()
        assert "Some of it could not be read" in files["index.html"].decode()
        assert len(told["consents"]) == 3
        folder = f"sitting-02-{second.started[:10]}"
        assert f"{folder}/01-drawing.png" in files
        assert f"{folder}/01-picture.png" not in files
        assert {"name", "note", "words", "event"} <= seen_of(canary, every_byte(files))


def test_what_was_removed_is_named_and_never_inside(tmp_path):
    canary = Canary(0)
    with Archive.open(tmp_path / "practice") as archive:
        person = live(archive, canary)
        for state in archive.open_sittings():
            archive.end_sitting(state.sitting.id)
        first, second = archive.sittings(person)
        picture = picture_id(archive.turns(first.id)[0])
        (asked,) = archive.questionnaires(person)
        archive.remove_turn(picture, person=person)
        archive.remove_questionnaire(asked.id, person=person)
        archive.remove_note(second.id)
        with archive._database.write() as cursor:
            cursor.execute(
                "UPDATE removed SET noted = '2026-01-02T10:00:00.000+00:00' WHERE kind = 'turn'"
            )
        archive.sweep()
        files = taken(archive, person, notes=True)
    told = json.loads(files["record.json"])
    assert sorted((each["what"], each["gone"]) for each in told["removed"]) == [
        ("note", False),
        ("questionnaire", False),
        ("turn", True),
    ]
    assert "questionnaires.csv" not in files
    assert not told["sittings"][0]["turns"]
    assert told["sittings"][1]["note"] == ""
    html = files["index.html"].decode()
    assert "A picture, removed on 2 Jan 2026, gone for good." in html
    assert "A questionnaire, removed on" in html


def test_a_locked_record_is_not_taken_out_and_an_erased_one_never(tmp_path):
    canaries = [Canary(0), Canary(1)]
    with Archive.open(tmp_path / "practice") as archive:
        ada, ben = (live(archive, canary) for canary in canaries)
        for state in archive.open_sittings():
            archive.end_sitting(state.sitting.id)
        files = gathering.everything(archive, ada, notes=True)
        next(files)
        archive.restrict(ada, "asked for")
        with pytest.raises(ArchiveError, match="locked"):  # also what was begun before
            list(files)
        with pytest.raises(ArchiveError, match="locked"):
            gathering.everything(archive, ada, notes=False)
        archive.lift(ada, "over")
        archive.erase(ada)
        with pytest.raises(NotHereError):
            gathering.everything(archive, ada, notes=False)
        held = every_byte(taken(archive, ben, notes=True))
    assert not seen_of(canaries[0], held)
    assert ada.encode() not in held


def test_what_was_taken_out_before_is_told_of_every_kind_there_is(tmp_path):
    kinds = {each for each, said in READING.items() if "{person}" in said} - {"person read"}
    assert kinds == {*LEFT, OUT, OUT_WITH_NOTES} == {*wording.LEFT}
    with Archive.open(tmp_path / "practice") as archive:
        ada, ben = (archive.add_person(name, synthetic=True).id for name in ("Ada", "Ben"))
        sitting = archive.begin_sitting(ada, "painter").sitting.id
        archive.export_sitting(sitting)
        for person in (ben, ada):
            archive.export_questionnaires(person)
        before = json.loads(taken(archive, ada)["record.json"])["taken_out_before"]
        again = json.loads(taken(archive, ada)["record.json"])["taken_out_before"]
    assert [each["what"] for each in before] == ["sitting exported", "questionnaires taken out"]
    assert [each["what"] for each in again] == [*(each["what"] for each in before), OUT]


def test_put_back_pictures_stay_unless_they_are_asked_for(tmp_path):
    with Archive.open(tmp_path / "practice") as archive:
        person = archive.add_person("Ada", synthetic=True).id
        sitting = archive.begin_sitting(person, "painter").sitting.id
        archive.keep_turn(sitting, replace(specimens.turn("back"), decision="put_back"))
        archive.end_sitting(sitting)
        names = [
            {name.rsplit("/")[-1] for name in taken(archive, person, notes=notes)}
            for notes in (False, True)
        ]
        packed = next(v for k, v in taken(archive, person).items() if k.endswith("record.zip"))
    assert names[1] - names[0] == {"01-picture.png"}
    (turn,) = record_pack.unpack(packed).turns
    assert turn.answer is not None
    assert turn.answer.painted_png == b""
