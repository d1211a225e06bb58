"""A server that speaks chat completions as a script says: well, slowly, half, wrongly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """One request; what was asked is kept in `server.asked`."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = json.loads(self.rfile.read(length))
        self.server.asked.append((self.path, dict(self.headers), body))  # type: ignore[attr-defined]
        scripts = self.server.scripts  # type: ignore[attr-defined]
        scripts[min(len(self.server.asked), len(scripts)) - 1](self)  # type: ignore[attr-defined]

    def head(self, status: int = 200, kind: str = "text/event-stream", **more: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True

    def chunk(self, text: str | None, **delta: Any) -> None:
        told = {"choices": [{"delta": {"content": text, **delta}}]}
        self.wfile.write(f"data: {json.dumps(told)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


def says(*pieces: str) -> Script:
    """Writes pieces one after the other and ends as it should."""

    def script(handler: Handler) -> None:
        handler.head()
        handler.wfile.write(b": a comment, as some servers send to keep a line open\n\n")
        handler.chunk(None, role="assistant")
        for piece in pieces:
            handler.chunk(piece)
        handler.wfile.write(b'data: {"choices": [], "usage": {}}\n\ndata: [DONE]\n\n')

    return script


def line(text: str) -> Script:
    """Writes a line in the form that is asked for, in two pieces."""
    told = json.dumps({"line": text})
    return says(told[:5], told[5:])


def at_once(text: str) -> Script:
    """Answers as a server does that cannot stream."""

    def script(handler: Handler) -> None:
        handler.head(kind="application/json")
        told = {"choices": [{"message": {"content": json.dumps({"line": text})}}]}
        handler.wfile.write(json.dumps(told).encode())

    return script


def raw(content: bytes, status: int = 200, **headers: str) -> Script:
    """Sends these very bytes."""

    def script(handler: Handler) -> None:
        handler.head(status, **headers)
        handler.wfile.write(content)

    return script


def slowly(every_s: float) -> Script:
    """Writes a letter now and then, for ever."""

    def script(handler: Handler) -> None:
        handler.head()
        try:
            while True:
                handler.chunk("a")
                time.sleep(every_s)
        except OSError:
            pass

    return script


@contextmanager
def serving(*scripts: Script) -> Iterator[tuple[str, list[tuple[str, dict[str, str], Any]]]]:
    """The address of a server, and what it was asked; each request takes the next script."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.scripts, server.asked = scripts, []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", server.asked  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
