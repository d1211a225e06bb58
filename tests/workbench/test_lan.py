"""The practice's own network: which addresses, which certificate, and what the server demands."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from engines.errors import SettingsError
from engines.sealing import certificates
from engines.settings import load
from tests.workbench.browsing import free_port
from workbench.__main__ import main
from workbench.lan import addresses, hosting, tls

NOW = datetime.now(timezone.utc)
NAMES = ("10.0.0.7", "desk", "desk.local")


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("0.0.0.0", "every address"),
        ("::", "every address"),
        ("127.0.0.1", "no other device"),
        ("169.254.3.4", "no other device"),
        ("8.8.8.8", "whole internet"),
        ("10.255.255.1", "no address of this machine"),
        ("tomorrow", "give an address"),
    ],
)
def test_an_address_that_is_not_the_practice_s_own_is_refused(wanted: str, told: str):
    with pytest.raises(SettingsError, match=told):
        addresses.chosen(wanted)


def test_a_certificate_is_made_once_and_only_its_owner_reads_the_key(tmp_path: Path):
    first = tls.made_here(tmp_path, NAMES, now=NOW)
    assert first.key.stat().st_mode & 0o777 == 0o600
    assert tls.made_here(tmp_path, NAMES, now=NOW).told == first.told
    assert set(first.told.names) == set(NAMES)


@pytest.mark.parametrize("why", ["ends", "names", "damaged", "open key", "another's key"])
def test_a_certificate_that_will_not_do_is_made_anew(tmp_path: Path, why: str):
    first, now, names = tls.made_here(tmp_path, NAMES, now=NOW), NOW, NAMES
    if why == "ends":
        now = first.told.ends - tls.EARLY + timedelta(minutes=1)
    elif why == "names":
        names = ("10.0.0.8",)
    elif why == "damaged":
        first.certificate.write_bytes(b"x")
    elif why == "open key":
        first.key.chmod(0o644)
    else:
        first.key.write_bytes(certificates.make(NAMES, now=NOW).key)
    again = tls.made_here(tmp_path, names, now=now)
    assert again.told.fingerprint != first.told.fingerprint
    assert again.key.stat().st_mode & 0o777 == 0o600


def own(folder: Path, *, names: tuple[str, ...] = ("desk.practice.example",)) -> tuple[Path, Path]:
    made = certificates.make(names, now=NOW)
    files = folder / "own.pem", folder / "own.key"
    for file, content in zip(files, (made.certificate, made.key), strict=True):
        file.touch(mode=0o600)
        file.write_bytes(content)
    return files


def test_the_practice_s_own_certificate_says_how_it_is_called(tmp_path: Path):
    found = tls.own(*own(tmp_path), now=NOW)
    assert (found.made, found.told.names) == (False, ("desk.practice.example",))
    assert hosting._first(found.told.names, "10.0.0.7") == ("desk.practice.example",)
    assert hosting._first(("desk", "10.0.0.7"), "10.0.0.7") == ("10.0.0.7", "desk")


def test_an_own_certificate_that_will_not_do_is_refused_with_a_sentence(tmp_path: Path):
    certificate, key = own(tmp_path)
    with pytest.raises(SettingsError, match="counts from"):
        tls.own(certificate, key, now=NOW + timedelta(days=500))
    key.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        tls.own(certificate, key, now=NOW)
    with pytest.raises(SettingsError, match="cannot be read"):
        tls.own(certificate, tmp_path / "nothing", now=NOW)
    key.unlink()
    with pytest.raises(SettingsError, match="name one"):
        tls.own(*own(tmp_path, names=("*.practice.example",)), now=NOW)


def test_the_demo_is_for_this_machine_alone(tmp_path: Path):
    settings = load({"data": str(tmp_path), "lan": "auto"})
    with pytest.raises(SettingsError, match="signs nobody in"):
        hosting.of(settings, demo=True)
    with pytest.raises(SettingsError, match="belong together"):
        hosting._tls(load({"data": str(tmp_path), "certificate": "/c.pem"}), "10.0.0.7")


def test_without_an_account_other_devices_stay_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SKETCHWELL_PAINTER", "wash")
    monkeypatch.setattr(addresses, "chosen", lambda _: "127.0.0.1")
    told = ["--data", str(tmp_path), "--lan", "auto", "--no-browser", "--port", str(free_port())]
    assert main(told) == 2
    assert "make the first account on this machine" in capsys.readouterr().err


def test_an_origin_is_written_as_a_browser_does():
    assert hosting.here(8501).origin == "http://127.0.0.1:8501"
    assert hosting.Hosting("fd00::7", 1, ("fd00::7",)).origin == "http://[fd00::7]:1"
