"""The account that acts is written with what it does, in its own thread and nowhere else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from engines.errors import ArchiveError
from workbench.access.accounts import Account, Credentials
from workbench.archive.acting import PRACTICE, acting, actor
from workbench.archive.store import Archive

PATIENCE_S = 5.0


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


def test_nothing_is_locked_while_it_is_asked_who_acts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever answers holds locks of its own and looks at accounts: both would wait for ever."""
    with Archive.open(tmp_path) as archive:
        done: list[bool] = []

        def looked() -> None:
            with acting("another"):
                archive.add_person(f"Somebody among {len(archive.accounts.all())}")

        def who() -> str:
            looking = Thread(target=looked, daemon=True)
            looking.start()
            looking.join(PATIENCE_S)
            done.append(not looking.is_alive())
            return "abc"

        monkeypatch.setattr("workbench.archive.acting._asked", [who])
        account = Account("", "ruth", "Ruth", frozenset({"administrator"}), "")
        made = archive.accounts.add(account, Credentials())
        archive.accounts.change(made.id, "account renamed", lambda a, p: (replace(a, name="R"), p))
        archive.add_person("Robin")
        assert "abc" in {entry.who for entry in archive.audit(3)}
        assert len(done) >= 3
        assert all(done)


@pytest.mark.parametrize("named", ["Anna Weber", "Ä", "../x", "a" * 65, "A1"])
def test_a_name_is_no_account(named: str) -> None:
    with pytest.raises(ArchiveError, match="never a name"), acting(named):
        pass
