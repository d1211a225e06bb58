"""Certificates: what they say, what is refused, and that TLS speaks with them."""

from __future__ import annotations

import ssl
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from engines.errors import SealError
from engines.sealing import certificates

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
NAMES = ("practice.local", "192.168.1.20", "fd00::20")


def test_a_certificate_says_what_it_was_made_for():
    made = certificates.make(NAMES, now=NOW, days=30)
    told = certificates.read(made.certificate)
    assert told.names == NAMES
    assert (told.ends, told.self_signed) == (NOW + timedelta(days=30), True)
    assert told.grouped.replace(":", "").lower() == told.fingerprint
    assert len(told.grouped) == 95


def test_two_certificates_have_keys_of_their_own():
    one, other = (certificates.make(NAMES, now=NOW) for _ in range(2))
    certificates.check_pair(one.certificate, one.key)
    with pytest.raises(SealError, match="do not belong together"):
        certificates.check_pair(one.certificate, other.key)
    assert "PRIVATE" not in repr(one)


@pytest.mark.parametrize("names", [(), ("schön.example",)])
def test_a_name_that_no_certificate_holds_is_refused(names: tuple[str, ...]):
    with pytest.raises(SealError):
        certificates.make(names, now=NOW)


@pytest.mark.parametrize("text", [b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n", b"\x00\xff"])
def test_what_is_no_certificate_is_refused(text: bytes):
    with pytest.raises(SealError, match="cannot be read"):
        certificates.read(text)
    with pytest.raises(SealError, match="key cannot be read"):
        certificates.check_pair(certificates.make(NAMES, now=NOW).certificate, text)


def test_tls_speaks_with_it_and_checks_its_names(tmp_path: Path):
    made = certificates.make(("practice.local",), now=datetime.now(timezone.utc))
    (tmp_path / "c.pem").write_bytes(made.certificate)
    (tmp_path / "k.pem").write_bytes(made.key)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(tmp_path / "c.pem", tmp_path / "k.pem")
    trusting = ssl.create_default_context(cadata=made.certificate.decode())
    assert shaken(served, trusting, "practice.local")
    with pytest.raises(ssl.SSLCertVerificationError):
        shaken(served, trusting, "elsewhere.local")


def shaken(served: ssl.SSLContext, trusting: ssl.SSLContext, name: str) -> bool:
    """Whether both ends of a line in memory agree."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = served.wrap_bio(up, down, server_side=True)
    browser = trusting.wrap_bio(down, up, server_hostname=name)
    for _ in range(4):
        for end in (browser, server):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return browser.version() == "TLSv1.3"
