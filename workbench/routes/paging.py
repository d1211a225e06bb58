"""Streamlit's own line: whose page it is, and what a browser may say on it.

Streamlit hands a page that broke off to whoever names it. It compares whose it was with a header
(`server.trustedUserHeaders`), which the guard alone sets: an account, with its roles, goes on with
pages of its own, and everybody else begins anew.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from google.protobuf.message import DecodeError
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from workbench.handing.passes import Pass

Connect = Callable[[Scope, Receive, Send, "Pass | None"], Awaitable[None]]
WHO = b"x-sketchwell-who"
BUSY = 1013  # try again later
# Door pages at one time, and what one says at most, in bytes.
MOST_NOBODYS, MOST_OF_NOBODY = 64, 64_000
_nobodys: set[object] = set()
# What our pages say. The rest is for whoever makes a program with Streamlit: it would empty what is
# remembered for everybody, or fill the log.
SAID = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"})


def bound(scope: Scope, seen: Pass | None) -> Scope:
    """A request for the line, bound to whoever asks; a page of somebody else's is not taken up."""
    headers = [each for each in scope["headers"] if each[0].lower() != WHO]
    account = seen.account if seen is not None and seen.whole else None
    if account is None:
        return {**scope, "headers": [_without_past(name, value) for name, value in headers]}
    whose = " ".join((account.id, *sorted(account.roles)))
    return {**scope, "headers": [*headers, (WHO, whose.encode())]}


async def few(
    connect: Connect, scope: Scope, receive: Receive, send: Send, seen: Pass | None
) -> None:
    """Opens a line; of browsers where nobody is signed in so many, for each costs memory."""
    if not _is_nobody(seen):
        await connect(scope, receive, send, seen)
    elif len(_nobodys) >= MOST_NOBODYS:
        await send({"type": "websocket.close", "code": BUSY})
    else:
        _nobodys.add(line := object())
        try:
            await connect(scope, receive, send, seen)
        finally:
            _nobodys.discard(line)


def heard(receive: Receive, seen: Pass | None) -> Receive:
    """What comes over the line, without what no page of ours says; of nobody little at once."""
    most = MOST_OF_NOBODY if _is_nobody(seen) else None

    async def receiving() -> Message:
        message = await receive()
        while message["type"] == "websocket.receive" and not _is_ours(message, most):
            message = await receive()
        return message

    return receiving


def _is_nobody(seen: Pass | None) -> bool:
    return seen is None or seen.scope == "signed-out"


def _is_ours(message: Message, most: int | None) -> bool:
    if most is not None and len(message.get("bytes") or b"") > most:
        return False
    try:
        told = BackMsg.FromString(message.get("bytes") or b"")
    except DecodeError:
        return False
    return told.WhichOneof("type") in SAID


def _without_past(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    # The entries are the protocol, the request's token and the session to go on with.
    if name.lower() != b"sec-websocket-protocol":
        return name, value
    return name, b",".join(value.split(b",")[:2])
