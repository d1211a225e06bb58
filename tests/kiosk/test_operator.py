"""The operator's page: for whoever is on the machine and knows its address, and nobody else."""

from __future__ import annotations

import re
import stat
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import kiosk.deploy
from engines import settings
from engines.settings import Settings
from engines.worker import PaintingWorker
from kiosk.__main__ import main
from kiosk.app import create_app
from kiosk.leaving.verbs import Leaving
from kiosk.operating import page
from kiosk.operating.door import FILE, SERVICE, Door, address
from kiosk.site import files
from tests.kiosk.test_help_card import signed

DEPLOY = Path(kiosk.deploy.__file__).parent
BAD = "format = 1\n[waiting]\nidle_s = '<b>long</b>'\n"


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return settings.load({"data": str(tmp_path)})


def client(chosen: Settings, door: Door | None, host: str = "127.0.0.1") -> TestClient:
    app = create_app(chosen, in_force=files.read(chosen.data), door=door)
    app.state.worker = PaintingWorker(chosen)
    return TestClient(app, base_url="http://localhost", client=(host, 50_000))


def test_the_page_says_what_holds_what_is_left_to_do_and_how_it_runs(chosen: Settings) -> None:
    (chosen.data / files.FILE).write_text(BAD, encoding="utf-8")
    door = Door()
    got = client(chosen, door).get(door.path)
    assert got.status_code == 200
    assert "idle_s is &#x27;&lt;b&gt;long&lt;/b&gt;&#x27;: must lie in 20..900" in got.text
    assert "the defaults hold" in got.text
    for what in (
        "no help card",
        "Visits since the start",
        "Memory of this server",
        "waiting.idle_s",
    ):
        assert what in got.text


def test_a_way_home_that_could_not_be_opened_is_told_here_and_not_offered(
    chosen: Settings,
) -> None:
    text = "format = 1\n[take.link]\naddress = '192.0.2.77'\n"
    (chosen.data / files.FILE).write_text(text, encoding="utf-8")
    door = Door()
    kiosk = client(chosen, door)
    state = cast(Starlette, kiosk.app).state
    with Leaving(state.site) as leaving:
        state.take = leaving.ways
    assert kiosk.get("/site.json").json()["take"] == []
    told = kiosk.get(door.path).text
    assert "192.0.2.77 is not this machine&#x27;s address now" in told
    assert "taking home: link" in told


@pytest.mark.parametrize(
    ("path", "host"), [("/operator/guess", "127.0.0.1"), ("", "192.168.1.7"), ("/operator/", "::1")]
)
def test_nobody_else_finds_it(chosen: Settings, path: str, host: str) -> None:
    door = Door()
    assert client(chosen, door, host).get(path or door.path).status_code == 404


def test_without_a_door_there_is_no_page(chosen: Settings) -> None:
    assert client(chosen, None).get("/operator/x").status_code == 404


def test_the_address_is_new_at_each_start_and_only_the_kiosk_s_user_reads_it(
    tmp_path: Path,
) -> None:
    Door().post(tmp_path, 8502)
    first = address(tmp_path)
    path = Door().post(tmp_path, 8502)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    second = address(tmp_path)
    assert second != first
    assert re.fullmatch(r"http://127\.0\.0\.1:8502/operator/[\w-]{22}", second or "")


def test_a_service_keeps_its_address_in_memory(tmp_path: Path) -> None:
    unit = DEPLOY / "templates" / "server.service"
    assert f"RuntimeDirectory={SERVICE.name}" in unit.read_text(encoding="utf-8")
    service, data = tmp_path / "run", tmp_path / "data"
    service.mkdir()
    posted = Door().post(data, 8502, service=service)
    assert posted.parent == service
    assert address(data, service=service) == posted.read_text(encoding="ascii").strip()


def test_the_command_says_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SKETCHWELL_DATA", str(tmp_path))
    assert main(["operator"]) == 1
    Door().post(tmp_path, 8502)
    assert main(["operator"]) == 0
    assert (tmp_path / FILE).read_text(encoding="ascii").strip() in capsys.readouterr().out


def test_a_card_in_order_is_told_as_such(chosen: Settings) -> None:
    signed(chosen.data, date.today())  # noqa: DTZ011 - the card is read on this machine's day
    door = Door()
    assert "The help card is signed" in client(chosen, door).get(door.path).text


@pytest.mark.parametrize(
    ("seconds", "told"), [(59, "0 min"), (3_599, "59 min"), (11_520, "3 h 12 min")]
)
def test_times_are_told_in_words(seconds: float, told: str) -> None:
    assert page.told_s(seconds) == told
