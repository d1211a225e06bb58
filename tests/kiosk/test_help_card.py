"""The help card on the page: the site's words, in the visitor's language, whatever is wrong."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from engines import settings
from engines.safety import help_card
from kiosk.app import create_app
from kiosk.site import card, files
from tests.engines.safety.test_help_card import CARD

TODAY = date.today()  # noqa: DTZ011 - the card is read on this machine's day


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    chosen = settings.load({"data": str(tmp_path)})
    # Not entered, so that no painter starts.
    return TestClient(create_app(chosen), base_url="http://localhost")


def signed(folder: Path, day: date = TODAY) -> None:
    path = folder / help_card.FILE
    path.write_text(CARD.format(day=day), encoding="utf-8")
    help_card.sign(path, keys=folder, today=day)


def answered(client: TestClient, language: str) -> dict[str, Any]:
    return client.get(f"/help/{language}.json").json()


def test_a_card_is_told_in_the_visitor_s_language(client: TestClient, tmp_path: Path) -> None:
    signed(tmp_path)
    told = answered(client, "de")
    assert told["staff"] == "Fragen Sie am Empfang."
    assert told["emergency"] == {"number": "144", "where": ""}
    night, day = told["lines"]
    assert (night["name"], night["hours"], night["note"]) == ("Night line", [], "kostenlos")
    assert night["languages"] == ["Deutsch", "Français"]
    assert day["hours"][0] == "Mo–Fr 09:00–17:00"


def test_without_a_card_staff_and_the_emergency_number_stay(client: TestClient) -> None:
    told = answered(client, "en")
    assert told["emergency"]["number"] == "112"
    assert told["staff"]
    assert told["lines"] == []


def test_a_card_changed_behind_its_signature_shows_no_line(
    client: TestClient, tmp_path: Path
) -> None:
    signed(tmp_path)
    path = tmp_path / help_card.FILE
    path.write_text(path.read_text("utf-8").replace("0800", "0900"), encoding="utf-8")
    assert answered(client, "en")["lines"] == []


def test_a_language_that_nobody_offers_has_no_card(client: TestClient) -> None:
    assert client.get("/help/xx.json").status_code == 404


def test_lines_know_whether_they_are_open_and_odd_languages_keep_their_code(tmp_path: Path) -> None:
    signed(tmp_path)
    path = tmp_path / help_card.FILE
    whole = help_card.parse(path.read_bytes().replace(b'"de", "fr"', b'"zzz"'))
    told = card.told(whole, "en", datetime(2026, 11, 22, 12))  # noqa: DTZ001 - a Sunday here
    day, night = told["lines"]
    assert (day["open"], night["open"], night["languages"]) == (False, True, ["zzz"])


def test_the_operator_may_name_another_file(tmp_path: Path) -> None:
    signed(tmp_path)
    (tmp_path / files.FILE).write_text('format = 1\n[help]\ncard = "mine.toml"\n', encoding="utf-8")
    in_force = files.read(tmp_path)
    app = create_app(settings.load({"data": str(tmp_path)}), in_force=in_force)
    assert answered(TestClient(app, base_url="http://localhost"), "en")["lines"] == []
