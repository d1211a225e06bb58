"""Every address, asked for by every role, with own, a colleague's and changed ids."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any
from unittest.mock import MagicMock

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes

from tests.workbench.lines import HOST, line
from tests.workbench.practiced import NAMES, NOTE, UNKNOWN, Staffed, Theirs, staffed
from workbench.access.accounts import ROLES
from workbench.asgi import routes
from workbench.handing.passes import COOKIE
from workbench.replay.encoding import Film
from workbench.replay.timeline import replay_of
from workbench.routes.guard import NOBODY, NOTHING, Guard
from workbench.routes.rules import LINE, RULES, STREAMLITS, rule_of

SIGNED_OUT = "signed-out"
WHO = (*ROLES, SIGNED_OUT)
THERAPIST, ENGINEERS = {"therapist"}, {"engineer", "administrator"}
# Who gets through with their own ids; nobody else does, and nobody with other ids.
THROUGH: dict[tuple[str, str], set[str]] = {
    ("GET", "/api/people/{person}/pictures/{picture}/{kind}"): THERAPIST,
    ("GET", "/api/people/{person}/pictures/{picture}/file"): THERAPIST,
    ("GET", "/api/people/{person}/scans/{scan}"): THERAPIST,
    ("GET", "/api/people/{person}/sittings/{sitting}/pictures.zip"): THERAPIST,
    ("GET", "/api/people/{person}/sittings/{sitting}/story.pdf"): THERAPIST,
    ("PUT", "/api/people/{person}/questionnaires/{questionnaire}"): THERAPIST,
    ("GET", "/api/people/{person}/questionnaires.csv"): THERAPIST,
    ("GET", "/api/people/{person}/fhir/{release}"): THERAPIST,
    ("GET", "/api/people/{person}/everything.zip"): THERAPIST,
    ("GET", "/api/people/{person}/report.pdf"): THERAPIST,
    ("PUT", "/api/people/{person}/{what}"): THERAPIST,
    ("PUT", "/api/sittings/{sitting}/note"): THERAPIST,
    ("PUT", "/api/sittings/{sitting}/shared/{prompt}"): THERAPIST,
    ("POST", "/api/sittings/{sitting}/paper/{step}"): THERAPIST,
    ("GET", "/api/sittings/{sitting}/guest"): THERAPIST,
    ("POST", "/api/sittings/{sitting}/guest/{step}"): THERAPIST,
    ("GET", "/api/sittings/{sitting}/held/{answer}"): THERAPIST,
    ("GET", "/api/films/{film}"): THERAPIST,
    (LINE, "/api/sittings/{sitting}/live"): THERAPIST,
    ("GET", "/api/audit.csv"): {"supervisor"},
    ("GET", "/api/research/sittings.csv"): {"researcher"},
    ("GET", "/api/audit.json"): {"supervisor"},
    ("GET", "/api/research/studies/{study}.csv"): {"researcher"},
    ("GET", "/api/research/studies/{study}.zip"): {"researcher"},
    ("GET", "/api/exhibition/pictures.zip"): THERAPIST,
    ("GET", "/media/{file:path}"): {*ROLES},
    ("GET", "/_stcore/metrics"): ENGINEERS,
    ("PUT", "/_stcore/upload_file/{session}/{file}"): THERAPIST,
    ("DELETE", "/_stcore/upload_file/{session}/{file}"): THERAPIST,
}
OF_SOMEBODY = [
    each for each in THROUGH if {"{person}", "{sitting}", "{film}"} & {*each[1].split("/")}
]


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staffed]:
    with staffed(tmp_path_factory.mktemp("staffed")) as made:
        yield made


@pytest.fixture(scope="module")
def browsers(staff: Staffed) -> Iterator[dict[str, TestClient]]:
    """A browser for every role, and one where nobody is signed in."""
    app = Starlette(routes=[*routes(), *_answered()], middleware=[Middleware(Guard)])
    keys = {**staff.keys, SIGNED_OUT: staff.served.passes.issue()}
    with TestClient(app, base_url=HOST) as first:
        portal = first.portal
        made = {who: TestClient(app, HOST, cookies={COOKIE: key}) for who, key in keys.items()}
        for browser in made.values():
            browser.portal = portal
        yield made


def _answered() -> list[BaseRoute]:
    """Streamlit's own addresses: only who gets there is looked at."""

    async def answer(_: Request) -> Response:
        return PlainTextResponse("Streamlit's")

    paths = [rule.path for rule in RULES if rule.path.startswith(STREAMLITS)]
    return [Route(path, answer, methods=["GET", "PUT", "DELETE"]) for path in paths]


def address(template: str, theirs: Theirs, film: str) -> str:
    sitting = theirs.ended if template.endswith(("zip", "note")) else theirs.going
    parts = {"person": theirs.person, "sitting": sitting, "picture": theirs.picture, "film": film}
    parts |= {"kind": "drawing", "what": "notes", "step": "drop", "scan": UNKNOWN}
    parts |= {
        "session": "b",
        "file": "a",
        "answer": UNKNOWN,
        "questionnaire": UNKNOWN,
        "study": UNKNOWN,
        "release": "R5",
        "prompt": "note",
    }
    return template.replace("{file:path}", "a.png").format_map(parts)


def reached(browser: TestClient, method: str, path: str) -> bool | str:
    """Whether the request got to its route; else what was answered."""
    if method == LINE:
        return _line(browser, path.split("/")[3])
    sent: dict[str, Any] = {} if method == "GET" else {"content": json.dumps({"value": NOTE})}
    got = browser.request(method, path, headers={"origin": HOST}, **sent)
    refused = (got.status_code, got.text) in ((404, NOTHING), (403, NOBODY))
    assert refused or got.status_code not in (401, 403), path
    return f"{got.status_code} {got.text}" if refused else True


def _line(browser: TestClient, sitting: str) -> bool | str:
    try:
        with line(browser, sitting) as socket:
            return socket.receive()["type"] == "websocket.send" or "closed"
    except (WebSocketDisconnect, WebSocketDenialResponse):
        return "closed"


def _heard_out(socket: Any) -> None:
    while True:
        socket.receive_text()


def film_of(staff: Staffed, theirs: Theirs) -> str:
    films, sitting = staff.served.films, theirs.ended
    films._make = lambda _replay, **_: Film(b"film", "webp", 10)
    films.begin(sitting, replay_of(staff.served.archive.sitting(sitting)))
    for _ in range(500):
        standing = films.standing(sitting)
        if standing is not None and standing.name:
            return standing.name
        time.sleep(0.01)
    raise AssertionError("no film within 5 s")


def test_every_address_has_a_rule_and_every_rule_is_walked():
    ours: list[Any] = [*routes()]
    assert [each.path for each in ours if rule_of(each.path) is None] == []
    streamlits: list[Any] = [*create_streamlit_routes(MagicMock())]
    without = {each.path for each in streamlits if rule_of(each.path) is None}
    # Refused to everybody, but for the pages' shell, which holds nobody.
    assert {path for path in without if not path.startswith(STREAMLITS)} <= {"/{path:path}", ""}
    closed = {(method, rule.path) for rule in RULES for method in rule.deeds}
    assert closed == set(THROUGH)


@pytest.mark.parametrize(("method", "template"), THROUGH)
def test_own_ids_lead_only_whose_role_allows_it_there(
    staff: Staffed, browsers: dict[str, TestClient], method: str, template: str
):
    film = film_of(staff, staff.own) if "{film}" in template else ""
    path = address(template, staff.own, film)
    through = {who for who in WHO if reached(browsers[who], method, path) is True}
    assert through == THROUGH[method, template]


@pytest.mark.parametrize(("method", "template"), OF_SOMEBODY)
def test_a_colleagues_ids_are_answered_as_ids_that_do_not_exist(
    staff: Staffed, browsers: dict[str, TestClient], method: str, template: str
):
    film = film_of(staff, staff.foreign) if "{film}" in template else ""
    nobody = Theirs(*[UNKNOWN] * 4)
    for who in WHO:
        theirs = reached(browsers[who], method, address(template, staff.foreign, film))
        nobodys = reached(browsers[who], method, address(template, nobody, UNKNOWN))
        assert theirs == nobodys
        assert theirs is not True


def test_own_and_changed_ids_do_not_mix(staff: Staffed, browsers: dict[str, TestClient]):
    own, foreign, browser = staff.own, staff.foreign, browsers["therapist"]
    mixed = (
        f"/api/people/{own.person}/pictures/{foreign.picture}/picture",
        f"/api/people/{own.person}/pictures/{foreign.picture}/small",
        f"/api/people/{own.person}/sittings/{foreign.ended}/pictures.zip",
    )
    for path in mixed:
        theirs = browser.get(path)
        nobodys = browser.get(
            path.replace(foreign.picture, UNKNOWN).replace(foreign.ended, UNKNOWN)
        )
        assert theirs.status_code == nobodys.status_code == 404
        told = theirs.text.replace(foreign.ended, UNKNOWN).replace(foreign.picture, UNKNOWN)
        assert told == nobodys.text


def test_a_table_of_a_colleague_cannot_be_handed_over(
    staff: Staffed, browsers: dict[str, TestClient]
):
    def given(sitting: str) -> tuple[int, str]:
        sent = {"sitting": sitting, "pin": "2468"}
        got = browsers["therapist"].post("/api/pass/hand-over", json=sent, headers={"origin": HOST})
        return got.status_code, got.text

    assert given(staff.foreign.going) == given(UNKNOWN)
    assert given(staff.foreign.going)[0] == 404
    assert staff.served.passes.handed_over() == ()


def test_nobody_hears_of_a_colleagues_people(staff: Staffed, browsers: dict[str, TestClient]):
    staff.served.passes.ask_for_person(staff.foreign.going, wanted=True)
    staff.served.passes.ask_for_person(staff.own.going, wanted=True)
    told = {who: browsers[who].get("/api/pass").text for who in WHO}
    assert all(NAMES["foreign"] not in each for each in told.values())
    assert {who for who in WHO if NAMES["own"] in told[who]} == {"therapist"}


def test_a_line_ends_with_the_right_to_it(staff: Staffed, browsers: dict[str, TestClient]):
    archive, own = staff.served.archive, staff.own
    with line(browsers["therapist"], own.going) as socket:
        assert socket.receive()["type"] == "websocket.send"
        archive.assign(own.person, staff.accounts["colleague"].id)
        archive.unassign(own.person, staff.accounts["therapist"].id)
        with pytest.raises(WebSocketDisconnect):
            _heard_out(socket)
    archive.assign(own.person, staff.accounts["therapist"].id)
    archive.unassign(own.person, staff.accounts["colleague"].id)


def test_refusals_stand_in_the_audit_by_ids_alone(staff: Staffed, browsers: dict[str, TestClient]):
    staff.served.witness._measures.clear()
    path = f"/api/people/{staff.foreign.person}/pictures/{NAMES['own']}/picture"
    assert browsers["engineer"].get(path).status_code == 404
    entry = staff.served.archive.audit(1)[0]
    assert (entry.who, entry.what) == (staff.accounts["engineer"].id, "refused")
    assert staff.foreign.person in entry.subject
    assert NAMES["own"] not in entry.subject


@pytest.mark.parametrize("who", WHO)
def test_an_address_that_is_no_page_is_answered_as_nothing(
    browsers: dict[str, TestClient], who: str
):
    for word in ("/nowhere", "/peoples", "/Studio"):
        got = browsers[who].get(word)
        assert (got.status_code, got.text) == (404, NOTHING), word
    first = browsers[who].get("/studio", follow_redirects=False)
    assert (first.status_code, first.headers["location"]) == (307, "/")


def test_a_flood_of_refusals_is_counted_not_written(
    staff: Staffed, browsers: dict[str, TestClient]
):
    staff.served.witness._measures.clear()
    before = staff.served.archive.audit(1)[0].number
    for _ in range(40):
        browsers["engineer"].get(f"/api/people/{UNKNOWN}/scans/{UNKNOWN}")
    assert staff.served.archive.audit(1)[0].number - before == 12


def test_reading_a_record_stands_in_the_audit_once_a_day(
    staff: Staffed, browsers: dict[str, TestClient]
):
    staff.served.witness._read.clear()
    path = f"/api/people/{staff.own.person}/pictures/{staff.own.picture}/drawing"
    before = staff.served.archive.audit(1)[0].number
    assert [browsers["therapist"].get(path).status_code for _ in range(3)] == [200] * 3
    (entry,) = staff.served.archive.audit(staff.served.archive.audit(1)[0].number - before)
    assert (entry.what, entry.who) == ("person read", staff.accounts["therapist"].id)
