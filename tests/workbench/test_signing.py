"""Signing in and out, locks, and what is left of them: as a browser meets the addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg

from engines.errors import SettingsError
from engines.sealing.passwords import Cost
from engines.settings import Settings
from tests.workbench.lines import HOST
from workbench import practice, starting
from workbench.access.door import Try
from workbench.asgi import routes
from workbench.handing import veil
from workbench.handing.entrance import Entrance
from workbench.handing.passes import COOKIE, Passes
from workbench.handing.sign_ins import LONGEST_S
from workbench.practice import Practice
from workbench.routes.guard import PAGES, Guard

pytestmark = pytest.mark.usefixtures("ruth")
PASSWORD = "velvet otter mends clocks"
OURS = {"Origin": HOST}
Browser = Callable[[], TestClient]


@pytest.fixture(scope="module")
def served(wash_settings: Settings) -> Iterator[Practice]:
    with practice.serving(wash_settings, demo=False) as opened:
        entered(opened).door.cost = Cost(32, 1, 1)
        yield opened


def entered(served: Practice) -> Entrance:
    assert served.passes.entrance is not None
    return served.passes.entrance


heard: list[bytes] = []
ASKED = (BackMsg(app_heartbeat=True), BackMsg(stop_script=True))


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    async for said in socket.iter_bytes():
        heard.append(said)
        await socket.send_bytes(said)


@pytest.fixture(scope="module")
def app(served: Practice) -> Starlette:  # noqa: ARG001 - what it serves
    return Starlette(
        routes=[WebSocketRoute(PAGES, echo), *routes()], middleware=[Middleware(Guard)]
    )


@pytest.fixture
def browser(app: Starlette, served: Practice) -> Iterator[Browser]:
    opened: list[TestClient] = []

    def another() -> TestClient:
        opened.append(TestClient(app, base_url=HOST))
        keep(opened[-1], served.passes.issue())
        return opened[-1].__enter__()

    yield another
    for each in opened:
        each.__exit__(None, None, None)


@pytest.fixture(scope="module")
def ruth(served: Practice) -> str:
    """The first account, made at its address; gives its id."""
    app = Starlette(routes=routes(), middleware=[Middleware(Guard)])
    with TestClient(app, base_url=HOST, cookies={COOKIE: served.passes.issue()}) as first:
        said = {"name": "Ruth", "sign_in": "ruth", "password": PASSWORD, "therapist": True}
        assert said_to(first, "first", **{**said, "password": "short"})["text"].startswith("Take")
        assert said_to(first, "first", **said)["ok"]
        assert ("practice", "account made") in {(e.who, e.what) for e in served.archive.audit(9)}
        assert standing(first)["scope"] == "whole"
    with TestClient(app, base_url=HOST, cookies={COOKIE: served.passes.issue()}) as second:
        assert "already" in said_to(second, "first", **said)["text"]
    return entered(served).staff.all()[0].id


def keep(client: TestClient, cookie: str) -> None:
    """The browser keeps this cookie, and no other."""
    client.cookies.clear()
    client.cookies.set(COOKIE, cookie, domain="127.0.0.1", path="/")


def said_to(client: TestClient, deed: str, **given: Any) -> dict[str, Any]:
    return client.post(f"/api/pass/{deed}", json=given, headers=OURS).json()


def standing(client: TestClient) -> dict[str, Any]:
    return client.get("/api/pass").json()


def signed_in(client: TestClient, name: str = "ruth") -> TestClient:
    before = client.cookies[COOKIE]
    assert said_to(client, "sign-in", name=name, password=PASSWORD) == {"ok": True}
    assert client.cookies[COOKIE] != before
    return client


def audited(served: Practice, count: int = 1) -> list[str]:
    return [each.what for each in served.archive.audit(count)]


def colleague(served: Practice) -> str:
    given = (staff := entered(served).staff).make("Mo", f"mo-{len(staff.all())}", ("therapist",))
    staff.change_password(given.account.id, PASSWORD)
    return given.account.sign_in


def test_nobody_is_anybody_before_signing_in(browser: Browser):
    nobody = browser()
    assert standing(nobody)["scope"] == "signed-out"
    assert "account" not in standing(nobody)
    assert not said_to(nobody, "hide")["ok"]
    assert said_to(nobody, "sign-out") == {"ok": False}


def test_a_sign_in_gives_a_cookie_that_nobody_had(browser: Browser, ruth: str):
    client = browser()
    planted = client.cookies[COOKIE]
    answer = client.post(
        "/api/pass/sign-in", json={"name": "Ruth", "password": PASSWORD}, headers=OURS
    )
    set_cookies = answer.headers.get_list("set-cookie")
    assert all("HttpOnly" in each and "SameSite=Strict" in each for each in set_cookies)
    assert standing(client)["account"]["id"] == ruth
    keep(client, planted)
    assert standing(client)["scope"] == "signed-out"


def test_what_is_wrong_is_not_told_apart(browser: Browser, served: Practice):
    client = browser()
    wrong = said_to(client, "sign-in", name="ruth", password="wrong", language="de")
    assert said_to(client, "sign-in", name="nobody", password="wrong") == wrong
    assert wrong == {"ok": False, "wait": 0.0, "early": False, "needs": None}
    assert audited(served) == ["sign-in refused"]


def test_another_page_signs_nobody_in(browser: Browser):
    said = {"name": "ruth", "password": PASSWORD}
    answer = browser().post("/api/pass/sign-in", json=said, headers={"Origin": "http://evil"})
    assert answer.status_code == 403


def test_signing_out_ends_what_the_cookie_was_good_for(browser: Browser, served: Practice):
    client = signed_in(browser())
    kept = client.cookies[COOKIE]
    assert said_to(client, "sign-out")["ok"]
    assert audited(served) == ["signed out"]
    keep(client, kept)
    assert standing(client) == {**standing(client), "scope": "signed-out", "again": False}


def test_signing_out_everywhere_ends_every_browser(browser: Browser):
    one, other = signed_in(browser()), signed_in(browser())
    assert said_to(one, "sign-out", everywhere=True)["ok"]
    assert [standing(each)["scope"] for each in (one, other)] == ["signed-out"] * 2


def test_an_account_that_is_disabled_is_out_at_once(browser: Browser, served: Practice):
    name = colleague(served)
    client = signed_in(browser(), name)
    entered(served).staff.disable(standing(client)["account"]["id"])
    assert standing(client)["scope"] == "signed-out"
    assert not said_to(client, "sign-in", name=name, password=PASSWORD)["ok"]


def test_a_lock_opens_by_pin_or_its_own_password(browser: Browser, served: Practice, ruth: str):
    client = signed_in(browser())
    entered(served).pins.of(ruth).choose("2468")
    for opened in ({"deed": "back", "pin": "2468"}, {"deed": "unlock", "password": PASSWORD}):
        assert said_to(client, "hide")["ok"]
        assert (standing(client)["scope"], audited(served)) == ("locked", ["locked"])
        assert said_to(client, **opened)["ok"]
        assert (standing(client)["scope"], audited(served)) == ("whole", ["unlocked"])


def test_a_colleagues_pin_opens_nothing(browser: Browser, served: Practice, ruth: str):
    client = signed_in(browser(), colleague(served))
    entered(served).pins.of(ruth).choose("2468")
    said_to(client, "hide")
    assert not any(said_to(client, "back", pin=pin)["ok"] for pin in ("2468", ""))
    assert standing(client)["scope"] == "locked"


def test_a_locked_page_that_is_loaded_again_still_says_whose_it_is(
    browser: Browser, served: Practice, monkeypatch: pytest.MonkeyPatch
):
    client = signed_in(browser())
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(veil, "_COMPONENT", lambda data, **_: told.append(data))
    monkeypatch.setattr(practice, "whole", lambda: served)
    assert said_to(client, "hide")["ok"]
    seen = served.passes.of(client.cookies[COOKIE])
    assert seen is not None
    veil.veil(seen, pin=False)
    assert (told[0]["scope"], told[0]["account"]["sign_in"]) == ("locked", "ruth")


def test_wrong_passwords_at_a_lock_cost_a_wait(browser: Browser):
    client = signed_in(browser())
    said_to(client, "hide")
    waits = [said_to(client, "unlock", password="wrong")["wait"] for _ in range(3)]
    assert waits == [0.0, 0.0, 2.0]
    assert said_to(client, "unlock", password=PASSWORD)["early"]


@pytest.fixture
def clock(served: Practice, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    sign_ins = entered(served).sign_ins
    now = [sign_ins._clock()]
    monkeypatch.setattr(sign_ins, "_clock", lambda: now[0])
    return now


def test_a_page_that_nobody_touches_is_locked(
    browser: Browser, served: Practice, clock: list[float]
):
    client, idle = signed_in(browser()), 60.0 * entered(served).sign_ins.idle_min
    clock[0] += idle - 1
    said_to(client, "stir")  # a line being drawn, for instance
    clock[0] += idle - 1
    assert standing(client)["scope"] == "whole"
    clock[0] += idle
    assert standing(client)["scope"] == "locked"
    said_to(client, "stir")
    assert standing(client)["scope"] == "locked"


def test_a_table_that_is_handed_over_is_never_idle(
    browser: Browser, served: Practice, clock: list[float], ruth: str
):
    client = signed_in(browser())
    entered(served).pins.of(ruth).choose("2468")
    served.passes.hand_over(client.cookies[COOKIE].partition(".")[0], "a-sitting")
    clock[0] += LONGEST_S - 60
    assert standing(client)["scope"] == "handed"
    assert said_to(client, "back", pin="2468")["ok"]
    assert standing(client)["scope"] == "whole"
    clock[0] += 120
    assert standing(client)["scope"] == "signed-out"


def test_no_sign_in_outlives_a_restart_and_what_is_handed_over_does(
    browser: Browser, served: Practice, ruth: str
):
    client, other = signed_in(browser()), signed_in(browser())
    entered(served).pins.of(ruth).choose("2468")
    handed = client.cookies[COOKIE].partition(".")[0]
    served.passes.hand_over(handed, "a-sitting")
    anew = Passes(served.archive, signing_in=True)
    seen = [anew.of(each.cookies[COOKIE]) for each in (client, other)]
    assert [each.scope for each in seen if each] == ["handed", "signed-out"]
    assert seen[1] is not None
    assert anew.waits(seen[1])  # its page goes on as it was once somebody signs in
    assert not anew.come_back(handed, "1111")
    assert served.passes.come_back(handed, "2468")


def test_a_locked_page_is_held_and_goes_on_as_it_was(browser: Browser):
    client, _ = signed_in(browser()), heard.clear()
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    headers = {"cookie": cookie, "host": HOST[7:], **OURS}
    with client.websocket_connect(PAGES, headers=headers) as line:
        before, later = map(BackMsg.SerializeToString, ASKED)
        line.send_bytes(before)
        assert line.receive_bytes() == before
        said_to(client, "hide")
        line.send_bytes(later)
        assert (standing(client)["scope"], heard) == ("locked", [before])
        assert said_to(client, "unlock", password=PASSWORD)["ok"]
        assert line.receive_bytes() == later


def test_whoever_starts_the_program_may_give_a_new_password(
    served: Practice, ruth: str, capsys: pytest.CaptureFixture[str]
):
    starting._tell_new_password(served, "RUTH")
    start = capsys.readouterr().out.split()[5]
    assert entered(served).door.knock(Try("ruth", start)).needs == "new"
    assert "password reset" in audited(served, 2)
    with pytest.raises(SettingsError, match="Nobody signs in as"):
        starting._tell_new_password(served, "nobody")
    entered(served).staff.change_password(ruth, PASSWORD)
