"""What the components for looking back show, and what a therapist's page may keep and take out."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from engines.picture.marking import signed
from engines.record.marks import Mark
from engines.sealing import credentials
from tests.workbench.lines import HOST
from workbench import frames
from workbench.archive import specimens
from workbench.archive.events import Shown
from workbench.archive.schema import new_id
from workbench.looking import showing
from workbench.practice import Practice
from workbench.tailored import Tailored

OURS = {"origin": HOST, "host": "127.0.0.1:8501"}
SECRET = "Ottoline Quackenbush"


@pytest.fixture
def sitting(opened: Practice, person: str) -> str:
    """An ended sitting with one kept picture that is marked."""
    archive = opened.archive
    begun = archive.begin_sitting(person, "painter").sitting.id
    answer = replace(specimens.answer("one"), id=new_id())
    archive.record(begun, Shown(answer))
    archive.keep_turn(begun, replace(specimens.turn("one"), id=answer.id, answer=answer))
    archive.mark(begun, answer.id, (Mark("m", "loop", ((0, 0), (0.5, 0), (0, 0.5)), "too red"),))
    archive.end_sitting(begun)
    return begun


def test_the_wall_says_words_marks_and_notes(opened: Practice, person: str, sitting: str):
    archive = opened.archive
    archive.write_note(sitting, "about the tree")
    shown = showing.wall(
        archive.person(person),
        archive.sittings(person),
        archive.glimpses(person),
        archive.notes(person),
    )
    (row,) = shown["sittings"]
    assert (row["note"], row["going"]) == ("about the tree", False)
    assert [turn["words"] for turn in row["turns"]] == ["a house by a tree"]
    assert row["turns"][0]["marks"] == ["too red"]
    json.dumps(shown)


def test_who_was_here_last_comes_first(opened: Practice, person: str, sitting: str):
    other = opened.archive.add_person("Zed")
    opened.archive.put_away(other.id)
    shown = showing.people(opened.archive.people(), set(), opened.archive.sitting_trends())
    listed = {each["id"]: each for each in shown["people"]}
    assert shown["people"][0]["picture"]
    assert listed[other.id]["away"]
    assert [*listed].index(person) < [*listed].index(other.id)
    assert sitting not in json.dumps(shown)


def test_the_table_shows_the_pads_own_colors(opened: Practice, person: str):
    shown = showing.table(opened.archive.person(person))
    assert ["ink black", "#22262b"] in shown["colors"]
    assert shown["table"] == shown["usual"]


@pytest.mark.parametrize("what", ["goals", "notes"])
def test_what_is_written_is_kept(client: TestClient, opened: Practice, person: str, what: str):
    got = client.put(f"/api/people/{person}/{what}", json={"value": "slowly"}, headers=OURS)
    assert got.status_code == 204
    assert getattr(opened.archive.person(person), what) == "slowly"


def test_a_table_is_kept_and_a_wrong_one_is_refused(
    client: TestClient, opened: Practice, person: str
):
    table = {"value": {"influence": "hint", "colors": ["#22262b"]}}
    where = f"/api/people/{person}/table"
    assert client.put(where, json=table, headers=OURS).status_code == 204
    assert client.put(where, json={"value": {"tools": ["eraser"]}}, headers=OURS).status_code == 422
    wanted = Tailored(influence="hint", colors=("#22262b",))
    assert opened.archive.person(person).tailored == wanted


def test_a_note_is_kept_of_an_ended_sitting(client: TestClient, opened: Practice, sitting: str):
    got = client.put(f"/api/sittings/{sitting}/note", json={"value": "rest"}, headers=OURS)
    assert got.status_code == 204
    assert opened.archive.note(sitting) == "rest"


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"no json", 422), (b'{"value": 3}', 422), (b'{"value": "' + b"x" * 70_000 + b'"}', 413)],
    ids=["no json", "a number", "too long"],
)
def test_what_is_no_note_is_refused(client: TestClient, person: str, body: bytes, status: int):
    got = client.put(f"/api/people/{person}/notes", content=body, headers=OURS)
    assert got.status_code == status


def test_another_origin_and_a_stranger_write_nothing(client: TestClient, person: str):
    where, said = f"/api/people/{person}/notes", {"value": "x"}
    evil = {"origin": "http://evil.example", "host": "127.0.0.1:8501"}
    assert client.put(where, json=said, headers=evil).status_code == 403
    with TestClient(client.app, base_url=HOST) as stranger:
        assert stranger.put(where, json=said, headers=OURS).status_code == 403


def test_pictures_are_taken_out_marked_and_without_a_name(
    client: TestClient, opened: Practice, sitting: str
):
    person = opened.archive.sitting(sitting).person
    opened.archive.edit_person(person, name=SECRET)
    got = client.get(f"/api/people/{person}/sittings/{sitting}/pictures.zip")
    taken = zipfile.ZipFile(io.BytesIO(got.content))
    (picture,) = (name for name in taken.namelist() if name.endswith("-picture.png"))
    texts = Image.open(taken.open(picture)).text  # type: ignore[attr-defined]
    assert "machine-made" in texts["Comment"]
    told = credentials.read(taken.read(picture))
    assert told is not None
    assert told.intact
    assert told.source == credentials.MADE_WITH_A_MACHINE
    (drawing,) = (name for name in taken.namelist() if name.endswith("-drawing.png"))
    assert credentials.read(taken.read(drawing)) is None
    assert "sketchwell-sitting" in got.headers["content-disposition"]
    assert SECRET.encode() not in got.content
    assert opened.archive.audit(1)[0].what == "pictures taken out"


@pytest.mark.parametrize("spoken", ["the person's", "the practice's", "the browser's"])
def test_pictures_taken_out_are_signed_in_their_own_language(
    client: TestClient, opened: Practice, sitting: str, spoken: str
):
    archive, person = opened.archive, opened.archive.sitting(sitting).person
    turn = next(each for each in archive.turns(sitting) if each.answer is not None)
    assert turn.answer is not None
    archive.tailor(person, Tailored(language="de" if spoken == "the person's" else None))
    archive.set_preference("language", "de" if spoken == "the practice's" else None)
    asked = {"Accept-Language": "de-AT,en" if spoken == "the browser's" else "en"}
    base = f"/api/people/{person}"
    try:
        packed = client.get(f"{base}/sittings/{sitting}/pictures.zip", headers=asked).content
        alone = client.get(f"{base}/pictures/{turn.id}/file", headers=asked).content
    finally:
        archive.set_preference("language", None)
    taken = zipfile.ZipFile(io.BytesIO(packed))
    (name,) = (name for name in taken.namelist() if name.endswith("-picture.png"))
    wanted = signed(frames.picture_of(turn.answer).composite(), "de")
    for png in (taken.read(name), alone):
        assert np.array_equal(np.asarray(Image.open(io.BytesIO(png)).convert("RGB")), wanted)
    assert "Maschine" in taken.read("read-me.txt").decode()


def test_pictures_of_somebody_else_are_not_taken_out(
    client: TestClient, opened: Practice, sitting: str
):
    other = opened.archive.add_person("Somebody else").id
    got = client.get(f"/api/people/{other}/sittings/{sitting}/pictures.zip")
    assert got.status_code == 404
