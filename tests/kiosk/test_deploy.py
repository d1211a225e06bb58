"""Onto a machine and away again, below a folder: every combination, to the byte."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from kiosk.deploy import __main__ as deploy
from kiosk.deploy import checking, record
from kiosk.deploy.options import Options, Refused, choose
from kiosk.deploy.pieces import pieces
from tests.kiosk.machines import machine, tree, write

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROGRAMS = {"cage": ("cage", "Xwayland"), "x11": ("Xorg", "xinit", "matchbox-window-manager")}
WAYS = list(product(("6", "7", "none"), ("deb", "snap"), ("cage", "x11")))
EVERYTHING = ("--rotate", "90", "--take-home", "192.168.50.0/24", "--printing", "--fallback")
EVERYTHING += ("--sealed", "/media/practice")
ROOT = Path(__file__).resolve().parents[2]


def run(root: Path, command: str, *said: str) -> int:
    return deploy.main([command, "--root", str(root), *said])


def text(root: Path, path: str) -> str:
    return (root / path).read_text(encoding="utf-8")


@pytest.mark.parametrize(("jetpack", "browser", "compositor"), WAYS)
def test_what_is_written_goes_again_and_gives_back_what_was_there(
    tmp_path: Path, jetpack: str, browser: str, compositor: str
):
    programs = [*PROGRAMS["x11"], *(PROGRAMS["cage"] if compositor == "cage" else ())]
    root = machine(tmp_path, *programs, jetpack=jetpack, browser=browser)
    before = tree(root)
    assert run(root, "install", *EVERYTHING) == 0
    installed = tree(root)
    units = root / "etc/systemd/system"
    assert (units / "sketchwell-browser.service").exists() == (compositor == "cage")
    assert (units / "sketchwell-engine.service").exists() == (jetpack != "none")
    assert (units / "home-sketchwell.mount").exists() == (browser == "snap")
    assert run(root, "install") == 0
    assert tree(root) == installed  # the record remembers what was chosen
    assert run(root, "remove") == 0
    assert tree(root) == before


def test_a_template_leaves_no_word_and_no_condition(tmp_path: Path):
    root = machine(tmp_path, *PROGRAMS["cage"], *PROGRAMS["x11"], jetpack="6")
    run(root, "install", *EVERYTHING)
    for path in record.read(root).entries:
        place = root / path.lstrip("/")
        if not place.is_symlink():
            lines = place.read_text(encoding="utf-8").splitlines()
            assert not [line for line in lines if line.startswith("?")]
            assert not [line for line in lines if re.search("@[A-Z_]+@", line)]


def test_the_server_reaches_nobody_but_who_was_named(tmp_path: Path):
    root = machine(tmp_path, *PROGRAMS["cage"])
    run(root, "install")
    unit = "etc/systemd/system/sketchwell-server.service"
    assert "IPAddressDeny=any\nIPAddressAllow=localhost\n" in text(root, unit)
    assert "192.168" not in text(root, unit)
    assert {"MemorySwapMax=0", "LimitCORE=0"} <= set(text(root, unit).splitlines())
    run(root, "install", "--take-home", "192.168.50.0/24")
    assert "IPAddressAllow=192.168.50.0/24" in text(root, unit)


def test_policies_allow_this_kiosk_alone(tmp_path: Path):
    root = machine(tmp_path, *PROGRAMS["cage"], browser="snap")
    run(root, "install", "--port", "8700")
    told = json.loads(text(root, "etc/chromium-browser/policies/managed/sketchwell.json"))
    assert told["URLBlocklist"] == ["*", "http://127.0.0.1:8700/operator"]
    assert told["URLAllowlist"] == ["http://127.0.0.1:8700"]
    assert not (root / "etc/chromium").exists()


def test_cups_keeps_what_it_had_to_say(tmp_path: Path):
    root = machine(tmp_path, *PROGRAMS["cage"])
    run(root, "install", "--printing")
    said = text(root, "etc/cups/cupsd.conf")
    assert said.startswith("Listen localhost:631\n")
    assert "\nPreserveJobFiles No\n" in said
    run(root, "install", "--no-printing")
    assert text(root, "etc/cups/cupsd.conf") == "Listen localhost:631\n"


def test_what_somebody_changed_is_asked_about(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    root = machine(tmp_path, *PROGRAMS["cage"])
    run(root, "install")
    changed = root / "etc/sysctl.d/90-sketchwell.conf"
    write(changed, "kernel.sysrq = 1\n")
    installed = tree(root)
    assert run(root, "remove") == 2 == run(root, "install", "--port", "9000")
    assert "/etc/sysctl.d/90-sketchwell.conf" in capsys.readouterr().err
    assert tree(root) == installed
    assert run(root, "remove", "--changed", "leave") == 0
    assert changed.read_text() == "kernel.sysrq = 1\n"
    assert not (root / "etc/systemd/system/sketchwell-server.service").exists()


def test_what_stopped_half_way_is_given_back_whole(tmp_path: Path):
    root = machine(tmp_path, *PROGRAMS["cage"])
    before = tree(root)
    run(root, "install")
    # As if the power had gone between the record and the last files.
    (root / "etc/systemd/system/default.target").unlink()
    (root / "etc/systemd/system/default.target").symlink_to("/lib/systemd/system/graphical.target")
    (root / "etc/systemd/system/sketchwell-server.service").unlink()
    assert run(root, "remove") == 0
    assert tree(root) == before


def test_a_folder_in_the_way_stops_it_before_anything_is_written(tmp_path: Path):
    root = machine(tmp_path, *PROGRAMS["cage"])
    (root / "usr/local/lib/sketchwell/browser").mkdir(parents=True)
    before = tree(root)
    assert run(root, "install") == 2
    assert tree(root) == before


def test_a_plan_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    root = machine(tmp_path, *PROGRAMS["cage"], jetpack="7")
    before = tree(root)
    assert run(root, "plan", "--rotate", "270") == 0
    told = capsys.readouterr().out
    assert "replaces /etc/systemd/logind.conf.d/sketchwell.conf 0644" in told
    assert "writes   /etc/udev/rules.d/90-sketchwell-touch.rules 0644" in told
    assert tree(root) == before


@pytest.mark.parametrize(
    ("has", "said", "told"),
    [
        ({"jetpack": "5"}, (), "no JetPack 6 or 7"),
        ({"jetpack": "6"}, ("--jetpack", "7"), "this Jetson has JetPack 6"),
        ({"browser": "none"}, (), "no Chromium"),
        ({}, ("--rotate", "45"), "--rotate is 45"),
        ({}, ("--nightly", "25:00"), "--nightly is '25:00'"),
        ({}, ("--take-home", "everybody"), "--take-home is 'everybody'"),
        ({}, ("--python", "/opt/my python"), "--python is"),
        ({}, ("--port", "0"), "--port is 0"),
    ],
)
def test_a_machine_that_cannot_be_a_kiosk_is_refused(
    tmp_path: Path, has: dict[str, str], said: tuple[str, ...], told: str, capsys: Any
):
    root = machine(tmp_path, *PROGRAMS["cage"], **has)
    before = tree(root)
    assert run(root, "install", *said) == 2
    assert told in capsys.readouterr().err
    assert tree(root) == before


def test_no_compositor_is_refused_with_what_to_install(tmp_path: Path, capsys: Any):
    assert run(machine(tmp_path, "cage"), "install") == 2
    assert "apt-get install cage xwayland" in capsys.readouterr().err


def test_the_machine_itself_wants_root_systemd_and_a_python_that_units_see(tmp_path: Path):
    options = _options(machine(tmp_path, *PROGRAMS["cage"]), python="/home/me/bin/python")
    with pytest.raises(Refused, match=r"Only root|systemd|units cannot see it"):
        checking.refuse_here(options)


def test_a_snapd_that_does_not_run_on_jetpack_6_is_told_with_the_pin(tmp_path: Path):
    root = machine(tmp_path, *PROGRAMS["cage"], jetpack="6", browser="snap")
    write(root / "snap/snapd/current/usr/lib/snapd/info", "VERSION=2.70.1\n")
    told = list(checking.warnings(_options(root), root=root))
    assert any("--revision=24724" in line and "hold snapd" in line for line in told)
    write(root / "snap/snapd/current/usr/lib/snapd/info", "VERSION=2.68.5\n")
    told = list(checking.warnings(_options(root), root=root))
    assert not any("24724" in line for line in told)


@pytest.mark.parametrize("said", [("--into", "here"), ("--into", "/nowhere/at/all", "remove")])
def test_the_script_refuses_before_it_does_anything(said: tuple[str, ...]):
    script = ROOT / "kiosk/deploy/install.sh"
    done = subprocess.run(["sh", script, *said], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert re.match(r"install.sh: (--into is here|there is no /nowhere|only root)", done.stderr)


def test_requirements_are_those_of_the_dependency_group():
    group = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]["kiosk"]
    lines = (ROOT / "kiosk/deploy/requirements.txt").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == group


def _options(root: Path, **given: Any) -> Options:
    options = choose({"python": sys.executable, **given}, {}, root)
    assert pieces(options)
    return options
