"""Archives as older versions left them when they were killed, saved in tests/data/archives.

Each was written by the code of its time: an ended sitting with a kept turn, and one that goes on.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from engines.record import Feeling, StrokeStep
from workbench.archive import migrations, specimens
from workbench.archive.events import Did
from workbench.archive.store import Archive

SAVED = Path(__file__).parents[1] / "data" / "archives"
VERSIONS = (1, 2, 3)


def seen(archive: Archive, sitting: str) -> list[object]:
    """What versions share of a sitting's turns: later ones measure more."""
    return [(turn.id, turn.drawing, turn.answer) for turn in archive.turns(sitting)]


def as_kept(name: str) -> list[object]:
    turn = specimens.turn(name)
    return [(turn.id, turn.drawing, turn.answer)]


@pytest.fixture(params=VERSIONS)
def saved(request, tmp_path) -> Path:
    with zipfile.ZipFile(SAVED / f"version-{request.param}.zip") as old:
        old.extractall(tmp_path)
    (tmp_path / "master.key").chmod(0o600)
    return tmp_path


def test_a_saved_archive_opens_with_everything(saved):
    with Archive.open(saved) as archive:
        ada, bea = archive.people()
        assert (ada.name, ada.notes, bea.name) == ("Ada", "likes green", "Bea")
        ended, going = archive.sittings(ada.id)
        assert seen(archive, ended.id) == as_kept("one")
        assert (ended.before, ended.after) == (Feeling(0.25), Feeling(0.5, 0.75))
        state = archive.open_sitting(going.id)
        assert [stroke.id for stroke in state.history.drawing.strokes] == ["a", "b"]
        assert seen(archive, going.id) == as_kept("two")
        assert archive.verify_audit() >= 7
        assert archive.repairs == ()


def test_a_saved_archive_goes_on_in_todays_version(saved):
    with Archive.open(saved) as archive:
        going = archive.open_sittings()[0].sitting.id
        archive.record(going, Did(StrokeStep((specimens.stroke("new"),))))
        archive.write_note(going, "goes on")
        archive.end_sitting(going)
    with Archive.open(saved) as archive:
        done = archive._database.read("SELECT max(number) FROM migration")[0][0]
        assert done == len(migrations.MIGRATIONS)
        assert (archive.note(going), archive.open_sittings()) == ("goes on", ())
        assert seen(archive, going) == as_kept("two")
