"""Whose person is whose in an archive: given, taken, handed over, and never lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engines.errors import ArchiveError
from workbench.access.accounts import Account, Credentials
from workbench.access.adopting import adopt
from workbench.archive.acting import PRACTICE, acting
from workbench.archive.store import Archive

NONE = Credentials()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("assignments")) as opened:
        yield opened


@pytest.fixture
def hers(archive: Archive) -> str:
    """A person whom the account "ada" added."""
    with acting("ada"):
        return archive.add_person("Somebody").id


def test_whoever_adds_a_person_cares_for_the_person(archive: Archive, hers: str):
    assert hers in archive.assigned("ada")
    assert archive.therapists_of(hers) == ("ada",)
    assert archive.audit(1)[0].what == "person given"


def test_a_person_is_handed_over_and_never_left_alone(archive: Archive, hers: str):
    with pytest.raises(ArchiveError, match="Nobody else cares"):
        archive.unassign(hers, "ada")
    archive.assign(hers, "ben")
    archive.unassign(hers, "ada")
    assert archive.therapists_of(hers) == ("ben",)
    assert hers not in archive.assigned("ada")


def test_supervision_is_another_list(archive: Archive, hers: str):
    archive.assign(hers, "sue", kind="supervision")
    assert hers in archive.assigned("sue", kind="supervision")
    assert hers not in archive.assigned("sue")
    archive.unassign(hers, "sue", kind="supervision")
    assert not archive.assigned("sue", kind="supervision")


def test_people_of_an_older_archive_are_nobodys_until_they_are_adopted(archive: Archive):
    older = archive.add_person("From before").id
    assert older in {each.id for each in archive.unassigned()}
    archive.adopt("ada")
    assert archive.unassigned() == ()
    assert older in archive.assigned("ada")


def test_lists_by_code_hold_nothing_that_was_sealed(archive: Archive, hers: str):
    (coded,) = (each for each in archive.coded() if each.id == hers)
    assert coded.code == hers[:6]
    assert "Somebody" not in repr(coded)


def test_assignments_survive_a_restart_and_end_with_the_person(tmp_path: Path):
    with Archive.open(tmp_path) as opened:
        person = opened.add_person("Somebody").id
        opened.assign(person, "ada")
    with Archive.open(tmp_path) as opened:
        assert opened.assigned("ada") == {person}
        opened.erase(person)
        assert opened.assigned("ada") == frozenset()


def test_people_of_an_older_archive_are_an_only_therapists(tmp_path: Path):
    with Archive.open(tmp_path) as opened:
        person = opened.add_person("From before").id
        adopt(opened)
        assert opened.unassigned()  # nobody to give them to
        ada = opened.accounts.add(Account("", "ada", "Ada", frozenset({"therapist"}), ""), NONE)
        with acting("ben"):  # whose change was heard of
            adopt(opened)
        assert opened.assigned(ada.id) == {person}
        assert opened.audit(1)[0].who == PRACTICE
        opened.accounts.add(Account("", "ben", "Ben", frozenset({"therapist"}), ""), NONE)
        opened.add_person("Somebody")
        adopt(opened)
        assert len(opened.unassigned()) == 1  # an administrator gives them where there are several
