"""What a password must be: long, and not made of what is tried first."""

from __future__ import annotations

import pytest

from workbench.access import passwords
from workbench.access.devices import Devices


@pytest.mark.parametrize(
    "text",
    [
        "velvet otter mends clocks",
        "Vier Stühle tanzen leise",
        "x7$kq-92mm.pv!ztrw",
        "ééîõü ñandú çà là",
    ],
)
def test_words_that_do_not_belong_together_are_a_password(text: str):
    assert passwords.fault(text, about=("Ruth Example", "ruth")) is None


@pytest.mark.parametrize(
    "text",
    [
        "passwordpassword",
        "Password12345678",
        "qwertyuiopasdfghjkl",
        "aaaaaaaaaaaaaaaaaaaa",
        "abababababababababab",
        "123456789012345678",
        "zyxwvutsrqponmlkj",
        "ruth ruth ruth ruth",
        "sketchwell sketchwell",
        "correct horse battery staple",
        "Ruth Example 2026!",
    ],
)
def test_what_is_tried_first_is_none(text: str):
    assert passwords.fault(text, about=("Ruth Example", "ruth")) == passwords.COMMON


def test_length_is_counted_in_letters():
    assert passwords.fault("velvet otter m") == passwords.SHORT
    assert passwords.fault("velvet otter" * 100) == passwords.LONG


def test_a_start_password_is_a_password():
    drawn = {passwords.start_password() for _ in range(5)}
    assert len(drawn) == 5
    assert not any(passwords.fault(each) for each in drawn)


def test_a_browser_is_known_to_one_account_and_one_practice():
    devices = Devices(b"k" * 32)
    token = devices.token("ruth")
    assert devices.known("ruth", token) == token.partition(".")[0]
    assert not devices.known("rita", token)
    assert not Devices(b"o" * 32).known("ruth", token)
    assert not any(devices.known("ruth", each) for each in ("", ".", "a.b", "ü.x"))
