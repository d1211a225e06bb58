"""The kiosk's doctor: what it reads off a machine, and what it makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from engines import settings
from engines.doctor import Finding
from engines.sealing import boxes
from engines.studio import Settled
from kiosk.deploy.machine import find_browser
from kiosk.operating import browser, doctor, machine, painter, screen, standing
from kiosk.site.reading import defaults
from kiosk.site.values import Linking, Printing, Sealed

AT = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
TOUCH = """I: Bus=0003 Vendor=222a Product=0001 Version=0110
N: Name="ILITEK ILITEK-TP"
H: Handlers=event5
B: PROP=2
B: EV=1b
B: ABS=273800000000003

I: Bus=0011 Vendor=0002 Product=000e Version=0000
N: Name="Touchpad"
H: Handlers=mouse0 event7
B: PROP=5
B: ABS=273800000000003

N: Name="Keyboard"
H: Handlers=sysrq kbd event0
B: PROP=0
"""


def described(pixels: tuple[int, int] = (1920, 1080), mm: tuple[int, int] = (345, 194)) -> bytes:
    """A screen's own description, as it comes from the cable."""
    (wide, high), (across, down) = pixels, mm
    timing = [1, 29, wide & 255, 0, wide >> 8 << 4, high & 255, 0, high >> 8 << 4, 0, 0, 0, 0]
    timing += [across & 255, down & 255, across >> 8 << 4 | down >> 8, 0, 0, 0]
    block = bytes([0, *[255] * 6, 0, *[0] * 46, *timing, *[0] * 55])
    return block + bytes([-sum(block) % 256])


@pytest.fixture
def drm(tmp_path: Path) -> Callable[[bytes], Path]:
    def made(data: bytes) -> Path:
        (tmp_path / "card0-HDMI-A-1").mkdir(parents=True)
        (tmp_path / "card0-HDMI-A-1" / "edid").write_bytes(data)
        return tmp_path

    return made


def test_a_screen_s_density_is_compared_with_the_settings(drm: Callable[[bytes], Path]) -> None:
    folder = drm(described())
    assert screen.density(5.56, drm=folder).standing == "ok"
    wrong = screen.density(3.78, drm=folder)
    assert wrong.standing == "problem"
    assert "write px_per_mm = 5.57" in wrong.text


@pytest.mark.parametrize(
    "data", [b"", b"x" * 128, described(mm=(0, 0)), described()[:-1] + b"\x01"]
)
def test_a_screen_that_says_nothing_of_use_is_to_be_measured(
    drm: Callable[[bytes], Path], data: bytes
) -> None:
    found = screen.density(3.78, drm=drm(data))
    assert (found.standing, "ruler" in found.text) == ("note", True)


def test_a_screen_whose_size_cannot_be_is_not_believed(drm: Callable[[bytes], Path]) -> None:
    assert "cannot be" in screen.density(3.78, drm=drm(described(mm=(160, 160)))).text


def test_touchscreens_are_told_from_touchpads_and_their_turn_is_named(tmp_path: Path) -> None:
    assert list(screen.touches(TOUCH)) == [("ILITEK ILITEK-TP", "5")]
    devices = tmp_path / "devices"
    devices.write_text(TOUCH, encoding="utf-8")
    (tmp_path / "c13:69").write_text("E:LIBINPUT_CALIBRATION_MATRIX=0 1 0 -1 0 1\n")
    found = screen.touch(devices=devices, udev=tmp_path)
    assert found.standing == "ok"
    assert "turned by 0 1 0 -1 0 1" in found.text
    assert screen.touch(devices=tmp_path / "none", udev=tmp_path).standing == "problem"


@pytest.mark.parametrize(
    ("total_mb", "painter_mb", "standing"),
    [(8_000, 300, "ok"), (1_200, 300, "problem"), (8_000, None, "note")],
)
def test_the_memory_of_all_three_has_to_fit(
    tmp_path: Path, total_mb: int, painter_mb: float | None, standing: str
) -> None:
    (tmp_path / "meminfo").write_text(f"MemTotal: {total_mb * 1024} kB\n", encoding="utf-8")
    assert machine.memory(painter_mb, proc=tmp_path).standing == standing


@pytest.mark.parametrize(
    ("rows", "standing", "told"),
    [
        ("", "ok", "off"),
        ("/dev/zram0 partition 100 0 5\n", "ok", "in memory alone"),
        ("/swapfile file 100 0 -2\n", "note", "/swapfile"),
    ],
)
def test_swap_on_a_disk_is_told(tmp_path: Path, rows: str, standing: str, told: str) -> None:
    (tmp_path / "swaps").write_text(f"Filename Type Size Used Priority\n{rows}", encoding="utf-8")
    found = machine.swap(proc=tmp_path)
    assert found.standing == standing
    assert told in found.text


@pytest.mark.parametrize(("says", "standing"), [("yes", "ok"), ("no", "note"), ("", "note")])
def test_a_clock_that_nobody_sets_is_told(says: str, standing: str) -> None:
    found = machine.clock(AT, ask=("sh", "-c", f"echo {says}"))
    assert (found.standing, "2026-11-22 12:00 UTC" in found.text) == (standing, True)


def test_a_painter_is_really_tried(tmp_path: Path) -> None:
    given = {"data": str(tmp_path), "painter": "wash", "size": 64, "threads": 1}
    chosen = replace(settings.load(given), runtime="onnxruntime", precision="fp32")
    (tried, weights), peak_mb = painter.findings(Settled(chosen, {}, {}))
    assert (tried.standing, weights.standing) == ("ok", "ok")
    assert "answers in" in tried.text
    assert peak_mb is not None
    assert peak_mb > 50


def test_ways_home_that_cannot_work_are_problems(tmp_path: Path) -> None:
    here = Linking("127.0.0.1", 8503, "http://127.0.0.1:8503")
    site = replace(
        defaults(tmp_path), link=here, sealed=Sealed(tmp_path / "no.pub"), print=Printing("none")
    )
    found = {each.what: each.standing for each in standing.ways_home(site)}
    assert found == {"printer": "problem", "links": "problem", "sealing": "problem"}


def test_a_machine_without_a_browser_is_told(tmp_path: Path) -> None:
    (found,) = browser.findings(tmp_path)
    assert (found.what, found.standing) == ("browser", "problem")


@pytest.mark.browser
def test_chromium_says_itself_what_puts_pages_together() -> None:
    here = find_browser()
    assert here is not None
    found = browser.gpu(here)
    assert found.what == browser.GPU
    assert "cannot be told" not in found.text


def test_what_is_printed_ends_with_what_stands_in_the_way() -> None:
    found = [Finding("a", "ok", "is"), Finding("b", "note", "may"), Finding("c", "problem", "not")]
    assert list(doctor.lines(found)) == [
        "   a: is", " - b: may", " ! c: not", "Not ready for visitors yet: c.",
    ]  # fmt: skip
    assert not doctor.is_ready(found)
    assert list(doctor.lines(found[:2]))[-1] == "Nothing stands in the way of a visit."


def test_a_key_that_is_none_and_a_missing_stick_are_problems(tmp_path: Path) -> None:
    sealed = Sealed(tmp_path / "them.pub", "", tmp_path / "stick")
    (finding,) = standing.ways_home(replace(defaults(tmp_path), sealed=sealed))
    assert (finding.standing, "them.pub" in finding.text) == ("problem", True)
    sealed.key.write_text(boxes.to_line(boxes.public_of(boxes.new_private())), encoding="utf-8")
    (finding,) = standing.ways_home(replace(defaults(tmp_path), sealed=sealed))
    assert (finding.standing, "stick" in finding.text) == ("problem", True)
    (tmp_path / "stick").mkdir()
    (finding,) = standing.ways_home(replace(defaults(tmp_path), sealed=sealed))
    assert finding.standing == "ok"
