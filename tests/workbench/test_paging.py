"""Streamlit's own line: a page is taken up by whose it was alone, and says what pages say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.types import Message, Scope
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from engines.sealing.passwords import password_hash
from engines.settings import load
from tests.workbench import practiced
from tests.workbench.browsing import PASSWORD, WAIT_MS, free_port, serving
from workbench import practice
from workbench.access.accounts import Account, Credentials, Role
from workbench.handing.passes import Pass
from workbench.routes.guard import PAGES
from workbench.routes.paging import (
    BUSY,
    MOST_NOBODYS,
    MOST_OF_NOBODY,
    SAID,
    WHO,
    bound,
    few,
    heard,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAST = (b"sec-websocket-protocol", b"streamlit, token, past")
ROLES: dict[str, Role] = {"thea": "therapist", "engi": "engineer"}
# Opens the line as a page would that knows of another one, and gives the first bytes told back.
RESUME = """([past]) => new Promise((found, failed) => {
  const line = new WebSocket(`ws://${location.host}/_stcore/stream`, ["streamlit", "x", past]);
  line.binaryType = "arraybuffer";
  line.onopen = () => line.send(new Uint8Array([0x5a, 0]));
  line.onmessage = ({ data }) => { found([...new Uint8Array(data)]); line.close(); };
  line.onerror = failed;
})"""


def scope(*more: tuple[bytes, bytes]) -> Scope:
    return {"type": "websocket", "path": PAGES, "headers": [PAST, *more]}


def test_a_page_is_bound_to_its_account_and_roles_and_no_browser_says_whose_it_is():
    ruth = Account("r" * 20, "ruth", "Ruth", frozenset({"therapist"}), "")
    seen = Pass("b", "whole", account=ruth)
    headers = bound(scope((WHO, b"somebody else")), seen)["headers"]
    assert headers == [PAST, (WHO, b"r" * 20 + b" therapist")]
    both = replace(ruth, roles=frozenset({"therapist", "administrator"}))
    changed = bound(scope(), replace(seen, account=both))["headers"]
    assert changed != headers
    mapped = config.get_option("server.trustedUserHeaders")
    assert mapped in ({}, {WHO.decode(): "who"})


@pytest.mark.parametrize("seen", [None, Pass("b", "signed-out"), Pass("b", "handed", "s")])
def test_whoever_is_no_account_s_begins_anew(seen: Pass | None):
    headers = bound(scope((WHO, b"somebody")), seen)["headers"]
    assert headers == [(PAST[0], b"streamlit, token")]


def test_what_no_page_says_is_not_heard():
    said = [BackMsg(clear_cache=True), BackMsg(stop_script=True)]
    messages: list[Message] = [
        {"type": "websocket.receive", "bytes": b"\xff\xff\xff"},
        {"type": "websocket.receive", "text": "nothing of Streamlit's"},
        *({"type": "websocket.receive", "bytes": each.SerializeToString()} for each in said),
        {"type": "websocket.disconnect", "code": 1000},
    ]
    assert {"clear_cache", "backend_operation_request"}.isdisjoint(SAID)

    async def receive() -> Message:
        return messages.pop(0)

    async def every() -> list[Message]:
        listening = heard(receive, Pass("b", "whole"))
        return [await listening(), await listening()]

    first, second = asyncio.run(every())
    assert BackMsg.FromString(first["bytes"]).WhichOneof("type") == "stop_script"
    assert second["type"] == "websocket.disconnect"


def test_browsers_where_nobody_is_signed_in_are_few_and_say_little():
    opened, refused = [], []

    async def connect(*_: object) -> None:
        opened.append(1)
        await asyncio.sleep(0.05)

    async def send(message: Message) -> None:
        refused.append(message["code"])

    async def receive() -> Message:
        return {"type": "websocket.disconnect"}

    async def every() -> None:
        lines = (few(connect, scope(), receive, send, None) for _ in range(MOST_NOBODYS + 3))
        await asyncio.gather(*lines)
        await few(connect, scope(), receive, send, Pass("b", "signed-out"))

    asyncio.run(every())
    assert (len(opened), refused) == (MOST_NOBODYS + 1, [BUSY] * 3)
    large = BackMsg()
    large.rerun_script.query_string = "a" * MOST_OF_NOBODY
    messages: list[Message] = [
        {"type": "websocket.receive", "bytes": large.SerializeToString()},
        {"type": "websocket.disconnect"},
    ]

    async def telling() -> Message:
        return messages.pop(0)

    async def first() -> Message:
        return await heard(telling, None)()

    assert asyncio.run(first())["type"] == "websocket.disconnect"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A practice with a therapist and an engineer, as its command serves it."""
    with practice.serving(load({"data": str(tmp_path), "painter": "wash"}), demo=False) as served:
        known = Credentials(password=password_hash(PASSWORD))
        made = {
            name: served.archive.accounts.add(
                Account("", name, name.title(), frozenset({role}), ""), known
            )
            for name, role in ROLES.items()
        }
        practiced.somebody(served, made["thea"], "Quetzal")
    with serving(free_port(), tmp_path) as (at, _served):
        yield at


def signed_in(chromium: Browser, address: str, name: str) -> Page:
    page = chromium.new_context().new_page()
    ask, ours = page.context.request, {"Origin": address}
    ask.get(address)
    told = {"name": name, "password": PASSWORD}
    assert ask.post(f"{address}/api/pass/sign-in", data=told, headers=ours).json()["ok"]
    return page


def session_of(told: Any) -> str:
    message = ForwardMsg.FromString(bytes(told))
    return message.new_session.initialize.session_id


@pytest.mark.browser
def test_nobody_takes_up_another_account_s_page(chromium: Browser, address: str):
    thea, engi = (signed_in(chromium, address, name) for name in ROLES)
    heard_there: list[str] = []

    def listen(line: Any) -> None:
        line.on("framereceived", lambda frame: heard_there.append(session_of(frame)))

    thea.on("websocket", lambda line: listen(line) if PAGES in line.url else None)
    thea.goto(f"{address}/people")
    thea.get_by_text("Quetzal").first.wait_for(timeout=WAIT_MS)
    past = next(each for each in heard_there if each)
    engi.goto(f"{address}/_stcore/health")
    assert session_of(engi.evaluate(RESUME, [past])) not in ("", past)
    again = signed_in(chromium, address, "thea")
    again.goto(f"{address}/_stcore/health")
    assert session_of(again.evaluate(RESUME, [past])) == past  # her own goes on
