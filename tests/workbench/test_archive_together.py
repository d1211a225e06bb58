"""What therapist and person wrote together: kept by prompt, in a sitting open or ended."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engines.errors import RecordError
from workbench.archive.store import Archive


@pytest.fixture
def archive(tmp_path) -> Iterator[Archive]:
    with Archive.open(tmp_path) as opened:
        yield opened


@pytest.fixture
def sitting(archive) -> str:
    return archive.begin_sitting(archive.add_person("Ada").id, "painter").sitting.id


def test_what_both_wrote_is_kept_by_prompt_beside_the_note(archive, sitting):
    archive.write_note(sitting, "came in tired")
    archive.share(sitting, "topic", "  the sea ")
    archive.share(sitting, "colors", "blue")
    archive.close()
    with Archive.open(archive.folder) as again:
        assert again.shared(sitting) == {"topic": "the sea", "colors": "blue"}
        again.end_sitting(sitting)
        again.share(sitting, "better", "more wind")
        again.share(sitting, "colors", " ")
        assert again.shared(sitting) == {"topic": "the sea", "better": "more wind"}
        assert again.note(sitting) == "came in tired"
        said = [each.what for each in again.audit() if each.what == "shared note written"]
        assert len(said) == 4
        with pytest.raises(RecordError, match="prompt"):
            again.share(sitting, "feelings", "x")
        with pytest.raises(RecordError, match="2000"):
            again.share(sitting, "topic", "x" * 2001)
        assert b"more wind" not in (again.folder / "archive.duckdb").read_bytes()


def test_what_both_wrote_comes_back_from_the_journal(archive, sitting):
    archive.share(sitting, "noticed", "a calm corner")
    archive.share(sitting, "liked", "the boat")
    archive.share(sitting, "liked", "")
    archive.close()
    for path in archive.folder.glob("archive.duckdb*"):
        path.unlink()
    with Archive.open(archive.folder) as again:
        assert again.shared(sitting) == {"noticed": "a calm corner"}
