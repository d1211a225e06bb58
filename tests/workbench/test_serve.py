"""The command: what it refuses, and that a throw-away practice is thrown away."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from workbench.__main__ import main
from workbench.archive import leftovers
from workbench.archive.store import Archive

ROOT = Path(__file__).resolve().parents[2]


def started(*arguments: str, **more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "workbench", *arguments]
    environment = {**os.environ, "SKETCHWELL_PAINTER": "wash", **more}
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def free_port() -> str:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return str(asked.getsockname()[1])


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_demo_without_a_folder_of_its_own_is_thrown_away(tmp_path: Path, stop: signal.Signals):
    served = started("--demo", "--no-browser", "--port", free_port(), TMPDIR=str(tmp_path))
    assert served.stdout is not None
    assert any("Sketchwell is open" in line for line in iter(served.stdout.readline, ""))
    assert list(tmp_path.glob("sketchwell-demo-*"))
    served.send_signal(stop)
    served.communicate(timeout=60)
    assert list(tmp_path.glob("sketchwell-demo-*")) == []


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_what_a_killed_demo_left_goes_at_the_next_start(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    served = started("--demo", "--no-browser", "--port", free_port(), TMPDIR=str(tmp_path))
    assert served.stdout is not None
    assert any("Sketchwell is open" in line for line in iter(served.stdout.readline, ""))
    (left,) = tmp_path.glob("sketchwell-demo-*")
    assert leftovers.sweep() == ()  # it is in use
    served.kill()
    served.communicate(timeout=60)
    assert str(left) in leftovers.at_a_start(tmp_path / "practice")
    assert not left.exists()


def test_a_port_out_of_range_is_refused_with_a_sentence(tmp_path: Path):
    served = started("serve", "--no-browser", "--port", "99999", "--data", str(tmp_path))
    said, _ = served.communicate(timeout=60)
    assert served.returncode == 2
    assert "port" in said
    assert "Traceback" not in said


def test_start_says_which_process_holds_the_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    with Archive.open(tmp_path):
        assert main(["--data", str(tmp_path), "--port", free_port(), "--no-browser"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("Sketchwell: ")
    assert str(tmp_path) in said


def test_start_names_a_port_in_use_and_the_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["--data", str(tmp_path), "--port", port, "--no-browser"]) == 2
    assert f"Port {port}" in capsys.readouterr().err


def test_start_refuses_to_listen_to_other_machines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SKETCHWELL_HOST", "0.0.0.0")
    assert main(["--data", str(tmp_path), "--port", free_port(), "--no-browser"]) == 2
    assert "0.0.0.0" in capsys.readouterr().err


def test_help_shows_the_options_of_serving_beside_the_commands(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(each in said for each in ("--data", "--port", "--demo", "--no-browser", "--new-pin"))
    assert all(each in said for each in ("serve", "back-up", "restore", "bench"))
