"""The account that acts is written with what it does, in its own thread and nowhere else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engines.errors import ArchiveError
from workbench.archive.acting import PRACTICE, acting, actor
from workbench.archive.store import Archive


def test_what_an_account_does_is_noted_under_its_id(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        with acting("0a1b2c3d4e5f60718293"):
            person = archive.add_person("Robin").id
            archive.witness("person seen", who="sketchwell", person=person)
        archive.put_away(person)
        noted = [entry.who for entry in archive.audit(3)]
    assert noted == [PRACTICE, "sketchwell", "0a1b2c3d4e5f60718293"]


def test_an_account_acts_in_its_own_thread_alone() -> None:
    with ThreadPoolExecutor(1) as threads, acting("abc"), acting("def"):
        assert (actor(), threads.submit(actor).result()) == ("def", PRACTICE)
    assert actor() == PRACTICE


@pytest.mark.parametrize("named", ["Anna Weber", "Ä", "../x", "a" * 65, "A1"])
def test_a_name_is_no_account(named: str) -> None:
    with pytest.raises(ArchiveError, match="never a name"), acting(named):
        pass
