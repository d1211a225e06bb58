"""A supervisor sees what waits at the tables on their list, decides about it, and sees no more."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from engines.errors import NotHereError
from tests.workbench.conftest import a_stroke
from tests.workbench.lines import HOST
from tests.workbench.practiced import Staffed, Theirs, staffed
from workbench.access.held import Held, address
from workbench.asgi import routes
from workbench.handing.passes import COOKIE
from workbench.handing.standing import standing
from workbench.routes.guard import Guard
from workbench.table.live import Table
from workbench.tailored import Tailored

PATIENCE = 600


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staffed]:
    with staffed(tmp_path_factory.mktemp("supervised")) as made:
        archive = made.served.archive
        archive.assign(made.own.person, made.accounts["supervisor"].id, kind="supervision")
        for theirs in (made.own, made.foreign):
            archive.tailor(theirs.person, Tailored(hold=True, live=False))
            made.served.tables.end(theirs.going)
        yield made


@pytest.fixture
def browser(staff: Staffed) -> Iterator[TestClient]:
    app = Starlette(routes=routes(), middleware=[Middleware(Guard)])
    with TestClient(app, HOST, cookies={COOKIE: staff.keys["supervisor"]}) as opened:
        yield opened


def waits(staff: Staffed, theirs: Theirs) -> Held:
    """An answer that waits at a table with the painter."""
    served = staff.served
    sitting = served.tables.begin(theirs.person, "painter").sitting.id
    table = served.tables.at(sitting)
    table.draw((a_stroke(),))
    table.ask()
    return Held(theirs.person, sitting, _answer(table))


def _answer(table: Table) -> str:
    for _ in range(PATIENCE):
        held = table.snapshot()["held"]
        if held:
            return held[0]
        time.sleep(0.05)
    raise AssertionError("no answer within 30 s")


def test_what_waits_is_seen_and_shown_and_nothing_else(staff: Staffed, browser: TestClient):
    mine, foreign = waits(staff, staff.own), waits(staff, staff.foreign)
    within = staff.served.within(staff.seen("supervisor"))
    assert within.held() == (mine,)
    assert browser.get(address(mine)).headers["content-type"] == "image/png"
    assert browser.get(address(foreign)).status_code == 404
    assert (
        browser.get(f"/api/people/{mine.person}/pictures/{mine.answer}/picture").status_code == 404
    )
    with pytest.raises(NotHereError):
        within.decide(foreign, shown=True)
    within.decide(mine, shown=True)
    assert within.held() == ()
    assert browser.get(address(mine)).status_code == 404
    told = {(each.what, each.who) for each in staff.served.archive.audit(8)}
    assert ("person read", staff.accounts["supervisor"].id) in told


def test_open_pages_hear_of_it_when_somebody_is_given_or_taken(staff: Staffed):
    seen, archive = staff.seen("colleague"), staff.served.archive
    account, person = staff.accounts["colleague"].id, staff.own.person

    def told() -> str:
        return standing(staff.served.within(seen), seen)["theirs"]

    before = told()
    archive.assign(person, account)
    given = told()
    archive.unassign(person, account)
    assert (before == told(), before == given) == (True, False)
    assert person not in given


@pytest.mark.parametrize("whose", ["own", "foreign"])
def test_a_page_leaves_whom_one_lost_and_blames_nobody(
    staff: Staffed, monkeypatch: pytest.MonkeyPatch, whose: str
):
    monkeypatch.setattr(staff.served.passes, "stranger", lambda: staff.seen("therapist"))
    before = staff.served.archive.audit()
    at = AppTest.from_function(_left)
    at.query_params["person"] = getattr(staff, whose).person
    assert not at.run().exception
    assert ("person" in at.query_params) == (whose == "own")
    assert staff.served.archive.audit() == before


def _left() -> None:
    from workbench import state

    state.leave_whom_one_lost()
