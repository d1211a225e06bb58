"""Signed credentials in pictures: what they say, what changes break, and that nothing is asked."""

from __future__ import annotations

import io
import socket
from datetime import datetime, timedelta, timezone
from typing import Any

import numpy as np
import pytest
from cryptography import x509
from PIL import Image

from engines.errors import BackendMissingError, SealError
from engines.picture import png_of
from engines.sealing import credentials
from engines.sealing.credentials import Credential, credited, make, read

NOW = datetime(2026, 11, 23, 9, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def credential() -> Credential:
    return make(now=datetime.now(timezone.utc))


@pytest.fixture(scope="module")
def png() -> bytes:
    pytest.importorskip("c2pa", reason="c2pa-python is not here")
    pixels = np.random.default_rng(3).integers(0, 256, (48, 64, 3), dtype=np.uint8)
    return png_of(pixels, texts={"Software": "Sketchwell"})


def test_a_picture_says_that_a_machine_had_a_part_and_who_signed(
    png: bytes, credential: Credential
):
    signed = credited(png, credential)
    told = read(signed)
    assert told is not None
    assert told.intact
    assert told.source.endswith("/compositeWithTrainedAlgorithmicMedia")
    assert told.signer == "Sketchwell, pictures"
    assert read(png) is None


def test_pixels_and_texts_stay_as_they_are(png: bytes, credential: Credential):
    before, after = (Image.open(io.BytesIO(each)) for each in (png, credited(png, credential)))
    assert np.array_equal(np.asarray(before), np.asarray(after))
    assert before.info["Software"] == after.info["Software"] == "Sketchwell"


def test_one_changed_bit_is_seen(png: bytes, credential: Credential):
    signed = bytearray(credited(png, credential))
    signed[signed.rindex(b"IDAT") + 60] ^= 1
    told = read(bytes(signed))
    assert told is not None
    assert not told.intact


def test_no_time_and_no_person_is_inside_and_no_two_pictures_share_a_name(
    png: bytes, credential: Credential
):
    first, second = (credited(png, credential) for _ in range(2))
    assert first != second
    year = str(datetime.now(timezone.utc).year).encode()
    assert year not in first
    assert b"when" not in first
    assert b"sigTst" not in first


def test_nothing_is_asked_on_the_network(
    png: bytes, credential: Credential, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert read(credited(png, credential)) is not None


def test_a_chain_signs_pictures_and_nothing_else_and_outlives_them():
    made = make(now=NOW)
    signer, root = x509.load_pem_x509_certificates(made.chain)
    signer.verify_directly_issued_by(root)
    usage = signer.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.key_cert_sign) == (True, False)
    assert not signer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    assert signer.not_valid_after_utc > NOW + timedelta(days=10_000)
    assert b"PRIVATE" not in repr(made).encode()


def test_a_credential_is_kept_as_text_and_anything_else_is_refused(credential: Credential):
    assert Credential.from_text(credential.to_text()) == credential
    with pytest.raises(SealError, match="cannot be read"):
        Credential.from_text("Ocelot")


def test_a_chain_that_does_not_fit_its_key_signs_nothing(png: bytes, credential: Credential):
    other = make(now=datetime.now(timezone.utc))
    with pytest.raises(SealError, match="could not be signed"):
        credited(png, Credential(other.chain, credential.key))


def test_where_the_library_is_missing_it_is_said(
    credential: Credential, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(credentials, "LIBRARY", "c2pa_that_is_not_here")
    with pytest.raises(BackendMissingError, match="c2pa-python is not here"):
        credited(b"", credential)
