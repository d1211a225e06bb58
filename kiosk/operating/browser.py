"""The browser of a kiosk: which Chromium is here, and what puts its pages together.

Chromium is asked itself, over its own protocol, in a short run without a window. What it says there
may differ on the screen, and where it cannot be asked, that is said.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from engines.doctor import Finding
from kiosk.deploy import machine
from kiosk.deploy.machine import Browser

_START_S, _ASK_S, _END_S, _LOOK_S = 15, 10, 5, 0.1
_PORT_FILE = "DevToolsActivePort"
_FLAGS = ("--headless=new", "--remote-debugging-port=0", "--no-first-run", "--disable-sync")
_FLAGS += ("--disable-background-networking", "--disable-component-update")
GPU = "putting pages together"


def findings(root: Path = machine.HERE) -> Iterator[Finding]:
    """The browser, what shows it, and its graphics."""
    browser = machine.find_browser(root)
    if browser is None:
        yield Finding("browser", "problem", "no Chromium is here: sudo apt-get install chromium")
        return
    yield _told(browser, root)
    shown_by = machine.compositors(root)
    if shown_by:
        yield Finding("compositor", "ok", f"{shown_by[0]} shows it")
    else:
        text = "neither cage nor X11 with a window manager is here: sudo apt-get install cage"
        yield Finding("compositor", "note", text)
    yield gpu(browser)


def gpu(browser: Browser) -> Finding:
    """Whether pages are put together by a graphics processor."""
    try:
        with _asked(browser) as answer:
            status = answer["gpu"]["featureStatus"]["gpu_compositing"]
            devices = [each["deviceString"] for each in answer["gpu"]["devices"]]
    except (OSError, WebSocketException, KeyError, ValueError, _SilentError) as error:
        return Finding(GPU, "note", f"cannot be told: {error or type(error).__name__}")
    on = ", ".join(filter(None, devices)) or "an unnamed device"
    if status == "enabled":
        return Finding(GPU, "ok", f"by the graphics processor ({on}), without a window")
    text = f"by the processor ({status}) without a window; on the screen it may differ"
    return Finding(GPU, "note", f"{text}: chrome://gpu says it, before the kiosk's policies")


class _SilentError(Exception):
    """Chromium did not answer; says how."""


def _told(browser: Browser, root: Path) -> Finding:
    kind = f"a {browser.kind}, {browser.command}"
    if browser.kind == "snap":
        snapd = machine.snapd_version(root)
        kind += f", snapd {'.'.join(map(str, snapd))}" if snapd else ""
    try:
        done = subprocess.run(
            [browser.command, "--version"],
            capture_output=True,
            text=True,
            timeout=_ASK_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding("browser", "problem", f"{kind}, does not start: {error}")
    said = done.stdout.strip().splitlines()
    if done.returncode or not said:
        return Finding(
            "browser", "problem", f"{kind}, does not start: {done.stderr.strip()[-200:]}"
        )
    return Finding("browser", "ok", f"{said[0]}, {kind}")


@contextmanager
def _asked(browser: Browser) -> Iterator[dict[str, Any]]:
    """What a Chromium without a window says of its graphics; it and its folder are gone after."""
    # A snap sees its own folder of a home and little else.
    place = Path.home() / "snap/chromium/common" if browser.kind == "snap" else None
    with TemporaryDirectory(prefix="sketchwell-doctor-", dir=place) as folder:
        sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
        command = [browser.command, *_FLAGS, *sandbox, f"--user-data-dir={folder}", "about:blank"]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            yield _answer(_address(process, Path(folder) / _PORT_FILE))
        finally:
            process.terminate()
            try:
                process.wait(_END_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(process: subprocess.Popen[bytes], file: Path) -> str:
    end_s = time.monotonic() + _START_S
    while time.monotonic() < end_s and process.poll() is None:
        lines = file.read_text(encoding="ascii").splitlines() if file.exists() else []
        if len(lines) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(_LOOK_S)
    how = "it ended at once" if process.poll() is not None else "it opened no way to ask"
    raise _SilentError(f"{how}; policies of a kiosk forbid it")


def _answer(address: str) -> dict[str, Any]:
    with connect(address, open_timeout=_ASK_S, max_size=None) as socket:
        socket.send(json.dumps({"id": 1, "method": "SystemInfo.getInfo"}))
        end_s = time.monotonic() + _ASK_S
        while time.monotonic() < end_s:
            said = json.loads(socket.recv(timeout=_ASK_S))
            if said.get("id") == 1:
                return said["result"]
    raise _SilentError("it did not answer")
