"""What was installed, really run: units read by systemd, Chromium under its policies, the page on a
screen in cage and in X11. Chromium keeps its sandbox: a namespace stands for the kiosk's user."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uvicorn
from starlette.applications import Starlette

from engines import settings
from engines.settings import child_environment
from kiosk import serving
from kiosk.app import create_app
from kiosk.deploy import __main__ as deploy
from kiosk.deploy.pieces import TEMPLATES, flags
from tests.conftest import chromium_path
from tests.kiosk.machines import machine

ROOT = Path(__file__).resolve().parents[2]
UNITS = Path("etc/systemd/system")
# A user that is not root, without one: cage refuses to run as root, and so does Chromium's sandbox.
SOMEBODY = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
OFTEN_S, PATIENCE_S = 0.1, 60
LISTEN = """async () => {
  const { addWebUiListener } = await import("chrome://resources/js/cr.js");
  return new Promise((done) => {
    addWebUiListener("policies-updated", (names, values) => done([names, values]));
    chrome.send("listenPoliciesUpdates");
  });
}"""


def wanted(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: .ci/run says what to install")


def namespaces() -> None:
    if subprocess.run([*SOMEBODY, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody make namespaces: kernel.unprivileged_userns_clone")


@pytest.mark.parametrize("way", [("6", "snap", "cage"), ("none", "deb", "x11")], ids="-".join)
def test_systemd_understands_every_unit(tmp_path: Path, way: tuple[str, str, str]):
    wanted("systemd-analyze")
    root = machine(tmp_path, jetpack=way[0], browser=way[1])
    said = ("--compositor", way[2], "--take-home", "10.0.0.0/8", "--printing", "--fallback")
    assert deploy.main(["install", "--root", str(root), *said]) == 0
    units = [path for path in (root / UNITS).glob("sketchwell-*") if path.is_file()]
    done = subprocess.run(
        [
            "systemd-analyze",
            "verify",
            "--man=no",
            *map(str, [*units, *(root / UNITS).glob("*.m*")]),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    # Not there on this machine: what is installed with the units, and X11 itself.
    elsewhere = ("/usr/local/lib/sketchwell/", "/usr/bin/xinit")
    lines = [line for line in done.stderr.splitlines() if not any(e in line for e in elsewhere)]
    assert lines == []
    assert len(units) >= 5


class Kiosk:
    """A server with its page, and what was installed for a browser that shows it."""

    def __init__(self, root: Path, app: Starlette, port: int) -> None:
        self.root, self._app, self.port = root, app, port

    @property
    def screens(self) -> int:
        """How many lines were opened."""
        return int(repr(self._app.state.screens).strip("count()")) - 1

    @contextmanager
    def shown(self, script: str, home: Path, **environment: str) -> Iterator[None]:
        """Runs an installed script as somebody until its page has opened a line."""
        home.mkdir(mode=0o700)
        before = self.screens
        here = str(self.root / "usr/local/lib/sketchwell")
        text = (Path(here) / script).read_text().replace("/usr/local/lib/sketchwell", here)
        (home / script).write_text(text.replace("/browser\n", "/browser --disable-gpu\n"))
        places = {"HOME": str(home), "RUNTIME_DIRECTORY": str(home), "XDG_RUNTIME_DIR": str(home)}
        told = child_environment(PYTHONPATH=str(ROOT), **places, **environment)
        running = _started(home / script, told)

        def opened() -> bool:
            assert running.poll() is None, (home / "said").read_text()[-2000:]
            return self.screens > before

        try:
            until(opened, home / "said")
            yield
        finally:
            if running.poll() is None:
                os.killpg(running.pid, 15)
            running.wait(PATIENCE_S)


def _started(script: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    with script.with_name("said").open("w") as said:
        return subprocess.Popen(
            [*SOMEBODY, "sh", str(script)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
        )


def until(holds: Callable[[], bool], said: Path) -> None:
    end_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end_s, said.read_text()[-2000:]
        time.sleep(OFTEN_S)


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kiosk]:
    wanted("unshare", "chromium")
    namespaces()
    root = machine(tmp_path_factory.mktemp("root"))
    app = create_app(settings.load({"data": str(root / "data"), "painter": "wash"}))
    limits = {**serving.LIMITS, "log_level": "error"}
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, **limits))
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started, root / "etc/group")
    port = server.servers[0].sockets[0].getsockname()[1]
    said = ("--compositor", "cage", "--fallback", "--port", str(port))
    assert deploy.main(["install", "--root", str(root), *said]) == 0
    yield Kiosk(root, app, port)
    server.should_exit = True
    thread.join()


@pytest.mark.host
@pytest.mark.browser
def test_cage_shows_the_page(kiosk: Kiosk, tmp_path: Path):
    wanted("cage", "Xwayland")
    wayland = {"WLR_BACKENDS": "headless", "WLR_RENDERER": "pixman", "WLR_LIBINPUT_NO_DEVICES": "1"}
    with kiosk.shown("screen", tmp_path / "home", **wayland):
        assert (tmp_path / "home/compositor").read_text() == "cage\n"
    assert (tmp_path / "home/profile").is_dir()


@pytest.mark.host
@pytest.mark.browser
def test_x11_shows_the_page_on_the_whole_screen(kiosk: Kiosk, tmp_path: Path):
    wanted("Xvfb", "matchbox-window-manager")
    screen, told = os.pipe()
    command = ["Xvfb", "-displayfd", str(told), "-screen", "0", "1280x800x24", "-fbdir", tmp_path]
    with subprocess.Popen(command, pass_fds=[told], stderr=subprocess.DEVNULL) as server:
        try:
            os.close(told)
            with os.fdopen(screen) as answer:
                display = f":{answer.readline().strip()}"
            with kiosk.shown("screen-x11", tmp_path / "home", DISPLAY=display):
                said = tmp_path / "home/said"
                until(lambda: _edges(tmp_path / "Xvfb_screen0").min() > 150, said)
        finally:
            server.terminate()


def _edges(dump: Path) -> Any:
    """The pixels round the screen, from Xvfb's dump: the page is light, and what it leaves black.

    Source: X11/XWDFile.h: 25 numbers, of which 0, 4, 5, 12, 19 are used here; then the colors.
    """
    raw = dump.read_bytes()
    head = np.frombuffer(raw, ">u4", 25)
    start, width, height, line = int(head[0] + 12 * head[19]), head[4], head[5], head[12]
    pixels = np.frombuffer(raw, np.uint8, int(line * height), start).reshape(height, -1, 4)
    shown = pixels[:, :width, :3]
    return np.concatenate([shown[0], shown[-1], shown[:, 0], shown[:, -1]])


@pytest.mark.host
@pytest.mark.browser
def test_chromium_knows_every_policy_and_switch_and_keeps_them(kiosk: Kiosk, tmp_path: Path):
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    told = json.loads((TEMPLATES / "policies.json").read_text())
    # Tests drive no page that is incognito by force, or that is closed to developer tools.
    driven = {"IncognitoModeAvailability", "DeveloperToolsAvailability"}
    place = kiosk.root / "etc/chromium/policies/managed/sketchwell.json"
    kept = {key: value for key, value in json.loads(place.read_text()).items() if key not in driven}
    (tmp_path / "managed").mkdir()
    (tmp_path / "managed/sketchwell.json").write_text(json.dumps(kept))
    chromium = _under(tmp_path, tmp_path / "chromium")
    with driver.sync_playwright() as playing:
        quiet = ["--no-sandbox", "--disable-gpu", "--headless=new"]
        browser = playing.chromium.launch(executable_path=str(chromium), args=quiet)
        page = browser.new_page()
        page.goto("chrome://policy")
        names, values = page.evaluate(LISTEN)
        known = {name for group in names.values() for name in group["policyNames"]}
        assert told.keys() - known == set()
        rows = {}
        for group in values["policyGroups"].values():
            rows |= group["policies"]
        assert [key for key in kept if rows[key].get("error")] == []
        page.goto(f"http://127.0.0.1:{kiosk.port}/")
        page.close()
        for address in ("http://example.org/", "file:///etc/passwd", "http://127.0.0.1:1/"):
            with pytest.raises(driver.Error, match="ERR_BLOCKED_BY_ADMINISTRATOR"):
                browser.new_page().goto(address)
        browser.close()
    assert _unknown([flag.partition("=")[0].removeprefix("--") for flag in flags()]) == []


def _under(policies: Path, script: Path) -> Path:
    """A Chromium that finds these policies in /etc, which nobody else sees."""
    asked = f'mount --bind {policies} /etc/chromium && exec {chromium_path()} "$@"'
    script.write_text(
        f"#!/bin/sh\nexec unshare --map-root-user --mount sh -c '{asked}' sh \"$@\"\n"
    )
    script.chmod(0o755)
    (policies / "policies").symlink_to(".")
    return script


def _unknown(names: list[str]) -> list[str]:
    """The switches that Chromium's program does not name."""
    asked = [word for name in names for word in ("-e", name)]
    command = ["grep", "-aoF", *asked, "/usr/lib/chromium/chromium"]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return sorted(set(names) - set(found.split()))
