"""A small real hub on this machine: redirects, states hashes, breaks off where it is told."""

from __future__ import annotations

import hashlib
import json
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

from engines.catalog import Model, Part

COMMIT = "c" * 40


def tensors(count: int = 1000) -> bytes:
    """A safetensors file of float32 zeros."""
    header = {"zeros": {"dtype": "F32", "shape": [count], "data_offsets": [0, 4 * count]}}
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + bytes(4 * count)


def model(host: str = "", **files: str | None) -> Model:
    """A model of a configuration and some weights; files by their pinned hash, if they have one."""
    parts = (
        Part("config.json", "config.json", files.get("config"), None),
        Part("unet/net.safetensors", "unet/net.fp16.safetensors", files.get("net"), None),
    )
    return Model("small", "A test", host, "somebody/small", "main", "MIT", parts)


FILES = {"config.json": b'{"layers": 2}', "unet/net.fp16.safetensors": tensors()}


class Hub(ThreadingHTTPServer):
    """What it has, what it was asked, and how it misbehaves."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.files = dict(FILES)
        self.asked: list[tuple[str, str, str]] = []
        self.breaks: list[int] = []  # after how many bytes the next downloads break off
        self.fails: list[int] = []  # statuses that come first
        self.states_hashes = True
        self.takes_ranges = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: Hub  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def _answer(self, *, body: bool) -> None:
        path, ranged = unquote(self.path), self.headers.get("Range", "")
        self.server.asked.append((self.command, path, ranged))
        if self.server.fails:
            self._end(self.server.fails.pop(0))
        elif path.startswith("/somebody/small/resolve/"):
            self._redirect(path.split("/", 5)[5])
        elif path.startswith("/bytes/"):
            self._bytes(self.server.files.get(path.removeprefix("/bytes/")), ranged, body=body)
        else:
            self._end(404)

    def _redirect(self, name: str) -> None:
        content = self.server.files.get(name)
        if content is None:
            self._end(404)
            return
        stated = {"x-repo-commit": COMMIT, "X-Linked-Size": str(len(content))}
        if self.server.states_hashes and name.endswith(".safetensors"):
            stated["X-Linked-Etag"] = f'"{hashlib.sha256(content).hexdigest()}"'
        self._end(302, Location=f"/bytes/{name}", **stated)

    def _bytes(self, content: bytes | None, ranged: str, *, body: bool) -> None:
        if content is None:
            self._end(404)
            return
        start = 0
        if ranged and self.server.takes_ranges:
            start = int(ranged.removeprefix("bytes=").removesuffix("-"))
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        if not body:
            return
        stop = len(content)
        if self.server.breaks and len(content) > 1000:
            stop = start + self.server.breaks.pop(0)
        self.wfile.write(content[start:stop])
        self.close_connection = True

    def _end(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()


@contextmanager
def served() -> Iterator[Hub]:
    """A hub, for `with`."""
    hub = Hub()
    thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hub
    finally:
        hub.shutdown()
        hub.server_close()
        thread.join()


def laid_out(folder: Path) -> Path:
    """The same files in a folder, as on the hub."""
    for name, content in FILES.items():
        path = folder / "somebody" / "small" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
