"""What is said in a sitting: kept by line, tied to its picture, never put in others' mouths."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from engines.errors import ArchiveError, RecordError
from engines.record import Turn, pack
from engines.record.spoken import MAX_SPOKEN, Spoken, Who, by_turn, spoken_from_wire, with_line
from engines.strokes import Drawing, Paper
from workbench.archive.store import Archive

AT = "2026-11-24T10:00:{:02d}+00:00"


@pytest.fixture
def archive(tmp_path) -> Iterator[Archive]:
    with Archive.open(tmp_path) as opened:
        yield opened


@pytest.fixture
def sitting(archive) -> str:
    return archive.begin_sitting(archive.add_person("Ada").id, "painter").sitting.id


def _line(number: int, who: Who = "heard", text="the sea is loud", **more) -> Spoken:
    return Spoken(f"line-{number}", AT.format(number), who, text, **more)


def _texts(archive: Archive, sitting: str) -> list[str]:
    return [line.text for line in archive.spoken(sitting)]


def test_what_was_said_is_kept_sealed_and_stays_in_an_ended_sitting(archive, sitting):
    card = _line(1, "card", "What is in the middle?", mode="free_expression", card="middle")
    archive.say(sitting, card)
    archive.say(sitting, _line(2))
    archive.say_own(sitting, _line(3, "client", " It is me. ", picture="answer-1"))
    archive.close()
    with Archive.open(archive.folder) as again:
        assert again.spoken(sitting)[0] == card
        assert again.spoken(sitting)[2] == _line(3, "client", "It is me.", picture="answer-1")
        again.end_sitting(sitting)
        again.say(sitting, _line(4, "heard", "tired now"))
        assert len(again.spoken(sitting)) == 4
        assert again.sitting(sitting).spoken == again.spoken(sitting)
        said = [each for each in again.audit() if each.what == "words said"]
        assert len(said) == 4
        assert b"middle" not in (again.folder / "archive.duckdb").read_bytes()


def test_a_line_is_changed_by_its_id_and_taken_out_by_no_text(archive, sitting):
    archive.say(sitting, _line(1))
    archive.say(sitting, _line(2, text="wrong"))
    archive.say(sitting, _line(2, text="right"))
    archive.say(sitting, _line(1, text=" "))
    assert _texts(archive, sitting) == ["right"]
    before = len(archive.audit())
    archive.say(sitting, _line(7, text=""))
    archive.say(sitting, _line(2, text="right"))
    assert len(archive.audit()) == before


def test_nobody_puts_words_into_a_persons_mouth(archive, sitting):
    own = _line(1, "client", "I drew a gate")
    archive.say_own(sitting, own)
    for other in (
        _line(2, "client", "I am fine"),
        dataclasses.replace(own, text="I drew a wall"),
        dataclasses.replace(own, who="heard", text="I drew a wall"),
    ):
        with pytest.raises(ArchiveError, match="Only the person"):
            archive.say(sitting, other)
    with pytest.raises(ArchiveError, match="kept already"):
        archive.say_own(sitting, dataclasses.replace(own, text="I drew a wall"))
    with pytest.raises(ArchiveError, match="Nothing was typed"):
        archive.say_own(sitting, _line(3, "heard", "x"))
    assert archive.spoken(sitting) == (own,)
    archive.say(sitting, dataclasses.replace(own, text=""))
    assert archive.spoken(sitting) == ()


def test_nothing_is_said_at_the_own_view_once_a_sitting_has_ended(archive, sitting):
    archive.end_sitting(sitting)
    with pytest.raises(ArchiveError, match="not open"):
        archive.say_own(sitting, _line(1, "client", "one more thing"))


def test_it_comes_back_from_the_journal_and_what_was_taken_out_does_not(archive, sitting):
    archive.say(sitting, _line(1))
    archive.say(sitting, _line(2, text="never written down"))
    archive.say(sitting, _line(2, text=""))
    archive.close()
    for path in archive.folder.glob("archive.duckdb*"):
        path.unlink()
    with Archive.open(archive.folder) as again:
        assert _texts(again, sitting) == ["the sea is loud"]


def test_a_line_taken_out_before_a_kill_is_taken_out_of_the_tables_too(archive, sitting):
    archive.say(sitting, _line(1))
    archive.say(sitting, _line(2, text="stays"))
    rows = archive._rows
    held = rows.contents.of(sitting).spoken
    archive.say(sitting, _line(1, text=""))
    with rows.database.write() as cursor:  # as if the tables had not followed
        rows.contents.change(cursor, sitting, spoken=held)
    assert _texts(archive, sitting) == ["stays", "the sea is loud"]
    archive.close()
    for _ in range(2):  # the second opening has nothing left to repair
        with Archive.open(archive.folder) as again:
            assert _texts(again, sitting) == ["stays"]
            repaired = [each for each in again.audit() if each.what == "sitting repaired"]
            assert len(repaired) == 1


def test_it_travels_with_a_packed_sitting(archive, sitting, tmp_path):
    archive.say(sitting, _line(1, picture="answer-1"))
    archive.end_sitting(sitting)
    packed = archive.export_sitting(sitting)
    assert pack.unpack(packed).spoken == (_line(1, picture="answer-1"),)
    with Archive.open(tmp_path / "other") as other:
        entered = other.import_sitting(packed, person=other.add_person("Ada").id)
        assert _texts(other, entered) == ["the sea is loud"]


def test_lines_lie_with_the_picture_that_was_looked_at():
    turns = [
        Turn(n, AT.format(at), Drawing(Paper()), None, None) for n, at in (("a", 10), ("b", 20))
    ]
    lines = [_line(5), _line(10), _line(15), _line(30)]
    found = by_turn(lines, turns)
    assert {turn: [line.id for line in said] for turn, said in found.items()} == {
        "a": ["line-5", "line-10"],
        "b": ["line-15"],
        None: ["line-30"],
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("who", "machine"),
        ("text", "x" * 601),
        ("text", "half \ud800"),
        ("mode", "Free expression"),
        ("picture", "../up"),
        ("at", "yesterday"),
    ],
)
def test_a_line_that_cannot_be_is_refused_by_name(field, value):
    wire = {"id": "a", "at": AT.format(1), "who": "heard", "text": "x"}
    wire |= {"mode": "", "card": "", "picture": None, field: value}
    with pytest.raises(RecordError, match=field):
        spoken_from_wire(wire)


def test_a_sitting_keeps_a_bounded_number_of_lines():
    full = tuple(Spoken(str(n), AT.format(1), "heard", "x") for n in range(MAX_SPOKEN))
    with pytest.raises(RecordError, match="2000"):
        with_line(full, Spoken("more", AT.format(1), "heard", "x"))
    assert len(with_line(full, Spoken("7", AT.format(1), "heard", ""))) == MAX_SPOKEN - 1
