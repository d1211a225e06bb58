"""The table of deeds: every role, with people on its list and people who are not."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from workbench.access.accounts import ROLES, Account, Role
from workbench.access.rights import KINDS, NOBODY, OF_PERSON, TABLE, Deed, OfPractice, Reach, may

EVERY = (*OF_PERSON, *get_args(OfPractice))


def account(*roles: Role) -> Account:
    return Account("a1", "somebody", "Somebody", frozenset(roles), "2026-01-01T00:00:00+00:00")


def reach(*roles: Role) -> Reach:
    return Reach(account(*roles), {"care": {"cared"}, "supervision": {"watched"}})


def test_every_deed_is_somebodys_and_every_role_stands_in_the_table():
    assert set(TABLE) == set(ROLES)
    assert set().union(*TABLE.values()) == set(EVERY)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("deed", OF_PERSON)
def test_nobody_does_anything_about_people_who_are_not_on_their_list(role: Role, deed: Deed):
    assert not reach(role).may(deed, "stranger")
    allowed = {p for p in ("cared", "watched") if reach(role).may(deed, p)}
    whose = {"therapist": "cared", "supervisor": "watched"}.get(role)
    assert allowed == ({whose} if deed in TABLE[role] else set())


@pytest.mark.parametrize("role", ["researcher", "engineer", "administrator"])
def test_roles_without_people_reach_no_byte_of_a_client(role: Role):
    assert not any(reach(role).may(deed, "cared") for deed in OF_PERSON)
    assert all(reach(role).about(deed) == frozenset() for deed in OF_PERSON)


def test_several_roles_are_their_union_and_lists_stay_apart():
    both = reach("therapist", "supervisor", "administrator")
    assert both.about("release") == {"cared", "watched"}
    assert both.about("see") == {"cared"}
    assert all(both.may(deed) for deed in ("add", "audit", "backups", "see"))


def test_nobody_and_a_disabled_account_may_do_nothing():
    gone = Reach(
        replace(account(*ROLES), disabled="2026-01-01T00:00:00+00:00"),
        {kind: {"p"} for kind in KINDS},
    )
    assert not any(each.may(deed, "p") for each in (NOBODY, gone) for deed in EVERY)
    assert not any(may(None, deed) for deed in EVERY)


def test_the_demo_reaches_everybody():
    demo = replace(reach("therapist"), everybody=True)
    assert demo.may("erase", "anybody")
