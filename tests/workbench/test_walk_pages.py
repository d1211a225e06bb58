"""Every page, looked at by every role, with own, a colleague's and changed ids in the address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.navigation.page import StreamlitPage
from streamlit.testing.v1 import AppTest

from engines.errors import NotHereError
from tests.workbench.practiced import NAMES, NOTE, UNKNOWN, Staffed, account, staffed
from workbench import practice
from workbench.access import rules
from workbench.access.accounts import ROLES
from workbench.access.own import Rule
from workbench.archive.store import Archive
from workbench.handing.passes import Pass
from workbench.paper.bringing import Photos
from workbench.replay.counting import Counts
from workbench.replay.shelf import Shelf
from workbench.table.tables import Tables
from workbench.ways import WAYS, Way

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "workbench" / "app.py"
NOTHING = "There is nothing here"
HASH_OF: Any = StreamlitPage._script_hash.fget  # type: ignore[attr-defined]
EVERYBODY = {"settings", "help", "account", "design", "method", "safety"}
OPEN: dict[str, set[str]] = {
    "therapist": {"studio", "people", "sittings", "trends", "exhibition", "studies", "results"}
    | {"modes"},
    "supervisor": {"audit", "supervision", "studies", "results", "modes"},
    "researcher": {"research", "studies", "results"},
    "engineer": {"painters"},
    "administrator": {"painters", "assigning", "accounts"},
}
# Each page is drawn once: whoever may open it sees the same frame, and nobody else's people.
LOOKED_AT_BY = {path: role for role, paths in reversed(OPEN.items()) for path in paths}
LOOKED_AT_BY |= dict.fromkeys(EVERYBODY, "engineer")
PARTS: dict[type, dict[str, Rule]] = {
    Archive: rules.ARCHIVE,
    Tables: rules.TABLES,
    Photos: rules.PHOTOS,
    Shelf: rules.FILMS,
    Counts: rules.COUNTS,
}
# What stands around pages and routes, and asks for everybody: nothing else may.
AROUND = ("app.py", "tab.py", "practice.py", "starting.py", "routes/", "handing/", "lan/")
AROUND += ("errands/", "views/signing_in.py", "views/protection.py")


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staffed]:
    with staffed(tmp_path_factory.mktemp("staffed")) as made:
        made.served.archive.set_preference("tour", "seen")
        yield made


@pytest.fixture
def look(staff: Staffed, monkeypatch: pytest.MonkeyPatch):
    """Looks at a page as somebody, with these parts in the address."""

    def looking(seen: Pass, way: Way = WAYS[0], **parts: str) -> AppTest:
        monkeypatch.setattr(staff.served.passes, "stranger", lambda: seen)
        at = AppTest.from_file(str(APP), default_timeout=60)
        if way is not WAYS[0]:
            # As a browser names it: one run, where AppTest's own way takes two.
            at._page_hash = HASH_OF(SimpleNamespace(_url_path=way.path))
        for name, value in parts.items():
            at.query_params[name] = value
        return at.run()

    return looking


def told(at: AppTest) -> str:
    """Everything that was sent to the browser."""
    assert not at.exception
    shown = " ".join(str(getattr(each, "proto", "")) for each in at._tree)
    assert "could not be shown" not in shown
    return shown


@pytest.mark.parametrize("role", ROLES)
def test_every_page_opens_for_its_roles(staff: Staffed, look, role: str):
    served = staff.served.within(staff.seen(role))
    ways = [way for way in WAYS if way.open(served)]
    assert {way.path for way in ways} == OPEN[role] | EVERYBODY
    for way in (way for way in ways if LOOKED_AT_BY[way.path] == role):
        shown = told(look(staff.seen(role), way))
        assert NOTHING not in shown, way.path
        assert NAMES["foreign"] not in shown
        assert role == "therapist" or (NAMES["own"] not in shown and NOTE not in shown)


@pytest.mark.parametrize(("role", "path"), [("engineer", "people"), ("therapist", "audit")])
def test_every_other_page_is_nothing_and_stands_in_the_audit(
    staff: Staffed, look, role: str, path: str
):
    staff.served.witness._measures.clear()
    shown = told(look(staff.seen(role), next(way for way in WAYS if way.path == path)))
    assert NOTHING in shown
    assert not any(each in shown for each in (*NAMES.values(), NOTE))
    entry = staff.served.archive.audit(1)[0]
    assert (entry.what, entry.who) == ("refused", staff.accounts[role].id)


def test_everybody_begins_on_a_page_of_theirs(staff: Staffed, look):
    assert NOTHING not in told(look(staff.seen("engineer")))


@pytest.mark.parametrize("role", ["researcher", "supervisor"])
@pytest.mark.parametrize("path", ["studies", "results"])
def test_a_page_of_several_roles_is_whole_for_those_without_people(
    staff: Staffed, look, role: str, path: str
):
    was = staff.served.archive.audit(1)[0]
    at = look(staff.seen(role), next(way for way in WAYS if way.path == path))
    assert NOTHING not in told(at)
    assert staff.served.archive.audit(1)[0] == was  # the program asks for nothing it must not have
    if path == "studies":
        assert "plan-title" in {each.key for each in at.text_input}


def test_who_has_no_clients_is_told_of_no_clients_view(staff: Staffed, look):
    settings = next(way for way in WAYS if way.path == "settings")
    shown = {
        role: " ".join(str(each.value) for each in look(staff.seen(role), settings).get("html"))
        for role in ("therapist", "researcher")
    }
    assert "from the client&#x27;s view" in shown["therapist"]
    assert "client&#x27;s view" not in shown["researcher"]
    assert "Opens a page that you locked" in shown["researcher"]


def test_a_newcomers_tour_comes_up_at_no_colleagues(staff: Staffed, look):
    served, component = staff.served, "sketchwell_tour"
    served.archive.set_preference("tour", None)
    made = account(served, "newcomer", "therapist")
    new = served.passes.of(served.passes.sign_in(made.id))
    assert new is not None
    assert component in told(look(new))
    assert component not in told(look(staff.seen("therapist"), WAYS[1]))
    assert component in told(look(new))  # not closed yet
    served.archive.set_preference("tour", "seen")


@pytest.mark.parametrize("scope", ["signed-out", "locked"])
def test_a_closed_browser_sees_nothing_at_any_address(staff: Staffed, look, scope):
    shown = told(look(Pass("b", scope), WAYS[1], person=staff.own.person))
    assert not any(each in shown for each in (*NAMES.values(), NOTE))


ADDRESSES = (
    ("people", "profile", "person"),
    ("sittings", "sitting", "ended"),
    ("trends", "person", "person"),
)


@pytest.mark.parametrize(("path", "part", "kind"), ADDRESSES)
def test_a_changed_address_leads_to_the_same_page_for_whatever_is_not_theirs(
    staff: Staffed, look, path: str, part: str, kind: str
):
    seen = staff.seen("therapist")
    way = next(way for way in WAYS if way.path == path)
    staff.served.witness._measures.clear()
    foreign, unknown = (
        told(look(seen, way, **{part: changed}))
        for changed in (getattr(staff.foreign, kind), UNKNOWN)
    )
    assert NOTHING in foreign
    assert NAMES["foreign"] not in foreign
    assert foreign == unknown
    refused = [each for each in staff.served.archive.audit(4) if each.what == "refused"]
    assert getattr(staff.foreign, kind) in " ".join(each.subject for each in refused)


def test_the_therapist_reaches_her_own_by_the_address(staff: Staffed, look):
    seen = staff.seen("therapist")
    assert NAMES["own"] in told(look(seen, WAYS[2], sitting=staff.own.ended))


@pytest.mark.parametrize("part", PARTS)
def test_whatever_a_page_can_do_has_a_rule(part: type):
    public = {name for name in dir(part) if not name.startswith("_")}
    assert public - set(PARTS[part]) <= rules.PROGRAM
    assert set(PARTS[part]) <= public


@pytest.mark.parametrize("who", [*ROLES, "colleague"])
def test_no_action_reaches_another_persons_record(staff: Staffed, who: str):
    """Every method by its rule: a page's buttons can do nothing else."""
    within = staff.served.within(staff.seen(who))
    foreign = staff.own if who == "colleague" else staff.foreign
    films = {"person": foreign.person, "sitting": foreign.going, "film": "no-such-film"}
    held: list[Any] = [within.archive, within.tables, within.photos, within.films, within.counts]
    for part in held:
        for name, rule in part._rules.items():
            if rule.by is None:
                continue
            argument = {"person": "person", "sitting": "sitting", "film": "name"}[rule.by]
            with pytest.raises(NotHereError):
                part._asked.admit(name, rule, {argument: films[rule.by]})


@pytest.mark.parametrize("role", ["supervisor", "researcher", "engineer", "administrator"])
def test_roles_without_people_see_empty_lists(staff: Staffed, role: str):
    archive = staff.served.within(staff.seen(role)).archive
    assert archive.people() == archive.open_sittings() == archive.sittings() == ()
    assert archive.sitting_trends()["person"] == archive.turn_trends()["person"] == []


def test_the_clients_view_gets_one_sitting_and_nothing_a_therapist_wrote(staff: Staffed):
    archive = staff.served.within(Pass("b", "handed", staff.own.going)).archive
    assert archive.person(staff.own.person).notes == archive.person(staff.own.person).goals == ""
    assert [each.sitting.id for each in archive.open_sittings()] == [staff.own.going]
    for refused in (archive.glimpses, archive.notes, archive.sittings, archive.erase):
        with pytest.raises(NotHereError):
            refused(staff.own.person)


def test_pages_never_ask_for_everybody():
    asking = {
        path.relative_to(ROOT / "workbench").as_posix()
        for path in (ROOT / "workbench").rglob("*.py")
        if "practice.whole(" in path.read_text(encoding="utf-8")
    }
    assert [path for path in asking if not path.startswith(AROUND)] == []


def test_the_program_itself_is_held_back_by_nothing(staff: Staffed):
    assert len(practice.current().archive.people()) == len(NAMES)
    assert practice.current().may("erase", staff.foreign.person)


def test_buttons_of_an_earlier_account_do_nothing_and_its_memory_is_gone(
    staff: Staffed, look, monkeypatch: pytest.MonkeyPatch
):
    staff.served.tables.end(staff.foreign.going)
    at = look(staff.seen("colleague"), WAYS[1], profile=staff.foreign.person)
    assert NAMES["foreign"] in told(at)
    monkeypatch.setattr(staff.served.passes, "stranger", lambda: staff.seen("therapist"))
    at.button(key="put-away").click().run()
    assert staff.served.archive.person(staff.foreign.person).archived is None
    shown = " ".join(str(getattr(each, "proto", "")) for each in at._tree)
    assert NAMES["foreign"] not in shown


def test_an_administrator_hands_a_person_over_by_code(staff: Staffed, look):
    person, colleague = staff.own.person, staff.accounts["colleague"].id
    at = look(staff.seen("administrator"), next(w for w in WAYS if w.path == "assigning"))
    at = at.selectbox(key="give-person").set_value(person).run()
    assert NAMES["own"] not in told(at)
    at.multiselect(key=f"care-{person}").set_value([colleague])
    at = next(each for each in at.button if each.label == "Save").click().run()
    assert staff.served.archive.therapists_of(person) == (colleague,)
    assert NOTHING in told(look(staff.seen("therapist"), WAYS[1], profile=person))
