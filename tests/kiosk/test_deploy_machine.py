"""What is looked at on a machine, the engine on a board, and what systemd is told."""

from __future__ import annotations

import asyncio
import io
import json
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

import build_trt
from engines import settings
from engines.plans import telling
from engines.plans.models import checked_sizes
from engines.plans.showing import Terminal
from engines.sketch import size_of
from kiosk.app import PAPER
from kiosk.deploy import acting, engine, machine, notify, waiting
from kiosk.deploy.options import choose
from kiosk.operating import standing
from tests.kiosk.machines import link, write
from tests.kiosk.machines import machine as built

Line = Callable[[str], None]
BUILDING = "house    [##########..............]  40%  01:02  900 MiB  timing tactics"


def test_the_deb_is_taken_before_the_snap_and_a_script_for_the_snap_is_no_deb(tmp_path: Path):
    write(tmp_path / "usr/bin/chromium-browser", "#!/bin/sh\nexec /snap/bin/chromium\n")
    assert machine.find_browser(tmp_path) is None
    link(tmp_path / "snap/bin/chromium", "/usr/bin/snap")
    snap = machine.find_browser(tmp_path)
    assert snap is not None
    assert (snap.kind, snap.policies) == ("snap", "/etc/chromium-browser/policies/managed")
    built(tmp_path)
    assert machine.find_browser(tmp_path) == machine.assumed_browser("deb")


def test_a_deb_says_itself_where_its_policies_lie(tmp_path: Path):
    built(tmp_path)
    program = tmp_path / "usr/lib/chromium/chromium"
    write(program, "...\0/etc/chromium-browser/policies\0...")
    found = machine.find_browser(tmp_path)
    assert found is not None
    assert found.policies == "/etc/chromium-browser/policies/managed"


@pytest.mark.parametrize(
    ("release", "jetpack"),
    [("# R35 (", 5), ("# R36 (", 6), ("# R38 (", 7), ("# R39 (", 7), ("# R50 (", 0), ("?", 0)],
)
def test_a_jetson_is_known_by_its_release(tmp_path: Path, release: str, jetpack: int):
    assert machine.jetpack_of(tmp_path) is None
    write(tmp_path / "etc/nv_tegra_release", f"{release}release), REVISION: 1.0, GCID: 1\n")
    assert machine.jetpack_of(tmp_path) == jetpack


def test_the_operator_is_told_that_x11_took_over(tmp_path: Path):
    assert list(standing.screen(tmp_path)) == []
    write(tmp_path / "run/sketchwell-browser/compositor", "x11\n")
    assert [found.standing for found in standing.screen(tmp_path)] == ["ok"]
    wants = tmp_path / "etc/systemd/system/multi-user.target.wants"
    link(wants / "sketchwell-browser.service", "../sketchwell-browser.service")
    assert [found.standing for found in standing.screen(tmp_path)] == ["note"]


def test_users_get_numbers_that_nobody_has(tmp_path: Path):
    root = built(tmp_path, "cage", "Xwayland")
    assert choose({}, {}, root).users == (997, 998)  # 999 is somebody's
    write(root / "etc/passwd", "sketchwell-browser:x:701:701::/:/bin/sh\n")
    assert choose({}, {}, root).users == (999, 701)


def test_users_are_made_before_units_are_read_and_go_after(tmp_path: Path):
    options = choose({}, {}, built(tmp_path, "cage", "Xwayland"))
    first, *_ = acting.after_writing(options)
    assert first == ("systemd-sysusers", "/etc/sysusers.d/sketchwell.conf")
    last = list(acting.after_taking(options, made=["sketchwell"]))[-1]
    assert last == ("userdel", "sketchwell")


def test_an_engine_is_built_verified_and_told_about(tmp_path: Path):
    ran: list[str] = []

    def run(command: list[str], line: Line) -> tuple[int, str]:
        ran.append(command[3])
        line(BUILDING)
        told.append(engine.read_progress(tmp_path))
        return 0, "unet.engine: 13 MiB\nNext: python build_trt.py verify /data/plans/house/k1\n"

    told: list[engine.Progress] = []
    assert engine.build("house", tmp_path, folder=tmp_path, run=run) == 0
    assert ran == ["build", "verify"]
    assert (told[0].state, told[0].percent) == ("building", 40)
    assert [finding.standing for finding in standing.engine_built(tmp_path)] == ["ok"]
    assert list(standing.engine_built(tmp_path / "elsewhere")) == []
    assert engine.build("house", tmp_path, folder=tmp_path, run=run) == 0
    assert ran == ["build", "verify"]  # once is enough


@pytest.mark.parametrize("model", ["house", "sdxs"])
def test_a_large_painter_s_engine_is_built_for_the_kiosk_s_page(tmp_path: Path, model: str):
    ran: list[list[str]] = []

    def run(command: list[str], _: Line) -> tuple[int, str]:
        ran.append(command)
        return 6, ""

    engine.build(model, tmp_path, folder=tmp_path, run=run)
    asked = build_trt._parser().parse_args(ran[0][3:])
    page = size_of(PAPER, 512)
    assert asked.size == (() if model == "house" else (page,))
    assert checked_sizes(model, asked.size) == ((page,) if asked.size else ((128, 128),))


def test_the_builder_s_own_lines_are_understood():
    said = io.StringIO()
    Terminal(said).progress("house", 0.4, "timing tactics", rss_mb=900.0)
    found = engine._LINE.match(said.getvalue().strip())
    assert found is not None
    assert found.groups() == ("house", "40", "timing tactics")
    made: Any = SimpleNamespace(built=(), stood=(), folder=Path("/data/plans/house/k1"), onnx=None)
    folder = engine._NEXT.search("\n".join(telling.made_lines(made)))
    assert folder is not None
    assert folder[1] == "/data/plans/house/k1"


def test_an_engine_that_fails_leaves_the_processor_painting(tmp_path: Path):
    def run(_: list[str], line: Line) -> tuple[int, str]:
        line("build_trt.py: too little memory")
        return 6, ""

    assert engine.build("house", tmp_path, folder=tmp_path, run=run) == 6
    told = engine.read_progress(tmp_path)
    assert (told.state, "too little memory" in told.said) == ("failed", True)
    chosen = settings.load({"data": str(tmp_path), "runtime": "onnxruntime"})
    assert engine.decide(chosen, folder=tmp_path)["SKETCHWELL_RUNTIME"] == "onnxruntime"


@pytest.mark.parametrize(("paints", "runtime"), [(True, "tensorrt"), (False, "onnxruntime")])
def test_an_engine_is_taken_if_it_paints_now(tmp_path: Path, paints: bool, runtime: str):
    write(tmp_path / engine.RECORD, json.dumps({"model": "house", "folder": "/x", "jetson": ""}))

    def run(command: list[str], _: Line) -> tuple[int, str]:
        if paints:
            Path(command[command.index("--out") + 1]).write_bytes(b"PNG")
        return (0 if paints else 2), ""

    chosen = settings.load({"data": str(tmp_path), "runtime": "onnxruntime"})
    engine.decide(chosen, folder=tmp_path, run=run)
    lines = (tmp_path / engine.PAINTER).read_text().splitlines()
    assert f"SKETCHWELL_RUNTIME={runtime}" in lines


def test_a_trial_really_paints(tmp_path: Path):
    """The very command of the trial, on the processor: only the runtime is another on a board."""
    drawing = tmp_path / "trial.json"
    write(drawing, engine.TRIAL)
    command = [sys.executable, "-m", "engines", "paint", str(drawing), "--out"]
    code, told = engine._run(
        [*command, str(tmp_path / "t.png"), "--painter", "wash", "--size", "64"], print
    )
    assert (code, (tmp_path / "t.png").exists()) == (0, True), told


def test_systemd_is_told_that_the_server_listens_and_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "notify"))
        heard.settimeout(20)
        monkeypatch.setenv(notify.VARIABLE, str(tmp_path / "notify"))
        app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))])
        config = notify.uvicorn.Config(app, port=0, log_level="error")
        server = notify.ToldServer(config)

        async def serving() -> bool:
            running = asyncio.create_task(server.serve())
            assert await asyncio.to_thread(heard.recv, 99) == b"READY=1"
            assert await asyncio.to_thread(heard.recv, 99) == b"WATCHDOG=1"
            port = server.servers[0].sockets[0].getsockname()[1]
            answered = await asyncio.to_thread(waiting.answers, port)
            server.should_exit = True
            await running
            return answered

        assert asyncio.run(serving())


def test_nobody_is_waited_for_longer_than_that():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert not waiting.answers(taken.getsockname()[1], limit_s=0)
