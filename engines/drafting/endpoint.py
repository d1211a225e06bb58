"""One client for servers that speak OpenAI's chat completions: Ollama, llama.cpp, vLLM.

It asks the one address that it was given: no redirect is followed, no proxy is used. What comes is
bounded in bytes and in time, and a call can be stopped from another thread.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from engines.errors import Cancelled, DraftError, SettingsError
from engines.fields import is_whole

Message = Mapping[str, str]
PATH = "/chat/completions"
MOST_BYTES = 256 * 1024
MOST_LINE = 64 * 1024
MOST_LETTERS, MOST_TOKENS = 4_000, 220
TEMPERATURE = 0.4
TOO_MUCH = "The language model's server sent far too much: no draft."
_NAMED_HERE = {"localhost", "localhost.localdomain", "ip6-localhost"}


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a call may take, in seconds: to connect, to the first letter, and in all."""

    connect_s: float = 3.0
    first_s: float = 30.0
    whole_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a language model is asked.

    Attributes:
        address: up to and with `/v1`, such as `http://127.0.0.1:11434/v1`.
        model: its name there.
        key: sent as a bearer token; empty sends none. Never shown, never logged.
        limits: of one call.
    """

    address: str
    model: str
    key: str = field(default="", repr=False)
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        """Raises SettingsError: no such address, or no model."""
        parts = urlsplit(self.address)
        try:
            fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            fits = False
        if not fits or parts.query or parts.fragment or parts.username is not None:
            raise SettingsError(
                f"{self.address!r} is no address of a language model: it looks like "
                "http://127.0.0.1:11434/v1, without a name, a password or a question mark."
            )
        told = (self.address, self.model, self.key)
        if not self.model.strip() or any(not text.isprintable() for text in told):
            raise SettingsError("Say which model is to be asked, by its name at that address.")

    @property
    def host(self) -> str:
        """The name or number of the machine."""
        return str(urlsplit(self.address).hostname)

    @property
    def here(self) -> bool:
        """Whether it is this very machine: then nothing that is asked leaves it."""
        if self.host in _NAMED_HERE:
            return True
        with suppress(ValueError):
            return ipaddress.ip_address(self.host).is_loopback
        return False


class Call:
    """One question to an endpoint; `stop` may be called from any thread, more than once."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._stopped = threading.Event()
        self._line: http.client.HTTPConnection | None = None

    def stop(self) -> None:
        """Breaks the call off; whoever waits for it gets Cancelled."""
        self._stopped.set()
        line = self._line
        if line is not None and line.sock is not None:
            with suppress(OSError):
                line.sock.shutdown(socket.SHUT_RDWR)

    def pieces(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Iterator[str]:
        """Asks, and gives the answer piece by piece as it is written.

        Args:
            messages: each with "role" and "content".
            schema: of the JSON object that the answer has to be.

        Raises:
            DraftError: nobody answers, or not in time, or not as it was asked.
            Cancelled: `stop` was called.
        """
        began = time.monotonic()
        try:
            yield from self._asked(messages, schema, began)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._check_stopped()
            raise DraftError(self._told(error, time.monotonic() - began)) from error
        finally:
            if self._line is not None:
                self._line.close()

    def _asked(
        self, messages: Sequence[Message], schema: Mapping[str, Any], began: float
    ) -> Iterator[str]:
        limits, parts = self._endpoint.limits, urlsplit(self._endpoint.address)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self._line = kind(self._endpoint.host, parts.port, timeout=limits.connect_s)
        self._line.connect()
        self._check_stopped()
        self._wait_at_most(limits.first_s)
        body = json.dumps(self._body(messages, schema)).encode()
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
        if self._endpoint.key:
            headers["Authorization"] = f"Bearer {self._endpoint.key}"
        self._line.request("POST", parts.path.rstrip("/") + PATH, body, headers)
        answer = self._line.getresponse()
        if answer.status != http.HTTPStatus.OK:
            raise DraftError(f"The language model's server answered {answer.status}: no draft.")
        yield from self._read(answer, began)

    def _read(self, answer: http.client.HTTPResponse, began: float) -> Iterator[str]:
        if "event-stream" not in (answer.getheader("Content-Type") or ""):
            content = answer.read(MOST_BYTES + 1)
            if len(content) > MOST_BYTES:
                raise DraftError(TOO_MUCH)
            yield _text_of(json.loads(content), "message")
            return
        for line in self._lines(answer, began):
            told = line.removeprefix(b"data:").strip()
            if told == b"[DONE]":
                return
            if line.startswith(b"data:"):
                yield _text_of(json.loads(told), "delta")
        raise DraftError("The language model's server broke off: no draft.")

    def _lines(self, answer: http.client.HTTPResponse, began: float) -> Iterator[bytes]:
        limits, came = self._endpoint.limits, 0
        while True:
            left = limits.whole_s - (time.monotonic() - began)
            if left <= 0:
                raise TimeoutError("it took too long")
            self._wait_at_most(min(left, limits.first_s))
            line = answer.readline(MOST_LINE)
            self._check_stopped()
            if not line:
                return
            came += len(line)
            if came > MOST_BYTES:
                raise DraftError(TOO_MUCH)
            yield line

    def _body(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> dict[str, Any]:
        form = {"name": "line", "strict": True, "schema": schema}
        return {
            "model": self._endpoint.model,
            "messages": [dict(each) for each in messages],
            "stream": True,
            "temperature": TEMPERATURE,
            "max_tokens": MOST_TOKENS,
            "response_format": {"type": "json_schema", "json_schema": form},
        }

    def _wait_at_most(self, seconds: float) -> None:
        if self._line is not None and self._line.sock is not None:
            self._line.sock.settimeout(seconds)

    def _check_stopped(self) -> None:
        if self._stopped.is_set():
            raise Cancelled("The draft was not wanted any more.")

    def _told(self, error: Exception, after_s: float) -> str:
        if isinstance(error, TimeoutError):
            return f"The language model did not answer in time ({after_s:.0f} s): no draft."
        if isinstance(error, ConnectionRefusedError):
            return f"Nobody answers at {self._endpoint.address}: is the model's server running?"
        if isinstance(error, ValueError):
            return "The language model's server sent what cannot be read: no draft."
        return f"The language model's server at {self._endpoint.host} cannot be reached: no draft."


def answer(call: Call, messages: Sequence[Message], schema: Mapping[str, Any]) -> Any:
    """Gives the whole answer as the JSON value that it is; None where it is none.

    Raises:
        DraftError: nobody answers, not in time, or it never ends.
        Cancelled: the call was stopped.
    """
    text = ""
    for piece in call.pieces(messages, schema):
        text += piece
        if len(text) > MOST_LETTERS:
            call.stop()
            raise DraftError("The language model went on and on: no draft.")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _text_of(told: Any, part: str) -> str:
    """The text of a chunk or of a whole answer; empty where it holds none."""
    try:
        text = told["choices"][0][part].get("content") if told["choices"] else ""
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError("no chat completion") from error
    if text is None:
        return ""
    if not isinstance(text, str) or not is_whole(text):
        raise ValueError("no text")
    return text
