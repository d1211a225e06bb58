from __future__ import annotations

import pytest

from engines import sealing
from engines.errors import SealError

KEY = bytes(range(32))
CONTEXT = ("picture", "person-1", "picture-1")


def test_opening_gives_back_what_was_sealed():
    for data in (b"", b"a", bytes(100_000)):
        sealed = sealing.seal(KEY, data, context=CONTEXT)
        assert sealing.open_sealed(KEY, sealed, context=CONTEXT) == data
        assert len(sealed) == len(data) + sealing.OVERHEAD_BYTES


def test_sealing_twice_gives_different_bytes():
    first, second = (sealing.seal(KEY, b"a name", context=CONTEXT) for _ in range(2))
    assert first != second
    assert b"a name" not in first


@pytest.mark.parametrize("position", [0, 2, 3, 15, -1])
def test_a_changed_byte_is_refused(position):
    sealed = bytearray(sealing.seal(KEY, b"a name", context=CONTEXT))
    sealed[position] ^= 1
    with pytest.raises(SealError):
        sealing.open_sealed(KEY, bytes(sealed), context=CONTEXT)


@pytest.mark.parametrize(
    "context",
    [
        (),
        ("picture", "person-1", "picture-2"),
        ("picture", "person-1picture-1"),
        ("p", "icture", *CONTEXT[1:]),
    ],
    ids=["none", "another", "joined", "split"],
)
def test_another_context_is_refused(context):
    sealed = sealing.seal(KEY, b"a name", context=CONTEXT)
    with pytest.raises(SealError, match="do not open"):
        sealing.open_sealed(KEY, sealed, context=context)


def test_another_key_is_refused():
    sealed = sealing.seal(KEY, b"a name", context=CONTEXT)
    with pytest.raises(SealError, match="do not open"):
        sealing.open_sealed(sealing.new_key(), sealed, context=CONTEXT)


@pytest.mark.parametrize("sealed", [b"", b"SW", b"plain text that was never sealed, long enough"])
def test_bytes_that_were_never_sealed_are_refused(sealed):
    with pytest.raises(SealError, match="not sealed bytes"):
        sealing.open_sealed(KEY, sealed, context=CONTEXT)


def test_a_newer_version_says_so():
    sealed = bytearray(sealing.seal(KEY, b"a name", context=CONTEXT))
    sealed[2] = 9
    with pytest.raises(SealError, match="version 9"):
        sealing.open_sealed(KEY, bytes(sealed), context=CONTEXT)


def test_a_key_of_the_wrong_length_is_refused():
    with pytest.raises(SealError, match="this one has 16"):
        sealing.seal(bytes(16), b"", context=CONTEXT)
    with pytest.raises(SealError):
        sealing.wrap_key(KEY, bytes(31), context=("person-1",))


def test_a_wrapped_key_opens_only_for_its_person():
    key = sealing.new_key()
    wrapped = sealing.wrap_key(KEY, key, context=("person-1",))
    assert sealing.unwrap_key(KEY, wrapped, context=("person-1",)) == key
    with pytest.raises(SealError):
        sealing.unwrap_key(KEY, wrapped, context=("person-2",))


def test_the_cipher_is_aes_256_gcm():
    """Test case 16 of McGrew and Viega, The Galois/Counter Mode of Operation, 2005, appendix B."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    associated = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    expected = bytes.fromhex(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )
    assert sealing.cipher_of(key).encrypt(nonce, plain, associated) == expected


def test_keys_are_derived_by_hkdf_sha256():
    """The extract step of RFC 5869 by hand, with its expand step for one block."""
    import hashlib
    import hmac

    extracted = hmac.new(bytes(32), KEY, hashlib.sha256).digest()
    expected = hmac.new(extracted, b"database\x01", hashlib.sha256).digest()
    assert sealing.derive_key(KEY, purpose="database") == expected
    assert sealing.derive_key(KEY, purpose="journal") != expected


def test_a_pin_matches_itself_alone():
    stored = sealing.pin_hash("47110815")
    assert sealing.pin_matches("47110815", stored)
    assert not sealing.pin_matches("47110816", stored)
    assert not sealing.pin_matches("", stored)
    assert "47110815" not in stored


def test_the_same_pin_is_stored_differently_each_time():
    assert sealing.pin_hash("0000") != sealing.pin_hash("0000")


@pytest.mark.parametrize("stored", ["", "4711", "scrypt:9:00:00", "scrypt:31:" + "0" * 97])
def test_a_stored_pin_that_cannot_be_read_is_refused(stored):
    with pytest.raises(SealError, match="set the PIN again"):
        sealing.pin_matches("4711", stored)


def test_keys_from_words_are_made_by_scrypt():
    """The same as the standard library's scrypt, of RFC 7914."""
    import hashlib

    expected = hashlib.scrypt(b"please", salt=b"SodiumChloride", n=2**10, r=8, p=1, dklen=32)
    assert sealing.key_from_words("please", b"SodiumChloride", cost=10) == expected
