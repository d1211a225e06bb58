"""The help card: shown whole only while signed, unchanged and checked of late."""

from __future__ import annotations

import os
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from engines.__main__ import main
from engines.errors import SettingsError
from engines.languages import available
from engines.safety import help_card
from engines.safety.card_format import MOST_BYTES, parse
from engines.safety.help_card import SHIPPED, TRUSTED_DAYS, read, sign

TODAY = date(2026, 11, 22)
CARD = """
format = 1
site = "A house"
checked_by = "Somebody"
checked_on = {day}
[emergency]
number = "144"
[ask_staff]
en = "Ask at the desk."
de = "Fragen Sie am Empfang."
[[line]]
name = "Day line"
number = "0800 000 000"
languages = ["en"]
hours = ["mon-fri 09:00-17:00", "sat 20:00-02:00"]
source = "https://example.org"
[[line]]
name = "Night line"
number = "+49 (0) 800-1"
languages = ["de", "fr"]
hours = "always"
note = {{ de = "kostenlos" }}
source = "a leaflet"
"""


@pytest.fixture
def card(tmp_path: Path) -> Path:
    path = tmp_path / help_card.FILE
    path.write_text(CARD.format(day=TODAY), encoding="utf-8")
    return path


def shown(path: Path, *, later: int = 0) -> help_card.Shown:
    return read(path, keys=path.parent, today=TODAY + timedelta(days=later))


def test_a_signed_card_is_shown_whole(card: Path):
    sign(card, keys=card.parent, today=TODAY)
    found = shown(card)
    assert (found.standing, found.card.emergency) == ("good", "144")
    assert [line.name for line in found.card.lines] == ["Day line", "Night line"]
    assert found.card.staff_words("de") == "Fragen Sie am Empfang."
    assert found.card.staff_words("fr").startswith("Adressez-vous")
    assert found.card.staff_words("pt") == "Ask at the desk."


@pytest.mark.parametrize(("later", "standing"), [(TRUSTED_DAYS, "good"), (181, "stale")])
def test_numbers_go_stale(card: Path, later: int, standing: str):
    sign(card, keys=card.parent, today=TODAY)
    found = shown(card, later=later)
    assert (found.standing, bool(found.card.lines)) == (standing, standing == "good")
    assert (found.card.emergency, found.card.staff_words("en")) == ("144", "Ask at the desk.")


def test_a_clock_that_lags_behind_shows_no_number(card: Path):
    sign(card, keys=card.parent, today=TODAY)
    assert (shown(card, later=-1).standing, shown(card, later=-2).standing) == ("good", "ahead")
    assert shown(card, later=-2).card.lines == ()


def _unsigned(_path: Path) -> None:
    """Nothing is done to it."""


def _changed(path: Path) -> None:
    sign(path, keys=path.parent, today=TODAY)
    path.write_text(path.read_text().replace("144", "1900 666 666"))


def _elsewhere(path: Path) -> None:
    sign(path, keys=path.parent / "another", today=TODAY)
    other = path.parent / "third.toml"
    shutil.copyfile(path, other)
    sign(other, keys=path.parent, today=TODAY)


def _keyless(path: Path) -> None:
    sign(path, keys=path.parent, today=TODAY)
    (path.parent / "machine.key").unlink()


def _gone(path: Path) -> None:
    path.unlink()


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _binary_signature(path: Path) -> None:
    path.with_name(path.name + ".sig").write_bytes(b"\xff\xfe")


@pytest.mark.parametrize(
    ("harm", "standing"),
    [
        (_unsigned, "unsigned"),
        (_changed, "changed"),
        (_elsewhere, "changed"),
        (_keyless, "unsigned"),
        (_gone, "missing"),
        (_folder, "unreadable"),
        (_pipe, "unreadable"),
        (_binary_signature, "unsigned"),
    ],
)
def test_whatever_is_wrong_the_emergency_number_is_shown(card: Path, harm, standing: str):
    harm(card)
    found = shown(card)
    assert (found.standing, found.card.emergency, found.card.lines) == (standing, "112", ())
    assert found.card.staff_words("es").startswith("Pregunte")
    for language in available():
        assert str(card) in found.told(language)


def test_what_ships_holds_no_number_but_the_european_one():
    ships = parse(SHIPPED.read_bytes())
    assert (ships.emergency, ships.lines, ships.site) == ("112", (), "")
    assert set(ships.ask_staff) == set(ships.where) == {"en", "de", "fr", "es"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("format = 1", "format = 2", "format is 2"),
        ("format = 1", "format = ", "not TOML"),
        ('number = "144"', 'number = "call <b>me</b>"', "emergency: the number"),
        ('number = "144"', "number = 144", "emergency: the number"),
        ("[ask_staff]", "[ask_stuff]", "'ask_stuff'"),
        ('languages = ["en"]', 'languages = "en"', "Day line: languages"),
        ("mon-fri 09:00", "mon-fry 09:00", "Day line: hours"),
        ("sat 20:00-02:00", "sat 20:00-25:00", "Day line: hours"),
        ('hours = "always"', 'hours = "mostly"', "Night line: hours"),
        ("kostenlos", "\\n", "Night line: note.de"),
        ("A house", "A" * 300, "site must be one line"),
        (f"checked_on = {TODAY}", 'checked_on = "today"', "checked_on must be a day"),
        ("format = 1", "format = 1\nextra = 1", "holds 'extra'"),
        ("format = 1", "#" * MOST_BYTES + "\nformat = 1", "bytes"),
    ],
)
def test_a_wrong_card_is_refused_and_named(card: Path, old: str, new: str, told: str):
    card.write_text(card.read_text().replace(old, new))
    with pytest.raises(SettingsError, match="cannot be signed") as caught:
        sign(card, keys=card.parent, today=TODAY)
    assert told in str(caught.value)
    assert not card.with_name(card.name + ".sig").exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('site = "A house"', 'site = ""'),
        ("Somebody", ""),
        (f"checked_on = {TODAY}", ""),
        (str(TODAY), "2026-01-01"),
        (str(TODAY), "2026-12-24"),
        ("a leaflet", ""),
    ],
)
def test_nobody_signs_what_nobody_checked(card: Path, old: str, new: str):
    card.write_text(card.read_text().replace(old, new))
    with pytest.raises(SettingsError):
        sign(card, keys=card.parent, today=TODAY)


@pytest.mark.parametrize(
    ("at", "open_now"),
    [
        ("2026-11-23 09:00", True),
        ("2026-11-23 17:00", False),
        ("2026-11-28 23:59", True),
        ("2026-11-29 01:59", True),
        ("2026-11-29 02:00", False),
        ("2026-11-28 01:00", False),
    ],
)
def test_a_line_knows_its_hours(card: Path, at: str, open_now: bool):
    line = parse(card.read_bytes()).lines[0]
    assert line.is_open(datetime.fromisoformat(at)) is open_now


def test_a_visitor_s_language_comes_first(card: Path):
    found = parse(card.read_bytes())
    sunday = datetime.fromisoformat("2026-11-22 12:00")
    assert [line.name for line in found.lines_for("fr", sunday)] == ["Night line", "Day line"]
    assert [line.name for line in found.lines_for("en", sunday)] == ["Day line", "Night line"]
    assert found.lines[0].hours[0].said("de") == "Mo–Fr 09:00–17:00"


def test_the_commands_begin_sign_and_check_a_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("SKETCHWELL_DATA", str(tmp_path / "practice"))
    file = tmp_path / "practice" / help_card.FILE
    assert main(["helpcard"]) == 1
    assert main(["helpcard", "new"]) == 0
    assert main(["helpcard", "new"]) == 2
    assert main(["helpcard", "sign"]) == 2
    file.write_text(CARD.format(day=datetime.now().astimezone().date()), encoding="utf-8")
    assert main(["helpcard", "sign"]) == 0
    assert main(["helpcard", "check", str(file)]) == 0
    assert "0800 000 000  Day line (en), Mon–Fri" in capsys.readouterr().out
