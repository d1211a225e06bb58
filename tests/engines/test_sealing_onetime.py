"""Codes that are good once: the published ones, the window, no code twice, recovery codes."""

from __future__ import annotations

import pytest

from engines.errors import SealError
from engines.sealing import onetime
from engines.sealing.passwords import Cost

SECRET = b"12345678901234567890"
CHEAP = Cost(32, 1, 1)


@pytest.mark.parametrize(
    ("at", "code"),
    # RFC 6238, appendix B, SHA-1: the last six of its eight digits
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_that_were_published(at: int, code: str):
    assert onetime.code(SECRET, onetime.step_of(at)) == code
    assert onetime.matching_step(SECRET, f" {code[:3]} {code[3:]}", at=at) == at // 30


@pytest.mark.parametrize(("late_s", "fits"), [(-31, True), (0, True), (31, True), (95, False)])
def test_one_step_before_and_after_counts(late_s: int, fits: bool):
    at = 1_700_000_025.0
    given = onetime.code(SECRET, onetime.step_of(at))
    assert (onetime.matching_step(SECRET, given, at=at + late_s) is not None) == fits


def test_a_code_counts_once():
    at = 1_700_000_025.0
    given = onetime.code(SECRET, onetime.step_of(at))
    used = onetime.matching_step(SECRET, given, at=at)
    assert used is not None
    assert onetime.matching_step(SECRET, given, at=at, after=used) is None


@pytest.mark.parametrize("given", ["", "12345", "1234567", "12345a", "１２３４５６", "x" * 9000])
def test_what_is_no_code_fits_nothing(given: str):
    assert onetime.matching_step(SECRET, given, at=59.0) is None


def test_a_short_secret_is_refused():
    with pytest.raises(SealError, match="at least 16"):
        onetime.code(b"short", 1)


def test_an_app_reads_name_and_secret_from_the_address():
    told = onetime.address(SECRET, name="ruth@praxis süd")
    assert told.startswith("otpauth://totp/Sketchwell:ruth%40praxis%20s%C3%BCd?secret=GEZDGNBV")
    assert "issuer=Sketchwell" in told
    assert onetime.readable(SECRET).startswith("GEZD GNBV GY3T")


def test_a_recovery_code_works_once_however_it_is_typed():
    codes = onetime.recovery_codes()
    stored = onetime.recovery_hashes(codes, cost=CHEAP)
    assert len({*codes}) == len({*stored}) == 10
    left = onetime.without_used(codes[3].upper().replace("-", " "), stored, cost=CHEAP)
    assert left == (*stored[:3], *stored[4:])
    assert left is not None
    assert onetime.without_used(codes[3], left, cost=CHEAP) is None
    assert onetime.without_used("k3f7p-9qpdm", (), cost=CHEAP) is None


def test_no_recovery_code_can_be_read_from_what_is_stored():
    codes = onetime.recovery_codes()
    stored = " ".join(onetime.recovery_hashes(codes, cost=CHEAP))
    assert not any(each.replace("-", "") in stored for each in codes)
    with pytest.raises(SealError, match="cannot be read"):
        onetime.without_used(codes[0], ("nothing",), cost=CHEAP)
