from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from engines.errors import SealError
from engines.sealing import streams

WORDS = "correct horse battery staple"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "COST", 10)
    monkeypatch.setattr(streams, "CHUNK_BYTES", 1000)


def sealed(plain: bytes) -> bytes:
    return b"".join(streams.sealed([plain], WORDS))


def opened(stream: bytes, words: str = WORDS) -> bytes:
    return b"".join(streams.opened(io.BytesIO(stream).read, words))


@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 5000])
def test_a_stream_gives_back_what_went_in(size):
    plain = bytes(n % 251 for n in range(size))
    assert opened(sealed(plain)) == plain


def test_parts_of_any_size_make_chunks_of_one():
    parts = [b"a" * 10, b"", b"b" * 2500, b"c"]
    stream = b"".join(streams.sealed(parts, WORDS))
    assert opened(stream) == b"".join(parts)
    assert len(stream) == 21 + 16 + 2511 + 3 * 16


def test_a_long_stream_is_never_held_whole():
    def parts() -> Iterator[bytes]:
        for _ in range(100):
            asked.append(1)
            yield bytes(1000)

    asked: list[int] = []
    stream = streams.sealed(parts(), WORDS)
    for _ in range(10):
        next(stream)
    assert len(asked) < 15


def test_a_wrong_passphrase_says_so():
    with pytest.raises(SealError, match="passphrase is wrong"):
        opened(sealed(b"plain"), WORDS.title())


def test_an_accent_may_be_composed_either_way():
    stream = b"".join(streams.sealed([b"plain"], "Gl\u00fcck und Segen"))
    assert opened(stream, "Glu\u0308ck und Segen") == b"plain"


@pytest.mark.parametrize("place", [4, 20, 40, 1100, 2500, -1])
def test_a_changed_byte_is_never_given_back(place):
    stream = bytearray(sealed(bytes(3000)))
    stream[place] ^= 1
    with pytest.raises(SealError):
        opened(bytes(stream))


@pytest.mark.parametrize("left", [0, 10, 21, 37, 38, 37 + 1016, 37 + 2 * 1016, -1])
def test_a_stream_cut_short_is_refused(left):
    with pytest.raises(SealError, match=r"cut short|wrong"):
        opened(sealed(bytes(3000))[:left])


def test_chunks_keep_their_order_and_their_stream():
    stream, other = sealed(bytes(3000)), sealed(bytes(3000))
    first, second = (slice(37 + n * 1016, 37 + (n + 1) * 1016) for n in range(2))
    swapped = stream[:37] + stream[second] + stream[first] + stream[second.stop :]
    foreign = stream[: first.start] + other[first] + stream[first.stop :]
    for strange in (swapped, foreign, stream + stream[37:]):
        with pytest.raises(SealError, match="damaged"):
            opened(strange)


def test_a_newer_stream_says_so():
    stream = bytearray(sealed(b"plain"))
    stream[3] = 9
    with pytest.raises(SealError, match="version 9"):
        opened(bytes(stream))


@pytest.mark.parametrize("stream", [b"", b"SWB", b"PK" + bytes(100)])
def test_what_is_no_backup_is_refused(stream):
    with pytest.raises(SealError, match="no backup of Sketchwell"):
        opened(stream)


def test_a_passphrase_has_twelve_characters_at_least():
    with pytest.raises(SealError, match="has 5 characters"):
        next(streams.sealed([b""], "short"))
