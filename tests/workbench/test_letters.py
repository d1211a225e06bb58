"""What comes from a kiosk: the key goes out, the sealed file comes in, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines import strokes
from engines.errors import ArchiveError, SealError
from engines.picture import PictureRequest, Provenance, png_of
from engines.record import Answer, Sitting, Turn, pack
from engines.record.marks import Moment
from engines.sealing import boxes
from engines.settings import load
from tests.workbench.conftest import everybodys
from tests.workbench.test_people_pages import people
from workbench import __main__ as command
from workbench import practice
from workbench.archive import letters
from workbench.archive.store import Archive
from workbench.views import from_kiosk

DATA = Path(__file__).resolve().parents[1] / "data"
HOUSE = strokes.parse((DATA / "house_sun_tree.json").read_bytes())
AT = "2026-11-22T17:00:00+00:00"


def visit(**more: Any) -> Sitting:
    """What a kiosk seals: one turn."""
    request = PictureRequest(HOUSE, "a cat", painter="wash", size=64)
    painted = png_of(np.full((48, 64, 3), 200, np.uint8))
    answer = Answer("answer-1", request, Provenance("wash", "none", "", ""), painted)
    turn = Turn("turn-1", AT, HOUSE, answer, "kept")
    begun = Sitting("visit-1", "nobody", "painter", AT, ended=AT, turns=(turn,))
    return replace(begun, **more)


def sealed(archive: Archive, sitting: Sitting) -> bytes:
    public = boxes.from_line(letters.public_line(archive))
    return boxes.seal_to(public, pack.pack(sitting), context=boxes.FROM_A_KIOSK)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "practice") as opened:
        yield opened


def test_a_sealed_file_becomes_a_sitting_once(archive: Archive):
    person = archive.add_person("Ada").id
    box = sealed(archive, visit())
    name = letters.take_in(archive, box, person=person)
    (turn,) = archive.turns(name)
    assert archive.sitting(name).person == person
    assert archive.sitting(name).phase == "between"
    assert turn.drawing == HOUSE
    with pytest.raises(ArchiveError, match="is here already"):
        letters.take_in(archive, box, person=person)


def test_the_key_is_made_once_and_travels_with_the_archive(tmp_path: Path):
    with Archive.open(tmp_path / "practice") as archive:
        line = letters.public_line(archive)
        private = archive.preference(letters.PREFERENCE)
    assert private is not None
    assert private not in line
    with Archive.open(tmp_path / "practice") as archive:
        assert letters.public_line(archive) == line


def test_what_was_sealed_for_another_practice_does_not_open(archive: Archive):
    person = archive.add_person("Ada").id
    with pytest.raises(ArchiveError, match="never gave a key"):
        letters.take_in(archive, b"SWX", person=person)
    letters.public_line(archive)
    public = boxes.public_of(boxes.new_private())
    box = boxes.seal_to(public, pack.pack(visit()), context=boxes.FROM_A_KIOSK)
    with pytest.raises(SealError, match="another practice"):
        letters.take_in(archive, box, person=person)


@pytest.mark.parametrize(
    "more", [{"turns": ()}, {"course": (Moment(AT, "page"),)}, {"ended": None}]
)
def test_only_what_a_kiosk_puts_in_is_taken(archive: Archive, more: dict[str, Any]):
    person = archive.add_person("Ada").id
    with pytest.raises(ArchiveError, match=r"not by a kiosk|goes on"):
        letters.take_in(archive, sealed(archive, visit(**more)), person=person)
    assert not archive.sittings(person)


def test_the_key_is_written_for_the_operator(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with Archive.open(tmp_path / "practice") as archive:
        line = letters.public_line(archive)
    file, where = tmp_path / "practice.pub", ["--data", str(tmp_path / "practice")]
    assert command.main(["kiosk-key", str(file), *where]) == 0
    assert boxes.from_line(file.read_text()) == boxes.from_line(line)
    assert "no secret" in capsys.readouterr().out
    assert command.main(["kiosk-key", str(tmp_path), *where]) == 2
    assert command.main(["kiosk-key", str(file), "--data", str(tmp_path / "nothing")]) == 2


def test_a_persons_page_offers_it_and_says_what_went_wrong(tmp_path: Path):
    settings = load({"data": str(tmp_path / "people"), "painter": "wash"})
    with practice.serving(settings, demo=False) as served:
        everybodys(served)
        served.archive.set_preference("tour", "seen")
        person = served.archive.add_person("Ada").id
        at = people(person)
        assert not at.exception
        assert "From a kiosk" in [each.label for each in at.expander]
        from_kiosk.take_in(person, sealed(served.archive, visit()))
        assert len(served.archive.sittings(person)) == 1
