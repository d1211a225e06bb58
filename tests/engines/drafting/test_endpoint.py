"""The client for a language model's server: bounded, stoppable, and at the one address alone."""

from __future__ import annotations

import threading
import time

import pytest

from engines.drafting.asking import SCHEMA
from engines.drafting.endpoint import MOST_BYTES, Call, Endpoint, Limits, answer
from engines.errors import Cancelled, DraftError, SettingsError
from tests.engines.drafting.scripted import at_once, line, raw, says, serving, slowly

ASKED = ({"role": "user", "content": "hello"},)
SHORT = Limits(connect_s=1.0, first_s=0.3, whole_s=0.6)


def asked(address: str, limits: Limits = SHORT, key: str = "") -> object:
    return answer(Call(Endpoint(address, "tiny", key, limits)), ASKED, SCHEMA)


def test_an_answer_comes_in_pieces_and_the_form_is_asked_for():
    with serving(line("A gate, then.")) as (address, heard):
        assert asked(address, key="secret") == {"line": "A gate, then."}
    path, headers, body = heard[0]
    assert (path, headers["Authorization"]) == ("/v1/chat/completions", "Bearer secret")
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert (body["model"], body["stream"]) == ("tiny", True)
    assert "secret" not in repr(Endpoint(address, "tiny", "secret"))


def test_a_server_that_cannot_stream_is_understood():
    with serving(at_once("A gate.")) as (address, _):
        assert asked(address) == {"line": "A gate."}


def test_what_is_no_json_is_no_answer():
    with serving(says("I would be glad to help! ", "Here you are: {line}")) as (address, _):
        assert asked(address) is None


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (raw(b"", 401), "answered 401"),
        (raw(b"", 307, Location="http://192.0.2.1/v1/chat/completions"), "answered 307"),
        (raw(b"data: {not json\n\n"), "cannot be read"),
        (raw(b'data: {"choices": [{"delta": {"content": 7}}]}\n\n'), "cannot be read"),
        (raw(b'data: {"choices": [{"delta": {"content": "\\ud800"}}]}\n\n'), "cannot be read"),
        (raw(b'data: {"error": "out of memory"}\n\n'), "cannot be read"),
        (raw(b'data: {"choices": [{"delta": {"content": "{\\"li"}}]}\n\n'), "broke off"),
        (raw(b"data: " + b"x" * (2 * MOST_BYTES)), "no draft"),
        (raw(b": nothing\n" * MOST_BYTES), "far too much"),
        (says(*["on and on "] * 500), "on and on"),
    ],
)
def test_what_comes_otherwise_gives_no_draft(script, why: str):
    with serving(script) as (address, heard):
        with pytest.raises(DraftError, match=why):
            asked(address, Limits(first_s=2.0, whole_s=4.0))
        assert len(heard) == 1


def test_a_silent_server_is_given_up():
    with serving(lambda _handler: time.sleep(2.0)) as (address, _):
        began = time.monotonic()
        with pytest.raises(DraftError, match="in time"):
            asked(address)
        assert time.monotonic() - began < 1.5


def test_one_that_writes_letter_by_letter_for_ever_is_given_up():
    with serving(slowly(0.05)) as (address, _):
        began = time.monotonic()
        with pytest.raises(DraftError, match="in time"):
            asked(address)
        assert time.monotonic() - began < 2.0


def test_a_call_is_stopped_from_elsewhere():
    with serving(slowly(0.05)) as (address, _):
        call = Call(Endpoint(address, "tiny", limits=Limits(first_s=5.0, whole_s=10.0)))
        threading.Timer(0.2, call.stop).start()
        began = time.monotonic()
        with pytest.raises(Cancelled):
            answer(call, ASKED, SCHEMA)
        assert time.monotonic() - began < 3.0
        call.stop()


def test_nobody_there_is_said_plainly():
    with serving(line("x")) as (address, _):
        pass
    with pytest.raises(DraftError, match="is the model's server running"):
        asked(address)


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving(line("A gate.")) as (address, _):
        assert asked(address) == {"line": "A gate."}


@pytest.mark.parametrize(
    "address",
    ["", "127.0.0.1:11434", "ftp://127.0.0.1/v1", "http:///v1", "http://u:p@127.0.0.1/v1",
     "http://127.0.0.1/v1?x=1", "http://127.0.0.1:99999/v1", "http://127.0.0.1/v1\r\nX: y"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(address: str):
    with pytest.raises(SettingsError):
        Endpoint(address, "tiny")


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:11434/v1", True),
        ("http://localhost:8080/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://192.0.2.7:8080/v1", False),
        ("https://models.example/v1", False),
        ("http://localhost.example/v1", False),
    ],
)
def test_whether_it_is_this_machine_is_known(address: str, here: bool):
    assert Endpoint(address, "tiny").here is here
